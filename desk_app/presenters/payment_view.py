"""What the payment screen shows, as frozen values."""

from dataclasses import dataclass

from desk_app.presenters.question import Question


@dataclass(frozen=True, slots=True)
class MeterView:
    """One meter inside a card; `tone` is ok, error or empty."""

    label: str
    typed: str
    hint: str
    tone: str
    reason: str
    asks_reason: bool


@dataclass(frozen=True, slots=True)
class CardView:
    """One service; `place` names it to the presenter, `locked` means it is in the basket."""

    place: int
    title: str
    provider: str
    account: str
    debt: str
    debt_tone: str
    mode: str
    amount: str
    amount_hint: str
    fault: str
    locked: bool
    line_sum: str
    period: str
    periods: tuple[tuple[str, str], ...]
    meters: tuple[MeterView, ...]
    is_penalty: bool


@dataclass(frozen=True, slots=True)
class FlatView:
    """One resident's section."""

    payer: str
    address: str
    cards: tuple[CardView, ...]


@dataclass(frozen=True, slots=True)
class LineView:
    """One line of the basket or of the preliminary receipt; the narrow basket says the payee, the receipt all."""

    title: str
    detail: str
    payee: str
    sum: str
    place: int
    readings: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """The preliminary receipt («предварительный чек») the resident agrees to."""

    payers: tuple[str, ...]
    lines: tuple[LineView, ...]
    total: str
    words: str
    received: str
    change: str
    warning: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class DoneView:
    """A payment in the journal; `tone` is ok only with the centre's acknowledgement."""

    number: str
    total: str
    words: str
    received: str
    change: str
    change_notes: str
    state: str
    tone: str
    paper: str
    paper_failed: bool = False


@dataclass(frozen=True, slots=True)
class PaymentView:
    """The whole screen.

    `stage` is empty, loading, form, receipt or done; `asks` names an open
    question (large, twin, clear); `focus` is where the cursor should go once
    (received, amount:<place>, meter:<place>:<number>, agree).
    """

    stage: str = "empty"
    flats: tuple[FlatView, ...] = ()
    lines: tuple[LineView, ...] = ()
    total: str = ""
    words: str = ""
    received: str = ""
    received_fault: str = ""
    quick: tuple[tuple[str, int], ...] = ()
    change: str = ""
    change_notes: str = ""
    problem: str = ""
    notice: str = ""
    shift_closed: bool = False
    asks: str = ""
    question: Question | None = None
    receipt: ReceiptView | None = None
    done: DoneView | None = None
    busy: bool = False
    draft: str = ""
    unsaved: bool = False
    focus: str = ""
