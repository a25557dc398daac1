"""What one transaction can reach: the desk's books, as sentences that use cases say."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from desk_app.application.clock_skew import ClockHeard, Moment
from desk_app.application.records import Counts, Identity, LastHello, Left, MirrorHealth, PrintRecord
from desk_app.domain.accounts import Account, Directory
from desk_app.domain.found import Found
from desk_app.domain.ids import AccountKey, OperationId, PremiseKey
from desk_app.domain.money import Money
from desk_app.domain.operations import Entry, Task
from desk_app.domain.shifts import AtWork, Shift
from desk_app.protocol.bodies import Body
from desk_app.protocol.decisions import Decided
from desk_app.protocol.frames import Frame
from desk_app.protocol.messages import (
    Ack,
    Change,
    CodePacket,
    Grant,
    Head,
    HelloAnswer,
    Position,
    Tally,
)
from desk_app.protocol.signing import Signed

HELLO_NEEDED = "hello_needed"
"""The file was put back and the centre has not said yet where its journal should stand."""


JUDGED = "judged"
"""The centre has said it."""


class AccountBook(Protocol):
    """Accounts: the mirror with this desk's own pending operations laid over it."""

    def get(self, key: AccountKey) -> Account | None:
        """Return one account, or None where this desk does not know it."""
        ...

    def premise(self, key: PremiseKey) -> tuple[Account, ...]:
        """Return all accounts of one flat."""
        ...

    def directory(self) -> Directory:
        """Return providers, receipt types and services."""
        ...

    def find(self, typed: str, limit: int) -> Found:
        """Search; see domain.queries for how the text is read."""
        ...

    def count(self) -> int:
        """Return how many accounts the mirror holds."""
        ...


class JournalBook(Protocol):
    """The append-only journal of signed operations."""

    def append(self, op_id: OperationId, body: Body, wall: datetime) -> Entry:
        """Sign and chain one operation inside the open transaction.

        Raises:
            NotEnrolledError: no grant, hence no epoch to write in.
        """
        ...

    def find(self, op_id: OperationId) -> Entry | None:
        """Return an operation by id."""
        ...

    def body(self, op_id: OperationId) -> Body | None:
        """Return what an operation said."""
        ...

    def recent(self, limit: int) -> tuple[Entry, ...]:
        """Return the newest operations, newest first."""
        ...

    def pending(self, limit: int, most_bytes: int) -> tuple[Frame, ...]:
        """Return unacknowledged frames of the current epoch, oldest first."""
        ...

    def frames(self) -> Iterable[Frame]:
        """Return every frame, oldest first."""
        ...

    def head(self) -> Head:
        """Return the last operation of the current epoch."""
        ...

    def counts(self) -> Counts:
        """Return the figures of the journal."""
        ...

    def accept(self, signed: Signed, ack: Ack, received: datetime) -> tuple[Task, ...]:
        """Record a verified ack; return the tasks it raised."""
        ...

    def attempted(self, error: str, at: datetime) -> None:
        """Count one more attempt on what is pending, with a safe word for why it failed."""
        ...

    def restore(self, frames: Sequence[Frame]) -> int:
        """Append this desk's own frames that a restored copy has lost; return how many.

        Raises:
            CentreUnreachableError: frames that are not this desk's; nothing of the batch is kept.
        """
        ...

    def missing(self, frames: Sequence[Frame]) -> tuple[Frame, ...]:
        """Return those of the desk's own frames whose operations this file does not know, or believes unsent.

        Raises:
            CentreUnreachableError: frames that are not this desk's.
        """
        ...

    def take_back(self, frames: Sequence[Frame]) -> None:
        """Record operations that only the centre has kept; the ack that names them follows."""
        ...

    def returned(self) -> Iterable[Frame]:
        """Return every frame that was taken back, oldest first."""
        ...

    def acknowledged_beyond(self, head: Head) -> int:
        """Count operations of this epoch that an ack names beyond the centre's head."""
        ...

    def give_again(self, head: Head) -> None:
        """Let what was acknowledged beyond a head wait once more: the centre has lost it."""
        ...

    def give_again_but(self, held: Collection[UUID]) -> int:
        """Let every operation wait once more that the centre does not hold; return how many were acknowledged."""
        ...

    def begin_epoch(self, signed: Signed, grant: Grant, own: Sequence[Frame] = ()) -> int:
        """Carry operations unknown to the centre into a newly granted epoch; return how many.

        `own` is what the centre has of that epoch already: the file may be a copy set back.
        """
        ...

    def number(self, entry: Entry) -> str:
        """Return DESK-EPOCH-SEQ, printed on every paper of an operation."""
        ...

    def twin(self, accounts: Iterable[str], amount: Money, since: datetime) -> Entry | None:
        """Return a payment of the same sum for one of these accounts since an instant."""
        ...

    def paper_code(self, op_id: OperationId) -> str:
        """Return the ASCII text whose QR on paper can prove and rebuild the operation."""
        ...

    def lines(self) -> Iterable[tuple[OperationId, str, str, Money]]:
        """Return what the tables say was paid: operation, account, service, amount."""
        ...

    def geneses(self) -> tuple[Head, ...]:
        """Return the starting point of every granted epoch."""
        ...

    def public_key(self) -> bytes:
        """Return the desk's public key that signatures are checked with."""
        ...

    def acks(self) -> Iterable[Signed]:
        """Return every ack, oldest first, as received."""
        ...

    def strays(self) -> int:
        """Count unacknowledged operations outside the current epoch: they would never be sent."""
        ...


