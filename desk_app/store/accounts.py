"""Accounts as the clerk sees them: the mirror with this desk's own pending operations laid over it."""

from dataclasses import dataclass, replace
from datetime import date

import msgspec

from desk_app.domain.accounts import (
    ATTENTION,
    Account,
    Cabinet,
    Charge,
    Directory,
    Meter,
    Provider,
    ReceiptType,
    Service,
)
from desk_app.domain.addresses import Address
from desk_app.domain.found import Found
from desk_app.domain.ids import (
    AccountKey,
    MeterId,
    PremiseKey,
    ProviderCode,
    ReceiptTypeCode,
    ServiceCode,
)
from desk_app.domain.money import Money
from desk_app.domain.periods import Period
from desk_app.mirror_file.values import premise_id, unpack_account
from desk_app.protocol.entities import (
    AccountEntity,
    CabinetEntity,
    ChargeEntity,
    MeterEntity,
    ProviderEntity,
    ReceiptTypeEntity,
    ServiceEntity,
)
from desk_app.store.found import find
from desk_app.store.search import SearchIndex
from desk_app.store.sql import Sql

# An operation lies over the mirror until the mirror has read the feed past its effect.
_OVER = "(o.outcome = 'pending' OR (o.feed_tx, o.feed_change) > (SELECT tx, change FROM feed))"


@dataclass(frozen=True, slots=True)
class SqlAccounts:
    """Reads accounts within one view."""

    sql: Sql
    index: SearchIndex

    def get(self, key: AccountKey) -> Account | None:
        """Return one account, or None where this desk does not know it."""
        value = self.sql.value("SELECT value FROM account WHERE key = ?", (key,))
        return None if value is None else self._overlaid(unpack_account(value))

    def premise(self, key: PremiseKey) -> tuple[Account, ...]:
        """Return all accounts of one flat, in the order of their keys."""
        rows = self.sql.all("SELECT value FROM account WHERE premise = ? ORDER BY key", (premise_id(key),))
        return tuple(self._overlaid(unpack_account(value)) for (value,) in rows)

    def directory(self) -> Directory:
        """Return providers, receipt types and services."""
        found: dict[str, list[bytes]] = {"provider": [], "receipt_type": [], "service": []}
        for entity, value in self.sql.all("SELECT entity, value FROM directory"):
            found[entity].append(value)
        providers = [_provider(msgspec.json.decode(value, type=ProviderEntity)) for value in found["provider"]]
        types = [_receipt_type(msgspec.json.decode(raw, type=ReceiptTypeEntity)) for raw in found["receipt_type"]]
        services = [_service(msgspec.json.decode(value, type=ServiceEntity)) for value in found["service"]]
        return Directory(
            {one.code: one for one in providers}, {one.code: one for one in types}, {one.code: one for one in services}
        )

    def find(self, typed: str, limit: int) -> Found:
        """Search; see domain.queries for how the text is read."""
        return find(self, typed, limit)

    def count(self) -> int:
        """Return how many accounts the mirror holds."""
        found: int = self.sql.value("SELECT count(*) FROM account")
        return found

    def _overlaid(self, entity: AccountEntity) -> Account:
        account = _account(entity)
        paid_here = self.sql.all(
            "SELECT l.service, sum(l.amount_kop) FROM own_line l JOIN operation o ON o.op_id = l.op_id "
            f"WHERE l.account = ? AND {_OVER} GROUP BY l.service",
            (account.key,),
        )
        if paid_here:
            account = _less(account, {service: Money(paid) for service, paid in paid_here})
        own = None if account.registered else self._own_cabinet(account.key)
        if own is not None and (account.cabinet is None or own.state != ATTENTION):
            account = replace(account, cabinet=own)
        return account

    def _own_cabinet(self, key: AccountKey) -> Cabinet | None:
        row = self.sql.one(
            "SELECT r.card, r.phone_masked, o.outcome FROM own_registration r JOIN operation o ON o.op_id = r.op_id "
            f"WHERE r.account = ? AND (o.outcome LIKE 'accepted_conflict%' OR {_OVER}) ORDER BY o.place DESC LIMIT 1",
            (key,),
        )
        if row is None:
            return None
        card, masked, outcome = row
        state = {"pending": "pending", "accepted": "active"}.get(outcome, ATTENTION)
        return Cabinet(card, masked, state)


def _less(account: Account, paid: dict[str, Money]) -> Account:
    charges = tuple(
        replace(charge, paid=charge.paid + paid[charge.service], due=charge.due - paid[charge.service])
        if charge.service in paid
        else charge
        for charge in account.charges
    )
    return replace(account, charges=charges)


def _account(entity: AccountEntity) -> Account:
    return Account(
        key=AccountKey(entity.key),
        receipt_type=ReceiptTypeCode(entity.receipt_type),
        number=entity.number,
        holder=entity.holder,
        address=Address(entity.settlement, entity.street, entity.house, entity.flat),
        closed=entity.closed,
        cabinet=_cabinet(entity.cabinet),
        charges=tuple(_charge(charge) for charge in entity.charges if Period.readable(charge.period)),
        meters=tuple(_meter(entity.key, meter) for meter in entity.meters),
    )


def _cabinet(entity: CabinetEntity | None) -> Cabinet | None:
    return None if entity is None else Cabinet(entity.card, entity.phone_masked, entity.state)


def _charge(entity: ChargeEntity) -> Charge:
    return Charge(
        service=ServiceCode(entity.service),
        period=Period.parse(entity.period),
        opening=None if entity.opening is None else Money(entity.opening),
        charged=None if entity.charged is None else Money(entity.charged),
        paid=Money(entity.paid),
        due=Money(entity.due),
    )


def _meter(account: str, entity: MeterEntity) -> Meter:
    return Meter(
        meter_id=MeterId(f"{account}/{entity.serial}"),
        service=ServiceCode(entity.service),
        serial=entity.serial,
        title=entity.title,
        unit=entity.unit,
        last_value=entity.last,
        last_date=date.fromisoformat(entity.last_date) if entity.last_date else None,
        tariff=Money(entity.tariff),
        digits=entity.digits,
    )


def _provider(entity: ProviderEntity) -> Provider:
    return Provider(
        ProviderCode(entity.code), entity.title, entity.inn, entity.kpp, entity.bank_account,
        entity.bank_title, entity.bic, entity.corr_account, entity.address, entity.phone,
    )  # fmt: skip


def _receipt_type(entity: ReceiptTypeEntity) -> ReceiptType:
    return ReceiptType(ReceiptTypeCode(entity.code), entity.title, ProviderCode(entity.provider))


def _service(entity: ServiceEntity) -> Service:
    penalty_of = ServiceCode(entity.penalty_of) if entity.penalty_of else None
    return Service(ServiceCode(entity.code), entity.title, ReceiptTypeCode(entity.receipt_type), penalty_of)
