"""T10: hostile calls in large numbers, each judged by its answer, by what changed and by what was logged."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as with_seed
from hypothesis import strategies as st

from desk_app.settlement.audit import audit
from tests.faults import planted as bugs
from tests.faults.figures import Figures
from tests.faults.hostile.calls import Base, bases
from tests.faults.hostile.doors import FORGED, replayed, signed
from tests.faults.hostile.frames import Batch, batches
from tests.faults.hostile.judge import Trial, faults_of, fresh, honest, passed
from tests.faults.hostile.world import World, open_world

CHUNK = 500
"""Cases of one run of Hypothesis, which remembers all it has made and would slow down."""

_REPLAYED = 0.15


def hostile(seed: int, count: int, planted: tuple[str, ...] = (), paths: tuple[str, ...] = ()) -> Figures:
    """Make `count` calls: half from the description of the calls, signed and forged by turns, half pushes of frames.

    With `paths` only these are asked, and no frames are pushed.
    """
    options = {"chunk": CHUNK, "planted": planted, "paths": paths or "all, and frames"}
    figures, random = Figures("hostile", seed, options), Random(seed)
    with bugs.for_a_while(planted), tempfile.TemporaryDirectory() as place, open_world(Path(place)) as world:
        case = Cases(world, figures, random)
        while figures.trials < count:
            end = figures.trials + min(CHUNK, count - figures.trials)
            calls = (end - figures.trials + 2) // (2 if paths else 4)
            _generate(bases(world.known, paths), case.call, random.getrandbits(32), max(calls, 1))
            while figures.trials < end and not paths:
                _generate(batches(world), case.push, random.getrandbits(32), max(end - figures.trials, 1))
        if wrong := _books(world):
            figures.add(wrong)
    return figures


class Cases:
    """Sends what was made up, and counts."""

    def __init__(self, world: World, figures: Figures, random: Random) -> None:
        """Work in one world."""
        self.world, self.figures, self.random = world, figures, random
        self.slowest_ms = 0

    def call(self, base: Base) -> None:
        """Send a call twice: as the desk would, and forged, or the same once more."""
        true = signed(self.world, base, self.random)
        self.send(true)
        if self.random.random() < _REPLAYED:
            self.send(replayed(true))
        else:
            self.send(self.random.choice(FORGED)(self.world, base, self.random))

    def push(self, batch: Batch) -> None:
        """Push a batch."""
        trial = signed(self.world, batch.base(), self.random)
        self.send(Trial(f"frames_{batch.way}", trial.asked, genuine=True, planted=trial.planted))

    def send(self, trial: Trial) -> None:
        """Ask, judge, and put everything back as it was."""
        world, figures = self.world, self.figures
        begun = time.perf_counter()
        answer = world.line.ask(trial.asked)
        self.slowest_ms = max(self.slowest_ms, int((time.perf_counter() - begun) * 1000))
        logged = world.logged.getvalue()
        world.logged.seek(0)
        world.logged.truncate()
        changed = world.witness.changed()
        faults = faults_of(world, trial, answer, changed, logged)
        if "op_inbox" in changed and answer.status == 200:
            figures.notes.update(f"kept_{one['outcome']}" for one in fresh(world, answer))
            faults += _books(world) if honest(world, answer) else []
        figures.add(faults)
        figures.note(trial.kind)
        figures.note("past_signature", passed(trial, answer))
        figures.note("answered", answer.status in (200, 206))
        figures.notes["slowest_ms"] = self.slowest_ms
        if changed:
            figures.note("left_a_permitted_trace")
            world.witness.put_back(changed)


def _books(world: World) -> list[str]:
    return [f"books {one.name}: {one.examples}" for one in audit(world.centre.database) if not one.holds]


def _generate(strategy: st.SearchStrategy[Any], act: Callable[[Any], None], seed: int, count: int) -> None:
    @with_seed(seed)
    @settings(
        max_examples=count, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(strategy)
    def each(made: Any) -> None:  # noqa: ANN401 - whatever is generated
        act(made)

    each()
