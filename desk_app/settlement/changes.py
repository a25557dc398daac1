"""Every change of what desks read: a new version, a row in the feed, a corrected tally.

Effects and loaders only say what they touched; `record` turns that into
versions once at the end of the transaction, in sorted order, so that two
transactions never wait for each other in a circle.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, func, select, text

from desk_app.protocol.messages import Position
from desk_app.protocol.tallies import version_digest
from desk_app.settlement.bulk import add_rows, among, change_rows, insert_rows
from desk_app.settlement.tables import account, change_log, house_tally, provider, receipt_type, service

T = TypeVar("T")
CATALOGUE = 0
CATALOGUE_TABLES: dict[str, Table] = {"provider": provider, "receipt_type": receipt_type, "service": service}
_CHUNK = 2000


@dataclass(slots=True)
class Touched:
    """What one transaction changed; `moved_from` keeps the house an account left."""

    accounts: set[str] = field(default_factory=set)
    moved_from: dict[str, int] = field(default_factory=dict)
    catalogue: dict[str, set[str]] = field(default_factory=dict)

    def add(self, other: "Touched") -> None:
        """Take over what a finished part of the transaction touched."""
        self.accounts |= other.accounts
        for key, house_id in other.moved_from.items():
            self.moved_from.setdefault(key, house_id)
        for entity, codes in other.catalogue.items():
            self.catalogue.setdefault(entity, set()).update(codes)


@dataclass(slots=True)
class _Tallies:
    """Differences to add to the tallies, by house and entity."""

    counts: dict[tuple[int, str], int] = field(default_factory=dict)
    digests: dict[tuple[int, str], int] = field(default_factory=dict)

    def move(self, house_id: int, entity: str, entity_id: str, version: int, sign: int) -> None:
        """Add (+1) or take away (-1) one entity at one version; version 0 was never tallied."""
        if version:
            place = (house_id, entity)
            self.counts[place] = self.counts.get(place, 0) + sign
            digest = version_digest(entity, entity_id, version)
            self.digests[place] = self.digests.get(place, 0) + sign * digest


def record(connection: Connection, touched: Touched) -> None:
    """Give everything touched its next version, log it and correct the tallies."""
    tallies = _Tallies()
    for entity in sorted(touched.catalogue):
        _record_catalogue(connection, entity, sorted(touched.catalogue[entity]), tallies)
    for keys in chunks(sorted(touched.accounts)):
        _record_accounts(connection, keys, touched.moved_from, tallies)
    _add_tallies(connection, tallies)


def feed_position(connection: Connection, postgres: bool) -> Position:  # noqa: FBT001 - a fact, not a switch
    """Return where the changes of the open transaction stand in the feed."""
    last = connection.execute(select(func.coalesce(func.max(change_log.c.change), 0))).scalar_one()
    if not postgres:
        return 0, last
    return connection.execute(text("SELECT pg_current_xact_id()::text::bigint")).scalar_one(), last


def chunks(items: Iterable[T], size: int = _CHUNK) -> Iterable[list[T]]:
    """Cut a run of items into lists that fit one statement."""
    source = iter(items)
    while part := list(islice(source, size)):
        yield part


def _record_accounts(connection: Connection, keys: list[str], moved_from: dict[str, int], tallies: _Tallies) -> None:
    query = select(account.c.key, account.c.house_id, account.c.version).where(among(connection, account.c.key, keys))
    updates, rows = [], []
    for key, house_id, version in connection.execute(query.order_by(account.c.key).with_for_update()):
        old_house = moved_from.get(key, house_id)
        tallies.move(old_house, "account", key, version, -1)
        tallies.move(house_id, "account", key, version + 1, +1)
        updates.append({"key": key, "version": version + 1})
        if old_house != house_id:
            rows.append(_log_row(old_house, "account", key, version + 1, gone=True))
        rows.append(_log_row(house_id, "account", key, version + 1))
    change_rows(connection, account, ("key",), updates, put=("version",))
    _log(connection, rows)


def _record_catalogue(connection: Connection, entity: str, codes: list[str], tallies: _Tallies) -> None:
    table = CATALOGUE_TABLES[entity]
    query = select(table.c.code, table.c.version).where(among(connection, table.c.code, codes)).order_by(table.c.code)
    updates, rows = [], []
    for code, version in connection.execute(query.with_for_update()):
        tallies.move(CATALOGUE, entity, code, version, -1)
        tallies.move(CATALOGUE, entity, code, version + 1, +1)
        updates.append({"code": code, "version": version + 1})
        rows.append(_log_row(CATALOGUE, entity, code, version + 1))
    change_rows(connection, table, ("code",), updates, put=("version",))
    _log(connection, rows)


def _log_row(house_id: int, entity: str, entity_id: str, version: int, *, gone: bool = False) -> dict[str, Any]:
    return {"house_id": house_id, "entity": entity, "entity_id": entity_id, "version": version, "gone": gone}


def _log(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """On PostgreSQL the column's own default writes the transaction's number."""
    insert_rows(connection, change_log, rows)


def _add_tallies(connection: Connection, tallies: _Tallies) -> None:
    rows = [
        {"house_id": place[0], "entity": place[1], "count": tallies.counts[place], "digest": tallies.digests[place]}
        for place in sorted(tallies.counts)
    ]
    add_rows(connection, house_tally, ("house_id", "entity"), rows)
