"""A clerk of a simulated world: real use cases, accidents in the middle of them, and a word about each that is kept."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from uuid import UUID

from desk_app.application.clock_skew import BusinessDateUnconfirmedError
from desk_app.application.once import NotSavedError
from desk_app.domain.basket import MODE_ADVANCE, Basket, BasketLine
from desk_app.domain.errors import DeskError
from desk_app.domain.ids import AccountKey, OperationId
from desk_app.domain.money import Money
from desk_app.domain.registration import RegistrationForm
from desk_app.domain.residents import Phone
from desk_app.protocol.bodies import ResidentRegistered
from tests.faults.sim.chance import Trace
from tests.faults.sim.promises import PaidLine, Promise, Promises
from tests.faults.sim.region import ACCOUNTS
from tests.faults.sim.workplace import ACCIDENTS, DeskDied, Workplace

NAME = "Соколова Е. В."
PHONES = tuple(f"8 903 767-20-{number:02d}" for number in range(10))


class DebtWrongError(AssertionError):
    """The card does not show what was just paid."""


@dataclass(slots=True)
class Deed:
    """One act, planned with its id before the first attempt."""

    kind: str
    op_id: OperationId
    do: Callable[[], object]
    lines: tuple[PaidLine, ...] = ()
    shift: str = ""


@dataclass(slots=True)
class Teller:
    """Plans deeds and does them; `accidents` is how often one meets an accident of the computer."""

    random: Random
    trace: Trace
    promises: Promises
    seen: Counter[str]
    accidents: float = 0.0
    faults: list[str] = field(default_factory=list)

    def act(self, place: Workplace) -> None:
        """Do one deed, perhaps twice, perhaps with the computer failing under it."""
        try:
            deed = self._plan(place)
        except DeskError as refused:
            self.trace.note("plan", place.name, type(refused).__name__)
            return
        if self.random.random() < self.accidents:
            place.hazard.accident, place.hazard.at = self.random.choice(ACCIDENTS), 1
            self.seen[f"desk_{place.hazard.accident}"] += 1
        kept = self._attempt(place, deed)
        if self.random.random() < 0.15:  # a double Enter, or the second try of a clerk who was told «not saved»
            kept = self._attempt(place, deed) or kept
        place.hazard.accident = ""
        self._write_down(place, deed, kept=kept)

    def _attempt(self, place: Workplace, deed: Deed) -> bool:
        try:
            deed.do()
        except DeskDied as died:
            place.restart()
            self.trace.note("dies", place.name, deed.kind, died.kept)
            return died.kept
        except NotSavedError as refused:
            self.trace.note("not saved", place.name, deed.kind, refused.reason)
            return False
        except DeskError as refused:
            self.trace.note("refused", place.name, deed.kind, type(refused).__name__)
            return False
        self.seen[deed.kind] += 1
        return True

    def _write_down(self, place: Workplace, deed: Deed, *, kept: bool) -> None:
        op_id = UUID(deed.op_id)
        if not kept:
            self.promises.refuse(op_id)
            return
        with place.desk.exchange.store.reading() as books:
            entry, body = books.journal.find(deed.op_id), books.journal.body(deed.op_id)
        if entry is None:
            self.faults.append(f"lost at the desk {deed.kind} {deed.op_id}")
            return
        card = body.card if isinstance(body, ResidentRegistered) else ""
        self.promises.keep(Promise(op_id, deed.kind, place.name, deed.shift, deed.lines, card))
        self.trace.note("kept", place.name, deed.kind, op_id, entry.epoch, entry.seq)

    # -- planning --------------------------------------------------------------

    def _plan(self, place: Workplace) -> Deed:
        op_id = place.desk.ids.new()
        with place.desk.exchange.store.reading() as books:
            shift = books.shifts.at_work()
        if shift is None and self.random.random() < 0.9:
            return Deed("open", op_id, lambda: _open(place, op_id), shift=op_id)
        at = shift.shift_id if shift else ""
        kind = self.random.choices(("pay", "register", "close", "receipt"), (80, 14, 5, 1))[0]
        if kind == "pay":
            return self._payment(place, op_id, at)
        if kind == "register":
            return self._registration(place, op_id, at)
        if kind == "close":
            counted = Money(self.random.randrange(3) * 1000)
            return Deed(kind, op_id, lambda: place.desk.close_shift(op_id, counted, "пересчёт"), shift=at)
        key = AccountKey(self.random.choice(ACCOUNTS))
        return Deed(kind, op_id, lambda: place.desk.print_receipt([key], op_id, NAME), shift=at)

    def _payment(self, place: Workplace, op_id: OperationId, shift: str) -> Deed:
        key = AccountKey(self.random.choice(ACCOUNTS))
        services = place.desk.offer_services(key).services
        chosen = self.random.sample(services, min(len(services), self.random.choice((1, 1, 1, 2, 3))))
        basket = Basket()
        for one in chosen:
            amount = Money(self.random.choice((1, 10_000, self.random.randint(1, 90_000))))
            basket = basket.add(BasketLine(one.account, one.service, one.period, MODE_ADVANCE, amount))
        lines = tuple((str(line.account), str(line.service.code), line.amount.kopecks) for line in basket.lines)
        received = Money(basket.total.kopecks + self.random.choice((0, 5)))
        owed = {(str(one.account), str(one.service.code)) for one in chosen if one.charge is not None}
        charged = tuple(line for line in lines if line[:2] in owed)  # for anything else there is no debt to lower
        before = _dues(place, charged)

        def pay() -> object:
            known = place.desk.exchange.store
            with known.reading() as books:
                again = books.journal.find(op_id) is not None
            taken = place.desk.take_payment(basket, received, op_id, another_one=True)
            if (taken.total, taken.change) != (basket.total, received - basket.total):
                raise DebtWrongError("the slip says another sum")
            if not again and _dues(place, charged) != _less(before, charged):
                raise DebtWrongError("the debt on the card")
            return taken

        return Deed("pay", op_id, pay, lines, shift)

    def _registration(self, place: Workplace, op_id: OperationId, shift: str) -> Deed:
        key = AccountKey(self.random.choice(ACCOUNTS))
        services = tuple(one.service.code for one in place.desk.offer_services(key).services)
        phone = Phone.parse(self.random.choice(PHONES))
        form = RegistrationForm(key, "Иванов Пётр", phone, services, consent=True, document="Паспорт РФ")
        return Deed("register", op_id, lambda: place.desk.register_resident(form, op_id, NAME), shift=shift)


def _open(place: Workplace, op_id: OperationId) -> object:
    try:
        return place.desk.open_shift(op_id, NAME, Money(0))
    except BusinessDateUnconfirmedError as asked:
        return place.desk.open_shift(op_id, NAME, Money(0), confirmed=asked.by_centre)


def _dues(place: Workplace, lines: tuple[PaidLine, ...]) -> dict[str, int]:
    keys = sorted({account for account, _, _ in lines})
    return {key: place.desk.open_card(AccountKey(key)).account.due.kopecks for key in keys}


def _less(before: dict[str, int], lines: tuple[PaidLine, ...]) -> dict[str, int]:
    """Return what the cards have to show after a payment."""
    after = dict(before)
    for account, _, kopecks in lines:
        after[account] -= kopecks
    return after
