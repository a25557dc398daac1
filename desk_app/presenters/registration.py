"""Registering a resident, as the registration screen tells it: account, resident, services, consent, memo."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from desk_app.application.changes import Changes
from desk_app.application.desk import Desk
from desk_app.application.open_card import Card
from desk_app.application.papers import Paper
from desk_app.application.print_memo import Signer
from desk_app.application.register_resident import Registered
from desk_app.application.report_status import DeskStatus
from desk_app.domain.errors import DeskError
from desk_app.domain.ids import AccountKey, OperationId
from desk_app.domain.registration import AlreadyRegisteredError
from desk_app.domain.residents import Phone, PhoneRefusedError, show_card
from desk_app.i18n import _
from desk_app.presenters import registration_form as form
from desk_app.presenters.form_words import how_far, nothing, refusal
from desk_app.presenters.outlets import Outlets
from desk_app.presenters.question import Question
from desk_app.presenters.registration_draft import RegistrationDrafts, Restored
from desk_app.presenters.registration_entry import RegistrationEntry
from desk_app.presenters.registration_form import Filled
from desk_app.presenters.registration_view import DoneView, RegistrationView
from desk_app.presenters.registration_words import form_view
from desk_app.presenters.tasks import Tasks


class RegistrationPresenter:
    """One form from the first key to the memo; one form is one operation."""

    def __init__(
        self,
        desk: Desk,
        tasks: Tasks,
        network: Tasks,
        render: Callable[[RegistrationView], None],
        outlets: Outlets,
    ) -> None:
        self._desk, self._tasks, self._render, self._outlets = desk, tasks, render, outlets
        self.entry = RegistrationEntry(desk, (tasks, network), self._edited, self._show, self._fail)
        self._drafts = RegistrationDrafts(desk, tasks)
        self._begin()

    def _begin(self) -> None:
        self.entry.begin(Filled())
        self._op_id = self._desk.ids.new()
        self._busy = self._unsaved = self._another = False
        self._next = (AccountKey(""), "")
        self._asks = self._problem = self._notice = self._draft = ""
        self._done: Registered | None = None
        self._state = how_far(None)

    # Opening: an empty form, a card, a scan, a restart.

    def show(self) -> None:
        """Show the form as it stands, the cursor where work goes on."""
        self._show("account" if not self.entry.filled.touched else "")

    def open(self, key: AccountKey, code: str = "") -> None:
        """Fill account, address and name from a card or a scanned receipt; `code` comes from our own QR."""
        if self._busy:
            return
        filled = self.entry.filled
        if self._done is None and filled.account not in ("", key) and filled.has_own_words:
            self._asks, self._next = "replace", (key, code)
            self._show()
            return
        if self._done is not None or filled.account not in ("", key):
            self._begin()
        self._open(key, code)

    def _open(self, key: AccountKey, code: str) -> None:
        self._tasks.run(
            lambda: self._desk.open_card(key),
            then=lambda card: self._opened(card, code),
            failed=self._fail,
            instead_of="registration.account",
        )

    def _opened(self, card: Card, code: str) -> None:
        self.entry.put(card, code)
        self._edited("name" if code else "code")

    # Registering: one operation, then its papers.

    def register(self, *, then_another: bool = False) -> None:
        """Write the registration, or show what has to be mended and go to the first such field."""
        if self._done is not None and then_another:
            self.another()
        if self._busy or self._done is not None:
            return
        wrong = form.faults(self.entry.filled, self.entry.card)
        if wrong:
            self.entry.filled = replace(self.entry.filled, left=self.entry.filled.left | set(wrong))
            self._show(next(iter(wrong)))
            return
        assert self.entry.card is not None
        services = form.ticked_services(self.entry.card, self.entry.filled.unticked)
        asked, op_id, clerk = self.entry.filled.domain(services), self._op_id, self._outlets.clerk()
        self._busy, self._problem, self._another = True, "", then_another
        self._show()
        self._tasks.run(
            lambda: self._desk.register_resident(asked, op_id, clerk),
            then=self._registered,
            failed=self._refused,
        )

    def _registered(self, done: Registered) -> None:
        self._done, self._busy, self._unsaved = done, False, False
        self._show("memo")
        self._drafts.drop()
        self._outlets.changed(Changes(journal=True, accounts=True))
        if self._another:
            self.print_memo()
            self.another()
            self._notice = _("Зарегистрировано: {name}, карта {card}").format(
                name=done.name, card=show_card(done.card_number)
            )
            self._show("account")

    def _refused(self, error: DeskError) -> None:
        self._busy = False
        if isinstance(error, AlreadyRegisteredError):
            self.entry.filled = replace(self.entry.filled, left=self.entry.filled.left | {"account"})
        self._fail(error)

    def mend(self, name: str) -> None:
        """Go to a field from the «Осталось исправить» link."""
        self._show(name)

    def print_memo(self) -> None:
        """Lay out the memo of the registration just made."""
        self._print(self._desk.print_memo)

    def print_consent(self) -> None:
        """Lay out the consent sheet: to be signed before the tick is set, or of the registration just made."""
        if self._done is not None:
            self._print(self._desk.print_consent)
            return
        filled = self.entry.filled
        if self._busy or not filled.account or not filled.name.strip():
            self._problem = _("Сначала лицевой счёт и фамилия: они печатаются в согласии")
            self._show("account" if not filled.account else "name")
            return
        document = filled.document if filled.by_document else ""
        signer = Signer(filled.account, filled.name, _shown_phone(filled.phone), document)
        op_id, clerk = self._op_id, self._outlets.clerk()
        self._tasks.run(
            lambda: self._desk.print_consent.before(op_id, signer, clerk),
            then=self._outlets.show_paper,
            failed=self._fail,
        )

    def _print(self, act: Callable[[OperationId, str], Paper]) -> None:
        if self._done is not None:
            op_id, clerk = self._done.op_id, self._outlets.clerk()
            self._tasks.run(lambda: act(op_id, clerk), then=self._outlets.show_paper, failed=self._fail)

    def pay(self) -> None:
        """Go on to the payment of the same account."""
        key = self._done.account.key if self._done is not None else self.entry.filled.account or None
        self.keep_draft()
        self._outlets.go("payment", key)

    def another(self) -> None:
        """Begin the next registration."""
        if not self._busy:
            self._begin()
            self._show("account")

    # Leaving, clearing, and news from elsewhere.

    def back(self) -> bool:
        """Go one step back, nothing typed is lost; False when only the window can go further."""
        if self._asks:
            self.answer(yes=False)
            return True
        if self._done is not None and not self._busy:
            self._begin()
            self._show()
            self._outlets.go("search", None)
            return True
        self.keep_draft()
        return self._busy

    def clear(self) -> None:
        """Throw the form away, after a question when there is something to lose."""
        if self.entry.filled.touched and self._done is None and not self._busy:
            self._asks = "clear"
            self._show()

    def answer(self, *, yes: bool) -> None:
        """Answer the question on the screen."""
        asked, self._asks = self._asks, ""
        if asked and yes:
            (key, code), going_on = self._next, asked == "replace"
            self._begin()
            self._drafts.drop()
            if going_on:
                self._open(key, code)
        self._show("account")

    def reload(self, changes: Changes) -> None:
        """Look again at what the centre says of the registration just made, and for a number typed too early."""
        if changes.accounts:
            self.entry.look_again()
        if changes.journal and self._done is not None:
            self._tasks.run(
                self._desk.report_status, then=self._reloaded, failed=nothing, instead_of="registration.status"
            )

    def _reloaded(self, status: DeskStatus) -> None:
        if self._done is not None:
            op_id = self._done.op_id
            self._state = how_far(next((one for one in status.recent if one.op_id == op_id), None))
            self._show()

    def keep_draft(self) -> None:
        """Save the form as it stands; the screen calls this a moment after the last key."""
        if not self._unsaved or not self.entry.filled.touched or self._done is not None or self._busy:
            return
        self._unsaved = False
        self._drafts.save(self.entry.filled, self._op_id, self._kept)

    def _kept(self, at: datetime) -> None:
        if self._done is None:
            self._draft = _("Черновик сохранён {time}").format(time=self._clock_time(at, "%H:%M:%S"))
            self._show()

    def restore(self) -> None:
        """Bring back what a restart interrupted; account and code are looked up again."""
        self._tasks.run(self._drafts.load, then=self._restored, failed=self._fail)

    def _restored(self, found: Restored | None) -> None:
        if found is None or self.entry.filled.touched or self._done is not None:
            return
        self.entry.begin(found.filled)
        self._op_id = found.op_id
        self._notice = _("Восстановлена незаконченная регистрация от {time}").format(
            time=self._clock_time(found.kept_at, "%H:%M")
        )
        key = self.entry.filled.account
        if key:
            self._tasks.run(lambda: self._desk.open_card(key), then=self._recovered, failed=self._fail)
        self._show()

    def _recovered(self, card: Card) -> None:
        self.entry.put(card)
        self._show()

    # Showing.

    def _edited(self, focus: str) -> None:
        self._unsaved, self._problem = True, ""
        self._show(focus)

    def _fail(self, error: DeskError) -> None:
        self._problem = refusal(error)
        self._show()

    def _clock_time(self, at: datetime, shape: str) -> str:
        return at.astimezone(ZoneInfo(self._desk.zone)).strftime(shape)

    def _show(self, focus: str = "") -> None:
        self.entry.free = not self._busy and self._done is None
        self._render(
            replace(
                form_view(self.entry.filled, self.entry.card, self.entry.candidates),
                stage="form" if self._done is None else "done",
                problem=self._problem or form.unloaded(self.entry.filled),
                notice=self._notice,
                asks=self._asks,
                question=self._question(),
                done=self._done_view(),
                busy=self._busy,
                draft=self._draft,
                unsaved=self._unsaved,
                focus=focus,
            )
        )

    def _question(self) -> Question | None:
        if not self._asks:
            return None
        name = self.entry.filled.name
        if self._asks == "replace":
            text = _("Начатое для «{name}» пропадёт.").format(name=name)
            return Question(_("Начать другую регистрацию?"), text, _("Начать другую"), _("Остаться"))
        text = _("Всё введённое на этом экране пропадёт.")
        return Question(_("Очистить форму?"), text, _("Очистить"), _("Оставить"))

    def _done_view(self) -> DoneView | None:
        done = self._done
        if done is None:
            return None
        state, tone = self._state
        return DoneView(
            title=_("Зарегистрировано"),
            card=show_card(done.card_number),
            name=done.name,
            phone=Phone(done.phone).show(),
            address=done.account.address.line(),
            state=_("Отправляется в центр: пароль придёт в СМС") if tone == "wait" else state,
            tone=tone,
        )


def _shown_phone(typed: str) -> str:
    """Return the number as papers show it; an unfinished one stays blank, to be written by hand."""
    try:
        return Phone.parse(typed).show()
    except PhoneRefusedError:
        return ""
