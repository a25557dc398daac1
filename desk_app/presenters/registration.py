"""Registering a resident, as the registration screen tells it: account, resident, services, consent, memo."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from desk_app.application.changes import Changes
from desk_app.application.desk import Desk
from desk_app.application.errors import CentreRefusedError, CentreUnreachableError
from desk_app.application.open_card import Card
from desk_app.application.papers import Paper
from desk_app.application.register_resident import Registered
from desk_app.application.report_status import DeskStatus
from desk_app.domain.errors import DeskError
from desk_app.domain.ids import AccountKey, OperationId
from desk_app.domain.registration import AlreadyRegisteredError, read_code
from desk_app.domain.residents import Phone, show_card
from desk_app.i18n import _
from desk_app.presenters import registration_form as form
from desk_app.presenters.form_words import how_far, nothing, refusal
from desk_app.presenters.outlets import Outlets
from desk_app.presenters.registration_draft import RegistrationDrafts, Restored
from desk_app.presenters.registration_form import Filled
from desk_app.presenters.registration_lookup import Candidates, look_up
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
        self._desk, self._tasks, self._network, self._render, self._outlets = desk, tasks, network, render, outlets
        self._drafts = RegistrationDrafts(desk, tasks)
        self._begin()

    def _begin(self) -> None:
        self._filled, self._op_id = Filled(), self._desk.ids.new()
        self._card: Card | None = None
        self._candidates: tuple[Card, ...] = ()
        self._looked_up = ""
        self._busy = self._unsaved = self._another = False
        self._asks = self._problem = self._notice = self._draft = ""
        self._done: Registered | None = None
        self._state = how_far(None)

    # Opening: an empty form, a card, a scan, a restart.

    def show(self) -> None:
        """Show the form as it stands, the cursor where work goes on."""
        self._show(focus="account" if not self._filled.touched else "")

    def open(self, key: AccountKey, code: str = "") -> None:
        """Fill account, address and name from a card or a scanned receipt; `code` comes from our own QR."""
        if self._busy:
            return
        if self._done is not None or (self._filled.account and self._filled.account != key):
            self._begin()
        self._tasks.run(
            lambda: self._desk.open_card(key),
            then=lambda card: self._opened(card, code),
            failed=self._fail,
            instead_of="registration.account",
        )

    def _opened(self, card: Card, code: str) -> None:
        self._candidates = (card,)
        self._choose(card)
        if code:
            self._filled = replace(self._filled, code=code, by_document=False, verdict="")
            self.leave("code")
        self._edited(focus="name" if code else "code")

    def _choose(self, card: Card | None) -> None:
        self._card = card
        if card is None:
            self._filled = replace(self._filled, account=AccountKey(""), verdict="")
            return
        account = card.account
        known = self._filled.account == account.key
        self._looked_up = account.number
        self._filled = replace(
            self._filled,
            number=account.number,
            account=account.key,
            name=self._filled.name or account.holder,
            unticked=self._filled.unticked if known else (),
            verdict=self._filled.verdict if known else "",
            left=self._filled.left | {"account"},
        )

    # Filling in: checks come when a field is left, not while typing.

    def type(self, name: str, text: str) -> None:
        """Take a field as it is typed: account, code, tail, name, phone or email."""
        if self._busy or self._done is not None:
            return
        self._filled = self._filled.with_text(name, text)
        if name == "account" and text.strip() != self._looked_up:
            self._card, self._candidates, self._looked_up = None, (), ""
            self._filled = replace(self._filled, account=AccountKey(""))
        self._edited()

    def leave(self, name: str) -> None:
        """Judge a field that the clerk has left; account and code are looked up."""
        if self._busy or self._done is not None:
            return
        if name == "account":
            self._look_up()
        elif name == "code":
            self._ask_centre()
        if self._filled.text_of(name).strip():
            self._filled = replace(self._filled, left=self._filled.left | {name})
        self._show()

    def _look_up(self) -> None:
        typed = self._filled.number.strip()
        if not typed or typed == self._looked_up:
            return
        self._looked_up = typed
        self._tasks.run(
            lambda: look_up(self._desk, typed),
            then=self._looked,
            failed=self._fail,
            instead_of="registration.account",
        )

    def _looked(self, found: Candidates) -> None:
        self._candidates = found.cards
        self._choose(found.only)
        if found.code:
            self._filled = replace(self._filled, code=found.code, by_document=False)
        self._filled = replace(self._filled, left=self._filled.left | {"account"})
        self._ask_centre()
        self._edited()

    def choose_type(self, account: str) -> None:
        """Choose among receipt types that know the same number."""
        chosen = next((card for card in self._candidates if card.account.key == account), None)
        if chosen is not None:
            self._choose(chosen)
            self._ask_centre()
            self._edited()

    def choose_proof(self, *, by_document: bool) -> None:
        """Prove by the code on the receipt, or by a document."""
        self._filled = replace(self._filled, by_document=by_document)
        self._edited(focus="tail" if by_document else "code")

    def choose_document(self, document: str) -> None:
        """Choose the kind of document that was seen."""
        self._filled = replace(self._filled, document=document)
        self._edited()

    def tick_service(self, place: int) -> None:
        """Tick or untick one service."""
        if self._card is None:
            return
        key, _number, service, _provider = form.offered_services(self._card)[place]
        name, unticked = (str(key), str(service.code)), self._filled.unticked
        left_out = tuple(one for one in unticked if one != name) if name in unticked else (*unticked, name)
        self._filled = replace(self._filled, unticked=left_out)
        self._edited()

    def tick_consent(self, *, given: bool) -> None:
        """Take what the clerk says about the signed sheet; nothing ticks it by itself."""
        self._filled = replace(self._filled, consent=given)
        self._edited()

    def _ask_centre(self) -> None:
        code, key = read_code(self._filled.code), self._filled.account
        if len(code) != 6 or not key or self._filled.by_document or self._filled.verdict in (form.RIGHT, form.ASKING):
            return
        self._filled = replace(self._filled, verdict=form.ASKING)
        self._network.run(
            lambda: self._desk.check_receipt_code(key, code),
            then=lambda right: self._judged(code, form.RIGHT if right else form.WRONG),
            failed=lambda error: self._not_judged(code, error),
            instead_of="registration.code",
        )

    def _judged(self, code: str, verdict: str) -> None:
        if read_code(self._filled.code) == code and self._done is None:
            self._filled = replace(self._filled, verdict=verdict)
            self._show()

    def _not_judged(self, code: str, error: DeskError) -> None:
        self._judged(code, form.LATER)
        if not isinstance(error, CentreUnreachableError | CentreRefusedError):
            self._fail(error)

    # Registering: one operation, then its papers.

    def register(self, *, then_another: bool = False) -> None:
        """Write the registration, or show what has to be mended and go to the first such field."""
        if self._done is not None and then_another:
            self.another()
        if self._busy or self._done is not None:
            return
        wrong = form.faults(self._filled, self._card)
        if wrong:
            self._filled = replace(self._filled, left=self._filled.left | set(wrong))
            self._show(focus=next(iter(wrong)))
            return
        assert self._card is not None
        services = form.ticked_services(self._card, self._filled.unticked)
        asked, op_id, clerk = self._filled.domain(services), self._op_id, self._outlets.clerk()
        self._busy, self._problem, self._another = True, "", then_another
        self._show()
        self._tasks.run(
            lambda: self._desk.register_resident(asked, op_id, clerk),
            then=self._registered,
            failed=self._refused,
        )

    def _registered(self, done: Registered) -> None:
        self._done, self._busy, self._unsaved = done, False, False
        self._show(focus="memo")
        self._drafts.drop()
        self._outlets.changed(Changes(journal=True, accounts=True))
        if self._another:
            self.print_memo()
            self.another()
            self._notice = _("Зарегистрировано: {name}, карта {card}").format(
                name=done.name, card=show_card(done.card_number)
            )
            self._show(focus="account")

    def _refused(self, error: DeskError) -> None:
        self._busy = False
        if isinstance(error, AlreadyRegisteredError):
            self._filled = replace(self._filled, left=self._filled.left | {"account"})
        self._fail(error)

    def mend(self, name: str) -> None:
        """Go to a field from the «Осталось исправить» link."""
        self._show(focus=name)

    def print_memo(self) -> None:
        """Lay out the memo of the registration just made."""
        self._print(self._desk.print_memo)

    def print_consent(self) -> None:
        """Lay out the consent sheet of the registration just made."""
        self._print(self._desk.print_consent)

    def _print(self, act: Callable[[OperationId, str], Paper]) -> None:
        if self._done is not None:
            op_id, clerk = self._done.op_id, self._outlets.clerk()
            self._tasks.run(lambda: act(op_id, clerk), then=self._outlets.show_paper, failed=self._fail)

    def pay(self) -> None:
        """Go on to the payment of the same account."""
        key = self._done.account.key if self._done is not None else self._filled.account or None
        self.keep_draft()
        self._outlets.go("payment", key)

    def another(self) -> None:
        """Begin the next registration."""
        if not self._busy:
            self._begin()
            self._show(focus="account")

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
        if self._filled.touched and self._done is None and not self._busy:
            self._asks = "clear"
            self._show()

    def answer(self, *, yes: bool) -> None:
        """Answer the question on the screen."""
        asked, self._asks = self._asks, ""
        if asked == "clear" and yes:
            self._begin()
            self._drafts.drop()
        self._show(focus="account")

    def reload(self, changes: Changes) -> None:
        """Look again at what the centre says of the registration just made."""
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
        if not self._unsaved or not self._filled.touched or self._done is not None or self._busy:
            return
        self._unsaved = False
        self._drafts.save(self._filled, self._op_id, self._kept)

    def _kept(self, at: datetime) -> None:
        if self._done is None:
            self._draft = _("Черновик сохранён {time}").format(time=self._clock_time(at, "%H:%M:%S"))
            self._show()

    def restore(self) -> None:
        """Bring back what a restart interrupted; account and code are looked up again."""
        self._tasks.run(self._drafts.load, then=self._restored, failed=self._fail)

    def _restored(self, found: Restored | None) -> None:
        if found is None or self._filled.touched or self._done is not None:
            return
        self._filled, self._op_id = found.filled, found.op_id
        self._notice = _("Восстановлена незаконченная регистрация от {time}").format(
            time=self._clock_time(found.kept_at, "%H:%M")
        )
        key = self._filled.account
        if key:
            self._tasks.run(lambda: self._desk.open_card(key), then=self._recovered, failed=self._fail)
        self._show()

    def _recovered(self, card: Card) -> None:
        self._candidates = (card,)
        self._choose(card)
        self._ask_centre()
        self._show()

    # Showing.

    def _edited(self, focus: str = "") -> None:
        self._unsaved, self._problem = True, ""
        self._show(focus=focus)

    def _fail(self, error: DeskError) -> None:
        self._problem = refusal(error)
        self._show()

    def _clock_time(self, at: datetime, shape: str) -> str:
        return at.astimezone(ZoneInfo(self._desk.zone)).strftime(shape)

    def _show(self, focus: str = "") -> None:
        self._render(
            replace(
                form_view(self._filled, self._card, self._candidates),
                stage="form" if self._done is None else "done",
                problem=self._problem,
                notice=self._notice,
                asks=self._asks,
                done=self._done_view(),
                busy=self._busy,
                draft=self._draft,
                unsaved=self._unsaved,
                focus=focus,
            )
        )

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
            state=_("Ждёт связи: пароль придёт в СМС после обмена") if tone == "wait" else state,
            tone=tone,
        )
