"""Taking money at the desk, as the payment screen tells it: basket, preliminary receipt, payment, slip."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from desk_app.application.changes import Changes
from desk_app.application.desk import Desk
from desk_app.application.offer_services import Offer
from desk_app.application.papers import Paper
from desk_app.application.report_status import DeskStatus
from desk_app.application.take_payment import PossibleDuplicateError, Taken
from desk_app.domain.errors import DeskError
from desk_app.domain.ids import AccountKey
from desk_app.domain.money import Money
from desk_app.domain.operations import Entry
from desk_app.domain.shifts import ShiftNotOpenError
from desk_app.i18n import _
from desk_app.presenters.form_words import beside_field, how_far, link_is_down, nothing, refusal
from desk_app.presenters.outlets import Outlets
from desk_app.presenters.payment_cards import PaymentCards
from desk_app.presenters.payment_draft import PaymentDrafts, Restored
from desk_app.presenters.payment_form import PaymentForm
from desk_app.presenters.payment_view import PaymentView
from desk_app.presenters.payment_words import (
    PaperState,
    ask_clear,
    ask_large,
    ask_twin,
    done_view,
    form_view,
    receipt_view,
)
from desk_app.presenters.question import Question
from desk_app.presenters.tasks import Tasks

ASK_ABOVE = Money(15_000_00)
"""A sum that is worth a second look; a habit of the desk, not a limit of law."""

ASK_TIMES_DEBT = 3


class PaymentPresenter:
    """One basket from the first scan to the next resident; one basket is one operation.

    `cards` takes what the clerk does to the cards and to the sum received.
    """

    def __init__(
        self,
        desk: Desk,
        tasks: Tasks,
        render: Callable[[PaymentView], None],
        outlets: Outlets,
    ) -> None:
        self._desk, self._tasks, self._render, self._outlets = desk, tasks, render, outlets
        self._drafts = PaymentDrafts(desk, tasks)
        self.cards = PaymentCards(self._edited)
        self._begin()

    def _begin(self) -> None:
        self.cards.form, self._op_id = PaymentForm(), self._desk.ids.new()
        self._stage, self._asks, self._busy = "empty", "", False
        self._problem = self._notice = self._draft = ""
        self._shift_closed = self._unsaved = self._large_agreed = False
        self._twin: Entry | None = None
        self._taken: Taken | None = None
        self._state = how_far(None)
        self._paper: PaperState = "making"

    @property
    def stage(self) -> str:
        """Where the work stands: empty, loading, form, receipt, done."""
        return self._stage

    # Opening: a card, a scan, a restart.

    def restore(self) -> None:
        """Bring back what a restart interrupted, checked against today's debts."""
        self._tasks.run(self._drafts.load, then=self._restored, failed=self._fail)

    def _restored(self, found: Restored | None) -> None:
        if found is None or self.cards.form.flats or not found.form.flats:
            return
        self.cards.form, self._op_id, self._stage = found.form, found.op_id, "form"
        self._shift_closed = not found.shift_open
        self._notice = _("Восстановлен незаконченный платёж от {time}.").format(
            time=f"{self._here(found.kept_at):%H:%M}"
        )
        if found.changed:
            self._notice += " " + _("Долг изменился, проверьте: {titles}").format(titles=", ".join(found.changed))
        self._show("received")

    def open(self, key: AccountKey) -> None:
        """Show what a flat can pay for; beside a basket in hand it becomes one more section."""
        if self._busy:
            return
        if self._stage == "done":
            self._begin()
        if self._holds(key):
            self._stage, self._asks = "form", ""
            self._show("received")
            return
        if self._stage == "empty":
            self._stage = "loading"
        self._problem = ""
        self._show()
        self._tasks.run(
            lambda: (key, self._desk.offer_services(key), self._desk.report_status()),
            then=self._offered,
            failed=self._not_offered,
        )

    def _holds(self, key: AccountKey) -> bool:
        return any(flat.holds(key) for flat in self.cards.form.flats)

    def _offered(self, found: tuple[AccountKey, Offer, DeskStatus]) -> None:
        key, offer, status = found
        if self._holds(key) or self._stage == "done":
            return
        form = self.cards.form
        kept = form if form.basket.lines or form.unfinished() else PaymentForm()
        self.cards.form = kept.with_flat(key, offer)
        self._shift_closed = status.shift is None
        self._stage, self._asks = "form", ""
        self._edited("received")

    def _not_offered(self, error: DeskError) -> None:
        self._stage = "form" if self.cards.form.flats else "empty"
        self._fail(error)

    # Paying: preliminary receipt, agreement, journal, slip.

    def pay(self) -> None:
        """Go on with the main action: show the preliminary receipt, then agree to it."""
        if self._asks or self._busy:
            return
        if self._stage == "receipt":
            self.agree()
        elif self._stage == "form":
            self._check()

    def _check(self) -> None:
        form, self._problem = self.cards.form, ""
        try:
            form.basket.change(form.given)
        except DeskError as refused:
            self._problem = beside_field(refused)
            self._show("received")
            return
        total, debt = form.basket.total, form.debt
        unusual = total > ASK_ABOVE or (debt and total.kopecks > ASK_TIMES_DEBT * debt.kopecks)
        if unusual and not self._large_agreed:
            self._asks = "large"
        else:
            self._stage = "receipt"
            # What the resident is about to agree to survives whatever happens next.
            self.keep_draft()
        self._show("agree" if self._stage == "receipt" else "")

    def agree(self) -> None:
        """Take the money: the resident has agreed to the preliminary receipt."""
        if self._stage == "receipt" and not self._busy and not self._asks:
            self._take(another_one=False)

    def answer(self, *, yes: bool) -> None:
        """Answer the question on the screen."""
        asked, self._asks = self._asks, ""
        if asked == "large" and yes:
            self._large_agreed = True
            self._check()
        elif asked == "twin" and yes:
            self._take(another_one=True)
        elif asked == "clear" and yes:
            self._begin()
            self._show()
            self._drafts.drop()
        else:
            self._show("agree" if self._stage == "receipt" else "received")

    def _take(self, *, another_one: bool) -> None:
        self._busy, self._problem = True, ""
        self._show()
        basket, given, op_id = self.cards.form.basket, self.cards.form.given, self._op_id
        self._tasks.run(
            lambda: self._desk.take_payment(basket, given, op_id, another_one=another_one),
            then=self._taken_now,
            failed=self._not_taken,
        )

    def _taken_now(self, taken: Taken) -> None:
        if taken.total != self.cards.form.basket.total:
            self._notice = _("Этот платёж уже был проведён раньше. Сверьте сумму с квитанцией об оплате.")
        self._stage, self._taken, self._busy, self._unsaved = "done", taken, False, False
        self._show()
        self._drafts.drop()
        self._outlets.changed(Changes(journal=True, accounts=True, shift=True))
        self.print_again()

    def _not_taken(self, error: DeskError) -> None:
        self._busy = False
        if isinstance(error, PossibleDuplicateError):
            self._asks, self._twin = "twin", error.entry
            self._show()
            return
        if isinstance(error, ShiftNotOpenError):
            self._shift_closed, self._stage = True, "form"
            self._show()
            return
        self._fail(error)

    def print_again(self) -> None:
        """Lay out the slip; a second paper says «КОПИЯ»."""
        if self._taken is None:
            return
        op_id, clerk = self._taken.op_id, self._outlets.clerk()
        self._tasks.run(
            lambda: self._desk.print_slip(op_id, clerk, offline=link_is_down(self._desk)),
            then=self._printed,
            failed=self._not_printed,
        )

    def _printed(self, paper: Paper) -> None:
        self._paper = "made"
        self._show()
        self._outlets.show_paper(paper)

    def _not_printed(self, _error: DeskError) -> None:
        self._paper = "failed"
        self._show()

    # Leaving, and news from elsewhere.

    def back(self) -> bool:
        """Go one step back, nothing typed is lost; False when only the window can go further."""
        if self._asks:
            self.answer(yes=False)
        elif self._stage == "receipt" and not self._busy:
            self._stage, self._problem = "form", ""
            self._show("received")
        elif self._stage == "done":
            self.next_resident()
        else:
            self.keep_draft()
            return self._busy
        return True

    def next_resident(self) -> None:
        """Begin a new basket and go to the search."""
        self._begin()
        self._show()
        self._outlets.go("search", None)

    def clear(self) -> None:
        """Throw the basket away, after a question."""
        if self._stage == "form" and not self._busy:
            self._asks = "clear"
            self._show()

    def open_shift(self) -> None:
        """Go and open the shift; the basket waits here."""
        self.keep_draft()
        self._outlets.go("shift", None)

    def reload(self, changes: Changes) -> None:
        """Look again at what the screen shows: the open shift, and what the centre says of the payment."""
        if (changes.shift or changes.journal) and self._stage != "empty":
            self._tasks.run(self._desk.report_status, then=self._reloaded, failed=nothing, instead_of="payment.status")

    def _reloaded(self, status: DeskStatus) -> None:
        self._shift_closed = status.shift is None
        if self._taken is not None:
            op_id = self._taken.op_id
            self._state = how_far(next((one for one in status.recent if one.op_id == op_id), None))
        self._show()

    def keep_draft(self) -> None:
        """Save the form as it stands; the screen calls this a moment after the last key."""
        if self._unsaved and self._stage in ("form", "receipt") and not self._busy:
            self._unsaved = False
            self._drafts.save(self.cards.form, self._op_id, self._kept)

    def _kept(self, at: datetime) -> None:
        if self._stage in ("form", "receipt"):
            self._draft = _("Черновик сохранён {time}").format(time=f"{self._here(at):%H:%M:%S}")
            self._show()

    # Showing.

    def _edited(self, focus: str) -> None:
        self._unsaved, self._large_agreed, self._problem = True, False, ""
        self._show(focus)

    def _fail(self, error: DeskError) -> None:
        self._problem = refusal(error)
        self._show()

    def _here(self, at: datetime) -> datetime:
        return at.astimezone(ZoneInfo(self._desk.zone))

    def _show(self, focus: str = "") -> None:
        self.cards.free = self._stage == "form" and not self._busy
        view = PaymentView(stage=self._stage)
        if self._stage in ("form", "receipt"):
            view = form_view(self.cards.form)
        if self._stage == "receipt":
            receipt = replace(receipt_view(self.cards.form), problem=self._problem)
            view = replace(view, stage="receipt", receipt=receipt)
        done = done_view(self._taken, self._state, self._paper) if self._taken is not None else None
        self._render(
            replace(
                view,
                problem=self._problem,
                notice=self._notice,
                shift_closed=self._shift_closed and self._stage == "form",
                asks=self._asks,
                question=self._question(),
                done=done,
                busy=self._busy,
                draft=self._draft,
                unsaved=self._unsaved,
                focus=focus,
            )
        )

    def _question(self) -> Question | None:
        if self._asks == "large":
            return ask_large(self.cards.form)
        if self._asks == "twin" and self._twin is not None:
            return ask_twin(self._twin, ZoneInfo(self._desk.zone))
        return ask_clear() if self._asks == "clear" else None
