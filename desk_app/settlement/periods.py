"""Days as the centre's books count them: by the moment the centre heard of a thing, in Altai Krai (protocol §1.9)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal_column

from desk_app.settlement.clock import ZONE, local_day, read_stamp, stamp

AGE_LIMITS = (1, 7, 30)
"""Days up to which money in suspense is young, older, old; beyond is the last age."""

_HOUR = len("2026-10-15T03")


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
