"""What time it is at the centre: the only clock that decides anything (protocol §1.9)."""

from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Barnaul")
_LENGTH = len("2026-10-15T03:04:05.123Z")


class Clock(Protocol):
    """Tells the time; tests stop it."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...


class SystemClock:
    """The clock of this computer."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """Write an instant so that texts sort as instants do: «2026-10-15T03:04:05.123Z»."""
    assert moment.tzinfo is not None, "instants are aware"
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def read_stamp(text: str) -> datetime:
    """Read what `stamp` wrote.

    Raises:
        ValueError: the text is no such instant.
    """
    if len(text) != _LENGTH or text[10] != "T" or text[-1] != "Z":  # `fromisoformat` reads other forms too
        raise ValueError("not a stamp")
    return datetime.fromisoformat(text)


def local_day(moment: datetime) -> date:
    """Return the calendar day in Altai Krai."""
    return moment.astimezone(ZONE).date()
