"""A shift at the desk: its business date, what was taken, what should be in the drawer."""

from dataclasses import dataclass
from datetime import date, datetime

from desk_app.domain.basket import MOST, AmountNotPositiveError, AmountTooLargeError
from desk_app.domain.errors import DeskError
from desk_app.domain.ids import OperationId
from desk_app.domain.money import ZERO, Money


class ShiftNotOpenError(DeskError):
    """Money is taken only in an open shift; the basket is kept."""


class ShiftAlreadyOpenError(DeskError):
    """One shift at a time."""


class VarianceReasonMissingError(DeskError):
    """Counted cash differs from expected and nobody said why."""

    def __init__(self, variance: Money) -> None:
        """Keep the difference: counted less expected."""
        super().__init__("variance without a reason")
        self.variance = variance


MOST_COUNTED = Money(1000 * MOST.kopecks)
"""A shift of many payments may hold more than one payment does."""


def check_cash(counted: Money, most: Money = MOST) -> None:
    """Refuse a sum that cannot lie in a drawer.

    Raises:
        AmountNotPositiveError: below zero.
        AmountTooLargeError: most likely a typing mistake.
    """
    if counted < ZERO:
        raise AmountNotPositiveError
    if counted > most:
        raise AmountTooLargeError(most)


@dataclass(frozen=True, slots=True)
class AtWork:
    """Who has the open shift."""

    shift_id: OperationId
    clerk: str


@dataclass(frozen=True, slots=True)
class Shift:
    """An open or closed shift with its totals so far."""

    shift_id: OperationId
    number: int
    business_date: date
    opened_at: datetime
    clerk: str
    opening: Money
    payments: int
    taken: Money
    closed: bool = False
    counted: Money = ZERO

    @property
    def expected(self) -> Money:
        """Opening cash plus what was taken less change; change never counts twice."""
        return self.opening + self.taken
