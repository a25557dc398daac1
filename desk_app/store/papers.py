"""Papers that were made, sealed codes to print on them, and leased card numbers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from desk_app.application.print_receipt import PacketDamagedError
from desk_app.application.records import PrintRecord
from desk_app.domain.ids import AccountKey, OperationId
from desk_app.domain.money import Money
from desk_app.domain.operations import PAY_CASH, Entry
from desk_app.domain.registration import CardNumbersUsedUpError
from desk_app.protocol.messages import CodePacket
from desk_app.protocol.strict_json import MalformedError
from desk_app.store.sql import Sql, from_ms, to_ms

Opened = dict[AccountKey, str]


def open_packet(unseal: Callable[[bytes], bytes]) -> Callable[[bytes], Opened]:
    """Return a function that opens sealed packets and keeps the last one: receipts come in runs."""
    kept: dict[bytes, Opened] = {}

    def opened(box: bytes) -> Opened:
        seal = box[:44]
        if seal not in kept:
            try:
                rows = msgspec.json.decode(unseal(box), type=list[tuple[str, str, int]])
            except (MalformedError, msgspec.MsgspecError) as wrong:
                raise PacketDamagedError from wrong
            kept.clear()
            kept[seal] = {AccountKey(account): code for account, code, _version in rows}
        return kept[seal]

    return opened


@dataclass(frozen=True, slots=True)
class SqlCodes:
    """Packets stay sealed in the store; a run is opened when a receipt is printed."""

    sql: Sql
    opened: Callable[[bytes], Opened]

    def code(self, key: AccountKey, period: str) -> str | None:
        """Return the six digits to print, or None without a packet.

        Raises:
            PacketDamagedError: sealed for another desk, or damaged.
        """
        box = self.sql.value(
            "SELECT box FROM code_packet WHERE period = ? AND first < ? ORDER BY first DESC LIMIT 1", (period, key)
        )
        return None if box is None else self.opened(box).get(key)

    def keep(self, packet: CodePacket, first: str) -> None:
        """Store a packet as it came; the same run again replaces itself."""
        self.sql.run(
            "INSERT OR REPLACE INTO code_packet VALUES (?, ?, ?, ?, ?, ?)",
            (packet.period, first, packet.last, packet.expires, packet.count, packet.box),
        )

    def reach(self, period: str) -> str | None:
        """Return where the packets of a month end; None when they are complete."""
        row = self.sql.one("SELECT last FROM code_packet WHERE period = ? ORDER BY first DESC LIMIT 1", (period,))
        if row is None:
            return ""
        return row[0] or None

    def wipe_expired(self, today: str) -> int:
        """Erase packets whose month is over (secure_delete overwrites them)."""
        return self.sql.run("DELETE FROM code_packet WHERE expires < ?", (today,))


@dataclass(frozen=True, slots=True)
class SqlCards:
    """Card numbers leased by the centre, given out in order."""

    sql: Sql

    def take(self) -> str:
        """Return the next unused number; it is spent when the registration is journalled."""
        number = self.sql.value("SELECT min(next) FROM card_lease WHERE next <= last")
        if number is None:
            raise CardNumbersUsedUpError
        return f"{number:016}"

    def lease(self, first: int, last: int) -> None:
        """Remember a range; leasing it again changes nothing."""
        if first and last >= first:
            self.sql.run("INSERT OR IGNORE INTO card_lease VALUES (?, ?, ?)", (first, last, first))

    def left(self) -> int:
        """Return how many numbers are unused."""
        found: int = self.sql.value("SELECT coalesce(sum(last - next + 1), 0) FROM card_lease")
        return found


@dataclass(frozen=True, slots=True)
class SqlPrints:
    """Snapshots of papers with their print counts."""

    sql: Sql

    def keep(self, record: PrintRecord) -> None:
        """Store a snapshot before it goes to a printer."""
        self.sql.run(
            "INSERT INTO print(print_id, kind, subject, made_ms, snapshot, items, pages) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                record.print_id, record.kind, record.subject, to_ms(record.made_at),
                record.snapshot, record.items, record.pages,
            ),
        )  # fmt: skip

    def get(self, print_id: OperationId) -> PrintRecord | None:
        """Return a stored paper."""
        return self._one("WHERE print_id = ?", (print_id,))

    def of_subject(self, kind: str, subject: str) -> PrintRecord | None:
        """Return the newest paper of a kind about a subject."""
        return self._one("WHERE kind = ? AND subject = ? ORDER BY rowid DESC LIMIT 1", (kind, subject))

    def printed(self, print_id: OperationId, at: datetime) -> int:
        """Count one printing; return the number of this copy."""
        self.sql.run(
            "UPDATE print SET printed = printed + 1, printed_ms = ? WHERE print_id = ?",
            (to_ms(at), print_id),
        )
        found: int = self.sql.value("SELECT printed FROM print WHERE print_id = ?", (print_id,)) or 0
        return found

    def unprinted_payments(self, limit: int) -> tuple[Entry, ...]:
        """Return payments whose slip never reached a printer, oldest first."""
        rows = self.sql.all(
            "SELECT o.op_id, o.epoch, o.seq, o.wall_ms, o.outcome, o.amount_kop FROM operation o WHERE o.kind = ? "
            "AND NOT EXISTS (SELECT 1 FROM print p WHERE p.kind = 'slip' AND p.printed > 0 AND p.subject = "
            "lower(substr(hex(o.op_id), 1, 8) || '-' || substr(hex(o.op_id), 9, 4) || '-' || "
            "substr(hex(o.op_id), 13, 4) || '-' || substr(hex(o.op_id), 17, 4) || '-' || substr(hex(o.op_id), 21))) "
            "ORDER BY o.wall_ms LIMIT ?",
            (PAY_CASH, limit),
        )
        return tuple(
            Entry(
                OperationId(str(UUID(bytes=op_id))), epoch, seq, PAY_CASH, from_ms(wall), outcome, amount=Money(amount)
            )
            for op_id, epoch, seq, wall, outcome, amount in rows
        )

    def totals(self) -> tuple[int, int, int]:
        """Return receipts asked, receipts made, pages; asked equals made, or the run would have been refused."""
        row = self.sql.one(
            "SELECT coalesce(sum(items), 0), coalesce(sum(items), 0), coalesce(sum(pages), 0) FROM print "
            "WHERE kind = 'receipt'"
        )
        assert row is not None
        return row[0], row[1], row[2]

    def _one(self, where: str, values: tuple[object, ...]) -> PrintRecord | None:
        row = self.sql.one(
            "SELECT print_id, kind, subject, made_ms, snapshot, items, pages, printed FROM print " + where, values
        )
        if row is None:
            return None
        print_id, kind, subject, made, snapshot, items, pages, printed = row
        return PrintRecord(OperationId(print_id), kind, subject, from_ms(made), snapshot, items, pages, printed)
