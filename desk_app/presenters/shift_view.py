"""What the shift screen shows, as frozen values."""

from dataclasses import dataclass

from desk_app.presenters.question import Question


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One payment of the shift; `op_id` names it for a reprint."""

    op_id: str
    time: str
    number: str
    sum: str
    state: str
    tone: str
    unprinted: bool


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One row of the note grid; `worth` is in kopecks, 1 where a sum is typed instead of a count."""

    label: str
    worth: int
    typed: str
    subtotal: str
    fault: bool = False


@dataclass(frozen=True, slots=True)
class ClosedView:
    """A closed shift as it was counted."""

    title: str
    taken: str
    expected: str
    counted: str
    difference: str
    tone: str


@dataclass(frozen=True, slots=True)
class ShiftView:
    """The whole screen.

    `stage` is loading, shut, open, closing or closed; `asks` is «close» or
    «date» while the close, or the day of the opening, waits for `answer(yes)`; `focus` is opening, notes:<row>, sum or
    reason, once.
    """

    stage: str = "loading"
    title: str = ""
    subtitle: str = ""
    clerk: str = ""
    opening: str = ""
    opening_hint: str = ""
    fault: str = ""
    figures: tuple[tuple[str, str, str], ...] = ()
    expected: str = ""
    formula: str = ""
    payments: tuple[PaymentRow, ...] = ()
    payments_note: str = ""
    unsent: str = ""
    unprinted: str = ""
    by_notes: bool = True
    notes: tuple[NoteRow, ...] = ()
    one_sum: str = ""
    counted: str = ""
    difference: str = ""
    tone: str = ""
    needs_reason: bool = False
    reason: str = ""
    reason_fault: str = ""
    problem: str = ""
    asks: str = ""
    question: Question | None = None
    closed: ClosedView | None = None
    busy: bool = False
    focus: str = ""
