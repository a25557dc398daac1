"""What comes down the change feed: directory entries and whole accounts.

An account travels as one value with its charges, meters and cabinet, so that
a desk never shows half of a change.
"""

from dataclasses import asdict, dataclass
from typing import Any

from desk_app.protocol.fields import Fields

_MONTH = r"2\d{3}-(0[1-9]|1[0-2])"
_DAY_OR_NONE = rf"({_MONTH}-(0[1-9]|[12]\d|3[01]))?"
_LEAST = -(10**13)


@dataclass(frozen=True, slots=True)
class ProviderEntity:
    """A service provider with requisites; `code` is the entity id."""

    code: str
    title: str
    inn: str
    kpp: str
    bank_account: str
    bank_title: str
    bic: str
    corr_account: str
    address: str
    phone: str

    @classmethod
    def read(cls, fields: Fields) -> "ProviderEntity":
        """Read the value."""
        return cls(
            code=fields.text("code", most=32, least=1),
            title=fields.text("title", least=1),
            inn=fields.text("inn", most=12),
            kpp=fields.text("kpp", most=9),
            bank_account=fields.text("bank_account", most=20),
            bank_title=fields.text("bank_title"),
            bic=fields.text("bic", most=9),
            corr_account=fields.text("corr_account", most=20),
            address=fields.text("address", most=300),
            phone=fields.text("phone", most=40),
        )


@dataclass(frozen=True, slots=True)
class ReceiptTypeEntity:
    """A «тип квитанции»; `code` is the entity id."""

    code: str
    title: str
    provider: str

    @classmethod
    def read(cls, fields: Fields) -> "ReceiptTypeEntity":
        """Read the value."""
        return cls(fields.text("code", most=32, least=1), fields.text("title"), fields.text("provider", most=32))


@dataclass(frozen=True, slots=True)
class ServiceEntity:
    """A service; `penalty_of` is empty or the code of the service whose late fee this is."""

    code: str
    title: str
    receipt_type: str
    penalty_of: str

    @classmethod
    def read(cls, fields: Fields) -> "ServiceEntity":
        """Read the value."""
        return cls(
            fields.text("code", most=32, least=1),
            fields.text("title"),
            fields.text("receipt_type", most=32),
            fields.text("penalty_of", most=32),
        )


@dataclass(frozen=True, slots=True)
class ChargeEntity:
    """One service's state in kopecks; opening and charged are None where only a balance is known."""

    service: str
    period: str
    opening: int | None
    charged: int | None
    paid: int
    due: int

    @classmethod
    def read(cls, fields: Fields) -> "ChargeEntity":
        """Read the value."""
        return cls(
            fields.text("service", most=32, least=1),
            fields.text("period", most=7, pattern=_MONTH),
            _kopecks_or_none(fields, "opening"),
            _kopecks_or_none(fields, "charged"),
            fields.number("paid", least=_LEAST),
            fields.number("due", least=_LEAST),
        )


@dataclass(frozen=True, slots=True)
class MeterEntity:
    """A meter; `last` in thousandths, `tariff` in kopecks a unit, `last_date` empty or ISO."""

    serial: str
    service: str
    title: str
    unit: str
    last: int
    last_date: str
    tariff: int
    digits: int

    @classmethod
    def read(cls, fields: Fields) -> "MeterEntity":
        """Read the value."""
        return cls(
            fields.text("serial", most=40, least=1),
            fields.text("service", most=32),
            fields.text("title", most=80),
            fields.text("unit", most=20),
            fields.number("last"),
            fields.text("last_date", most=10, pattern=_DAY_OR_NONE),
            fields.number("tariff"),
            fields.number("digits", least=1, most=12),
        )


@dataclass(frozen=True, slots=True)
class CabinetEntity:
    """A registration; the full phone never comes down. `state` is active or attention."""

    card: str
    phone_masked: str
    phone_tail: str
    state: str

    @classmethod
    def read(cls, fields: Fields) -> "CabinetEntity":
        """Read the value."""
        return cls(
            fields.text("card", most=16),
            fields.text("phone_masked", most=24),
            fields.text("phone_tail", most=4),
            fields.text("state", most=10),
        )


@dataclass(frozen=True, slots=True)
class AccountEntity:
    """One account with all that a card shows; the entity id is «receipt_type/number»."""

    receipt_type: str
    number: str
    holder: str
    settlement: str
    street: str
    house: str
    flat: str
    closed: bool
    cabinet: CabinetEntity | None
    charges: tuple[ChargeEntity, ...]
    meters: tuple[MeterEntity, ...]

    @property
    def key(self) -> str:
        """Return the entity id."""
        return f"{self.receipt_type}/{self.number}"

    @classmethod
    def read(cls, fields: Fields) -> "AccountEntity":
        """Read the value."""
        cabinet = fields.take("cabinet")
        return cls(
            receipt_type=fields.text("receipt_type", most=32, least=1),
            number=fields.text("number", most=40, least=1),
            holder=fields.text("holder", most=160),
            settlement=fields.text("settlement", most=120),
            street=fields.text("street", most=120),
            house=fields.text("house", most=20),
            flat=fields.text("flat", most=20),
            closed=fields.flag("closed"),
            cabinet=None if cabinet is None else Fields({"it": cabinet}).inner("it", CabinetEntity.read),
            charges=fields.each("charges", ChargeEntity.read, most=100),
            meters=fields.each("meters", MeterEntity.read, most=50),
        )


Entity = ProviderEntity | ReceiptTypeEntity | ServiceEntity | AccountEntity


def entity_json(entity: Entity) -> dict[str, Any]:
    """Write an entity's value."""
    return asdict(entity)


def _kopecks_or_none(fields: Fields, name: str) -> int | None:
    value = fields.take(name)
    return None if value is None else Fields({name: value}).number(name, least=_LEAST)
