"""Who the desk is, its shifts, its tasks, its drafts and the clerk's choices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlcipher3 import dbapi2 as sqlcipher

from desk_app.application.clock_skew import ClockHeard, Moment
from desk_app.application.records import Identity, LastHello, Left, MirrorHealth
from desk_app.domain.ids import OperationId
from desk_app.domain.money import Money
from desk_app.domain.operations import Task
from desk_app.domain.shifts import AtWork, Shift
from desk_app.protocol.decisions import Decided
from desk_app.protocol.messages import Grant, Head, HelloAnswer
from desk_app.protocol.signing import Signed
from desk_app.store.journal import SqlJournal
from desk_app.store.sql import Sql, from_ms, to_ms

_SHIFT = "SELECT shift_id, number, business_date, opened_ms, clerk, opening_kop, closed, counted_kop, place FROM shift "


@dataclass(frozen=True, slots=True)
class SqlDesk:
    """Identity and choices."""

    sql: Sql
    journal: SqlJournal

    def identity(self) -> Identity | None:
        """Return the grant in force, or None before enrolment."""
        row = self.sql.one("SELECT grant_payload, grant_signature, grant_key, install_id FROM desk")
        if row is None or row[0] is None:
            return None
        return Identity(Grant.from_bytes(row[0]), Signed(row[0], row[1], row[2]), row[3])

    def enrolled(self, identity: Identity) -> None:
        """Store the first grant and open its epoch; the code has served."""
        signed, grant = identity.signed, identity.grant
        self.sql.run(
            "UPDATE desk SET asked_code = '', desk_id = ?, desk_number = ?, "
            "grant_payload = ?, grant_signature = ?, grant_key = ?",
            (grant.desk_id.bytes, grant.desk_number, signed.payload, signed.signature, signed.key_id),
        )
        self.journal.add_epoch(signed, identity.grant)

    def asked(self) -> str:
        """Return the one-time code with which the desk waits for the operator, empty when it does not."""
        found: str = self.sql.value("SELECT asked_code FROM desk")
        return found

    def ask(self, code: str) -> None:
        """Remember the code, or forget it when empty."""
        self.sql.run("UPDATE desk SET asked_code = ?", (code,))

    def heard(self, signed: Signed, answer: HelloAnswer, at: Moment) -> None:
        """Keep the centre's newest word; a centre that has lost what it acknowledged is compared with the ack."""
        acked: int = self.sql.value("SELECT epoch << 40 | acked_seq FROM epoch ORDER BY epoch DESC LIMIT 1") or 0
        place = max(answer.head.epoch << 40 | answer.head.seq, acked)
        self.sql.run(
            "INSERT OR REPLACE INTO hello(one, payload, signature, key_id, place, wall_ms, mono_ms, boot_id) "
            "VALUES (1, ?, ?, ?, ?, ?, ?, ?)",
            (signed.payload, signed.signature, signed.key_id, place, to_ms(at.wall), at.mono_ms, at.boot_id),
        )

    def clock_heard(self) -> ClockHeard | None:
        """Return the centre's newest time and when it was heard."""
        row = self.sql.one("SELECT payload, wall_ms, mono_ms, boot_id FROM hello WHERE wall_ms > 0")
        if row is None:
            return None
        payload, wall, mono, boot_id = row
        centre = datetime.fromisoformat(HelloAnswer.from_bytes(payload).centre_time)
        return ClockHeard(centre, Moment(from_ms(wall), mono, boot_id))

    def last_hello(self) -> LastHello | None:
        """Return the centre's newest word beside what this desk took in the operations it speaks of."""
        row = self.sql.one("SELECT payload, signature, key_id, place FROM hello")
        if row is None:
            return None
        signed, place = Signed(*row[:3]), row[3]
        # What an older epoch has not sent was carried on, or is a stray: the centre cannot have it.
        count, most, held = self.sql.one(
            "SELECT count(*), coalesce(sum(amount_kop), 0), "
            "coalesce(sum(amount_kop) FILTER (WHERE outcome LIKE 'held%'), 0) FROM operation "
            "WHERE place <= ? AND NOT (outcome = 'pending' AND epoch < ? >> 40)",
            (place, place),
        ) or (0, 0, 0)
        answer = HelloAnswer.from_bytes(signed.payload)
        return LastHello(answer, signed, most - held, most, count, self._holds(answer.head))

    def _holds(self, head: Head) -> bool:
        """Tell whether a head is one of this journal's own."""
        if head.seq == 0:
            start = (head.epoch, head.hash)
            return self.sql.one("SELECT 1 FROM epoch WHERE epoch = ? AND genesis = ?", start) is not None
        place = (head.epoch << 40 | head.seq, head.hash)
        return self.sql.one("SELECT 1 FROM journal WHERE place = ? AND hash = ?", place) is not None

    def install_id(self) -> str:
        """Return the random id of this installation."""
        found: str = self.sql.value("SELECT install_id FROM desk")
        return found

    def mirror_health(self) -> MirrorHealth:
        """Return what is known to be wrong with the mirror."""
        row = self.sql.one("SELECT fault, repaired_on, repairs FROM mirror_file")
        return MirrorHealth() if row is None else MirrorHealth(*row)

    def note_mirror_health(self, health: MirrorHealth) -> None:
        """Remember it."""
        row = (health.fault, health.repaired_on, health.repairs)
        self.sql.run("UPDATE mirror_file SET fault = ?, repaired_on = ?, repairs = ?", row)

    def choice(self, name: str, default: str = "") -> str:
        """Return a remembered choice."""
        found = self.sql.value("SELECT value FROM choice WHERE name = ?", (name,))
        return default if found is None else str(found)

    def choose(self, name: str, value: str) -> None:
        """Remember a choice."""
        self.sql.run("INSERT OR REPLACE INTO choice VALUES (?, ?)", (name, value))

    def restored(self) -> str:
        """Return how the newest restore of the file stands."""
        found: str | None = self.sql.value("SELECT state FROM restoration ORDER BY number DESC LIMIT 1")
        return found or ""

    def accept_offline(self) -> None:
        """Remember that a person chose not to wait for the centre."""
        self.sql.run("UPDATE restoration SET state = 'offline' WHERE state = 'hello_needed'")

    def judged(self) -> None:
        """Remember that the centre has judged the restored file."""
        self.sql.run("UPDATE restoration SET state = 'judged' WHERE state <> 'judged'")

    def left_behind(self) -> tuple[Left, ...]:
        """Return what forced restores left behind."""
        rows = self.sql.all("SELECT aside, lost, lost_kop FROM restoration WHERE lost > 0 ORDER BY number")
        return tuple(Left(*row) for row in rows)

    def versions(self) -> tuple[str, str]:
        """Return the versions of SQLCipher and SQLite."""
        return str(self.sql.value("PRAGMA cipher_version")), str(sqlcipher.sqlite_version)


