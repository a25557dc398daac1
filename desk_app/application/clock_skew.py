"""How far this computer's clock is from the centre's, and what that means for a new shift.

Stamps are evidence and are never corrected: order is the journal's, time of
posting is the centre's. Only the business date of a new shift needs a clock
that somebody vouches for.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from desk_app.domain.errors import DeskError

SAID_S = 2 * 60
CONFIRMED_S = 10 * 60
BLOCKED_S = 24 * 60 * 60


class BusinessDateUnconfirmedError(DeskError):
    """The clock is too far off to take its date without asking; `by_centre` is the day by the centre's time."""

    def __init__(self, skew_s: int, by_clock: date, by_centre: date) -> None:
        """Keep the difference and both days."""
        super().__init__("business date unconfirmed")
        self.skew_s = skew_s
        self.by_clock = by_clock
        self.by_centre = by_centre


class ClockTooWrongError(DeskError):
    """The clock is more than a day off: a new shift waits until it has been set; an open one goes on."""

    def __init__(self, skew_s: int) -> None:
        """Keep the difference."""
        super().__init__("clock too wrong")
        self.skew_s = skew_s


@dataclass(frozen=True, slots=True)
class Moment:
    """One instant by the desk's two clocks; `mono_ms` counts only within one run, which `boot_id` names."""

    wall: datetime
    mono_ms: int
    boot_id: str


@dataclass(frozen=True, slots=True)
class ClockHeard:
    """The centre's signed time, and when the desk heard it."""

    centre: datetime
    desk: Moment

    def skew_s(self, now: Moment) -> int:
        """Return by how many seconds the desk's clock is ahead of the centre's now; negative is behind.

        Within one run the monotonic clock, which counts on while the machine sleeps, says how much later it is,
        whatever was done to the wall clock in the meantime. In another run all that is certain is that it is not
        earlier now than when the centre spoke: a clock that says so is behind.
        """
        then = self.desk.wall - self.centre
        since_centre = now.wall - self.centre
        if now.boot_id and now.boot_id == self.desk.boot_id:
            elapsed = timedelta(milliseconds=now.mono_ms - self.desk.mono_ms)
            return round((since_centre - elapsed).total_seconds())
        return round(min(then, since_centre).total_seconds())


def business_date(skew_s: int, now: datetime, zone: str, confirmed: date | None) -> date:
    """Return the day of a new shift.

    Raises:
        ClockTooWrongError: set the clock first.
        BusinessDateUnconfirmedError: a person has to name one of the two days.
    """
    if abs(skew_s) > BLOCKED_S:
        raise ClockTooWrongError(skew_s)
    by_clock, by_centre = (
        instant.astimezone(ZoneInfo(zone)).date() for instant in (now, now - timedelta(seconds=skew_s))
    )
    if abs(skew_s) <= CONFIRMED_S:
        return by_clock
    if confirmed not in (by_clock, by_centre):
        raise BusinessDateUnconfirmedError(skew_s, by_clock, by_centre)
    return confirmed
