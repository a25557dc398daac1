"""A whole scope at one place of the feed, in pieces that can be fetched again one by one."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

from sqlalchemy import Connection, delete, insert, select

from desk_app.protocol.fields import whole
from desk_app.protocol.messages import Change, Chunk, Manifest, Position
from desk_app.protocol.strict_json import dumps, loads
from desk_app.settlement.answers import Answer, CallRefusedError, raw, said
from desk_app.settlement.calls import Call
from desk_app.settlement.centre import Centre
from desk_app.settlement.changes import CATALOGUE_TABLES
from desk_app.settlement.clock import stamp
from desk_app.settlement.effects import DeskIdentity
from desk_app.settlement.feed import end_position, settled_before, tally, write_cursor
from desk_app.settlement.scope import Scope, scope_of
from desk_app.settlement.tables import account, snapshot, snapshot_chunk
from desk_app.settlement.values import account_changes, catalogue_changes

_ROWS = 5000
_FRESH = timedelta(hours=1)
_KEPT = timedelta(hours=24)
_LEVEL = 6
_ID = re.compile(r"[0-9a-f-]{36}", re.ASCII)


@dataclass(frozen=True, slots=True)
class _Built:
    """A snapshot in memory, before it is stored; the cursor is each organisation's own."""

    scope: Scope
    position: Position
    manifest: Manifest
    chunks: tuple[bytes, ...]


def answer_snapshot(centre: Centre, desk: DeskIdentity, call: Call) -> Answer:
    """Answer with the manifest of a fresh snapshot, made now if there is none."""
    if call.body.strip():
        call.json().done()
    manifest = _find_fresh(centre, desk)
    if manifest is None:
        with centre.building:  # the second asker finds what the first one built
            manifest = _find_fresh(centre, desk) or _store(centre, _build(centre, desk))
    with centre.database.read() as connection:
        scope = scope_of(connection, desk.organisation_id)
        cursor = write_cursor(centre, connection, scope, manifest.position)
    own = Manifest(manifest.snapshot_id, cursor, manifest.position, manifest.chunks, manifest.tallies)
    return said(own.to_json())


def answer_chunk(centre: Centre, desk: DeskIdentity, call: Call) -> Answer:
    """Answer with one piece of a snapshot of the desk's own scope."""
    number = call.path["n"]
    if not (number.isascii() and number.isdigit() and len(number) <= 6 and _ID.fullmatch(call.path["id"])):
        raise CallRefusedError(404, "not_found")
    with centre.database.read() as connection:
        scope = scope_of(connection, desk.organisation_id)
        query = (
            select(snapshot_chunk.c.data)
            .join(snapshot)
            .where(snapshot.c.id == call.path["id"], snapshot.c.scope == scope.name)
            .where(snapshot_chunk.c.n == int(number))
        )
        data: bytes | None = connection.execute(query).scalar()
    if data is None:
        raise CallRefusedError(404, "not_found")
    return raw(data)


def _find_fresh(centre: Centre, desk: DeskIdentity) -> Manifest | None:
    oldest = stamp(centre.clock.now() - _FRESH)
    with centre.database.read() as connection:
        scope = scope_of(connection, desk.organisation_id)
        query = select(snapshot.c.manifest).where(snapshot.c.scope == scope.name, snapshot.c.created_at > oldest)
        found = connection.execute(query.order_by(snapshot.c.created_at.desc()).limit(1)).scalar()
    return None if found is None else whole(loads(found), Manifest.read)


def _build(centre: Centre, desk: DeskIdentity) -> _Built:
    """Read everything in one consistent view."""
    chunks, described = [], []
    with centre.database.read() as connection:
        scope = scope_of(connection, desk.organisation_id)
        horizon = settled_before(connection) if centre.database.postgres else None
        position = end_position(connection, horizon)
        for changes in _everything(connection, scope):
            data = zlib.compress(b"".join(dumps(change.to_json()) + b"\n" for change in changes), _LEVEL)
            chunks.append(data)
            described.append(Chunk(len(changes), len(data), sha256(data).digest()))
        tallies = tally(connection, scope)
    manifest = Manifest(str(uuid4()), "", position, tuple(described), tallies)
    return _Built(scope, position, manifest, tuple(chunks))


def _everything(connection: Connection, scope: Scope) -> Iterator[list[Change]]:
    catalogue = [change for entity in CATALOGUE_TABLES for change in catalogue_changes(connection, entity)]
    for at in range(0, len(catalogue), _ROWS):
        yield catalogue[at : at + _ROWS]
    last = ""
    while True:
        query = select(account).where(scope.holds(account.c.house_id), account.c.key > last)
        rows = list(connection.execute(query.order_by(account.c.key).limit(_ROWS)).mappings())
        if not rows:
            return
        yield account_changes(connection, rows)
        last = rows[-1]["key"]


def _store(centre: Centre, built: _Built) -> Manifest:
    now = centre.clock.now()
    snapshot_id = built.manifest.snapshot_id
    with centre.database.write() as connection:
        old = select(snapshot.c.id).where(snapshot.c.created_at < stamp(now - _KEPT))
        connection.execute(delete(snapshot_chunk).where(snapshot_chunk.c.snapshot_id.in_(old)))
        connection.execute(delete(snapshot).where(snapshot.c.created_at < stamp(now - _KEPT)))
        values = {"id": snapshot_id, "scope": built.scope.name, "created_at": stamp(now)}
        connection.execute(insert(snapshot).values(**values, manifest=dumps(built.manifest.to_json())))
        rows = [{"snapshot_id": snapshot_id, "n": n, "data": data} for n, data in enumerate(built.chunks)]
        if rows:
            connection.execute(insert(snapshot_chunk), rows)
    return built.manifest
