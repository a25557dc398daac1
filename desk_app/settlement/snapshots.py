"""A whole scope at one place of the feed: made once, kept in pieces, given by range.

A small scope is made while its desk waits for the answer. A large one takes
minutes; it is made beside the service, and desks are told to ask again. A row
without a manifest is the claim of whoever makes it, renewed while it works, so
that several processes make it once and a dead one does not hold the others up.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from hashlib import sha256
from threading import Event, Thread
from uuid import uuid4

from sqlalchemy import Connection, delete, func, insert, literal, select, tuple_, update
from sqlalchemy.exc import SQLAlchemyError

from desk_app.mirror_file.tables import FORMAT
from desk_app.protocol.fields import whole
from desk_app.protocol.messages import Change, Position
from desk_app.protocol.rows import write_rows
from desk_app.protocol.snapshots import FILE, ROWS, Manifest, Piece, SnapshotRequest
from desk_app.protocol.strict_json import dumps, loads
from desk_app.settlement.answers import Answer, CallRefusedError, part, said
from desk_app.settlement.calls import Call
from desk_app.settlement.centre import Centre
from desk_app.settlement.changes import CATALOGUE_TABLES
from desk_app.settlement.clock import stamp
from desk_app.settlement.effects import DeskIdentity
from desk_app.settlement.feed import end_position, settled_before, tally, write_cursor
from desk_app.settlement.scope import Scope, scope_of
from desk_app.settlement.snapshot_file import file_pieces
from desk_app.settlement.tables import account, change_log, snapshot, snapshot_chunk
from desk_app.settlement.values import account_changes, catalogue_changes

_log = logging.getLogger("settlement")
_ROWS = 5000
_FRESH = timedelta(hours=24)
_FRESH_FOR_REPAIR = timedelta(hours=1)
"""A desk that does not agree with the day's snapshot gets a new one, and all that do not, the same."""

_KEPT = timedelta(hours=72)
_CLAIM = timedelta(minutes=5)
_RENEWED_S = 30
_AT_ONCE = 20_000
"""Entities of a scope that is made while the desk waits."""

_WORTH_A_NEW_ONE = 5
"""A fifth of the scope has changed since: the feed would take longer than a new snapshot."""

_ID = re.compile(r"[0-9a-f-]{36}", re.ASCII)
_RANGE = re.compile(r"bytes=([0-9]{1,15})-([0-9]{1,15})", re.ASCII)


def answer_snapshot(centre: Centre, desk: DeskIdentity, call: Call) -> Answer:
    """Answer with the manifest of a fresh snapshot, or that it is being made."""
    asked = whole(loads(call.body), SnapshotRequest.read)
    form = FILE if asked.form == FILE and asked.file_format == FORMAT else ROWS
    made_within = _FRESH_FOR_REPAIR if asked.repair else _FRESH
    with centre.database.read() as connection:
        scope = scope_of(connection, desk.organisation_id)
        manifest = _find_fresh(centre, connection, scope, form, made_within)
        large = sum(one.count for one in tally(connection, scope)) > _AT_ONCE
    if manifest is None and large:
        _make_beside(centre, scope, form)
        return said({"state": "making"})
    if manifest is None:
        with centre.building:  # the second asker finds what the first one made
            manifest = _made_now(centre, scope, form, made_within)
    with centre.database.read() as connection:
        # The scope that was made, even if the desk has another one by now: its first page sends it back for that.
        cursor = write_cursor(centre, connection, scope, manifest.position)
    return said({"state": "ready", "manifest": manifest.told(cursor).to_json()})


def answer_pieces(centre: Centre, desk: DeskIdentity, call: Call) -> Answer:
    """Answer with a range of the pieces of a snapshot of the desk's own scope."""
    asked = _RANGE.fullmatch(call.headers.get("range", ""))
    if not _ID.fullmatch(call.path["id"]):
        raise CallRefusedError(404, "not_found")
    with centre.database.read() as connection:
        scope = scope_of(connection, desk.organisation_id)
        mine = (snapshot.c.id == call.path["id"], snapshot.c.scope == scope.name, snapshot.c.manifest != b"")
        found: bytes | None = connection.execute(select(snapshot.c.manifest).where(*mine)).scalar()
    if found is None:
        raise CallRefusedError(404, "not_found")
    manifest = whole(loads(found, max_bytes=len(found)), Manifest.read)
    first, last = (int(asked[1]), int(asked[2])) if asked else (0, manifest.size - 1)
    if not first <= last < manifest.size:
        raise CallRefusedError(416, "range")
    return part(_bytes(centre, manifest, first, last), first, last, manifest.size)


def _bytes(centre: Centre, manifest: Manifest, first: int, last: int) -> Iterator[bytes]:
    """Read piece after piece, each in a moment of its own: a slow line holds no transaction open."""
    offsets = manifest.offsets()
    for number in range(len(manifest.pieces)):
        if offsets[number + 1] <= first or offsets[number] > last:
            continue
        query = select(snapshot_chunk.c.data).where(
            snapshot_chunk.c.snapshot_id == manifest.snapshot_id, snapshot_chunk.c.n == number
        )
        with centre.database.read() as connection:
            data: bytes = connection.execute(query).scalar_one()
        yield data[max(first - offsets[number], 0) : last + 1 - offsets[number]]


