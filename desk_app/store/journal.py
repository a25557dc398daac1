"""The journal: signed operations, chained, append-only; and what the centre has said of them."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from desk_app.application.errors import CentreUnreachableError, NotEnrolledError
from desk_app.application.records import Counts
from desk_app.domain.ids import OperationId
from desk_app.domain.money import Money
from desk_app.domain.operations import PENDING, QUIET, REGISTER, Entry, Task, in_question
from desk_app.protocol.bodies import (
    Body,
    CashPaid,
    ResidentRegistered,
    ShiftClosed,
    ShiftOpened,
    read_body,
    write_body,
)
from desk_app.protocol.frames import Frame, Signer, encode, genesis, origin_of, seal, signed_by
from desk_app.protocol.messages import Ack, Grant, Head, Result
from desk_app.protocol.signing import Signed
from desk_app.store.given_again import acknowledged_beyond, give_again, give_again_but
from desk_app.store.sql import Sql, from_ms, to_ms

_ENTRY = "SELECT op_id, epoch, seq, kind, wall_ms, outcome, detail, ref, amount_kop FROM operation "
_PARTS = "SELECT epoch, seq, op_id, kind, schema_ver, body, prev_hash, hash, sig, origin "
_FRAME = _PARTS + "FROM journal "
_RETURNED = _PARTS + "FROM returned "
_SEQ = (1 << 40) - 1


class FrameForeignError(CentreUnreachableError):
    """Frames to restore do not continue this desk's own chain: whoever sent them is not the centre."""

    def __init__(self) -> None:
        """Name the reason."""
        super().__init__("not_the_centre")