@dataclass(frozen=True, slots=True)
class SqlShifts:
    """Shifts, as the journal tells them."""

    sql: Sql

    def current(self) -> Shift | None:
        """Return the open shift."""
        return self._one("WHERE closed = 0 ORDER BY number DESC LIMIT 1", ())

    def at_work(self) -> AtWork | None:
        """Return who has the open shift, without adding up its money."""
        row = self.sql.one("SELECT shift_id, clerk FROM shift WHERE closed = 0 ORDER BY number DESC LIMIT 1")
        return None if row is None else AtWork(OperationId(row[0]), row[1])

    def last(self) -> Shift | None:
        """Return the newest shift, open or closed."""
        return self._one("ORDER BY number DESC LIMIT 1", ())

    def of(self, shift_id: OperationId) -> Shift | None:
        """Return one shift by the id of its opening."""
        return self._one("WHERE shift_id = ?", (shift_id,))

    def span(self, shift: Shift) -> tuple[int, int]:
        """Return first and last sequence number of its operations."""
        row = self.sql.one(
            "SELECT coalesce(min(seq), 0), coalesce(max(seq), 0) FROM operation WHERE shift = ?", (shift.shift_id,)
        )
        assert row is not None
        return row[0], row[1]

    def _one(self, where: str, values: tuple[object, ...]) -> Shift | None:
        row = self.sql.one(_SHIFT + where, values)
        if row is None:
            return None
        shift_id, number, business_date, opened, clerk, opening, closed, counted, place = row
        payments, taken = self._taken(shift_id, place)
        return Shift(
            OperationId(shift_id), number, date.fromisoformat(business_date), from_ms(opened), clerk,
            Money(opening), payments, Money(taken), bool(closed), Money(counted),
        )  # fmt: skip

    def _taken(self, shift_id: str, place: int) -> tuple[int, int]:
        """Add up the shift's payments; nothing of it is kept, so a payment writes one page less."""
        row = self.sql.one(
            "SELECT count(*), coalesce(sum(o.amount_kop), 0) FROM ("
            "SELECT place, op_id FROM journal WHERE place > ? AND kind = 'payment.cash' UNION ALL "
            "SELECT place, op_id FROM returned WHERE kind = 'payment.cash') j "
            "JOIN operation o ON o.op_id = j.op_id AND o.place = j.place WHERE o.shift = ?",
            (place, shift_id),
        )
        assert row is not None
        return row[0], row[1]


