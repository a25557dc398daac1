"""Days as the centre's books count them: by the moment the centre heard of a thing, in Altai Krai (protocol §1.9)."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal_column

from desk_app.settlement.clock import ZONE, local_day, read_stamp, stamp

AGE_LIMITS = (1, 7, 30)
"""Days up to which money in suspense is young, older, old; beyond is the last age."""

_HOUR = len("2026-10-15T03")
_DAY = re.compile(r"20\d\d-\d\d-\d\d", re.ASCII)
_LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Period:
    """Some days, the first and the last included; what comes later from a desk never changes a day that is over."""

    first: date
    last: date

    @property
    def begins(self) -> str:
        """Return the first instant, as stored."""
        return midnight(self.first)

    @property
    def ends(self) -> str:
        """Return the first instant after the period, as stored."""
        return midnight(self.last + timedelta(days=1))

    def holds(self, moment: ColumnElement[Any]) -> ColumnElement[bool]:
        """Return the condition that a stored instant lies within."""
        return and_(moment >= self.begins, moment < self.ends)

    def days(self) -> list[date]:
        """Return every day."""
        return [self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1)]


def midnight(day: date) -> str:
    """Return the instant at which a day begins, as stored."""
    return stamp(datetime.combine(day, time(), ZONE))


def hour_of(moment: ColumnElement[Any]) -> ColumnElement[str]:
    """Return the hour of a stored instant: the least that rows can be summed up by before their zone is known."""
    # Literals: PostgreSQL takes two parameters for two things, and would not group by what is selected.
    return func.substr(moment, literal_column("1"), literal_column(str(_HOUR)))


def day_of(hour: str) -> date:
    """Return the day in Altai Krai of what `hour_of` found."""
    return local_day(read_stamp(f"{hour}:00:00.000Z"))


class PeriodError(Exception):
    """Texts that name no period; `code` is why: day, half, order, long."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_period(first: str, last: str) -> Period | None:
    """Read two days «2026-11-23»; None where neither is named.

    Raises:
        PeriodError: no days, only one, the wrong way round, more than a year.
    """
    if not first and not last:
        return None
    if not first or not last:
        raise PeriodError("half")
    if not all(_DAY.fullmatch(text) for text in (first, last)):
        raise PeriodError("day")
    try:
        period = Period(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        raise PeriodError("day") from None
    if period.first > period.last:
        raise PeriodError("order")
    if period.last - period.first > _LONGEST:
        raise PeriodError("long")
    return period
