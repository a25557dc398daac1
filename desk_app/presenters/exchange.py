"""When to exchange with the centre, and how the link stands.

A turn every minute while all is well; after a failure full-jitter back-off,
one second doubling to five minutes, so that many desks do not come back at
once. Everything waits for `tick`, which the window calls every second.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from desk_app.application.errors import (
    CentreRefusedError,
    CentreUnreachableError,
    NotEnrolledError,
    StoppedByCentreError,
)
from desk_app.application.exchange import Exchange, Exchanged, Stage
from desk_app.application.once import LITTLE_ROOM, MIRROR_DAMAGED, StoreBrokenError
from desk_app.application.ports import Clock
from desk_app.domain.errors import DeskError
from desk_app.presenters.tasks import Tasks, WorkFailedError

BETWEEN_MS = 60_000
SOON_MS = 1_500
FIRST_BACKOFF_MS = 1_000
MOST_BACKOFF_MS = 300_000
_TOLD = ("disk_full", "disk_error", LITTLE_ROOM, MIRROR_DAMAGED)
"""What the store says that a clerk can do something about."""

UNKNOWN, ONLINE, OFFLINE, STOPPED, REFUSED = "unknown", "online", "offline", "stopped", "refused"


@dataclass(frozen=True, slots=True)
class LinkView:
    """How the link stands; `stage`, `done`, `of` only while a turn runs; instants are aware UTC."""

    state: str = UNKNOWN
    running: bool = False
    stage: Stage = Stage.HELLO
    done: int = 0
    of: int = 0
    lost_since: datetime | None = None
    reason: str = ""
    attempts: int = 0
    next_in_s: int = 0
    clock_offset_s: int = 0
    clone_suspected: bool = False


def backoff_ms(failures: int, draw: Callable[[int, int], int]) -> int:
    """Return how long to wait after so many failures in a row; `draw(low, high)` includes both ends."""
    assert failures > 0
    ceiling = min(MOST_BACKOFF_MS, FIRST_BACKOFF_MS << min(failures - 1, 20))
    return draw(0, ceiling)


class ExchangeLoop:
    """Decides when the next turn is due and runs one turn at a time."""

    def __init__(
        self,
        exchange: Exchange,
        clock: Clock,
        tasks: Tasks,
        render: Callable[[LinkView], None],
        turned: Callable[[Exchanged], None],
        draw: Callable[[int, int], int],
    ) -> None:
        self._exchange = replace(exchange, progress=self._progress)
        self._clock, self._tasks, self._render, self._turned, self._draw = clock, tasks, render, turned, draw
        self._due_ms = clock.monotonic_ms()
        self._cancelled = False
        self._again = False
        self.view = LinkView()

    def tick(self) -> None:
        """Run a turn if one is due; keep the countdown fresh."""
        left = self._due_ms - self._clock.monotonic_ms()
        if self.view.running:
            return
        if left <= 0:
            self.send_now()
        else:
            self._show(replace(self.view, next_in_s=-(-left // 1000)))

    def send_now(self) -> None:
        """Run a turn at once; while one runs, another follows it."""
        if self.view.running:
            self._again = True
            return
        self._again = self._cancelled = False
        self._show(replace(self.view, running=True, stage=Stage.HELLO, done=0, of=0))
        self._tasks.run(self._exchange, then=self._done, failed=self._failed)

    def something_written(self) -> None:
        """Bring the next turn near: there is something to send. A back-off is not cut short."""
        if self.view.state in (OFFLINE, STOPPED, REFUSED):
            return
        if self.view.running:
            self._again = True
        self._due_ms = min(self._due_ms, self._clock.monotonic_ms() + SOON_MS)

    def cancel(self) -> None:
        """Stop the running turn at its next step; what was received is kept."""
        self._cancelled = True

    def _progress(self, stage: Stage, done: int, of: int) -> bool:
        self._tasks.tell(lambda: self._show(replace(self.view, stage=stage, done=done, of=of)))
        return not self._cancelled

    def _done(self, turn: Exchanged) -> None:
        self._due_ms = self._clock.monotonic_ms() + (SOON_MS if self._again else BETWEEN_MS)
        self._show(
            LinkView(
                state=ONLINE,
                next_in_s=(self._due_ms - self._clock.monotonic_ms()) // 1000,
                clock_offset_s=turn.clock_offset_s,
                clone_suspected=turn.clone_suspected,
            )
        )
        self._turned(turn)

    def _failed(self, refusal: DeskError) -> None:
        attempts = self.view.attempts + 1
        wait = max(backoff_ms(attempts, self._draw), 1000 * getattr(refusal, "retry_after_s", 0))
        state, reason = _what(refusal)
        if state in (STOPPED, REFUSED):
            wait = MOST_BACKOFF_MS
        self._due_ms = self._clock.monotonic_ms() + wait
        since = self.view.lost_since or self._clock.now()
        self._show(
            LinkView(state=state, lost_since=since, reason=reason, attempts=attempts, next_in_s=-(-wait // 1000))
        )

    def _show(self, view: LinkView) -> None:
        if view != self.view:
            self.view = view
            self._render(view)


def _what(refusal: DeskError) -> tuple[str, str]:
    if isinstance(refusal, StoppedByCentreError):
        return STOPPED, refusal.verdict
    if isinstance(refusal, CentreRefusedError):
        return REFUSED, refusal.code
    if isinstance(refusal, CentreUnreachableError):
        return OFFLINE, refusal.reason
    if isinstance(refusal, StoreBrokenError) and refusal.reason in _TOLD:
        return REFUSED, refusal.reason
    if isinstance(refusal, WorkFailedError):
        return REFUSED, "fault"
    return REFUSED, "not_enrolled" if isinstance(refusal, NotEnrolledError) else "store"
