"""Twelve months of one account: what was charged, what was paid, what is owed and what the delay costs."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from random import Random

MONTHS = 12
Figures = tuple[int, int, int]
"""Opening, charged and paid of one month, in kopecks; what is left opens the next."""

_FEE_OF_10_000 = 95  # a month at one three-hundredth a day of 9.5 % a year
_ROUND_TO = 100_00


class Season(Enum):
    """How a charge changes over the year."""

    EVEN = "even"
    HEATING = "heating"
    USED = "used"


# January to December, per cent of the usual sum: in summer nobody heats.
_HEATING = (165, 150, 120, 70, 15, 0, 0, 0, 10, 60, 110, 150)


class Habit(Enum):
    """How people pay."""

    PROMPT = "prompt"
    ROUND = "round"  # whole hundreds: a little ahead
    AHEAD = "ahead"  # half a year at once
    SELDOM = "seldom"  # once in three months
    PARTLY = "partly"
    STOPPED = "stopped"


_OF_HUNDRED = (
    *[Habit.PROMPT] * 62, *[Habit.ROUND] * 13, *[Habit.AHEAD] * 5, *[Habit.SELDOM] * 8, *[Habit.PARTLY] * 4,
    *[Habit.STOPPED] * 8,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Payer:
    """Somebody who pays; `since` is the month from which a habit shows."""

    habit: Habit
    since: int

    @classmethod
    def somebody(cls, random: Random) -> "Payer":
        """Pick one of all who pay: most do so in time."""
        return cls(_OF_HUNDRED[random.randrange(len(_OF_HUNDRED))], random.randrange(MONTHS))

    def pays(self, month: int, owed: int, charged: int) -> int:
        """Return what is paid in a month of what was owed when it began."""
        if owed <= 0:
            return 0
        habit = self.habit
        if habit is Habit.PROMPT or (habit is Habit.STOPPED and month < self.since):
            return owed
        if habit is Habit.ROUND:
            return -(-owed // _ROUND_TO) * _ROUND_TO
        if habit is Habit.AHEAD:
            return owed + 6 * charged
        if habit is Habit.SELDOM:
            return owed if (month + self.since) % 3 == 0 else 0
        return owed // 200 * 100 if habit is Habit.PARTLY else 0


@dataclass(frozen=True, slots=True)
class Month:
    """One charge month, «2026-10»."""

    iso: str

    def days(self) -> tuple[date, date]:
        """Return the first and the last day."""
        year, month = int(self.iso[:4]), int(self.iso[5:])
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])

    def before(self) -> "Month":
        """Return the month before."""
        year, month = int(self.iso[:4]), int(self.iso[5:])
        return Month(f"{year - 1}-12") if month == 1 else Month(f"{year}-{month - 1:02}")

    def year(self) -> tuple["Month", ...]:
        """Return the twelve months that end with this one."""
        found = [self]
        while len(found) < MONTHS:
            found.append(found[-1].before())
        return tuple(reversed(found))


@dataclass(frozen=True, slots=True)
class Year:
    """Twelve months in a row and what heating costs in each, per cent."""

    months: tuple[Month, ...]
    heating: tuple[int, ...]

    @classmethod
    def ending(cls, month: Month) -> "Year":
        """Make the year whose last month is given."""
        months = month.year()
        return cls(months, tuple(_HEATING[int(one.iso[5:]) - 1] for one in months))

    def charges(self, usual: int, season: Season, chance: int) -> list[int]:
        """Return what is charged in each month; `chance` are sixty random bits."""
        if season is Season.EVEN:
            return [usual] * MONTHS
        if season is Season.HEATING:
            return [usual * part // 100 for part in self.heating]
        return [usual * (80 + (chance >> 5 * n & 31)) // 100 for n in range(MONTHS)]


def live(payer: Payer, charges: Sequence[int]) -> list[Figures]:
    """Charge and pay month by month."""
    due, lived = 0, []
    for month, charged in enumerate(charges):
        paid = payer.pays(month, due, charged)
        lived.append((due, charged, paid))
        due += charged - paid
    return lived


def late_fees(lived: Sequence[Figures]) -> list[Figures] | None:
    """Return the late fee of each month for what stayed unpaid longer than one; None where nothing ever did."""
    due, charged_before, fees, any_fee = 0, 0, [], False
    for opening, charged, paid in lived:
        overdue = opening - charged_before
        fee = overdue * _FEE_OF_10_000 // 10_000 if overdue > 0 else 0
        fee_paid = due if paid >= opening > 0 else 0
        fees.append((due, fee, fee_paid))
        due += fee - fee_paid
        any_fee = any_fee or fee > 0
        charged_before = charged
    return fees if any_fee else None
