"""The basket: many providers at once; a line is never edited, only removed and added again."""

from dataclasses import dataclass, replace

from desk_app.domain.accounts import Account, Charge, Service
from desk_app.domain.errors import DeskError
from desk_app.domain.ids import AccountKey, ServiceCode
from desk_app.domain.meters import NewReading
from desk_app.domain.money import ZERO, Money, total
from desk_app.domain.periods import Period

MOST = Money(10_000_000_00)
"""No payment above this is taken at a desk."""

MOST_RECEIVED = Money(10 * MOST.kopecks)
"""More than this is not handed over a counter."""

MOST_LINES = 100
"""No payment has more lines than this; the rest is a payment of its own."""

MODE_DEBT = "debt"
MODE_PERIOD = "period"
MODE_ADVANCE = "advance"


class AmountNotPositiveError(DeskError):
    """A line has to be for at least one kopeck."""


class AmountTooLargeError(DeskError):
    """More than a desk may take at once; most likely a typing mistake."""

    def __init__(self, most: Money) -> None:
        """Keep the limit."""
        super().__init__("amount too large")
        self.most = most


class LineAlreadyInBasketError(DeskError):
    """The same service of the same account and period is in the basket already."""


class BasketFullError(DeskError):
    """One payment has no room for another line; take this one and begin the next."""


class BasketEmptyError(DeskError):
    """Nothing to pay."""


class NotEnoughReceivedError(DeskError):
    """The resident gave less than the sum."""

    def __init__(self, missing: Money) -> None:
        """Keep what is missing."""
        super().__init__("not enough received")
        self.missing = missing


@dataclass(frozen=True, slots=True)
class BasketLine:
    """One service of one account for one period."""

    account: AccountKey
    service: Service
    period: Period
    mode: str
    amount: Money
    readings: tuple[NewReading, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what is not money to take."""
        if self.amount <= ZERO:
            raise AmountNotPositiveError
        if self.amount > MOST:
            raise AmountTooLargeError(MOST)
        for reading in self.readings:
            reading.check()

    @property
    def name(self) -> tuple[AccountKey, ServiceCode, Period]:
        """What makes this line the same as another."""
        return self.account, self.service.code, self.period


@dataclass(frozen=True, slots=True)
class Basket:
    """Lines to be paid together, in the order they were put in."""

    lines: tuple[BasketLine, ...] = ()

    def add(self, line: BasketLine) -> "Basket":
        """Return the basket with one more line.

        Raises:
            LineAlreadyInBasketError: it is there; remove it first.
            BasketFullError: no room for another line.
            AmountTooLargeError: the whole would be more than a desk may take.
        """
        if any(held.name == line.name for held in self.lines):
            raise LineAlreadyInBasketError
        if len(self.lines) == MOST_LINES:
            raise BasketFullError
        fuller = replace(self, lines=(*self.lines, line))
        if fuller.total > MOST:
            raise AmountTooLargeError(MOST)
        return fuller

    def remove(self, place: int) -> "Basket":
        """Return the basket without the line at a place."""
        return replace(self, lines=self.lines[:place] + self.lines[place + 1 :])

    @property
    def total(self) -> Money:
        """What the resident has to give."""
        return total([line.amount for line in self.lines])

    def change(self, received: Money) -> Money:
        """Return the change for what was given.

        Raises:
            BasketEmptyError: nothing to pay.
            NotEnoughReceivedError: less than the sum.
            AmountTooLargeError: nobody hands over that much; a typing mistake.
        """
        if not self.lines:
            raise BasketEmptyError
        due = self.total
        if received < due:
            raise NotEnoughReceivedError(due - received)
        if received > MOST_RECEIVED:
            raise AmountTooLargeError(MOST_RECEIVED)
        return received - due


def proposed_amount(charge: Charge | None, mode: str) -> Money:
    """Return what a mode asks for: the debt, the month's charge, or nothing yet for an advance."""
    if charge is None or mode == MODE_ADVANCE:
        return ZERO
    if mode == MODE_PERIOD:
        return charge.charged if charge.charged is not None else max(charge.due, ZERO)
    return max(charge.due, ZERO)


def charge_of(account: Account, service: ServiceCode) -> Charge | None:
    """Return the account's charge for a service, if it has one."""
    return next((charge for charge in account.charges if charge.service == service), None)
