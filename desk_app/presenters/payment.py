"""Taking money at the desk, as the payment screen tells it: basket, preliminary receipt, payment, slip."""

from collections.abc import Callable
from contextlib import suppress
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
from desk_app.domain.periods import Period
from desk_app.domain.shifts import ShiftNotOpenError
from desk_app.i18n import _
from desk_app.presenters import payment_draft
from desk_app.presenters.amounts import is_sum, read_sum, round_rubles, rubles, split_in_notes
from desk_app.presenters.form_words import how_far, refusal
from desk_app.presenters.outlets import Outlets
from desk_app.presenters.payment_form import Editor, PaymentForm
from desk_app.presenters.payment_view import DoneView, PaymentView, Question
from desk_app.presenters.payment_words import InWords, form_view, receipt_view
from desk_app.presenters.tasks import Tasks

ASK_ABOVE = Money(15_000_00)
"""A sum that is worth a second look; a habit of the desk, not a limit of law."""

ASK_TIMES_DEBT = 3
CLERK = "clerk"


class PaymentPresenter:
    """One basket from the first scan to the next resident; one basket is one operation."""

    def __init__(
        self,
        desk: Desk,
        tasks: Tasks,
        render: Callable[[PaymentView], None],
        outlets: Outlets,
        in_words: InWords,
    ) -> None:
        self._desk, self._tasks, self._render, self._outlets, self._in_words = desk, tasks, render, outlets, in_words
        self._begin()

    def _begin(self) -> None:
        self._form, self._op_id = PaymentForm(), self._desk.ids.new()
        self._stage, self._asks, self._busy = "empty", "", False
        self._problem = self._notice = self._draft = ""
        self._shift_closed = self._unsaved = self._large_agreed = False
        self._twin: Entry | None = None
        self._taken: Taken | None = None
        self._state, self._paper = how_far(None), ""
        self._paper_failed = False

    # Opening: a card, a scan, a restart.

    def restore(self) -> None:
        """Bring back what a restart interrupted, checked against today's debts."""
        self._tasks.run(self._load_draft, then=self._restored)

    def open(self, key: AccountKey) -> None:
        """Show what a flat can pay for; beside a basket in hand it becomes one more section."""
        if self._busy:
            return
        if self._stage == "done":
            self._begin()
        if any(flat.holds(key) for flat in self._form.flats):
            self._stage, self._asks = "form", ""
            self._show(focus="received")
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

    def _offered(self, found: tuple[AccountKey, Offer, DeskStatus]) -> None:
        key, offer, status = found
        if any(flat.holds(key) for flat in self._form.flats):
            return
        kept = self._form if self._form.basket.lines or self._form.unfinished() else PaymentForm()
        self._form = kept.with_flat(key, offer)
        self._shift_closed = status.shift is None
        self._stage, self._asks = "form", ""
        self._edited(focus="received")

    def _not_offered(self, error: Exception) -> None:
        self._stage = "form" if self._form.flats else "empty"
        self._fail(error)

    # Editing: an editor is free until its line is in the basket.

    def choose_mode(self, place: int, mode: str) -> None:
        """Switch a card to debt, period or advance; a locked card stays as it is."""
        self._edit(place, lambda editor: editor.in_mode(mode), focus=f"amount:{place}")

    def choose_period(self, place: int, period: str) -> None:
        """Choose the month that is paid for."""
        self._edit(place, lambda editor: replace(editor, period=Period.parse(period), fault=""))

    def type_amount(self, place: int, text: str) -> None:
        """Take the sum as it is typed; it is judged when the field is left."""
        self._edit(place, lambda editor: replace(editor, amount=text, own_amount=True, fault=""))

    def leave_amount(self, place: int) -> None:
        """Work out «120+35», or say what is wrong with it."""
        self._edit(place, _judged)

    def type_reading(self, place: int, number: int, text: str) -> None:
        """Take a meter reading as it is typed."""
        self._edit(place, lambda editor: _with_meter(editor, number, typed=text))

    def choose_reason(self, place: int, number: int, reason: str) -> None:
        """Say why a reading went back: replaced, rollover, or nothing."""
        self._edit(place, lambda editor: _with_meter(editor, number, reason=reason))

    def _edit(self, place: int, change: Callable[[Editor], Editor], focus: str = "") -> None:
        editor = self._form.editor(place)
        if editor.in_basket or self._stage != "form" or self._busy:
            return
        changed = change(editor)
        if changed != editor:
            self._form = self._form.with_editor(place, changed)
            self._edited(focus=focus)

    def tick(self, place: int) -> None:
        """Put a card's line into the basket, or take it out and reopen the editor with what it held."""
        if self._stage != "form" or self._busy:
            return
        if self._form.editor(place).in_basket:
            self._form = self._form.take_out(place)
            self._edited(focus=f"amount:{place}")
            return
        try:
            self._form = self._form.put(place)
        except DeskError as refused:
            editor = replace(self._form.editor(place), fault=refusal(refused))
            self._form = self._form.with_editor(place, editor)
            self._edited(focus=f"amount:{place}")
            return
        self._edited(focus="received")

    def remove(self, line: int) -> None:
        """Remove the basket line at a place of the basket; its editor opens again."""
        if line < len(self._form.basket.lines):
            self.tick(self._form.place_of(self._form.basket.lines[line]))

    def type_received(self, text: str) -> None:
        """Take what the resident gave, as it is typed; empty means the exact sum."""
        if self._stage == "form" and not self._busy:
            self._form = replace(self._form, received=text)
            self._edited()

    def give(self, kopecks: int) -> None:
        """Take a banknote button; zero is «Без сдачи»."""
        self.type_received(round_rubles(Money(kopecks)) if kopecks else "")
        self._show(focus="received")

    # Paying: preliminary receipt, agreement, journal, slip.

    def pay(self) -> None:
        """Go on with the main action of the stage: show the receipt, agree to it, or begin anew."""
        if self._asks or self._busy:
            return
        if self._stage == "receipt":
            self.agree()
        elif self._stage == "form":
            self._check()

    def _check(self) -> None:
        self._problem = ""
        try:
            self._form.basket.change(self._form.given)
        except DeskError as refused:
            self._problem = refusal(refused)
            self._show(focus="received")
            return
        total, debt = self._form.basket.total, self._form.debt
        unusual = total > ASK_ABOVE or (debt and total.kopecks > ASK_TIMES_DEBT * debt.kopecks)
        if unusual and not self._large_agreed:
            self._asks = "large"
            self._show()
            return
        self._stage = "receipt"
        self._show(focus="agree")

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
            self._start_over()
        else:
            self._show(focus="received")

    def _take(self, *, another_one: bool) -> None:
        self._busy, self._problem = True, ""
        self._show()
        basket, given, op_id = self._form.basket, self._form.given, self._op_id
        self._tasks.run(
            lambda: self._desk.take_payment(basket, given, op_id, another_one=another_one),
            then=self._taken_now,
            failed=self._not_taken,
        )

    def _taken_now(self, taken: Taken) -> None:
        if taken.total != self._form.basket.total:
            self._notice = _("Этот платёж уже был проведён раньше. Сверьте сумму по чеку.")
        self._stage, self._taken, self._busy, self._unsaved = "done", taken, False, False
        self._paper = _("Готовим чек…")
        self._show()
        self._tasks.run(lambda: self._desk.drafts.drop(payment_draft.DRAFT), then=_nothing, failed=_ignore)
        self._outlets.changed(Changes(journal=True, accounts=True, shift=True))
        self._print()

    def _not_taken(self, error: Exception) -> None:
        self._busy = False
        if isinstance(error, PossibleDuplicateError):
            self._asks, self._twin = "twin", error.entry
            self._show()
            return
        if isinstance(error, ShiftNotOpenError):
            self._shift_closed, self._stage = True, "form"
        self._fail(error)

    def print_again(self) -> None:
        """Print the slip once more; the second paper says «КОПИЯ»."""
        if self._stage == "done":
            self._print()

    def _print(self) -> None:
        assert self._taken is not None
        op_id, offline = self._taken.op_id, self._outlets.offline()
        self._tasks.run(
            lambda: self._desk.print_slip(op_id, self._desk.choices.get(CLERK), offline=offline),
            then=self._printed,
            failed=self._not_printed,
        )

    def _printed(self, paper: Paper) -> None:
        self._paper, self._paper_failed = _("Чек готов к печати"), False
        self._show()
        self._outlets.show_paper(paper)

    def _not_printed(self, error: Exception) -> None:
        self._paper, self._paper_failed = _("Чек не напечатан, платёж сохранён"), True
        self._show()
        _only_refusals(error)

    # Leaving, and news from elsewhere.

    def back(self) -> None:
        """Go one step back; nothing typed is lost."""
        if self._busy:
            return
        if self._asks:
            self.answer(yes=False)
        elif self._stage == "receipt":
            self._stage, self._problem = "form", ""
            self._show(focus="received")
        elif self._stage == "done":
            self.next_resident()
        else:
            self.keep_draft()
            self._outlets.go("search", None)

    def next_resident(self) -> None:
        """Begin a new basket and go to the search."""
        self._begin()
        self._show()
        self._outlets.go("search", None)

    def clear(self) -> None:
        """Throw the basket away, after a question when there is something to lose."""
        if self._stage != "form" or self._busy:
            return
        self._asks = "clear"
        self._show()

    def _start_over(self) -> None:
        self._begin()
        self._show()
        self._tasks.run(lambda: self._desk.drafts.drop(payment_draft.DRAFT), then=_nothing, failed=_ignore)

    def open_shift(self) -> None:
        """Go and open the shift; the basket waits here."""
        self.keep_draft()
        self._outlets.go("shift", None)

    def reload(self, changes: Changes) -> None:
        """Look again at what the screen shows: the open shift, and what the centre says of the payment."""
        if (changes.shift or changes.journal) and self._stage != "empty":
            self._tasks.run(self._desk.report_status, then=self._reloaded, instead_of="payment.status")

    def _reloaded(self, status: DeskStatus) -> None:
        self._shift_closed = status.shift is None
        if self._taken is not None:
            op_id = self._taken.op_id
            self._state = how_far(next((one for one in status.recent if one.op_id == op_id), None))
        self._show()

    def keep_draft(self) -> None:
        """Save the form as it stands; the screen calls this a moment after the last key."""
        if not self._unsaved or self._stage in ("done", "empty") or self._busy:
            return
        text = payment_draft.write(self._form, self._op_id)
        self._unsaved = False
        self._tasks.run(
            lambda: self._desk.drafts.save(payment_draft.DRAFT, text),
            then=self._kept,
            failed=_ignore,
            instead_of="payment.draft",
        )

    def _kept(self, at: datetime) -> None:
        if self._stage in ("form", "receipt"):
            self._draft = _("Черновик сохранён {time}").format(time=self._clock_time(at, "%H:%M:%S"))
            self._show()

    def _load_draft(self) -> tuple[PaymentForm, payment_draft.Kept, tuple[str, ...], datetime, bool] | None:
        found = self._desk.drafts.load(payment_draft.DRAFT)
        kept = payment_draft.read(found[0]) if found else None
        if found is None or kept is None:
            return None
        status = self._desk.report_status()
        if any(entry.op_id == kept.op_id for entry in status.recent):
            # The payment was made just before the power went; its slip is among the unprinted.
            self._desk.drafts.drop(payment_draft.DRAFT)
            return None
        offers = []
        for key in kept.accounts:
            with suppress(DeskError):
                offers.append((key, self._desk.offer_services(key)))
        form, changed = payment_draft.restore(kept, offers)
        return form, kept, changed, found[1], status.shift is None

    def _restored(self, found: tuple[PaymentForm, payment_draft.Kept, tuple[str, ...], datetime, bool] | None) -> None:
        if found is None or self._form.flats or not found[0].flats:
            return
        self._form, kept, changed, at, self._shift_closed = found
        self._op_id, self._stage = kept.op_id, "form"
        self._notice = _("Восстановлен незаконченный платёж от {time}").format(time=self._clock_time(at, "%H:%M"))
        if changed:
            self._notice += ". " + _("Долг изменился, проверьте: {titles}").format(titles=", ".join(changed))
        self._show(focus="received")

    # Showing.

    def _edited(self, focus: str = "") -> None:
        self._unsaved, self._large_agreed, self._problem = True, False, ""
        self._show(focus=focus)

    def _fail(self, error: Exception) -> None:
        self._problem = refusal(error)
        self._show()
        _only_refusals(error)

    def _clock_time(self, at: datetime, form: str) -> str:
        return at.astimezone(ZoneInfo(self._desk.zone)).strftime(form)

    def _show(self, focus: str = "") -> None:
        view = PaymentView(stage=self._stage)
        if self._stage in ("form", "receipt"):
            view = form_view(self._form, self._in_words)
        if self._stage == "receipt":
            receipt = replace(receipt_view(self._form, self._in_words), problem=self._problem)
            view = replace(view, stage="receipt", receipt=receipt)
        self._render(
            replace(
                view,
                problem=self._problem,
                notice=self._notice,
                shift_closed=self._shift_closed and self._stage == "form",
                asks=self._asks,
                question=self._question(),
                done=self._done(),
                busy=self._busy,
                draft=self._draft,
                unsaved=self._unsaved,
                focus=focus,
            )
        )

    def _question(self) -> Question | None:
        if self._asks == "large":
            total = self._form.basket.total
            text = _("{words}.\nСумма больше обычной: долг {debt}.").format(
                words=self._in_words(total), debt=rubles(self._form.debt)
            )
            return Question(_("Принять {sum}?").format(sum=rubles(total)), text, _("Да, сумма верна"), _("Исправить"))
        if self._asks == "twin" and self._twin is not None:
            text = _("В {time} по этому счёту уже принято {sum}.").format(
                time=self._clock_time(self._twin.wall, "%H:%M"), sum=rubles(self._twin.amount)
            )
            return Question(_("Это ещё один платёж?"), text, _("Да, ещё один"), _("Нет, вернуться"))
        if self._asks == "clear":
            text = _("Всё введённое на этом экране пропадёт.")
            return Question(_("Очистить корзину?"), text, _("Очистить"), _("Оставить"))
        return None

    def _done(self) -> DoneView | None:
        taken = self._taken
        if taken is None:
            return None
        state, tone = self._state
        return DoneView(
            number=taken.number,
            total=rubles(taken.total),
            words=self._in_words(taken.total),
            received=rubles(taken.received),
            change=rubles(taken.change),
            change_notes=split_in_notes(taken.change),
            state=state,
            tone=tone,
            paper=self._paper,
            paper_failed=self._paper_failed,
        )


def _judged(editor: Editor) -> Editor:
    if not editor.amount.strip():
        return editor.priced()
    try:
        amount = read_sum(editor.amount)
    except DeskError as refused:
        return replace(editor, fault=refusal(refused))
    return replace(editor, amount=amount.show()) if is_sum(editor.amount) else editor


def _with_meter(editor: Editor, number: int, **said: str) -> Editor:
    meters = list(editor.meters)
    meters[number] = replace(meters[number], **said)
    return replace(editor, meters=tuple(meters), fault="").priced()


def _nothing(_answer: object) -> None:
    """Nothing waits for this answer."""


def _ignore(error: Exception) -> None:
    """Let a draft fail quietly: the form itself is still on the screen."""
    _only_refusals(error)


def _only_refusals(error: Exception) -> None:
    """Let a bug escape to the window's crash report; a refusal has been shown."""
    if not isinstance(error, DeskError):
        raise error
