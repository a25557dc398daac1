"""A charge month such as October 2026."""

import re
from dataclasses import dataclass
from datetime import date

from desk_app.domain.errors import DeskError

_MONTHS = (
    "январь", "февраль", "март", "апрель", "май", "июнь",
    "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
)  # fmt: skip
_GENITIVE = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip
_ISO = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


class PeriodUnreadableError(DeskError):
    """What was given is not a month."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One calendar month."""

    year: int
    month: int

    def __post_init__(self) -> None:
        """Refuse months that do not exist."""
        if not (1 <= self.month <= 12 and 2000 <= self.year <= 2999):
            raise PeriodUnreadableError

    @classmethod
    def parse(cls, text: str) -> "Period":
        """Read «2026-10».

        Raises:
            PeriodUnreadableError: anything else.
        """
        found = _ISO.fullmatch(text)
        if found is None:
            raise PeriodUnreadableError
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def readable(cls, text: str) -> bool:
        """Tell whether a text names a month: one that does not must not stop what has nothing to do with it."""
        try:
            cls.parse(text)
        except PeriodUnreadableError:
            return False
        return True

    @classmethod
    def of(cls, day: date) -> "Period":
        """Return the month a day belongs to."""
        return cls(day.year, day.month)

    def iso(self) -> str:
        """Write «2026-10», the form used in storage and on the wire."""
        return f"{self.year:04}-{self.month:02}"

    def qr(self) -> str:
        """Write «102026», the form PaymPeriod wants (ГОСТ Р 56042)."""
        return f"{self.month:02}{self.year:04}"

    def words(self) -> str:
        """Write «октябрь 2026»."""
        return f"{_MONTHS[self.month - 1]} {self.year}"

    def before(self) -> "Period":
        """Return the month before."""
        return Period(self.year - 1, 12) if self.month == 1 else Period(self.year, self.month - 1)

    def after(self) -> "Period":
        """Return the month after."""
        return Period(self.year + 1, 1) if self.month == 12 else Period(self.year, self.month + 1)


def day_words(day: date) -> str:
    """Write «15 ноября 2026»."""
    return f"{day.day} {_GENITIVE[day.month - 1]} {day.year}"
