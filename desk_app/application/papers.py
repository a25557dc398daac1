"""Making papers: facts are gathered once, stored as a snapshot, and only then laid out.

A reprint is laid out from the stored snapshot and says «КОПИЯ»; it never looks
at today's data again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from desk_app.application.books import Books
from desk_app.application.ports import Clock, Documents, Store
from desk_app.application.records import PrintRecord
from desk_app.domain.errors import DeskError
from desk_app.domain.ids import OperationId
from desk_app.domain.receipts import ConsentFacts, CopyMark, MemoFacts, ReceiptFacts, SlipFacts, SlipForm

RECEIPT = "receipt"
SLIP = "slip"
MEMO = "memo"
CONSENT = "consent"

Facts = ReceiptFacts | SlipFacts | MemoFacts | ConsentFacts

_KINDS: dict[str, type[Facts]] = {SLIP: SlipFacts, MEMO: MemoFacts, CONSENT: ConsentFacts}


class PaperUnknownError(DeskError):
    """No such paper was made at this desk."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper ready for preview and printer."""

    print_id: OperationId
    kind: str
    pdf: bytes
    pages: int
    copy: int


@dataclass(frozen=True, slots=True)
class Papers:
    """Lays out, stores and lays out again."""

    store: Store
    documents: Documents
    clock: Clock
    zone: str = "UTC"
    slip_form: SlipForm = "roll80"

    def local(self, instant: datetime) -> datetime:
        """Return an instant as the desk's wall clock shows it; papers print it as it is."""
        return instant.astimezone(ZoneInfo(self.zone))

    def lay_out(self, kind: str, facts: Sequence[Facts]) -> bytes:
        """Return the PDF of one paper, or of a run of receipts."""
        if kind == RECEIPT:
            return self.documents.receipts([one for one in facts if isinstance(one, ReceiptFacts)])
        (one,) = facts
        if isinstance(one, SlipFacts):
            return self.documents.slip(one, self.slip_form)
        if isinstance(one, MemoFacts):
            return self.documents.memo(one)
        assert isinstance(one, ConsentFacts)
        return self.documents.consent(one)

    def first(self, books: Books, print_id: OperationId, kind: str, subject: str, facts: Sequence[Facts]) -> Paper:
        """Store the snapshot of a new paper and return it laid out."""
        pdf = self.lay_out(kind, facts)
        pages = self.documents.pages(pdf)
        snapshot = msgspec.json.encode(list(facts))
        record = PrintRecord(print_id, kind, subject, self.clock.now(), snapshot, len(facts), pages, 0)
        books.prints.keep(record)
        return Paper(print_id, kind, pdf, pages, 1)

    def again(self, print_id: OperationId, clerk: str) -> Paper:
        """Lay out a stored paper: the original if it never reached a printer, else a marked copy.

        Raises:
            PaperUnknownError: nothing stored under this id.
        """
        with self.store.reading() as books:
            return self.again_from(books, print_id, clerk)

    def again_from(self, books: Books, print_id: OperationId, clerk: str) -> Paper:
        """Do the same within an open view."""
        record = books.prints.get(print_id)
        if record is None:
            raise PaperUnknownError
        facts = read_snapshot(record)
        if record.printed:
            mark = CopyMark(record.printed, self.local(self.clock.now()), clerk)
            facts = tuple(replace(one, copy=mark) for one in facts)
        pdf = self.lay_out(record.kind, facts)
        return Paper(print_id, record.kind, pdf, record.pages, record.printed + 1)

    def printed(self, print_id: OperationId) -> int:
        """Record that the paper went to a printer or a file; return which copy it was."""
        with self.store.writing() as books:
            return books.prints.printed(print_id, self.clock.now())


def read_snapshot(record: PrintRecord) -> tuple[Facts, ...]:
    """Return the facts as they were printed."""
    kind = _KINDS.get(record.kind, ReceiptFacts)
    return tuple(msgspec.json.decode(record.snapshot, type=list[kind]))  # type: ignore[valid-type]  # the kind is chosen at run time
