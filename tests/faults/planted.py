"""Bugs planted on purpose, at run time and only in a test's own process: a checker that never failed proves nothing."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from desk_app.application.errors import CentreUnreachableError
from desk_app.application.exchange import Exchange
from desk_app.application.take_payment import TakePayment
from desk_app.devices.machine import SystemClock, TimedIds
from desk_app.domain.ids import OperationId
from desk_app.domain.operations import Task
from desk_app.protocol.bodies import CashPaid, read_body
from desk_app.protocol.frames import Frame, verify
from desk_app.protocol.messages import Ack, Head
from desk_app.protocol.signing import Signed
from desk_app.settlement import endpoints, hear, payments
from desk_app.settlement.answers import CallRefusedError
from desk_app.settlement.database import Database as CentreDatabase
from desk_app.settlement.ledger import Posting, post
from desk_app.store import accounts, database
from desk_app.store.journal import SqlJournal
from desk_app.store.papers import SqlCards
from tests.faults.planted_hostile import HOSTILE_BUGS
from tests.faults.planting import Bug, mend, put


@contextmanager
def for_a_while(names: Iterable[str], known: Mapping[str, Bug] | None = None) -> Iterator[None]:
    """Break the program for the length of a block; in a worker process it stays broken."""
    try:
        for name in names:
            (known or BUGS)[name]()
        yield
    finally:
        mend()


def plant(names: Iterable[str]) -> None:
    """Break the program in the named ways."""
    for name in names:
        BUGS[name]()


def after_connect(change: Callable[[Any], None]) -> None:
    """Do something to every connection of the desk's store."""
    true_connect = database.Database._connect

    def connect(self: database.Database, path: Any) -> Any:  # noqa: ANN401 - as the original
        connection = true_connect(self, path)
        change(connection)
        return connection

    put(database.Database, "_connect", connect)


def checkpoint_every(pages: int) -> None:
    """Not a bug: carry the log into the file often, so that a short run sees checkpoints."""
    after_connect(lambda connection: connection.execute(f"PRAGMA wal_autocheckpoint={pages}"))


# -- the desk's store ----------------------------------------------------------


def _synchronous(mode: str) -> Bug:
    def bug() -> None:
        after_connect(lambda connection: connection.execute(f"PRAGMA synchronous={mode}"))
        put(database.Database, "_assert_promises", lambda _self: None)

    return bug


def commit_deferred() -> None:
    """Say that it is saved, and commit together with the next thing."""
    waiting: list[Any] = []

    @contextmanager
    def writing(self: database.Database) -> Iterator[Connection]:
        if not waiting:
            connection = self.writer.connect()
            waiting.append((connection, connection.begin()))
            yield connection
            return
        connection, transaction = waiting.pop()
        transaction.commit()
        connection.close()
        with self.writer.begin() as fresh:
            yield fresh

    put(database.Database, "writing", writing)


def journal_overwritten() -> None:
    """Every fifth operation takes the place of the one before it, and nothing guards the journal."""
    true_head, asked = SqlJournal.head, [0]

    def head(self: SqlJournal) -> Head:
        found = true_head(self)
        asked[0] += 1
        if asked[0] % 5 or found.seq < 2:
            return found
        before = self.sql.value("SELECT prev_hash FROM journal WHERE (epoch, seq) = (?, ?)", (found.epoch, found.seq))
        return Head(found.epoch, found.seq - 1, before)

    def insert(self: SqlJournal, frame: Frame, table: str = "journal") -> None:
        for guard in ("replace", "update", "delete"):
            self.sql.run(f"DROP TRIGGER IF EXISTS journal_no_{guard}")
        self.sql.run("DELETE FROM journal WHERE (epoch, seq) = (?, ?)", (frame.epoch, frame.seq))
        true_insert(self, frame, table)

    true_insert = SqlJournal._insert
    put(SqlJournal, "head", head)
    put(SqlJournal, "_insert", insert)


def new_id_on_retry() -> None:
    """A repeated Enter becomes another operation."""
    true_call, seen, ids = TakePayment.__call__, set[OperationId](), TimedIds(SystemClock())

    def call(self: TakePayment, basket: Any, received: Any, op_id: OperationId, **more: Any) -> Any:  # noqa: ANN401 - any value of the wire or a row
        fresh = ids.new() if op_id in seen else op_id
        seen.add(op_id)
        return true_call(self, basket, received, fresh, **more)

    put(TakePayment, "__call__", call)


def card_given_twice() -> None:
    """The lease does not advance."""

    def take(self: SqlCards) -> str:
        first = self.sql.value("SELECT min(first) FROM card_lease")
        return f"{first:016}"

    put(SqlCards, "take", take)


def pending_forgotten() -> None:
    """What was taken here is not laid over what the centre says."""
    put(accounts, "_OVER", "0")


# -- the desk's side of the line -------------------------------------------------


