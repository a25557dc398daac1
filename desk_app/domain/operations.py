"""Operations of the journal: kinds, how far each has come, and what needs a person."""

from dataclasses import dataclass
from datetime import datetime

from desk_app.domain.ids import OperationId
from desk_app.domain.money import ZERO, Money

SHIFT_OPEN = "shift.open"
SHIFT_CLOSE = "shift.close"
REGISTER = "resident.register"
PAY_CASH = "payment.cash"
PRINT_CODES = "code.print"

CONFIRMED_DUPLICATE = "confirmed_duplicate"
"""Noted by the centre, asked of nobody: the clerk was asked before the money was taken."""

PENDING = "pending"
ACCEPTED = "accepted"
QUIET = (ACCEPTED, "accepted_noop", "duplicate")
"""Outcomes that ask for nobody by themselves."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One operation of this desk and what the centre has said of it.

    `outcome` is «pending» until a verified ack covers it; `amount` is what a
    payment took; `decided` is what people at the centre did with it since.
    """

    op_id: OperationId
    epoch: int
    seq: int
    kind: str
    wall: datetime
    outcome: str = PENDING
    detail: str = ""
    ref: str = ""
    amount: Money = ZERO
    decided: str = ""

    @property
    def acknowledged(self) -> bool:
        """Tell whether the centre has it, whatever came of it."""
        return self.outcome != PENDING

    @property
    def needs_person(self) -> bool:
        """Tell whether its outcome is a task for a person."""
        return not self.decided and self.outcome != PENDING and in_question(self.outcome, self.detail)


def in_question(outcome: str, detail: str) -> bool:
    """Tell whether what the centre has answered asks for a person."""
    return outcome not in QUIET or detail not in ("", CONFIRMED_DUPLICATE)


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits for a person; never deleted, only settled with a note.

    `decided` is empty where somebody here settled it, else what the centre
    did: «to tko/0101», «refund», «bind», «drop», parted by commas.
    """

    task_id: str
    op_id: OperationId
    kind: str
    reason: str
    raised_at: datetime
    subject: str = ""
    settled_at: datetime | None = None
    note: str = ""
    decided: str = ""
