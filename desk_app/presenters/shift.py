"""A shift from its opening to the counted drawer, as the shift screen tells it."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from desk_app.application.changes import Changes
from desk_app.application.clock_skew import BusinessDateUnconfirmedError
from desk_app.application.desk import Desk
from desk_app.domain.errors import DeskError
from desk_app.domain.ids import OperationId
from desk_app.domain.money import ZERO, Money
from desk_app.domain.shifts import Shift, VarianceReasonMissingError
from desk_app.i18n import _
from desk_app.presenters.amounts import rubles
from desk_app.presenters.clock_words import date_question
from desk_app.presenters.drawer import Drawer, cash
from desk_app.presenters.form_words import link_is_down, refusal
from desk_app.presenters.outlets import Outlets
from desk_app.presenters.question import Question
from desk_app.presenters.shift_view import ClosedView, ShiftView
from desk_app.presenters.shift_words import Look, difference, shift_view, unsent
from desk_app.presenters.tasks import Tasks

CLERK = "clerk"
LAST_COUNT = "shift.last_count"


class ShiftPresenter:
    """Opens, shows and closes the shift; each opening and each close is one operation."""

    def __init__(self, desk: Desk, tasks: Tasks, render: Callable[[ShiftView], None], outlets: Outlets) -> None:
        self._desk, self._tasks, self._render, self._outlets = desk, tasks, render, outlets
        self._stage, self._look = "loading", None
        self._op_id = desk.ids.new()
        self._clerk: str | None = None
        self._opening: str | None = None
        self._drawer, self._reason = Drawer(), ""
        self._reason_asked = self._busy = False
        self._fault = self._problem = self._asks = ""
        self._closed: ClosedView | None = None
        self._date: BusinessDateUnconfirmedError | None = None

    _look: Look | None

    # Looking.

    def load(self) -> None:
        """Read how the shift stands."""
        self._tasks.run(self._read, then=self._loaded, failed=self._fail, instead_of="shift.load")

    def reload(self, changes: Changes) -> None:
        """Look again when something the screen shows has changed."""
        if changes.journal or changes.shift or changes.prints:
            self.load()

    def _read(self) -> Look:
        return Look(
            self._desk.report_status(),
            self._desk.unprinted_payments(),
            self._desk.choices.get(CLERK),
            self._desk.choices.get(LAST_COUNT),
        )

    def _loaded(self, look: Look) -> None:
        first, self._look = self._look is None, look
        is_open = look.status.shift is not None
        if not is_open and self._stage != "closed":
            self._stage = "shut"
        elif is_open and self._stage not in ("open", "closing"):
            self._stage = "open"
        self._show(focus="opening" if first and not is_open else "")

    # Opening.

    def type_clerk(self, text: str) -> None:
        """Take the clerk's name as it is typed."""
        self._clerk, self._fault = text, ""
        self._show()

    def type_opening(self, text: str) -> None:
        """Take the cash in the drawer as it is typed."""
        self._opening, self._fault = text, ""
        self._show()

    def open_shift(self) -> None:
        """Open the shift with the clerk and the cash on the screen."""
        if self._busy or self._asks or self._look is None or self._stage not in ("shut", "closed"):
            return
        if self._stage == "closed":
            self._stage = "shut"
            self._show(focus="opening")
            return
        clerk, op_id = self._clerk_text().strip(), self._op_id
        if not clerk:
            self._refuse_opening(_("Введите фамилию и инициалы"))
            return
        try:
            opening = cash(self._opening_text())
        except DeskError as refused:
            self._refuse_opening(refusal(refused))
            return
        self._busy, self._problem = True, ""
        self._show()
        confirmed = self._date.by_centre if self._date is not None else None
        self._tasks.run(
            lambda: self._open(op_id, clerk, opening, confirmed), then=self._opened, failed=self._not_opened
        )

    def _not_opened(self, error: DeskError) -> None:
        if not isinstance(error, BusinessDateUnconfirmedError):
            self._date = None
            self._fail(error)
            return
        self._busy, self._date, self._asks = False, error, "date"
        self._show()

    def _refuse_opening(self, fault: str) -> None:
        self._fault = fault
        self._show(focus="opening")

    def _open(self, op_id: OperationId, clerk: str, opening: Money, confirmed: date | None) -> Shift:
        shift = self._desk.open_shift(op_id, clerk, opening, confirmed)
        self._remember(CLERK, clerk)
        return shift

    def _opened(self, _shift: Shift) -> None:
        self._new_operation()
        self._stage, self._closed, self._opening = "open", None, None
        self._show()
        self._outlets.changed(Changes(journal=True, shift=True))
        self.load()

    # During the shift.

    def print_slip(self, op_id: str) -> None:
        """Lay out the slip of one payment again; a second paper says «КОПИЯ»."""
        clerk = self._outlets.clerk()
        self._tasks.run(
            lambda: self._desk.print_slip(OperationId(op_id), clerk, offline=link_is_down(self._desk)),
            then=self._outlets.show_paper,
            failed=self._fail,
        )

    def print_unprinted(self) -> None:
        """Lay out every slip that never reached a printer."""
        for entry in self._look.unprinted if self._look is not None else ():
            self.print_slip(entry.op_id)

    # Closing.

    def begin_close(self) -> None:
        """Go on to counting the drawer."""
        if self._stage == "open" and not self._busy:
            self._stage = "closing"
            self._show(focus="notes:0" if self._drawer.by_notes else "sum")

    def choose_way(self, *, by_notes: bool) -> None:
        """Count note by note, or type one sum; what was typed the other way is kept."""
        self._drawer = replace(self._drawer, by_notes=by_notes)
        self._show(focus="notes:0" if by_notes else "sum")

    def type_note(self, row: int, text: str) -> None:
        """Take one row of the note grid."""
        self._drawer, self._problem = self._drawer.with_count(row, text), ""
        self._show()

    def type_sum(self, text: str) -> None:
        """Take the counted cash as one sum."""
        self._drawer, self._problem = replace(self._drawer, one_sum=text), ""
        self._show()

    def type_reason(self, text: str) -> None:
        """Take the reason of a difference."""
        self._reason, self._reason_asked = text, False
        self._show()

    def close_shift(self) -> None:
        """Ask to close; a difference needs its reason first."""
        if self._busy or self._asks or self._stage != "closing":
            return
        counted, expected = self._drawer.counted(), self._expected()
        if counted is None:
            self._problem = _("Посчитайте наличные: по купюрам или одной суммой")
            self._show(focus="notes:0" if self._drawer.by_notes else "sum")
            return
        if counted != expected and not self._reason.strip():
            self._reason_asked = True
            self._show(focus="reason")
            return
        self._asks = "close"
        self._show()

    def answer(self, *, yes: bool) -> None:
        """Answer the question on the screen."""
        asked, self._asks = self._asks, ""
        if asked == "date":
            self._answer_date(yes=yes)
            return
        counted = self._drawer.counted()
        if asked != "close" or not yes or counted is None:
            self._show()
            return
        self._busy, self._problem = True, ""
        self._show()
        op_id, reason = self._op_id, self._reason if counted != self._expected() else ""
        self._tasks.run(
            lambda: (self._close(op_id, counted, reason), counted), then=self._closed_now, failed=self._not_closed
        )

    def _answer_date(self, *, yes: bool) -> None:
        if yes:
            self.open_shift()
            return
        assert self._date is not None
        self._problem, self._date = refusal(self._date), None
        self._show(focus="opening")

    def _close(self, op_id: OperationId, counted: Money, reason: str) -> Shift:
        shift = self._desk.close_shift(op_id, counted, reason)
        self._remember(LAST_COUNT, counted.plain())
        return shift

    def _remember(self, name: str, value: str) -> None:
        # The operation is in the journal: a remembered choice is a convenience and must not undo it.
        with suppress(DeskError):
            self._desk.choices.set(name, value)

    def _closed_now(self, done: tuple[Shift, Money]) -> None:
        shift, counted = done
        words, tone = difference(counted, shift.expected)
        title = _("Смена № {number} закрыта").format(number=shift.number)
        self._closed = ClosedView(title, rubles(shift.taken), rubles(shift.expected), rubles(counted), words, tone)
        self._new_operation()
        self._stage, self._drawer, self._reason = "closed", Drawer(), ""
        self._show()
        self._outlets.changed(Changes(journal=True, shift=True))
        self.load()

    def _not_closed(self, error: DeskError) -> None:
        if isinstance(error, VarianceReasonMissingError):
            # A payment came in between: what is expected has changed, look again.
            self._reason_asked = True
            self.load()
        self._fail(error)

    def back(self) -> bool:
        """Go one step back, what was counted is kept; False when only the window can go further."""
        if self._asks:
            self.answer(yes=False)
        elif self._stage == "closing" and not self._busy:
            self._stage, self._problem = "open", ""
            self._show()
        else:
            return self._busy
        return True

    def act(self) -> None:
        """Do the main action of the stage: open, begin to count, close."""
        acts = {
            "shut": self.open_shift,
            "closed": self.open_shift,
            "open": self.begin_close,
            "closing": self.close_shift,
        }
        if self._stage in acts:
            acts[self._stage]()

    # Showing.

    def _new_operation(self) -> None:
        self._op_id, self._busy, self._date = self._desk.ids.new(), False, None
        self._fault = self._problem = ""

    def _fail(self, error: DeskError) -> None:
        self._busy, self._problem = False, refusal(error)
        self._show()

    def _expected(self) -> Money:
        shift = self._look.status.shift if self._look is not None else None
        return shift.expected if shift is not None else ZERO

    def _clerk_text(self) -> str:
        return self._clerk if self._clerk is not None else self._look.clerk if self._look is not None else ""

    def _opening_text(self) -> str:
        if self._opening is not None:
            return self._opening
        counted = self._look.last_count if self._look is not None else ""
        return Money.parse(counted).show() if counted else "0,00"

    def _show(self, focus: str = "") -> None:
        look = self._look
        view = ShiftView(stage=self._stage)
        if look is not None and look.status.shift is not None:
            view = shift_view(look, look.status.shift, ZoneInfo(self._desk.zone))
        view = replace(
            view,
            stage=self._stage,
            clerk=self._clerk_text(),
            opening=self._opening_text(),
            fault=self._fault,
            problem=self._problem,
            busy=self._busy,
            closed=self._closed,
            focus=focus,
        )
        if look is not None and self._stage in ("shut", "closed"):
            view = replace(view, unsent=unsent(look.status), opening_hint=self._opening_hint(look))
        if self._asks == "date" and self._date is not None:
            view = replace(view, asks=self._asks, question=date_question(self._date))
        if self._stage == "closing":
            view = self._counting(view)
        self._render(view)

    def _opening_hint(self, look: Look) -> str:
        return (
            _("Столько посчитали при прошлом закрытии") if look.last_count else _("Деньги в кассе до первого платежа")
        )

    def _counting(self, view: ShiftView) -> ShiftView:
        counted, expected = self._drawer.counted(), self._expected()
        words, tone = difference(counted, expected) if counted is not None else ("", "")
        question = Question(
            _("Закрыть смену?"),
            _("Посчитано {counted}. {difference}.").format(counted=rubles(counted or ZERO), difference=words),
            _("Закрыть смену"),
            _("Вернуться"),
        )
        shift = self._look.status.shift if self._look is not None else None
        return replace(
            view,
            title=_("Закрытие смены № {number}").format(number=shift.number if shift is not None else ""),
            by_notes=self._drawer.by_notes,
            notes=self._drawer.rows(),
            one_sum=self._drawer.one_sum,
            counted=rubles(counted) if counted is not None else "",
            difference=words,
            tone=tone,
            needs_reason=counted is not None and counted != expected,
            reason=self._reason,
            reason_fault=_("Укажите причину расхождения") if self._reason_asked else "",
            asks=self._asks,
            question=question if self._asks else None,
        )
