"""Fills a centre with the sample region, some thousand accounts at a time.

Memory does not grow with the region, and a repeated call changes nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from functools import partial

from sqlalchemy import Connection, select

from desk_app.protocol.entities import ChargeEntity
from desk_app.settlement import desks, places
from desk_app.settlement.database import Database
from desk_app.settlement.loading.load import one_load_at_a_time
from desk_app.settlement.loading.sample_books import Books, SampleAccount
from desk_app.settlement.loading.sample_region import Region, SampleHouse
from desk_app.settlement.loading.sample_suppliers import WASTE_INN
from desk_app.settlement.register import Register
from desk_app.settlement.tables import organisation, provider

_IN_ONE_TRANSACTION = 20_000


class OtherRegionError(Exception):
    """The centre has other providers under these codes: a sample of another size or seed, or real ones."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What went in; `changed` counts the accounts that were not there like this before."""

    providers: int = 0
    organisations: int = 0
    houses: int = 0
    accounts: int = 0
    changed: int = 0
    charges: int = 0
    meters: int = 0
    debtors: int = 0
    ahead: int = 0
    with_late_fee: int = 0

    def __add__(self, other: "Filled") -> "Filled":
        return Filled(**{name: value + asdict(other)[name] for name, value in asdict(self).items()})


@dataclass(slots=True)
class _Part:
    """As many houses as one transaction takes."""

    accounts: list[SampleAccount] = field(default_factory=list)
    houses: int = 0


def require_this_region(connection: Connection, region: Region) -> None:
    """See that a centre has either nothing of this region or this very region.

    Raises:
        OtherRegionError: somebody else has one of its codes; accounts would move by the thousand.
    """
    wanted = {one.code: one.provider for one in region.suppliers.values() if one.provider}
    for row in connection.execute(select(provider.c.code, provider.c.title, provider.c.inn)):
        mine = wanted.get(row.code)
        if mine is not None and (mine.title, mine.inn) != (row.title, row.inn):
            raise OtherRegionError


def fill(database: Database, books: Books, *, at_once: int = _IN_ONE_TRANSACTION) -> Filled:
    """Put the region into a centre: whom to pay, every account at its newest month, who may see which houses.

    The waste operator has to be there. About `at_once` accounts go into one
    transaction; a call that was cut short is completed by the same call again.
    """
    region = books.region
    done = database.run(lambda connection: _put_catalogue(connection, region))
    for part in _parts(books.houses(), at_once):
        done += database.run(partial(_put_accounts, part=part, period=books.year.months[-1].iso))
    return done + database.run(lambda connection: _put_organisations(connection, region))


def charge_of(service: str, period: str, figures: tuple[int, int, int]) -> ChargeEntity:
    """Return what the register keeps of one month."""
    opening, charged, paid = figures
    return ChargeEntity(service, period, opening, charged, paid, opening + charged - paid)


def organisations_of(region: Region) -> Iterator[tuple[str, list[SampleHouse]]]:
    """Yield every company that keeps houses, by the code of its receipts, with its houses."""
    kept: dict[str, list[SampleHouse]] = {}
    for house in region.houses:
        if house.managed:
            kept.setdefault(house.payees[-1], []).append(house)
    yield from sorted(kept.items())


def _parts(houses: Iterable[tuple[SampleHouse, list[SampleAccount]]], at_once: int) -> Iterator[_Part]:
    part = _Part()
    for _, accounts in houses:
        part.accounts += accounts
        part.houses += 1
        if len(part.accounts) >= at_once:
            yield part
            part = _Part()
    if part.accounts:
        yield part


def _put_catalogue(connection: Connection, region: Region) -> Filled:
    one_load_at_a_time(connection)
    fresh = [one for one in region.suppliers.values() if one.provider and one.receipt]
    register = Register(connection)
    register.put_providers([one.provider for one in fresh if one.provider])
    register.put_receipt_types([one.receipt for one in fresh if one.receipt])
    register.put_services([entity for one in fresh for entity in one.entities()])
    register.finish()
    return Filled(providers=len(fresh))


def _put_accounts(connection: Connection, part: _Part, period: str) -> Filled:
    one_load_at_a_time(connection)
    # In the order of keys, as the loader of files does, so that desks' payments never wait in a circle.
    accounts = sorted(part.accounts, key=lambda one: one.record.key)
    charges = [(one.record.key, charge_of(code, period, lived[-1])) for one in accounts for code, lived in one.services]
    meters = [(one.record.key, meter) for one in accounts for meter in one.meters]
    register = Register(connection)
    register.put_accounts(one.record for one in accounts)
    register.put_charges(charges)
    register.put_meters(meters)
    changed = len(register.touched.accounts)
    register.finish()
    counted = Filled(houses=part.houses, accounts=len(accounts), changed=changed, charges=len(charges))
    return replace(counted, meters=len(meters)) + _habits(accounts)


def _habits(accounts: Iterable[SampleAccount]) -> Filled:
    """Count who owes for more than the last month, who is ahead, and whose delay costs something."""
    debtors = ahead = fees = 0
    for one in accounts:
        months = [lived[-1] for _, lived in one.services]
        debtors += sum(opening - paid for opening, _, paid in months) > 0
        ahead += sum(opening + charged - paid for opening, charged, paid in months) < 0
        fees += one.late_fee
    return Filled(debtors=debtors, ahead=ahead, with_late_fee=fees)


def _put_organisations(connection: Connection, region: Region) -> Filled:
    """Make the organisations that are not there; one that is keeps its houses, or its desks would start anew."""
    one_load_at_a_time(connection)
    known = set(connection.execute(select(organisation.c.inn)).scalars())
    made = 0
    if WASTE_INN not in known:
        desks.make_organisation(connection, "ООО «ТКО-Сервис»", WASTE_INN, None)
        made += 1
    for code, houses in organisations_of(region):
        owner = region.suppliers[code].provider
        if owner is None or owner.inn in known:
            continue
        keys = tuple(sorted({places.house_key(one.town.name, one.street, one.number) for one in houses}))
        desks.make_organisation(connection, owner.title, owner.inn, keys, owner.address, owner.phone)
        made += 1
    return Filled(organisations=made)
