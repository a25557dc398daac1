"""Reads what a file knows of its own work, and brings into another what continues its chain."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from desk_app.application.once import StoreBrokenError
from desk_app.protocol.frames import Frame
from desk_app.protocol.messages import TAG_ACK, TAG_GRANT, Ack, Grant
from desk_app.protocol.signing import Signed
from desk_app.store.database import Database, DatabaseUnsafeError
from desk_app.store.journal import FrameForeignError, SqlJournal
from desk_app.store.sql import Sql, from_ms

_DAMAGED = ("damaged", "database")
_PRINTS = "print_id, kind, subject, made_ms, snapshot, items, pages, printed, printed_ms"

_RESTORES = "at_ms, aside, lost, lost_kop"


class _NeverSigns:
    """Carrying makes no signature; the keys stay where they are."""

    def sign(self, _data: bytes, /) -> bytes:
        raise AssertionError


class _LeavesStraysError(Exception):
    """With the newer epochs the copy's own unsent operations would never be sent."""


@dataclass(frozen=True, slots=True)
class Former:
    """Everything in the working file that no centre could give back, or not at once.

    `unsent` maps operation ids to kopecks.
    """

    frames: tuple[Frame, ...] = ()
    returned: tuple[Frame, ...] = ()
    grants: tuple[Signed, ...] = ()
    acks: tuple[tuple[Signed, datetime], ...] = ()
    unsent: dict[bytes, int] = field(default_factory=dict)
    settled: tuple[tuple[Any, ...], ...] = ()
    prints: tuple[tuple[Any, ...], ...] = ()
    drafts: tuple[tuple[Any, ...], ...] = ()
    restores: tuple[tuple[Any, ...], ...] = ()


def read_former(path: Path, key: bytes) -> Former | None:
    """Read a working file; None where it is damaged, an empty `Former` where there is none.

    Raises:
        StoreBrokenError: the file may be sound, and the disk or another program is in the way.
    """
    if not path.is_file():
        return Former()
    try:
        with closing(Database(path, key)) as database:
            if not database.holds("journal"):
                return Former()
            recent = database.holds("restoration")
            with database.reading() as connection:
                return _read(Sql(connection), recent=recent)
    except StoreBrokenError as broken:
        if broken.reason not in _DAMAGED:
            raise
        return None
    except DatabaseUnsafeError:
        return None


def unsent_of(beside: Database, path: Path) -> dict[bytes, int] | None:
    """Return operation ids and kopecks of what another file of this desk has not sent; None where it is damaged."""
    try:
        with closing(beside.sibling(path)) as database, database.reading() as connection:
            return _unsent(Sql(connection))
    except (StoreBrokenError, DatabaseUnsafeError):
        return None


def _read(sql: Sql, *, recent: bool) -> Former:
    journal = SqlJournal(sql, _NeverSigns())
    acks = sql.all("SELECT payload, signature, key_id, received_ms FROM ack ORDER BY place")
    return Former(
        frames=tuple(journal.frames()),
        returned=tuple(journal.returned()) if recent else (),
        grants=tuple(Signed(*row) for row in sql.all("SELECT payload, signature, key_id FROM epoch ORDER BY epoch")),
        acks=tuple((Signed(*row[:3]), from_ms(row[3])) for row in acks),
        unsent=_unsent(sql),
        settled=tuple(
            sql.all(f"SELECT settled_ms, note, {_decided(sql)}, task_id FROM task WHERE settled_ms IS NOT NULL")
        ),
        prints=tuple(sql.all(f"SELECT {_PRINTS} FROM print")),
        drafts=tuple(sql.all("SELECT form, text, at_ms FROM draft")),
        restores=tuple(sql.all(f"SELECT {_RESTORES} FROM restoration WHERE lost > 0")) if recent else (),
    )


def _decided(sql: Sql) -> str:
    """Name what the centre has decided; a file of an older program does not know it."""
    return "decided" if sql.one("SELECT 1 FROM pragma_table_info('task') WHERE name = 'decided'") else "''"