@dataclass(frozen=True, slots=True)
class SqlJournal:
    """Reads and appends within one transaction; `key` signs, and never lies in the database.

    `made` are the frames sealed in this transaction.
    """

    sql: Sql
    key: Signer
    made: list[Frame] = field(default_factory=list)

    # -- writing -------------------------------------------------------------

    def append(self, op_id: OperationId, body: Body, wall: datetime) -> Entry:
        """Sign and chain one operation, with everything that follows from it at this desk."""
        head = self.head()
        frame = seal(
            self.key,
            desk_id=self._desk_id(),
            epoch=head.epoch,
            seq=head.seq + 1,
            op_id=UUID(op_id),
            kind=body.KIND,
            body=write_body(body),
            prev_hash=head.hash,
        )
        self._insert(frame)
        self.made.append(frame)
        self._project(frame, body, to_ms(wall))
        amount = Money(body.total_kop) if isinstance(body, CashPaid) else Money(0)
        return Entry(op_id, frame.epoch, frame.seq, body.KIND, wall, amount=amount)

    def accept(self, signed: Signed, ack: Ack, received: datetime) -> tuple[Task, ...]:
        """Record a verified ack; outcomes that need a person become tasks."""
        place = self.sql.value("SELECT coalesce(max(place), 0) + 1 FROM ack")
        self.sql.run(
            "INSERT INTO ack VALUES (?, ?, ?, ?, ?)",
            (place, signed.payload, signed.signature, signed.key_id, to_ms(received)),
        )
        # The head of an ack may be another copy's, or lie beyond what this push told: only named operations count.
        epoch = ack.head.epoch
        told = [result for result in ack.results if result.seq <= ack.head.seq]
        chained = [result for result in told if self._made("journal", epoch, result)]
        self._acknowledge(epoch, chained)
        named = [result for result in told if result in chained or self._made("returned", epoch, result)]
        raised = [self._note(result, ack, received) for result in named]
        return tuple(task for task in raised if task is not None)

    def attempted(self, error: str, at: datetime) -> None:
        """Count one more attempt on every pending operation."""
        self.sql.run(
            "UPDATE operation SET attempts = attempts + 1, last_error = ?, last_attempt_ms = ? WHERE op_id IN "
            "(SELECT op_id FROM journal WHERE place > ? AND place <= ?)",
            (error, to_ms(at), *self._waiting()),
        )

    def restore(self, frames: Sequence[Frame]) -> int:
        """Append own frames that a restored copy has lost, after checking each against chain and signature.

        Raises:
            FrameForeignError: not this desk's, or not what comes next.
        """
        restored, desk_id, key = 0, self._desk_id(), self.public_key()
        for frame in frames:
            head = self.head()
            if (frame.epoch, frame.seq) <= (head.epoch, head.seq):
                continue
            follows = (frame.epoch, frame.seq, frame.prev_hash) == (head.epoch, head.seq + 1, head.hash)
            if not follows or frame.desk_id != desk_id or not signed_by(frame, key):
                raise FrameForeignError
            self._insert(frame)
            self._know(frame)
            restored += 1
        return restored

    def missing(self, frames: Sequence[Frame]) -> tuple[Frame, ...]:
        """Return those own frames whose operations are unknown here, or pending here in another frame.

        Raises:
            FrameForeignError: not this desk's.
        """
        desk_id, key = self._desk_id(), self.public_key()
        if not all(frame.desk_id == desk_id and signed_by(frame, key) for frame in frames):
            raise FrameForeignError
        return tuple(frame for frame in frames if self._lacks(frame))

    def _lacks(self, frame: Frame) -> bool:
        outcome = self.sql.value("SELECT outcome FROM operation WHERE op_id = ?", (frame.op_id.bytes,))
        # A pending operation in its own frame is only waiting for its ack, which `push` fetches.
        here = self.sql.one("SELECT 1 FROM journal WHERE place = ? AND hash = ?", (_place(frame), frame.hash))
        return outcome is None or (outcome == PENDING and here is None)

    def take_back(self, frames: Sequence[Frame]) -> None:
        """Record operations that only the centre has kept, with everything that follows from them."""
        for frame in frames:
            if self.sql.one("SELECT 1 FROM returned WHERE place = ?", (_place(frame),)) is None:
                self._insert(frame, "returned")
                self._know(frame)

    def returned(self) -> Iterator[Frame]:
        """Return every frame that was taken back, oldest first."""
        rows = self.sql.all(_RETURNED + "ORDER BY place")
        desk_id = self._desk_id() if rows else None
        for row in rows:
            assert desk_id is not None
            yield _frame(desk_id, row)

    def acknowledged_beyond(self, head: Head) -> int:
        """Count operations of this epoch that an ack names beyond the centre's head."""
        return acknowledged_beyond(self.sql, head)

    def give_again(self, head: Head) -> None:
        """Let what was acknowledged beyond a head wait once more."""
        give_again(self.sql, head)

    def give_again_but(self, held: Collection[UUID]) -> int:
        """Let every operation wait once more that the centre does not hold; return how many were acknowledged."""
        return give_again_but(self.sql, held)

    def begin_epoch(self, signed: Signed, grant: Grant, own: Sequence[Frame] = ()) -> int:
        """Open a granted epoch and carry over every operation that the centre does not have.

        `own` is what this desk did in that epoch before its file was set back.
        Carried frames keep op id and body and name where they came from; rows
        of the old epoch stay as they are.
        """
        if self.sql.one("SELECT 1 FROM epoch WHERE epoch = ?", (grant.epoch,)):
            return 0
        self.add_epoch(signed, grant)
        self.restore(own)
        lost = [
            _frame(self._desk_id(), row)
            for table in ("journal", "returned")
            for row in self.sql.all(
                f"{_PARTS} FROM {table} WHERE op_id IN (SELECT op_id FROM operation WHERE outcome = 'pending') "
                f"AND epoch < ? AND place = (SELECT place FROM operation WHERE operation.op_id = {table}.op_id)",
                (grant.epoch,),
            )
        ]
        for frame in sorted(lost, key=_place):
            head = self.head()
            carried = seal(
                self.key, desk_id=frame.desk_id, epoch=head.epoch, seq=head.seq + 1, op_id=frame.op_id,
                kind=frame.kind, body=frame.body, prev_hash=head.hash, schema_ver=frame.schema_ver,
                origin=origin_of(frame),
            )  # fmt: skip
            self._insert(carried)
            self._move(carried)
        return len(lost)

    def add_epoch(self, signed: Signed, grant: Grant) -> None:
        """Store a grant and the genesis hash of its epoch."""
        start = genesis(grant.desk_id, grant.epoch, signed.signature)
        self.sql.run(
            "INSERT INTO epoch(epoch, payload, signature, key_id, genesis) VALUES (?, ?, ?, ?, ?)",
            (grant.epoch, signed.payload, signed.signature, signed.key_id, start),
        )

    # -- reading -------------------------------------------------------------

    def find(self, op_id: OperationId) -> Entry | None:
        """Return an operation by id."""
        row = self.sql.one(_ENTRY + "WHERE op_id = ?", (UUID(op_id).bytes,))
        return None if row is None else _entry(row)

    def body(self, op_id: OperationId) -> Body | None:
        """Return what an operation said."""
        frame = self._frame_of(op_id)
        return None if frame is None else read_body(frame.kind, frame.schema_ver, frame.body)

    def recent(self, limit: int) -> tuple[Entry, ...]:
        """Return the newest operations, newest first."""
        rows = self.sql.all(
            "SELECT o.op_id, o.epoch, o.seq, o.kind, o.wall_ms, o.outcome, o.detail, o.ref, o.amount_kop "
            "FROM journal j JOIN operation o ON o.op_id = j.op_id AND o.place = j.place ORDER BY j.place DESC LIMIT ?",
            (limit,),
        )
        back = self.sql.all(
            _ENTRY + "WHERE (op_id, place) IN (SELECT op_id, place FROM returned ORDER BY place DESC LIMIT ?)", (limit,)
        )
        newest = sorted(rows + back, key=lambda row: row[1:3], reverse=True) if back else rows
        decided = dict(self.sql.all("SELECT op_id, decided FROM task WHERE decided <> ''"))
        return tuple(replace(_entry(row), decided=decided.get(row[0], "")) for row in newest[:limit])

    def pending(self, limit: int, most_bytes: int) -> tuple[Frame, ...]:
        """Return unacknowledged frames of the current epoch that fit one push."""
        desk_id = self._desk_id()
        rows = self.sql.all(_FRAME + "WHERE place > ? AND place <= ? ORDER BY place LIMIT ?", (*self._waiting(), limit))
        frames: list[Frame] = []
        size = 0
        for row in rows:
            frame = _frame(desk_id, row)
            size += len(encode(frame))
            if frames and size > most_bytes:
                break
            frames.append(frame)
        return tuple(frames)

    def frames(self) -> Iterator[Frame]:
        """Return every frame, oldest first."""
        if self.sql.value("SELECT count(*) FROM epoch") == 0:
            return
        desk_id = self._desk_id()
        for row in self.sql.all(_FRAME + "ORDER BY place"):
            yield _frame(desk_id, row)

    def head(self) -> Head:
        """Return the last operation of the current epoch, or its genesis."""
        row = self.sql.one(
            "SELECT e.epoch, e.genesis, j.place, j.hash FROM "
            "(SELECT epoch, genesis FROM epoch ORDER BY epoch DESC LIMIT 1) e LEFT JOIN "
            "(SELECT place, hash FROM journal ORDER BY place DESC LIMIT 1) j ON j.place >> 40 = e.epoch"
        )
        if row is None:
            return Head(0, 0, b"\0" * 32)
        epoch, start, place, digest = row
        return Head(epoch, 0, start) if place is None else Head(epoch, place & _SEQ, digest)

    def counts(self) -> Counts:
        """Return the figures of the journal."""
        made, taken, registered = self.sql.one(
            "SELECT count(*), coalesce(sum(amount_kop), 0), coalesce(sum(kind = ?), 0) FROM operation", (REGISTER,)
        ) or (0, 0, 0)
        accepted, in_question = self.sql.one(
            "SELECT coalesce(sum(o.outcome IN (?, ?, ?) OR coalesce(t.decided, '') = 'bind'), 0), "
            "coalesce(sum(o.outcome = 'accepted_conflict' AND coalesce(t.decided, '') = ''), 0) "
            "FROM operation o LEFT JOIN task t ON t.op_id = o.op_id WHERE o.kind = ?",
            (*QUIET, REGISTER),
        ) or (0, 0)
        pending, kopecks, oldest = self.sql.one(
            "SELECT count(*), coalesce(sum(amount_kop), 0), min(wall_ms) FROM operation WHERE op_id IN "
            "(SELECT op_id FROM journal WHERE place > ? AND place <= ?)",
            self._waiting(),
        ) or (0, 0, None)
        pending += self.strays()
        return Counts(
            made=made,
            acknowledged=made - pending,
            pending=pending,
            pending_kopecks=kopecks,
            taken_kopecks=taken,
            acknowledged_kopecks=taken - kopecks,
            registered=registered,
            residents_accepted=accepted,
            registrations_in_question=in_question,
            oldest_pending=None if oldest is None else from_ms(oldest),
        )

    def strays(self) -> int:
        """Count pending operations outside the current epoch: they would never be sent."""
        found: int = self.sql.value(
            "SELECT count(*) FROM operation o JOIN epoch e ON e.epoch = o.epoch "
            "WHERE o.epoch < (SELECT max(epoch) FROM epoch) AND o.seq > e.acked_seq AND o.outcome = 'pending'"
        )
        return found

    def number(self, entry: Entry) -> str:
        """Return DESK-EPOCH-SEQ, printed on every paper of an operation."""
        desk = self.sql.value("SELECT desk_number FROM desk")
        return f"{desk}-{entry.epoch}-{entry.seq}"

    def twin(self, accounts: Iterable[str], amount: Money, since: datetime) -> Entry | None:
        """Return a payment of the same sum for one of these accounts since an instant."""
        for account in accounts:
            row = self.sql.one(
                "SELECT o.op_id, o.epoch, o.seq, o.kind, o.wall_ms, o.outcome, o.detail, o.ref, o.amount_kop "
                "FROM own_line l JOIN operation o ON o.op_id = l.op_id "
                "WHERE l.account = ? AND o.amount_kop = ? AND o.wall_ms >= ? LIMIT 1",
                (account, amount.kopecks, to_ms(since)),
            )
            if row is not None:
                return _entry(row)
        return None

    def paper_code(self, op_id: OperationId) -> str:
        """Return ASCII that proves an operation from paper: id, sum and the first half of the signature."""
        frame, entry = self._frame_of(op_id), self.find(op_id)
        assert frame is not None
        assert entry is not None
        place = f"{frame.epoch}-{frame.seq}"
        return f"SG2|{frame.op_id.hex}|{place}|{entry.amount.kopecks}|{frame.hash.hex()[:16]}|{frame.sig.hex()}"

    def lines(self) -> Iterable[tuple[OperationId, str, str, Money]]:
        """Return what the tables say was paid: operation, account, service, amount."""
        rows = self.sql.all("SELECT op_id, account, service, amount_kop FROM own_line")
        return tuple((OperationId(str(UUID(bytes=op_id))), *names, Money(kopecks)) for op_id, *names, kopecks in rows)

    def geneses(self) -> tuple[Head, ...]:
        """Return the starting point of every granted epoch."""
        return tuple(Head(epoch, 0, start) for epoch, start in self.sql.all("SELECT epoch, genesis FROM epoch"))

    def public_key(self) -> bytes:
        """Return the public key recorded at the first start."""
        found: bytes = self.sql.value("SELECT public_key FROM desk")
        return found

    def acks(self) -> Iterable[Signed]:
        """Return every ack, oldest first, as received."""
        rows = self.sql.all("SELECT payload, signature, key_id FROM ack ORDER BY place")
        return tuple(Signed(*row) for row in rows)

    # -- helpers -------------------------------------------------------------

    def _desk_id(self) -> UUID:
        found = self.sql.value("SELECT desk_id FROM desk")
        if found is None:
            raise NotEnrolledError
        return UUID(bytes=found)

    def _waiting(self) -> tuple[int, int]:
        """Return the places after which and up to which operations of this epoch wait for an ack."""
        row = self.sql.one("SELECT epoch, acked_seq FROM epoch ORDER BY epoch DESC LIMIT 1")
        return (0, 0) if row is None else (row[0] << 40 | row[1], row[0] << 40 | _SEQ)

    def _frame_of(self, op_id: OperationId) -> Frame | None:
        # After a fork two operations may have stood at one place: one in the journal, one taken back.
        where = "WHERE place = (SELECT place FROM operation WHERE op_id = ?1) AND op_id = ?1"
        values = (UUID(op_id).bytes,)
        row = self.sql.one(_FRAME + where, values) or self.sql.one(_RETURNED + where, values)
        return None if row is None else _frame(self._desk_id(), row)

    def _made(self, table: str, epoch: int, result: Result) -> bool:
        """Tell whether an operation of a table stands where the centre says it does."""
        place = (epoch << 40 | result.seq, UUID(result.op_id).bytes)
        return self.sql.one(f"SELECT 1 FROM {table} WHERE place = ? AND op_id = ?", place) is not None

    def _know(self, frame: Frame) -> None:
        """Let an operation stand where its frame stands, known before or not."""
        if not self._move(frame):
            body = read_body(frame.kind, frame.schema_ver, frame.body)
            self._project(frame, body, to_ms(datetime.fromisoformat(body.stamp.wall_utc)))

    def _move(self, frame: Frame) -> bool:
        """Let a known operation stand where a later frame of it stands; tell whether it was known."""
        return self.sql.run("UPDATE operation SET place = ? WHERE op_id = ?", (_place(frame), frame.op_id.bytes)) > 0

    def _insert(self, frame: Frame, table: str = "journal") -> None:
        self.sql.run(
            f"INSERT INTO {table}(place, op_id, kind, schema_ver, body, origin, prev_hash, hash, sig) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                _place(frame), frame.op_id.bytes, frame.kind, frame.schema_ver,
                frame.body, frame.origin, frame.prev_hash, frame.hash, frame.sig,
            ),
        )  # fmt: skip

    def _project(self, frame: Frame, body: Body, wall_ms: int) -> None:
        """Write the rows that screens read; each is a function of the frame, and `audit` recomputes them."""
        amount = body.total_kop if isinstance(body, CashPaid) else 0
        self.sql.run(
            "INSERT INTO operation(op_id, place, kind, wall_ms, shift, amount_kop) VALUES (?, ?, ?, ?, ?, ?)",
            (frame.op_id.bytes, _place(frame), frame.kind, wall_ms, body.stamp.shift_id, amount),
        )
        if isinstance(body, CashPaid):
            self._project_payment(frame.op_id, body)
        elif isinstance(body, ResidentRegistered):
            self._project_registration(frame.op_id, body)
        elif isinstance(body, ShiftOpened):
            self.sql.run(
                "INSERT INTO shift(shift_id, number, business_date, opened_ms, clerk, opening_kop, place) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    str(frame.op_id),
                    body.number,
                    body.business_date,
                    wall_ms,
                    body.stamp.clerk,
                    body.opening_kop,
                    _place(frame),
                ),
            )
        elif isinstance(body, ShiftClosed):
            self.sql.run(
                "UPDATE shift SET closed = 1, counted_kop = ? WHERE shift_id = ?",
                (body.counted_kop, body.stamp.shift_id),
            )

    def _project_payment(self, op_id: UUID, body: CashPaid) -> None:
        raw_id = op_id.bytes
        self.sql.many(
            "INSERT INTO own_line(account, op_id, line, service, amount_kop) VALUES (?, ?, ?, ?, ?)",
            [
                (line.account.key, raw_id, number, line.service, line.amount_kop)
                for number, line in enumerate(body.lines)
            ],
        )

    def _project_registration(self, op_id: UUID, body: ResidentRegistered) -> None:
        masked = f"+7 {body.phone[2:5]} ***-**-{body.phone[10:]}"
        self.sql.run(
            "INSERT INTO own_registration VALUES (?, ?, ?, ?, ?)",
            (body.account.key, op_id.bytes, body.card, masked, body.phone[-4:]),
        )
        self.sql.run("UPDATE card_lease SET next = ? + 1 WHERE ? BETWEEN next AND last", (int(body.card),) * 2)

    def _acknowledge(self, epoch: int, named: Sequence[Result]) -> None:
        """Advance over operations whose outcome is told; one that was skipped is asked for again.

        An operation behind the head but without an outcome would stay
        «pending» on the screen, and lower the debt twice, for ever.
        """
        reached: int = self.sql.value("SELECT acked_seq FROM epoch WHERE epoch = ?", (epoch,)) or 0
        for seq in sorted(result.seq for result in named):
            if seq == reached + 1:
                reached = seq
        self.sql.run("UPDATE epoch SET acked_seq = ? WHERE epoch = ?", (reached, epoch))

    def _note(self, result: Result, ack: Ack, received: datetime) -> Task | None:
        op_id = UUID(result.op_id)
        self.sql.run(
            "UPDATE operation SET outcome = ?, detail = ?, ref = ?, feed_tx = ?, feed_change = ?, last_error = '' "
            "WHERE op_id = ?",
            (result.outcome, result.detail, result.ref, *ack.feed, op_id.bytes),
        )
        if not in_question(result.outcome, result.detail):
            return None
        if self.sql.one("SELECT 1 FROM task WHERE task_id = ?", (result.op_id,)):
            return None
        kind = self.sql.value("SELECT kind FROM operation WHERE op_id = ?", (op_id.bytes,)) or ""
        reason = ":".join(part for part in (result.outcome, result.detail) if part)
        subject = self._subject(op_id)
        task = Task(result.op_id, OperationId(result.op_id), kind, reason, received, subject)
        self.sql.run(
            "INSERT INTO task(task_id, op_id, kind, reason, subject, raised_ms) VALUES (?, ?, ?, ?, ?, ?)",
            (task.task_id, op_id.bytes, kind, reason, subject, to_ms(received)),
        )
        return task

    def _subject(self, op_id: UUID) -> str:
        """Return the account key an operation is about, for the task's button."""
        found = self.sql.value("SELECT account FROM own_line WHERE op_id = ?", (op_id.bytes,)) or self.sql.value(
            "SELECT account FROM own_registration WHERE op_id = ?", (op_id.bytes,)
        )
        return found or ""


def _place(frame: Frame) -> int:
    """Return the journal's key of a frame: the order of all operations of this desk."""
    return frame.epoch << 40 | frame.seq


def _entry(row: tuple[Any, ...]) -> Entry:
    op_id, epoch, seq, kind, wall_ms, outcome, detail, ref, amount = row
    name = OperationId(str(UUID(bytes=op_id)))
    return Entry(name, epoch, seq, kind, from_ms(wall_ms), outcome or PENDING, detail, ref, Money(amount))


def _frame(desk_id: UUID, row: tuple[Any, ...]) -> Frame:
    epoch, seq, op_id, kind, schema_ver, body, prev_hash, digest, sig, origin = row
    return Frame(desk_id, epoch, seq, UUID(bytes=op_id), kind, schema_ver, body, prev_hash, digest, sig, origin)
