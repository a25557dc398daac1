"""Filling in the registration form: checks come when a field is left, not while it is typed."""

from collections.abc import Callable
from dataclasses import replace

from desk_app.application.desk import Desk
from desk_app.application.errors import CentreRefusedError, CentreUnreachableError
from desk_app.application.open_card import Card
from desk_app.domain.errors import DeskError
from desk_app.domain.ids import AccountKey
from desk_app.domain.registration import read_code
from desk_app.presenters import registration_form as form
from desk_app.presenters.registration_form import Filled
from desk_app.presenters.registration_lookup import Candidates, look_up
from desk_app.presenters.tasks import Tasks


class RegistrationEntry:
    """Holds what was filled in while `free`.

    `edited(focus)` is called when the clerk changed something, `show(focus)`
    when only what is said about it is new.
    """

    def __init__(
        self,
        desk: Desk,
        tasks: tuple[Tasks, Tasks],
        edited: Callable[[str], None],
        show: Callable[[str], None],
        failed: Callable[[DeskError], None],
    ) -> None:
        self._desk, (self._tasks, self._network) = desk, tasks
        self._edited, self._show, self._failed = edited, show, failed
        self.free = True
        self.begin(Filled())

    def begin(self, filled: Filled) -> None:
        """Begin with an empty form or with a draft."""
        self.filled = filled
        self.card: Card | None = None
        self.candidates: tuple[Card, ...] = ()
        self._looked_up = ""

    def put(self, card: Card, code: str = "") -> None:
        """Take account, address, name and code from a card or a scanned receipt."""
        self.candidates = (card,)
        self.choose(card)
        if code:
            self.filled = replace(self.filled, code=code, by_document=False, verdict="")
        if self.filled.code:
            self.leave("code")

    def choose(self, card: Card | None) -> None:
        """Take a card as the account that was meant; None where nothing or too much was found."""
        self.card = card
        if card is None:
            self.filled = replace(self.filled, account=AccountKey(""), verdict="")
            return
        account = card.account
        known = self.filled.account == account.key
        self._looked_up = account.number
        self.filled = replace(
            self.filled,
            number=account.number,
            account=account.key,
            name=self.filled.name or account.holder,
            unticked=self.filled.unticked if known else (),
            verdict=self.filled.verdict if known else "",
            left=self.filled.left | {"account"},
        )

    def type(self, name: str, text: str) -> None:
        """Take a field as it is typed: account, code, tail, name, phone or email."""
        if not self.free:
            return
        self.filled = self.filled.with_text(name, text)
        if name == "account" and text.strip() != self._looked_up:
            self._forget_account()
        self._edited("")

    def _forget_account(self) -> None:
        holder = self.card.account.holder if self.card is not None else ""
        # A name that came with the account goes with it; a name the clerk typed stays.
        name = "" if self.filled.name == holder else self.filled.name
        self.card, self.candidates, self._looked_up = None, (), ""
        self.filled = replace(self.filled, account=AccountKey(""), name=name, lacks="")

    def leave(self, name: str) -> None:
        """Judge a field that the clerk has left; account and code are looked up."""
        if not self.free:
            return
        if name == "account":
            self._look_up()
        elif name == "code":
            self.ask_centre()
        if self.filled.text_of(name).strip():
            self.filled = replace(self.filled, left=self.filled.left | {name})
        self._show("")

    def _look_up(self) -> None:
        typed = self.filled.number.strip()
        if not typed or typed == self._looked_up:
            return
        self._looked_up = typed
        self._tasks.run(
            lambda: look_up(self._desk, typed),
            then=self._looked,
            failed=self._failed,
            instead_of="registration.account",
        )

    def look_again(self) -> None:
        """Look once more for a number that was typed before there was anything to find it in."""
        if self.filled.lacks and self.free:
            self._looked_up = ""
            self._look_up()

    def _looked(self, found: Candidates) -> None:
        self.candidates = found.cards
        self.filled = replace(self.filled, lacks=found.lacks)
        self.choose(found.only)
        if found.code:
            self.filled = replace(self.filled, code=found.code, by_document=False)
        self.filled = replace(self.filled, left=self.filled.left | {"account"})
        self.ask_centre()
        self._edited("")

    def choose_type(self, account: str) -> None:
        """Choose among receipt types that know the same number."""
        chosen = next((card for card in self.candidates if card.account.key == account), None)
        if chosen is not None:
            self.choose(chosen)
            self.ask_centre()
            self._edited("")

    def choose_proof(self, *, by_document: bool) -> None:
        """Prove by the code on the receipt, or by a document."""
        self.filled = replace(self.filled, by_document=by_document)
        self._edited("tail" if by_document else "code")

    def choose_document(self, document: str) -> None:
        """Choose the kind of document that was seen."""
        self.filled = replace(self.filled, document=document)
        self._edited("")

    def tick_service(self, place: int) -> None:
        """Tick or untick one service."""
        if self.card is None:
            return
        key, _number, service, _provider = form.offered_services(self.card)[place]
        name, unticked = (str(key), str(service.code)), self.filled.unticked
        left_out = tuple(one for one in unticked if one != name) if name in unticked else (*unticked, name)
        self.filled = replace(self.filled, unticked=left_out)
        self._edited("")

    def tick_consent(self, *, given: bool) -> None:
        """Take what the clerk says about the signed sheet; nothing ticks it by itself."""
        self.filled = replace(self.filled, consent=given)
        self._edited("")

    def ask_centre(self) -> None:
        """Ask whether the code is right, once for each code."""
        code, key = read_code(self.filled.code), self.filled.account
        if len(code) != 6 or not key or self.filled.by_document or self.filled.verdict in (form.RIGHT, form.ASKING):
            return
        self.filled = replace(self.filled, verdict=form.ASKING)
        self._network.run(
            lambda: self._desk.check_receipt_code(key, code),
            then=lambda right: self._judged(code, form.RIGHT if right else form.WRONG),
            failed=lambda error: self._not_judged(code, error),
            instead_of="registration.code",
        )

    def _judged(self, code: str, verdict: str) -> None:
        if read_code(self.filled.code) == code and self.free:
            self.filled = replace(self.filled, verdict=verdict)
            self._show("")

    def _not_judged(self, code: str, error: DeskError) -> None:
        self._judged(code, form.LATER)
        if not isinstance(error, CentreUnreachableError | CentreRefusedError):
            self._failed(error)
