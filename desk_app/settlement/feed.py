"""The change feed: everything a desk may see, in an order in which nothing is ever skipped.

PostgreSQL numbers rows before they commit, so a reader that trusts the
numbers misses the slow transaction. Rows are therefore ordered by the number
of their transaction and shown only when no older transaction is still open.
"""

import hmac
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, literal, select, text, tuple_

from desk_app.protocol.messages import Change, ChangePage, Position, Tally
from desk_app.protocol.strict_json import MalformedError
from desk_app.settlement.answers import Answer, CallRefusedError, said
from desk_app.settlement.calls import Call
from desk_app.settlement.centre import Centre
from desk_app.settlement.changes import CATALOGUE_TABLES
from desk_app.settlement.effects import DeskIdentity
from desk_app.settlement.scope import Scope, scope_of
from desk_app.settlement.tables import centre as centre_table
from desk_app.settlement.tables import change_log, house_tally
from desk_app.settlement.values import account_changes, accounts_by_key, catalogue_changes

LAST_CHANGE = 10**18 - 1
"""Greater than any change number, and short enough for strict JSON."""

_PAGE = 1000
_MOST = 5000


def answer_changes(centre: Centre, desk: DeskIdentity, call: Call) -> Answer:
    """Answer with the page after the desk's cursor."""
    asked = call.query_texts("cursor", "limit")
    limit = asked.get("limit", str(_PAGE))
    if not (limit.isascii() and limit.isdigit() and len(limit) <= 6 and int(limit) > 0):
        raise MalformedError("query:limit")
    with centre.database.read() as connection:
        scope = scope_of(connection, desk.organisation_id)
        start = read_cursor(centre, connection, scope, asked.get("cursor", ""))
        page = read_page(centre, connection, scope, start, min(int(limit), _MOST))
    return said(page.to_json())


def read_page(centre: Centre, connection: Connection, scope: Scope, start: Position, limit: int) -> ChangePage:
    """Read what changed after a position; the last page ends where the feed is settled."""
    horizon = settled_before(connection) if centre.database.postgres else None
    place = tuple_(change_log.c.tx, change_log.c.change)
    query = select(change_log).where(place > tuple_(literal(start[0]), literal(start[1])))
    query = query.where(scope.holds(change_log.c.house_id, catalogue=True))
    if horizon is not None:
        query = query.where(change_log.c.tx < horizon)
    ordered = query.order_by(change_log.c.tx, change_log.c.change).limit(limit + 1)
    rows = list(connection.execute(ordered).mappings())
    more = len(rows) > limit
    rows = rows[:limit]
    position = (rows[-1]["tx"], rows[-1]["change"]) if more else max(start, end_position(connection, horizon))
    tallies = () if more or not _settled(connection, scope, horizon) else tally(connection, scope)
    changes = tuple(_as_they_stand(connection, scope, rows))
    return ChangePage(changes, write_cursor(centre, connection, scope, position), position, more, tallies)


def settled_before(connection: Connection) -> int:
    """Return the oldest transaction that may still be open (PostgreSQL)."""
    query = text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
    return int(connection.execute(query).scalar_one())


def end_position(connection: Connection, horizon: int | None) -> Position:
    """Return the position after which a reader has seen everything settled."""
    if horizon is not None:
        return horizon - 1, LAST_CHANGE
    return 0, int(connection.execute(select(func.coalesce(func.max(change_log.c.change), 0))).scalar_one())


def tally(connection: Connection, scope: Scope) -> tuple[Tally, ...]:
    """Sum up count and digest of every entity in a scope."""
    query = (
        select(house_tally.c.entity, func.sum(house_tally.c.count), func.sum(house_tally.c.digest))
        .where(scope.holds(house_tally.c.house_id, catalogue=True))
        .group_by(house_tally.c.entity)
    )
    found = {entity: Tally(entity, int(count), int(digest)) for entity, count, digest in connection.execute(query)}
    return tuple(found.get(entity, Tally(entity, 0, 0)) for entity in (*CATALOGUE_TABLES, "account"))


def write_cursor(centre: Centre, connection: Connection, scope: Scope, position: Position) -> str:
    """Write a cursor that only the centre can have written."""
    said_ = _cursor_text(connection, scope, position)
    return f"{position[0]}.{position[1]}.{_cursor_mac(centre, said_)}"


def read_cursor(centre: Centre, connection: Connection, scope: Scope, cursor: str) -> Position:
    """Read a cursor.

    Raises:
        CallRefusedError: 410, not ours, of another database, or of a scope that has changed since.
    """
    parts = cursor.split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) <= 18 for part in parts[:2]):
        raise CallRefusedError(410, "cursor_expired")
    position = (int(parts[0]), int(parts[1]))
    wanted = _cursor_mac(centre, _cursor_text(connection, scope, position))
    if not hmac.compare_digest(wanted.encode(), parts[2].encode()):
        raise CallRefusedError(410, "cursor_expired")
    return position


def _cursor_text(connection: Connection, scope: Scope, position: Position) -> str:
    log_id = connection.execute(select(centre_table.c.log_id)).scalar_one()
    return f"{log_id}|{scope.organisation_id}|{scope.version}|{position[0]}|{position[1]}"


def _cursor_mac(centre: Centre, said_: str) -> str:
    return centre.keys.mac("cursor", said_).hex()[:24]  # so that any cursor fits the 64 characters of a stamp


def _settled(connection: Connection, scope: Scope, horizon: int | None) -> bool:
    """Tallies count what is committed; while an older transaction is open they run ahead of the feed."""
    if horizon is None:
        return True
    ahead = select(change_log.c.change).where(change_log.c.tx >= horizon)
    within = ahead.where(scope.holds(change_log.c.house_id, catalogue=True))
    return connection.execute(within.limit(1)).first() is None


def _as_they_stand(connection: Connection, scope: Scope, rows: list[Any]) -> list[Change]:
    """Give every entity once, as it is now; a row of the log only says that it changed."""
    keys = list(dict.fromkeys(row["entity_id"] for row in rows if row["entity"] == "account"))
    changes: list[Change] = []
    for entity in CATALOGUE_TABLES:
        codes = sorted({row["entity_id"] for row in rows if row["entity"] == entity})
        changes += catalogue_changes(connection, entity, codes) if codes else []
    known = accounts_by_key(connection, keys)
    inside = _inside(connection, scope, {row["house_id"] for row in known.values()})
    changes += account_changes(connection, [known[key] for key in keys if known[key]["house_id"] in inside])
    gone = {key: known[key]["version"] for key in keys if known[key]["house_id"] not in inside}
    return changes + [Change("account", key, version, None) for key, version in gone.items()]


def _inside(connection: Connection, scope: Scope, houses: set[int]) -> set[int]:
    if scope.everything or not houses:
        return houses
    from_scope: ColumnElement[bool] = scope.holds(house_tally.c.house_id)
    query = select(house_tally.c.house_id).where(house_tally.c.house_id.in_(sorted(houses)), from_scope)
    return set(connection.execute(query).scalars())
