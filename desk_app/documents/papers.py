"""Every paper of the desk behind one door; `main` hands it to the use cases."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from desk_app.documents.consent import consent_pdf
from desk_app.documents.memo import memo_pdf
from desk_app.documents.receipt import receipts_pdf
from desk_app.documents.slip import Form, slip_pdf
from desk_app.domain.receipts import ConsentFacts, MemoFacts, ReceiptFacts, SlipFacts

# ReportLab writes page objects in clear; «/Pages», the tree above them, does not match.
_PAGE = re.compile(rb"/Type\s*/Page\b")


@dataclass(frozen=True, slots=True)
class Papers:
    """Makes PDFs from facts; the same facts always give the same bytes.

    Every method raises `GlyphMissingError` rather than print an empty box.
    """

    def receipts(self, facts: Iterable[ReceiptFacts]) -> bytes:
        """Lay out receipts, two on a sheet of A4, in the order given."""
        return receipts_pdf(facts)

    def slip(self, facts: SlipFacts, form: Form) -> bytes:
        """Lay out a payment slip for an 80 mm roll or for A6."""
        return slip_pdf(facts, form)

    def memo(self, facts: MemoFacts) -> bytes:
        """Lay out the registration memo on A5."""
        return memo_pdf(facts)

    def consent(self, facts: ConsentFacts) -> bytes:
        """Lay out the consent sheet on A4; raises `ConsentTextMissingError` for an unknown version."""
        return consent_pdf(facts)

    def pages(self, pdf: bytes) -> int:
        """Count the pages of a PDF made here."""
        return len(_PAGE.findall(pdf))