class MirrorBook(Protocol):
    """The centre's data as this desk holds it; pull writes here and nowhere else."""

    def cursor(self) -> str:
        """Return the feed cursor, empty before the first snapshot."""
        ...

    def position(self) -> Position:
        """Return the place in the feed that the mirror has reached."""
        ...

    def apply(self, changes: Sequence[Change], after: str, cursor: str, position: Position) -> int:
        """Apply the changes after a cursor idempotently, with their own cursor; return how many took effect.

        Raises:
            MirrorMovedError: the mirror does not stand at `after`; nothing is applied.
        """
        ...

    def tallies(self) -> tuple[Tally, ...]:
        """Return what is held, kept with every change, to compare with the centre's own count."""
        ...

    def count_through(self) -> tuple[Tally, ...]:
        """Count what is held, row by row."""
        ...

    def counted_on(self) -> str:
        """Return the day when everything was last counted through."""
        ...

    def mark_counted(self, day: str) -> None:
        """Remember that everything was counted through."""
        ...

    def synced_at(self) -> datetime | None:
        """Return when the feed was last read to its end."""
        ...

    def mark_synced(self, at: datetime) -> None:
        """Remember that the feed was read to its end."""
        ...


class ShiftBook(Protocol):
    """Shifts, as the journal tells them."""

    def current(self) -> Shift | None:
        """Return the open shift."""
        ...

    def at_work(self) -> AtWork | None:
        """Return who has the open shift, without adding up its money."""
        ...

    def last(self) -> Shift | None:
        """Return the newest shift, open or closed."""
        ...

    def of(self, shift_id: OperationId) -> Shift | None:
        """Return one shift by the id of its opening."""
        ...

    def span(self, shift: Shift) -> tuple[int, int]:
        """Return first and last sequence number of its operations, (0, 0) when none."""
        ...


class CodeBook(Protocol):
    """Sealed packets of receipt codes; opened one run at a time, wiped at expiry."""

    def code(self, key: AccountKey, period: str) -> str | None:
        """Return the six digits to print, or None without a packet.

        Raises:
            PacketDamagedError: the packet cannot be opened with this desk's key.
        """
        ...

    def keep(self, packet: CodePacket, first: str) -> None:
        """Store a packet as it came, still sealed."""
        ...

    def reach(self, period: str) -> str | None:
        """Return where the packets of a month end; None when complete."""
        ...

    def wipe_expired(self, today: str) -> int:
        """Erase packets whose month is over."""
        ...


class CardBook(Protocol):
    """Leased card numbers."""

    def take(self) -> str:
        """Return the next unused number.

        Raises:
            CardNumbersUsedUpError: the lease is used up.
        """
        ...

    def lease(self, first: int, last: int) -> None:
        """Remember a range that the centre leased to this desk."""
        ...

    def left(self) -> int:
        """Return how many numbers are unused."""
        ...


class PrintBook(Protocol):
    """Papers that were made, kept so that a reprint is a copy and never a new truth."""

    def keep(self, record: PrintRecord) -> None:
        """Store a snapshot before it goes to a printer."""
        ...

    def get(self, print_id: OperationId) -> PrintRecord | None:
        """Return a stored paper."""
        ...

    def of_subject(self, kind: str, subject: str) -> PrintRecord | None:
        """Return the newest paper of a kind about a subject."""
        ...

    def printed(self, print_id: OperationId, at: datetime) -> int:
        """Count one printing; return the number of this copy, 1 for the original."""
        ...

    def unprinted_payments(self, limit: int) -> tuple[Entry, ...]:
        """Return payments whose slip never reached a printer, oldest first."""
        ...

    def totals(self) -> tuple[int, int, int]:
        """Return receipts asked, receipts made, pages."""
        ...