def _unsent(sql: Sql) -> dict[bytes, int]:
    return dict(sql.all("SELECT op_id, amount_kop FROM operation WHERE outcome = 'pending'"))


def carry(database: Database, former: Former) -> int:
    """Bring over what continues the chain, with epochs, acks and papers; return how many operations are new."""
    with database.reading() as connection:
        before = _operations(Sql(connection))
    try:
        _carry(database, former, newer_epochs=True)
    except _LeavesStraysError:
        _carry(database, former, newer_epochs=False)
    with database.reading() as connection:
        return _operations(Sql(connection)) - before


def _operations(sql: Sql) -> int:
    found: int = sql.value("SELECT count(*) FROM operation")
    return found


def _carry(database: Database, former: Former, *, newer_epochs: bool) -> None:
    with database.writing() as connection:
        sql = Sql(connection)
        _copy_rows(sql, former)
        grant = sql.value("SELECT grant_payload FROM desk")
        if grant is None:
            return  # a copy from before the enrolment: hello brings the rest, or the restore is refused
        centre = Grant.from_bytes(grant).centre_key
        journal = SqlJournal(sql, _NeverSigns())
        _restore(journal, [frame for frame in former.frames if frame.epoch <= journal.head().epoch])
        if newer_epochs:
            for signed, opened in _newer(journal, former, centre):
                journal.add_epoch(signed, opened)
                _restore(journal, [frame for frame in former.frames if frame.epoch == opened.epoch])
        _take_back(journal, former.returned)
        _hear_acks(journal, former, centre)
        sql.many(
            "UPDATE task SET settled_ms = ?, note = ?, decided = ? WHERE task_id = ? AND settled_ms IS NULL",
            former.settled,
        )
        if newer_epochs and journal.strays():
            raise _LeavesStraysError


def _copy_rows(sql: Sql, former: Former) -> None:
    """Bring over papers that were made, half-filled forms, and what earlier restores have left behind."""
    sql.many(f"INSERT OR REPLACE INTO print({_PRINTS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", former.prints)
    sql.many("INSERT OR REPLACE INTO draft(form, text, at_ms) VALUES (?, ?, ?)", former.drafts)
    sql.many(
        f"INSERT INTO restoration({_RESTORES}, state) SELECT ?1, ?2, ?3, ?4, 'judged' "
        "WHERE NOT EXISTS (SELECT 1 FROM restoration WHERE at_ms = ?1 AND aside = ?2)",
        former.restores,
    )


def _restore(journal: SqlJournal, frames: list[Frame]) -> None:
    try:
        journal.restore(frames)
    except FrameForeignError:
        return  # as far as the chains agree; what is unsent beyond is counted, and refused


def _newer(journal: SqlJournal, former: Former, centre: bytes) -> Iterator[tuple[Signed, Grant]]:
    for signed in former.grants:
        opened = Grant.from_bytes(signed.payload)
        if opened.epoch > journal.head().epoch and signed.genuine(centre, TAG_GRANT):
            yield signed, opened


def _take_back(journal: SqlJournal, frames: tuple[Frame, ...]) -> None:
    try:
        journal.take_back(journal.missing(frames))
    except FrameForeignError:
        return


def _hear_acks(journal: SqlJournal, former: Former, centre: bytes) -> None:
    """Record the acks whose operations came along; one about another chain proves nothing here."""
    heard = {signed.signature for signed in journal.acks()}
    places = {(frame.epoch, frame.seq, frame.hash) for frame in (*journal.frames(), *journal.returned())}
    for signed, received in former.acks:
        if signed.signature in heard or not signed.genuine(centre, TAG_ACK):
            continue
        ack = Ack.from_bytes(signed.payload)
        head = (ack.head.epoch, ack.head.seq, ack.head.hash)
        if ack.stopped or head in places:
            journal.accept(signed, ack, received)
