"""Time in a simulated world: the true one, which the centre keeps, and a desk's own, which may be set wrong."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

BEGIN = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
JUMPS_S = (300, -300, 25 * 3600, -25 * 3600, 366 * 86400, -366 * 86400, 3600, -1)


@dataclass(slots=True)
class WorldClock:
    """True time; implements the centre's clock."""

    elapsed_ms: int = 0

    def now(self) -> datetime:
        """Return the present instant."""
        return BEGIN + timedelta(milliseconds=self.elapsed_ms)

    def reach(self, elapsed_ms: int) -> None:
        """Move on, never back."""
        self.elapsed_ms = max(self.elapsed_ms, elapsed_ms)


@dataclass(slots=True)
class Watch:
    """A desk's clock: off by what somebody did to it; the monotonic one counts from the machine's start."""

    true: WorldClock
    off: timedelta = field(default_factory=timedelta)
    started_ms: int = -5000

    def now(self) -> datetime:
        """Return what the desk believes."""
        return self.true.now() + self.off

    def monotonic_ms(self) -> int:
        """Return milliseconds since the machine started."""
        return self.true.elapsed_ms - self.started_ms

    def jump(self, seconds: int) -> None:
        """Set it wrong."""
        self.off = timedelta(seconds=seconds)

    def restarted(self) -> None:
        """Begin to count anew."""
        self.started_ms = self.true.elapsed_ms - 1000
