"""How the desk stands: the figures of the status screen, of `status --json` and of support."""

from dataclasses import dataclass
from datetime import datetime

from desk_app.application.ports import Store
from desk_app.application.records import Counts, Identity
from desk_app.application.stamps import Stamper
from desk_app.domain.operations import Entry, Task
from desk_app.domain.shifts import Shift
from desk_app.protocol.signing import fingerprint

DECIDED_SHOWN = 5


@dataclass(frozen=True, slots=True)
class DeskStatus:
    """One consistent look at the desk; `ledger_kopecks` is the centre's own word, None before its first.

    `awaited` is the fingerprint of a desk that has asked to be enrolled and waits for the operator;
    `clock_skew_s` says by how much its clock is ahead of the centre's.
    """

    identity: Identity | None
    awaited: str
    counts: Counts
    accounts: int
    receipts_asked: int
    receipts_made: int
    pages: int
    head_epoch: int
    head_seq: int
    head_hash: str
    shift: Shift | None
    tasks: tuple[Task, ...]
    decided: tuple[Task, ...]
    recent: tuple[Entry, ...]
    synced_at: datetime | None
    restored: str
    clock_skew_s: int
    cards_left: int
    ledger_kopecks: int | None
    cipher_version: str
    sqlite_version: str


@dataclass(frozen=True, slots=True)
class ReportStatus:
    """Read everything the status needs in one view of the store."""

    store: Store
    stamper: Stamper

    def __call__(self) -> DeskStatus:
        """Return the state of the desk."""
        with self.store.reading() as books:
            asked, made, pages = books.prints.totals()
            head = books.journal.head()
            last = books.desk.last_hello()
            cipher, sqlite = books.desk.versions()
            return DeskStatus(
                identity=books.desk.identity(),
                awaited=fingerprint(books.journal.public_key()) if books.desk.asked() else "",
                counts=books.journal.counts(),
                accounts=books.accounts.count(),
                receipts_asked=asked,
                receipts_made=made,
                pages=pages,
                head_epoch=head.epoch,
                head_seq=head.seq,
                head_hash=head.hash.hex(),
                shift=books.shifts.current(),
                tasks=books.tasks.open(),
                decided=books.tasks.decided(DECIDED_SHOWN),
                recent=books.journal.recent(50),
                synced_at=books.mirror.synced_at(),
                restored=books.desk.restored(),
                clock_skew_s=self.stamper.skew_s(books),
                cards_left=books.cards.left(),
                ledger_kopecks=last.answer.ledger_kop if last else None,
                cipher_version=cipher,
                sqlite_version=sqlite,
            )
