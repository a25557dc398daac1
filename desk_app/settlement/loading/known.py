"""What the centre already knows that a file has to agree with; nothing here writes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from desk_app.protocol.entities import ReceiptTypeEntity, ServiceEntity
from desk_app.settlement.bulk import among
from desk_app.settlement.changes import chunks
from desk_app.settlement.loading.places import Place
from desk_app.settlement.loading.tables_csv import Figures
from desk_app.settlement.tables import account, charge, meter, provider, receipt_type, service


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Providers, receipt types and services by code."""

    providers: frozenset[str]
    receipt_types: Mapping[str, ReceiptTypeEntity]
    services: Mapping[str, ServiceEntity]

    def services_of(self, receipt_type_code: str) -> tuple[ServiceEntity, ...]:
        """Return the services of a receipt that are not late fees."""
        own = (one for one in self.services.values() if one.receipt_type == receipt_type_code)
        return tuple(one for one in own if not one.penalty_of)


@dataclass(frozen=True, slots=True)
class KnownAccount:
    """An account as it stands."""

    holder: str
    place: Place
    closed: bool


@dataclass(frozen=True, slots=True)
class KnownCharge:
    """A charge as its provider sent it, and what desks took since."""

    period: str
    figures: Figures
    paid_here: int


def known_catalogue(connection: Connection) -> Catalogue:
    """Read the whole catalogue: a few thousand rows at most."""
    types = connection.execute(select(receipt_type.c.code, receipt_type.c.title, receipt_type.c.provider))
    columns = (service.c.code, service.c.title, service.c.receipt_type, service.c.penalty_of)
    return Catalogue(
        frozenset(connection.execute(select(provider.c.code)).scalars()),
        {row.code: ReceiptTypeEntity(*row) for row in types},
        {row.code: ServiceEntity(*row) for row in connection.execute(select(*columns))},
    )


def known_accounts(connection: Connection, keys: Iterable[str]) -> dict[str, KnownAccount]:
    """Read those of the accounts that are known."""
    columns = (account.c.settlement, account.c.street, account.c.house, account.c.flat)
    query = select(account.c.key, account.c.holder, account.c.closed, *columns)
    found: dict[str, KnownAccount] = {}
    for part in chunks(keys):
        for key, holder, closed, *place in connection.execute(query.where(among(connection, account.c.key, part))):
            found[key] = KnownAccount(holder, Place(*place), closed)
    return found


def known_charges(connection: Connection, keys: Iterable[str]) -> dict[tuple[str, str], KnownCharge]:
    """Read the charges of accounts, by account key and service."""
    columns = (charge.c.opening, charge.c.charged, charge.c.paid, charge.c.due)
    query = select(charge.c.account_key, charge.c.service, charge.c.period, charge.c.paid_here, *columns)
    found: dict[tuple[str, str], KnownCharge] = {}
    for part in chunks(keys):
        for key, code, period, paid_here, *figures in connection.execute(
            query.where(among(connection, charge.c.account_key, part))
        ):
            found[key, code] = KnownCharge(period, Figures(*figures), paid_here)
    return found


def known_meters(connection: Connection, keys: Iterable[str]) -> dict[str, set[str]]:
    """Read the serials of accounts' meters, by account key."""
    found: dict[str, set[str]] = {}
    for part in chunks(keys):
        query = select(meter.c.account_key, meter.c.serial).where(among(connection, meter.c.account_key, part))
        for key, serial in connection.execute(query):
            found.setdefault(key, set()).add(serial)
    return found
