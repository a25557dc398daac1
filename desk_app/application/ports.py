"""What the use cases need from the outside world, as sentences they can say.

Ports exist so that a use case reads as a paragraph and the direction of
imports can be proved; the store itself is never faked in tests.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from desk_app.application.books import Books, MirrorBook
from desk_app.application.records import Aside
from desk_app.domain.ids import AccountKey, OperationId
from desk_app.domain.receipts import ConsentFacts, MemoFacts, ReceiptFacts, SlipFacts, SlipForm
from desk_app.protocol.decisions import Decisions
from desk_app.protocol.frames import Frame
from desk_app.protocol.lookups import LookedUp
from desk_app.protocol.messages import (
    Ack,
    ChangePage,
    CodePacket,
    EnrolRequest,
    Head,
    Hello,
    HelloAnswer,
)
from desk_app.protocol.signing import Signed
from desk_app.protocol.snapshots import Manifest


class Clock(Protocol):
    """Time as the desk sees it."""

    def now(self) -> datetime:
        """Return the aware UTC instant."""
        ...

    def monotonic_ms(self) -> int:
        """Return milliseconds since the machine started."""
        ...


class Ids(Protocol):
    """Makes operation ids; one is made when a form opens."""

    def new(self) -> OperationId:
        """Return a fresh UUIDv7."""
        ...


class Intake(Protocol):
    """A snapshot on its way in, beside the mirror that the desk works with."""

    def there(self) -> int:
        """Return how many of its pieces have come."""
        ...

    def take(self, number: int, piece: bytes) -> None:
        """Keep the next piece."""
        ...

    def finish(self) -> None:
        """Let it take the mirror's place, all at once."""
        ...

    def close(self) -> None:
        """Put it down; it is gone on with later."""
        ...


class Store(Protocol):
    """The desk's encrypted file: one writer, many readers."""

    def reading(self) -> AbstractContextManager[Books]:
        """Open a consistent view; writing in it fails."""
        ...

    def writing(self) -> AbstractContextManager[Books]:
        """Open the one write transaction; it is durable when the block has ended without an error."""
        ...

    def faults(self) -> tuple[str, ...]:
        """Run the integrity checks on the journal's file; empty means sound."""
        ...

    def mirror_faults(self) -> tuple[str, ...]:
        """Run the same on the mirror; what they find the next exchange puts right."""
        ...

    def shortened(self) -> Head | None:
        """Return where the journal had come to, if it has lost that since it was last written."""
        ...


class SyncedStore(Store, Protocol):
    """The store with its mirror of the centre's data, which only the exchange writes."""

    def mirroring(self) -> AbstractContextManager[MirrorBook]:
        """Open the mirror's own write transaction: the feed never keeps a payment waiting."""
        ...

    def mirror_sealed(self) -> bool:
        """Tell whether every page of the mirror is as it was written."""
        ...

    def begun(self) -> str:
        """Return the form of the snapshot of which a part has come, empty for none."""
        ...

    def intake(self, manifest: Manifest) -> Intake:
        """Receive a snapshot beside the mirror; what had come of this very one before is kept."""
        ...


class Centre(Protocol):
    """The central settlement service, reached over HTTP.

    Every method may raise `CentreUnreachableError` (nothing is known; try
    again later) or `CentreRefusedError` (it answered, and said no).
    """

    def enrol(self, request: EnrolRequest) -> Signed | None:
        """Ask to be enrolled; None while the operator has not confirmed the key."""
        ...

    def hello(self, hello: Hello) -> tuple[HelloAnswer, Signed, Signed | None]:
        """Say where the journal stands; return the verdict, read and as signed, and a new epoch's grant."""
        ...

    def push(self, frames: Sequence[Frame]) -> tuple[Signed, Ack]:
        """Send frames; return the verified ack."""
        ...

    def journal(self, epoch: int, after: int) -> tuple[Frame, ...]:
        """Fetch this desk's own frames back."""
        ...

    def changes(self, cursor: str) -> ChangePage:
        """Read a page of the change feed.

        Raises:
            CursorExpiredError: only a new snapshot helps.
        """
        ...

    def snapshot(self, form: str, *, repair: bool) -> Manifest | None:
        """Ask for a snapshot of the scope; None while the centre is making it. It may come in another form.

        A repair wants one that has just been made.
        """
        ...

    def pieces(self, manifest: Manifest, first: int) -> Iterator[bytes]:
        """Fetch the pieces of a snapshot from one on, each verified."""
        ...

    def codes(self, after: str) -> CodePacket:
        """Fetch the next run of sealed receipt codes."""
        ...

    def decisions(self, op_ids: Sequence[OperationId]) -> Decisions:
        """Ask what people have decided about operations; those that still wait are not named."""
        ...

    def look_up(self, receipt_type: str, number: str) -> tuple[LookedUp, ...]:
        """Ask for the accounts of a number (throttled, audited); an empty receipt type asks for all of them."""
        ...

    def check_code(self, key: AccountKey, code: str) -> bool:
        """Ask whether the code belongs to the account's last receipt (throttled)."""
        ...


class DeskKeys(Protocol):
    """The desk's private keys; they never lie in the database."""

    def enrolment(self, code: str, install_id: str) -> EnrolRequest:
        """Make the proof of possession for enrolment."""
        ...


class Documents(Protocol):
    """Papers as PDF bytes."""

    def receipts(self, facts: Sequence[ReceiptFacts]) -> bytes:
        """Lay out receipts, two on a sheet."""
        ...

    def slip(self, facts: SlipFacts, form: SlipForm) -> bytes:
        """Lay out the payment slip, «roll80» or «a6»."""
        ...

    def memo(self, facts: MemoFacts) -> bytes:
        """Lay out the registration memo."""
        ...

    def consent(self, facts: ConsentFacts) -> bytes:
        """Lay out the consent sheet."""
        ...

    def pages(self, pdf: bytes) -> int:
        """Count the pages of a paper."""
        ...


class Backups(Protocol):
    """Copies of the encrypted file."""

    def make(self, name: str) -> str:
        """Write a verified copy; return its path."""
        ...

    def unsent_aside(self) -> tuple[Aside, ...]:
        """Name files that restores have put aside and that hold unsent operations unknown to this desk."""
        ...
