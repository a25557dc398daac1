"""The two parts of the world that tests hold still: time and new names."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from desk_app.domain.ids import OperationId

_START = datetime(2026, 11, 16, 3, 0, tzinfo=UTC)  # a Monday, ten in the morning in Barnaul


@dataclass(slots=True)
class StoppedClock:
    """A clock that moves only when a test says so; always aware UTC."""

    instant: datetime = _START

    def __post_init__(self) -> None:
        """Refuse a naive instant, and turn any zone into UTC."""
        assert self.instant.tzinfo is not None
        self.instant = self.instant.astimezone(UTC)

    def now(self) -> datetime:
        """Return the instant at which the clock stands."""
        return self.instant

    def monotonic_ms(self) -> int:
        """Return milliseconds of a machine that was started in the year 2000."""
        return (self.instant - datetime(2000, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)

    def advance(self, step: timedelta | None = None, *, seconds: int = 0, minutes: int = 0, days: int = 0) -> datetime:
        """Move on by a step and return the new instant."""
        self.instant += (step or timedelta()) + timedelta(seconds=seconds, minutes=minutes, days=days)
        return self.instant


@dataclass(slots=True)
class CountingIds:
    """Makes UUIDv7-shaped ids that count up: readable in a failure, sorted by age."""

    given: int = field(default=0)

    def __call__(self) -> str:
        """Return the next id: …-000000000001, then …2."""
        self.given += 1
        return f"01900000-0000-7000-8000-{self.given:012x}"

    def new(self) -> OperationId:
        """Return the next id, as a desk asks for it."""
        return OperationId(self())
