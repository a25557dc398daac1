"""The machine's own clock and randomness."""

import os
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID

from desk_app.application.ports import Clock
from desk_app.domain.ids import OperationId


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """Return the aware UTC instant."""
        return datetime.now(UTC)

    def monotonic_ms(self) -> int:
        """Return milliseconds since the machine started, the hours it slept among them."""
        # Linux stops the usual clock while the machine sleeps, Windows does not.
        if hasattr(time, "CLOCK_BOOTTIME"):
            return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000
        return time.monotonic_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class TimedIds:
    """UUIDv7: the random part comes from the OS; its time is for humans and is never trusted."""

    clock: Clock = field(default_factory=SystemClock)

    def new(self) -> OperationId:
        """Return a fresh id."""
        milliseconds = int(self.clock.now().timestamp() * 1000)
        noise = int.from_bytes(os.urandom(10), "big")
        value = milliseconds << 80 | 0x7 << 76 | (noise >> 64 & 0xFFF) << 64 | 0b10 << 62 | noise & (1 << 62) - 1
        return OperationId(str(UUID(int=value)))
