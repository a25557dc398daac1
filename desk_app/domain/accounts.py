"""Accounts, providers and services as the central database describes them."""

from dataclasses import dataclass
from datetime import date

from desk_app.domain.addresses import Address
from desk_app.domain.ids import AccountKey, MeterId, ProviderCode, ReceiptTypeCode, ServiceCode
from desk_app.domain.money import ZERO, Money, total
from desk_app.domain.periods import Period


@dataclass(frozen=True, slots=True)
class Provider:
    """Who the money belongs to, with bank requisites for the payment QR."""

    code: ProviderCode
    title: str
    inn: str
    kpp: str
    bank_account: str
    bank_title: str
    bic: str
    corr_account: str
    address: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptType:
    """A «тип квитанции»: one payment document of one provider."""

    code: ReceiptTypeCode
    title: str
    provider: ProviderCode


@dataclass(frozen=True, slots=True)
class Service:
    """One thing to pay for; `penalty_of` names the service whose late fee this is."""

    code: ServiceCode
    title: str
    receipt_type: ReceiptTypeCode
    penalty_of: ServiceCode | None = None


@dataclass(frozen=True, slots=True)
class Charge:
    """What one account owes for one service in its last charge month.

    `opening`, `charged` are None where the provider sent only a balance.
    `due` is already less the payments that this desk has taken and the centre
    has not yet confirmed; negative means an advance.
    """

    service: ServiceCode
    period: Period
    opening: Money | None
    charged: Money | None
    paid: Money
    due: Money


@dataclass(frozen=True, slots=True)
class Meter:
    """A meter with its last reading, in thousandths of the unit."""

    meter_id: MeterId
    service: ServiceCode
    serial: str
    title: str
    unit: str
    last_value: int
    last_date: date | None
    tariff: Money
    digits: int = 5


ATTENTION = "attention"
"""State of a cabinet that waits for a person."""


@dataclass(frozen=True, slots=True)
class Cabinet:
    """The resident's «Личный кабинет»: masked as the centre sends it.

    `state` is «active», «pending» (registered here, not yet confirmed) or
    «attention» (the centre needs a person to decide).
    """

    card_number: str
    phone_masked: str
    state: str


@dataclass(frozen=True, slots=True)
class Account:
    """One лицевой счёт of one receipt type."""

    key: AccountKey
    receipt_type: ReceiptTypeCode
    number: str
    holder: str
    address: Address
    closed: bool = False
    cabinet: Cabinet | None = None
    charges: tuple[Charge, ...] = ()
    meters: tuple[Meter, ...] = ()

    @property
    def registered(self) -> bool:
        """Tell whether a new registration would be a second one.

        One that waits for a person is none yet: the code may have been wrong,
        and the resident stands at the counter with a document.
        """
        return self.cabinet is not None and self.cabinet.state != ATTENTION

    @property
    def due(self) -> Money:
        """Sum of what is owed over all services; advances reduce it."""
        return total([charge.due for charge in self.charges])

    @property
    def to_pay(self) -> Money:
        """What a counter payment would ask for: owed amounts only."""
        return total([charge.due for charge in self.charges if charge.due > ZERO])


@dataclass(frozen=True, slots=True)
class Directory:
    """Providers, receipt types and services, by code."""

    providers: dict[ProviderCode, Provider]
    receipt_types: dict[ReceiptTypeCode, ReceiptType]
    services: dict[ServiceCode, Service]

    def provider_of(self, receipt_type: ReceiptTypeCode) -> Provider:
        """Return who issues receipts of this type."""
        return self.providers[self.receipt_types[receipt_type].provider]

    def services_of(self, receipt_type: ReceiptTypeCode) -> tuple[Service, ...]:
        """Return the services on this receipt, late fees after what they belong to."""
        own = [service for service in self.services.values() if service.receipt_type == receipt_type]
        return tuple(sorted(own, key=lambda s: (s.penalty_of or s.code, s.penalty_of is not None)))
