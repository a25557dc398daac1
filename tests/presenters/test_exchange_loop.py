"""When the desk exchanges: every minute while all is well, ever more rarely while it is not."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.application.errors import (
    CentreRefusedError,
    CentreUnreachableError,
    NotEnrolledError,
    StoppedByCentreError,
)
from desk_app.application.exchange import Exchange, Exchanged, Stage
from desk_app.application.once import StoreBrokenError
from desk_app.domain.errors import DeskError
from desk_app.presenters.exchange import (
    BETWEEN_MS,
    MOST_BACKOFF_MS,
    OFFLINE,
    ONLINE,
    REFUSED,
    SOON_MS,
    STOPPED,
    ExchangeLoop,
    LinkView,
    backoff_ms,
)
from desk_app.presenters.link_words import link_reason
from tests.helpers.held_tasks import HeldTasks
from tests.helpers.prepared_desk import DeskClock


@dataclass(frozen=True)
class Turn(Exchange):
    """One turn whose outcome the test decides."""

    outcome: Callable[[], Exchanged] = Exchanged

    def __call__(self) -> Exchanged:
        self.progress(Stage.PUSH, 1, 3)
        return self.outcome()


@dataclass
class World:
    clock: DeskClock = field(default_factory=DeskClock)
    tasks: HeldTasks = field(default_factory=HeldTasks)
    views: list[LinkView] = field(default_factory=list)
    turns: list[Exchanged] = field(default_factory=list)
    refusals: list[Exception] = field(default_factory=list)

    def loop(self) -> ExchangeLoop:
        nothing: Any = None
        exchange = Turn(nothing, nothing, nothing, "Asia/Barnaul", outcome=self._outcome)
        return ExchangeLoop(
            exchange, self.clock, self.tasks, self.views.append, self.turns.append, lambda _low, high: high
        )

    def _outcome(self) -> Exchanged:
        if self.refusals:
            raise self.refusals.pop(0)
        return Exchanged(pushed=1)

    def pass_ms(self, loop: ExchangeLoop, milliseconds: int) -> None:
        self.clock.moment = self.clock.moment.replace(microsecond=0)
        self.clock.forward(milliseconds=milliseconds)
        loop.tick()


@pytest.fixture
def world() -> World:
    return World()


def test_the_first_turn_runs_at_once_and_the_next_a_minute_later(world: World) -> None:
    loop = world.loop()
    loop.tick()
    world.tasks.finish()
    world.pass_ms(loop, BETWEEN_MS - 1000)
    assert (len(world.turns), loop.view.state, world.tasks.waiting) == (1, ONLINE, [])
    world.pass_ms(loop, 1000)
    assert len(world.tasks.waiting) == 1


def test_only_one_turn_runs_at_a_time(world: World) -> None:
    loop = world.loop()
    loop.tick()
    loop.send_now()
    loop.tick()
    assert len(world.tasks.waiting) == 1
    world.tasks.finish()
    world.pass_ms(loop, SOON_MS)
    assert len(world.tasks.waiting) == 1, "what was asked for meanwhile follows"


def test_progress_is_shown_while_the_turn_runs(world: World) -> None:
    loop = world.loop()
    loop.send_now()
    world.tasks.finish()
    assert LinkView(running=True, stage=Stage.PUSH, done=1, of=3) in world.views


def test_failures_back_off_and_remember_since_when(world: World) -> None:
    loop = world.loop()
    world.refusals = [CentreUnreachableError("timeout"), CentreUnreachableError("refused")]
    loop.tick()
    world.tasks.finish()
    lost = loop.view.lost_since
    assert (loop.view.state, loop.view.reason, loop.view.next_in_s) == (OFFLINE, "timeout", 1)
    world.pass_ms(loop, 1000)
    world.tasks.finish()
    assert (loop.view.attempts, loop.view.next_in_s, loop.view.lost_since) == (2, 2, lost)


def test_a_new_payment_does_not_cut_a_back_off_short(world: World) -> None:
    loop = world.loop()
    world.refusals = [CentreUnreachableError("timeout", retry_after_s=60)]
    loop.tick()
    world.tasks.finish()
    loop.something_written()
    world.pass_ms(loop, SOON_MS)
    assert world.tasks.waiting == []


def test_a_new_payment_is_sent_soon_while_all_is_well(world: World) -> None:
    loop = world.loop()
    loop.tick()
    world.tasks.finish()
    loop.something_written()
    world.pass_ms(loop, SOON_MS + 500)
    assert len(world.tasks.waiting) == 1


@pytest.mark.parametrize(
    ("refusal", "state"),
    [
        (StoppedByCentreError("fork"), STOPPED),
        (CentreRefusedError("signature"), REFUSED),
        (NotEnrolledError(), REFUSED),
        (StoreBrokenError("disk_full"), REFUSED),
    ],
)
def test_a_no_of_the_centre_is_not_repeated_every_second(world: World, refusal: DeskError, state: str) -> None:
    loop = world.loop()
    world.refusals = [refusal]
    loop.tick()
    world.tasks.finish()
    assert (loop.view.state, loop.view.next_in_s) == (state, MOST_BACKOFF_MS // 1000)


@pytest.mark.parametrize(
    ("broken", "says"), [("disk_full", "На диске кончилось место."), ("disk_error", "Диск не"), ("locked", "База")]
)
def test_a_disk_that_takes_nothing_is_named_and_the_turn_comes_again_by_itself(
    world: World, broken: str, says: str
) -> None:
    loop = world.loop()
    world.refusals = [StoreBrokenError(broken)]
    loop.tick()
    world.tasks.finish()
    assert link_reason(loop.view.reason).startswith(says)
    world.pass_ms(loop, MOST_BACKOFF_MS)
    world.tasks.finish()
    assert (loop.view.state, loop.view.reason) == (ONLINE, "")


def test_a_fault_of_the_program_ends_the_turn_and_the_next_one_comes_by_itself(world: World) -> None:
    loop = world.loop()
    world.refusals = [ZeroDivisionError("Иванова Мария Петровна")]
    loop.tick()
    with pytest.raises(ZeroDivisionError):
        world.tasks.finish()
    assert (loop.view.running, loop.view.state) == (False, REFUSED)
    assert link_reason(loop.view.reason).endswith("обмен повторится сам.")
    world.pass_ms(loop, MOST_BACKOFF_MS)
    world.tasks.finish()
    assert (loop.view.state, len(world.turns)) == (ONLINE, 1)


def test_after_a_fault_the_clerk_may_send_at_once(world: World) -> None:
    loop = world.loop()
    world.refusals = [MemoryError()]
    loop.tick()
    with pytest.raises(MemoryError):
        world.tasks.finish()
    loop.send_now()
    world.tasks.finish()
    assert loop.view.state == ONLINE


def test_a_cancelled_turn_is_told_to_stop(world: World) -> None:
    loop = world.loop()
    loop.send_now()
    assert loop._progress(Stage.PUSH, 0, 2)
    loop.cancel()
    assert not loop._progress(Stage.PUSH, 1, 2)


@given(st.integers(1, 10_000), st.data())
def test_a_back_off_never_leaves_its_bounds(failures: int, data: st.DataObject) -> None:
    wait = backoff_ms(failures, lambda low, high: data.draw(st.integers(low, high)))
    assert 0 <= wait <= min(MOST_BACKOFF_MS, 1000 * 2 ** min(failures - 1, 30))
