"""Date-effective rules of law: rows with the month from which they hold, never constants."""

from dataclasses import dataclass
from datetime import date, timedelta

from desk_app.domain.periods import Period


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """From charge month `since`, payment is due until `day` of the following month."""

    since: Period
    day: int
    source: str


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The rule rows in force and the days off that move a deadline (ГК ст. 193)."""

    rules: tuple[DeadlineRule, ...]
    days_off: frozenset[date] = frozenset()
    working_weekends: frozenset[date] = frozenset()

    def pay_until(self, charged: Period) -> date:
        """Return the last day to pay for a charge month, moved to a working day."""
        rule = max((row for row in self.rules if row.since <= charged), key=lambda row: row.since)
        following = charged.after()
        day = date(following.year, following.month, rule.day)
        while self._is_off(day):
            day += timedelta(days=1)
        return day

    def _is_off(self, day: date) -> bool:
        if day in self.working_weekends:
            return False
        return day.weekday() >= 5 or day in self.days_off
