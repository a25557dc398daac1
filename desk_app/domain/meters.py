"""Meter readings: thousandths of the unit, replaced meters, roll-over."""

import re
from dataclasses import dataclass

from desk_app.domain.accounts import Meter
from desk_app.domain.errors import DeskError
from desk_app.domain.money import Money

_TYPED = re.compile(r"(\d{1,9})(?:[.,](\d{1,3}))?", re.ASCII)


class ReadingUnreadableError(DeskError):
    """What was typed is not a reading."""


class ReadingLowerError(DeskError):
    """Lower than the last one, and no reason given (replaced meter, roll-over)."""

    def __init__(self, last: int) -> None:
        """Keep the last reading in thousandths."""
        super().__init__("reading lower than the last")
        self.last = last


def parse_reading(typed: str) -> int:
    """Read «312,4» as 312400 thousandths.

    Raises:
        ReadingUnreadableError: anything else.
    """
    found = _TYPED.fullmatch(typed.replace(" ", "").replace("\u00a0", ""))
    if found is None:
        raise ReadingUnreadableError
    return int(found[1]) * 1000 + int((found[2] or "0").ljust(3, "0"))


def show_reading(thousandths: int) -> str:
    """Write «312,400»."""
    return f"{thousandths // 1000},{thousandths % 1000:03}"


@dataclass(frozen=True, slots=True)
class NewReading:
    """A reading given at the desk; `reason` is empty, «replaced» or «rollover»."""

    meter: Meter
    value: int
    reason: str = ""

    @property
    def consumption(self) -> int:
        """Thousandths used since the last reading; a replaced meter starts at zero."""
        if self.reason == "replaced":
            return self.value
        if self.reason == "rollover":
            return self.value + int(10**self.meter.digits) * 1000 - self.meter.last_value
        return self.value - self.meter.last_value

    @property
    def cost(self) -> Money:
        """Consumption × tariff, rounded half-up once to a kopeck."""
        return Money((self.consumption * self.meter.tariff.kopecks + 500) // 1000)

    def check(self) -> None:
        """Refuse a reading that goes back without a reason.

        Raises:
            ReadingLowerError: the clerk has to look again or give a reason.
        """
        if not self.reason and self.value < self.meter.last_value:
            raise ReadingLowerError(self.meter.last_value)