@dataclass(frozen=True, slots=True)
class SqlTasks:
    """Outcomes that wait for a person."""

    sql: Sql

    def open(self) -> tuple[Task, ...]:
        """Return unsettled tasks, oldest first."""
        rows = self.sql.all(
            "SELECT task_id, op_id, kind, reason, raised_ms, subject FROM task WHERE settled_ms IS NULL "
            "ORDER BY raised_ms, task_id"
        )
        return tuple(
            Task(task_id, OperationId(str(UUID(bytes=op_id))), kind, reason, from_ms(raised), subject)
            for task_id, op_id, kind, reason, raised, subject in rows
        )

    def settle(self, task_id: str, at: datetime, note: str) -> bool:
        """Mark an open task as dealt with; it stays on record. Tell whether there was one."""
        settled = self.sql.run(
            "UPDATE task SET settled_ms = ?, note = ? WHERE task_id = ? AND settled_ms IS NULL",
            (to_ms(at), note, task_id),
        )
        return settled > 0

    def decide(self, op_id: OperationId, at: datetime, decisions: Sequence[Decided]) -> int:
        """Close the open tasks of an operation by the centre's decisions; one that is closed stays as it was closed."""
        decided = ", ".join(f"{one.action} {one.account}".strip() for one in decisions)
        reasons = "; ".join(dict.fromkeys(one.reason for one in decisions))
        return self.sql.run(
            "UPDATE task SET settled_ms = ?, note = ?, decided = ? WHERE op_id = ? AND settled_ms IS NULL",
            (to_ms(at), reasons, decided, UUID(op_id).bytes),
        )

    def decided(self, limit: int) -> tuple[Task, ...]:
        """Return tasks that the centre has closed, newest first."""
        rows = self.sql.all(
            "SELECT task_id, op_id, kind, reason, raised_ms, subject, settled_ms, note, decided FROM task "
            "WHERE decided <> '' ORDER BY settled_ms DESC, task_id LIMIT ?",
            (limit,),
        )
        return tuple(
            Task(
                row[0], OperationId(str(UUID(bytes=row[1]))), row[2], row[3], from_ms(row[4]), row[5],
                from_ms(row[6]), row[7], row[8],
            )
            for row in rows
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SqlDrafts:
    """Half-filled forms."""

    sql: Sql

    def save(self, form: str, text: str, at: datetime) -> None:
        """Keep a form as it stands."""
        self.sql.run("INSERT OR REPLACE INTO draft VALUES (?, ?, ?)", (form, text, to_ms(at)))

    def load(self, form: str) -> tuple[str, datetime] | None:
        """Return the kept form."""
        row = self.sql.one("SELECT text, at_ms FROM draft WHERE form = ?", (form,))
        return None if row is None else (row[0], from_ms(row[1]))

    def drop(self, form: str) -> None:
        """Forget the form."""
        self.sql.run("DELETE FROM draft WHERE form = ?", (form,))