def _find_fresh(centre: Centre, connection: Connection, scope: Scope, form: str, within: timedelta) -> Manifest | None:
    oldest = stamp(centre.clock.now() - within)
    fresh = (snapshot.c.scope == scope.name, snapshot.c.form == _kept_as(form), snapshot.c.created_at > oldest)
    query = select(snapshot.c.manifest).where(*fresh, snapshot.c.manifest != b"")
    found: bytes | None = connection.execute(query.order_by(snapshot.c.created_at.desc()).limit(1)).scalar()
    if found is None:
        return None
    manifest = whole(loads(found, max_bytes=len(found)), Manifest.read)
    return None if _outdated(connection, manifest) else manifest


def _outdated(connection: Connection, manifest: Manifest) -> bool:
    """Tell whether so much has changed since that the feed after it would be the longer way."""
    most = max(sum(one.count for one in manifest.tallies) // _WORTH_A_NEW_ONE, _ROWS)
    place = tuple_(change_log.c.tx, change_log.c.change) > tuple_(*map(literal, manifest.position))
    newer = select(change_log.c.change).where(place).limit(most).subquery()
    return bool(connection.execute(select(func.count()).select_from(newer)).scalar_one() >= most)


def _kept_as(form: str) -> str:
    """Name a form in the table: a file of an older program is none of ours."""
    return f"{FILE}-{FORMAT}" if form == FILE else form


def _made_now(centre: Centre, scope: Scope, form: str, within: timedelta) -> Manifest:
    with centre.database.read() as connection:
        manifest = _find_fresh(centre, connection, scope, form, within)
    return manifest or _make(centre, scope, form, str(uuid4()))


def _make_beside(centre: Centre, scope: Scope, form: str) -> None:
    """Begin to make a snapshot, unless somebody does already."""
    snapshot_id, now = str(uuid4()), centre.clock.now()
    wanted = (snapshot.c.scope == scope.name, snapshot.c.form == _kept_as(form), snapshot.c.manifest == b"")
    with centre.database.write() as connection:
        claimed = select(snapshot.c.id).where(*wanted, snapshot.c.created_at > stamp(now - _CLAIM)).limit(1)
        if connection.execute(claimed).first() is not None:
            return
        _claim(connection, scope, form, snapshot_id, stamp(now))
    Thread(target=_make_guarded, args=(centre, scope, form, snapshot_id), name="snapshot", daemon=True).start()


def _make_guarded(centre: Centre, scope: Scope, form: str, snapshot_id: str) -> None:
    try:
        with _renewed(centre, scope, form, snapshot_id), centre.building:
            _make(centre, scope, form, snapshot_id)
    except Exception as error:  # noqa: BLE001 - the thread's last guard; the next asker tries again
        _log.error("snapshot", extra={"code": type(error).__name__})
        with centre.database.write() as connection:
            _forget(connection, [snapshot_id])


@contextmanager
def _renewed(centre: Centre, scope: Scope, form: str, snapshot_id: str) -> Iterator[None]:
    """Keep the claim young while its maker waits for its turn, reads, and indexes: a long silence is a dead maker."""
    over = Event()

    def renew() -> None:
        while not over.wait(_RENEWED_S):
            with suppress(SQLAlchemyError), centre.database.write() as connection:
                _claim(connection, scope, form, snapshot_id, centre.now())

    beat = Thread(target=renew, name="snapshot-claim", daemon=True)
    beat.start()
    try:
        yield
    finally:
        over.set()
        beat.join()


def _make(centre: Centre, scope: Scope, form: str, snapshot_id: str) -> Manifest:
    """Make and keep a snapshot; its pieces are written one by one, so that nobody waits for them."""
    _drop_old(centre)
    pieces = []
    with centre.database.read() as view:
        position = _position(centre, view)
        tallies = tally(view, scope)
        rows = _everything(view, scope)
        made = ((len(run), write_rows(run)) for run in rows) if form == ROWS else file_pieces(rows)
        for number, (count, data) in enumerate(made):
            pieces.append(Piece(count, len(data), sha256(data).digest()))
            with centre.database.write() as connection:
                _claim(connection, scope, form, snapshot_id, centre.now())
                values = {"snapshot_id": snapshot_id, "n": number, "data": data}
                connection.execute(insert(snapshot_chunk).values(values))
    manifest = Manifest(snapshot_id, form, "", position, tuple(pieces), tallies)
    with centre.database.write() as connection:
        _claim(connection, scope, form, snapshot_id, centre.now())
        ready = update(snapshot).where(snapshot.c.id == snapshot_id)
        connection.execute(ready.values(manifest=dumps(manifest.to_json())))
    return manifest


def _claim(connection: Connection, scope: Scope, form: str, snapshot_id: str, now: str) -> None:
    """Say that this snapshot is being made, still."""
    mine = update(snapshot).where(snapshot.c.id == snapshot_id).values(created_at=now)
    if connection.execute(mine).rowcount == 0:
        values = {"id": snapshot_id, "scope": scope.name, "form": _kept_as(form), "created_at": now, "manifest": b""}
        connection.execute(insert(snapshot).values(values))


def _position(centre: Centre, connection: Connection) -> Position:
    horizon = settled_before(connection) if centre.database.postgres else None
    return end_position(connection, horizon)


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


def _drop_old(centre: Centre) -> None:
    now = centre.clock.now()
    with centre.database.write() as connection:
        old = snapshot.c.created_at < stamp(now - _KEPT)
        dead = (snapshot.c.created_at < stamp(now - _CLAIM)) & (snapshot.c.manifest == b"")
        _forget(connection, list(connection.execute(select(snapshot.c.id).where(old | dead)).scalars()))


def _forget(connection: Connection, ids: list[str]) -> None:
    connection.execute(delete(snapshot_chunk).where(snapshot_chunk.c.snapshot_id.in_(ids)))
    connection.execute(delete(snapshot).where(snapshot.c.id.in_(ids)))