def ack_trusted_on_500() -> None:
    """A server's error counts as «it has it»."""
    true_push = Exchange._push

    def push(self: Exchange) -> Any:  # noqa: ANN401 - as the original
        try:
            return true_push(self)
        except CentreUnreachableError as lost:
            if lost.reason != "server_error":
                raise
            with self.store.writing() as books:
                sql = books.journal.sql  # type: ignore[attr-defined]  # the store's own journal
                sql.run("UPDATE epoch SET acked_seq = (SELECT max(seq) FROM journal)")
                sql.run("UPDATE operation SET outcome = 'accepted' WHERE outcome = 'pending'")
            return 0, ()

    put(Exchange, "_push", push)


def head_believed() -> None:
    """Everything behind the head of an ack counts as told, also what the ack skips."""

    true_accept = SqlJournal.accept

    def accept(self: SqlJournal, signed: Signed, ack: Ack, received: datetime) -> tuple[Task, ...]:
        raised = true_accept(self, signed, ack, received)
        self.sql.run("UPDATE epoch SET acked_seq = max(acked_seq, ?)", (ack.head.seq,))
        return raised

    put(SqlJournal, "accept", accept)


# -- the centre ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Guards:
    """Which of the three redundant guards of the inbox still stand."""

    dedupe: bool = True
    gap: bool = True
    chain: bool = True


def unguarded(guards: Guards) -> Bug:
    """Hear frames without some of the guards."""

    def bug() -> None:
        true_judge = hear._judge

        def judge(batch: Any, frame: Frame, key: Any) -> bool:  # noqa: ANN401 - as the original
            if guards.dedupe and frame.op_id in batch.hashes_of:
                return true_judge(batch, frame, key)
            if not verify(frame, key):
                return hear._stop(batch, hear.MALFORMED, b"")
            if guards.gap and frame.seq > batch.seq + 1:
                return hear._stop(batch, hear.GAP, b"")
            if guards.chain and (frame.seq <= batch.seq or frame.prev_hash != batch.hash):
                return hear._freeze_split_history(batch, hear.FORK, frame)
            batch.seq, batch.hash = frame.seq, frame.hash
            batch.answered.append(frame)
            batch.fresh.append(frame)
            return True

        put(hear, "_judge", judge)

    return bug


def refuse_closed() -> None:
    """Money for an account that the centre does not serve is refused instead of parked."""
    true_hear = hear.hear

    def hear_all(connection: Any, centre: Any, desk: Any, frames: Sequence[Frame], broken: str) -> Any:  # noqa: ANN401 - any value of the wire or a row
        for frame in frames:
            if frame.kind == CashPaid.KIND:
                paid = read_body(frame.kind, frame.schema_ver, frame.body)
                keys = [line.account.key for line in paid.lines] if isinstance(paid, CashPaid) else []
                if any(_is_closed(connection, key) for key in keys):
                    raise CallRefusedError(422, "account")
        return true_hear(connection, centre, desk, frames, broken)

    put(endpoints, "hear", hear_all)


def _is_closed(connection: Any, key: str) -> bool:  # noqa: ANN401 - a connection
    return bool(connection.exec_driver_sql("SELECT closed FROM account WHERE key = ?", (key,)).scalar())


def legs_outside() -> None:
    """The ledger is written after the operation, in a transaction of its own."""
    waiting: list[Posting] = []
    true_run = CentreDatabase.run

    def run(self: CentreDatabase, work: Any) -> Any:  # noqa: ANN401 - as the original
        done = true_run(self, work)
        with self.write() as connection:
            while waiting:
                post(connection, [waiting.pop(0)], set())
        return done

    put(payments, "post", lambda _connection, postings, _opened: waiting.extend(postings))
    put(CentreDatabase, "run", run)


BUGS: dict[str, Bug] = {
    "synchronous_normal": _synchronous("NORMAL"),
    "synchronous_off": _synchronous("OFF"),
    "commit_deferred": commit_deferred,
    "journal_overwritten": journal_overwritten,
    "new_id_on_retry": new_id_on_retry,
    "card_given_twice": card_given_twice,
    "pending_forgotten": pending_forgotten,
    "ack_trusted_on_500": ack_trusted_on_500,
    "head_believed": head_believed,
    "refuse_closed": refuse_closed,
    "legs_outside": legs_outside,
    "no_dedupe": unguarded(Guards(dedupe=False)),
    "no_gap": unguarded(Guards(gap=False)),
    "no_chain": unguarded(Guards(chain=False)),
    "no_dedupe_no_gap": unguarded(Guards(dedupe=False, gap=False)),
    "no_dedupe_no_chain": unguarded(Guards(dedupe=False, chain=False)),
    "no_gap_no_chain": unguarded(Guards(gap=False, chain=False)),
    "no_guard_at_all": unguarded(Guards(dedupe=False, gap=False, chain=False)),
} | HOSTILE_BUGS
