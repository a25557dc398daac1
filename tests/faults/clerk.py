"""A clerk at work: real use cases on a real desk, each said aloud before and after it, in words a parent can count."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from desk_app.application.desk import Desk
from desk_app.application.exchange import Exchange
from desk_app.application.once import NotSavedError, StoreBrokenError
from desk_app.domain.basket import MODE_ADVANCE, Basket, BasketLine
from desk_app.domain.ids import AccountKey, OperationId
from desk_app.domain.money import Money
from desk_app.domain.registration import RegistrationForm
from desk_app.domain.residents import Phone
from desk_app.store.backup import BackupUnusableError
from tests.faults.pocket import PocketCentre
from tests.faults.world import ACCOUNTS

NAME = "Соколова Е. В."
JOURNALLED = ("open", "pay", "register", "receipt", "close")
KINDS = (*JOURNALLED, "slip", "memo", "draft", "exchange", "backup")


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing to do; the id is made before the first attempt and stays the same in every other."""

    kind: str
    op_id: OperationId
    subject: str = ""
    kopecks: int = 0

    def line(self) -> str:
        """Write the deed as words."""
        return f"{self.kind} {self.op_id} {self.subject or '-'} {self.kopecks}"


@dataclass(slots=True)
class Clerk:
    """Does deeds and says each: «try …» before, then «done …», «not …» or «unsure …»."""

    desk: Desk
    random: Random
    say: Callable[[str], None]
    accounts: tuple[str, ...] = ACCOUNTS
    never: frozenset[str] = frozenset()
    paid: list[OperationId] = field(default_factory=list)
    registered: list[OperationId] = field(default_factory=list)

    def plan(self, kind: str) -> Deed:
        """Choose what exactly to do."""
        op_id = self.desk.ids.new()
        if kind == "slip":
            return Deed(kind, op_id, self.random.choice(self.paid))
        if kind == "memo":
            return Deed(kind, op_id, self.random.choice(self.registered))
        if kind in ("open", "close", "exchange", "backup", "draft"):
            return Deed(kind, op_id)
        return Deed(kind, op_id, self._account(kind), self.random.randint(1, 90_000) if kind == "pay" else 0)

    def choose(self) -> str:
        """Pick the next kind as a day at a desk would bring it."""
        if self.desk.report_status().shift is None:
            return "open"
        kinds = ["pay"] * 10 + ["receipt"] * 3 + ["draft", "exchange", "close"]
        kinds += ["slip"] * 4 if self.paid else []
        kinds += ["memo"] if self.registered else []
        kinds += ["register"] * 3 if len(self.registered) < len(self.accounts) // 2 else []
        return self.random.choice([kind for kind in kinds if kind not in self.never])

    def attempt(self, deed: Deed) -> bool:
        """Do a deed once (some with a double Enter); tell whether it is done."""
        self.say(f"try {deed.line()}")
        try:
            self._do(deed)
            if deed.kind in JOURNALLED and self.random.random() < 0.2:
                self._do(deed)
        except NotSavedError as refused:
            self.say(f"not {deed.line()} {refused.reason}")
            return False
        except (StoreBrokenError, BackupUnusableError) as broken:
            self.say(f"unsure {deed.line()} {broken}")
            return False
        self.say(f"done {deed.line()}")
        self._remember(deed)
        return True

    def _do(self, deed: Deed) -> None:
        desk = self.desk
        deeds: dict[str, Callable[[], object]] = {
            "open": lambda: desk.open_shift(deed.op_id, NAME, Money(0)),
            "pay": lambda: self._pay(deed),
            "register": lambda: self._register(deed),
            "receipt": lambda: desk.print_receipt([AccountKey(deed.subject)], deed.op_id, NAME),
            "close": lambda: desk.close_shift(deed.op_id, Money(0), "пересчёт"),
            "slip": lambda: self._slip(OperationId(deed.subject)),
            "memo": lambda: desk.print_memo(OperationId(deed.subject), NAME),
            "draft": lambda: desk.drafts.save("payment", "начато"),
            "exchange": Exchange(desk.exchange.store, PocketCentre(self._taken), desk.clock, desk.zone),
            "backup": lambda: desk.backups.make(f"kept-{desk.ids.new()}"),
        }
        deeds[deed.kind]()

    def _taken(self) -> int:
        return self.desk.report_status().counts.taken_kopecks

    def _pay(self, deed: Deed) -> None:
        offered = self.desk.offer_services(AccountKey(deed.subject)).services[0]
        line = BasketLine(offered.account, offered.service, offered.period, MODE_ADVANCE, Money(deed.kopecks))
        taken = self.desk.take_payment(Basket().add(line), Money(deed.kopecks + 5), deed.op_id, another_one=True)
        assert (taken.total, taken.change) == (Money(deed.kopecks), Money(5)), "the slip says what was given"

    def _register(self, deed: Deed) -> None:
        key = AccountKey(deed.subject)
        services = tuple(one.service.code for one in self.desk.offer_services(key).services)
        phone = Phone.parse(f"8 903 767-{int(key[-4:]) % 10000:04d}"[:-2] + key[-2:])
        form = RegistrationForm(key, "Иванов Пётр", phone, services, consent=True, document="Паспорт РФ")
        self.desk.register_resident(form, deed.op_id, NAME)

    def _slip(self, payment: OperationId) -> None:
        paper = self.desk.print_slip(payment, NAME)
        self.desk.papers.printed(paper.print_id)

    def _account(self, kind: str) -> str:
        if kind != "register":
            return self.random.choice(self.accounts)
        free = (key for key in self.accounts if self.desk.open_card(AccountKey(key)).account.cabinet is None)
        return next(free)

    def _remember(self, deed: Deed) -> None:
        if deed.kind == "pay":
            self.paid.append(deed.op_id)
        elif deed.kind == "register":
            self.registered.append(deed.op_id)