class TaskBook(Protocol):
    """Outcomes that wait for a person."""

    def open(self) -> tuple[Task, ...]:
        """Return unsettled tasks, oldest first."""
        ...

    def settle(self, task_id: str, at: datetime, note: str) -> bool:
        """Mark an open task as dealt with; it stays on record. Tell whether there was one."""
        ...

    def decide(self, op_id: OperationId, at: datetime, decisions: Sequence[Decided]) -> int:
        """Close the open tasks of an operation by the centre's decisions; tell how many there were."""
        ...

    def decided(self, limit: int) -> tuple[Task, ...]:
        """Return tasks that the centre has closed, newest first."""
        ...


class DraftBook(Protocol):
    """Half-filled forms; nothing entered is lost."""

    def save(self, form: str, text: str, at: datetime) -> None:
        """Keep a form as it stands."""
        ...

    def load(self, form: str) -> tuple[str, datetime] | None:
        """Return the kept form."""
        ...

    def drop(self, form: str) -> None:
        """Forget the form: it was finished or thrown away by the clerk."""
        ...


class DeskBook(Protocol):
    """Who the desk is and what the clerk chose."""

    def identity(self) -> Identity | None:
        """Return the grant, or None before enrolment."""
        ...

    def enrolled(self, identity: Identity) -> None:
        """Store the first grant; nothing is asked any more."""
        ...

    def asked(self) -> str:
        """Return the one-time code with which the desk waits for the operator, empty when it does not."""
        ...

    def ask(self, code: str) -> None:
        """Remember the code of a desk that waits; an empty one ends the waiting."""
        ...

    def heard(self, signed: Signed, answer: HelloAnswer, at: Moment) -> None:
        """Keep the centre's newest verdict and ledger, with how far journal and clock stood then."""
        ...

    def clock_heard(self) -> ClockHeard | None:
        """Return the centre's newest time and when it was heard, or None before the first."""
        ...

    def last_hello(self) -> LastHello | None:
        """Return the newest verdict, or None before the first."""
        ...

    def install_id(self) -> str:
        """Return the random id of this installation."""
        ...

    def mirror_health(self) -> MirrorHealth:
        """Return what is known to be wrong with the mirror."""
        ...

    def note_mirror_health(self, health: MirrorHealth) -> None:
        """Remember it."""
        ...

    def choice(self, name: str, default: str = "") -> str:
        """Return a remembered choice (clerk, theme, printer)."""
        ...

    def choose(self, name: str, value: str) -> None:
        """Remember a choice."""
        ...

    def restored(self) -> str:
        """Return how the newest restore of the file stands: hello_needed, offline, judged; empty without one."""
        ...

    def accept_offline(self) -> None:
        """Remember that a person chose to work before the centre has judged the restored file."""
        ...

    def judged(self) -> None:
        """Remember that the centre has judged the restored file."""
        ...

    def left_behind(self) -> tuple[Left, ...]:
        """Return what forced restores left behind; nothing takes such a row away."""
        ...

    def versions(self) -> tuple[str, str]:
        """Return the versions of SQLCipher and SQLite."""
        ...


class Books(Protocol):
    """Everything one transaction can reach."""

    @property
    def accounts(self) -> AccountBook:
        """The accounts."""
        ...

    @property
    def journal(self) -> JournalBook:
        """The journal."""
        ...

    @property
    def mirror(self) -> MirrorBook:
        """The mirror."""
        ...

    @property
    def shifts(self) -> ShiftBook:
        """The shifts."""
        ...

    @property
    def codes(self) -> CodeBook:
        """The receipt codes."""
        ...

    @property
    def cards(self) -> CardBook:
        """The card numbers."""
        ...

    @property
    def prints(self) -> PrintBook:
        """The papers."""
        ...

    @property
    def tasks(self) -> TaskBook:
        """The tasks."""
        ...

    @property
    def drafts(self) -> DraftBook:
        """The drafts."""
        ...

    @property
    def desk(self) -> DeskBook:
        """The desk itself."""
        ...
