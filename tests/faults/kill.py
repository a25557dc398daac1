"""T1: the desk's process is killed at a random moment, again and again; what was printed is still there."""

import os
import signal
from contextlib import suppress
from pathlib import Path
from random import Random

from desk_app.main import open_desk
from tests.faults.figures import Figures
from tests.faults.notebook import Notebook, faults_of
from tests.faults.nursery import Nursery, nursery
from tests.faults.world import Templates, settings_of, templates

KILLS_PER_DESK = 30
LONGEST_S = 0.08
EXACT = 0.3
"""So many deaths come at the very moment after «done», where a promise is youngest."""


def kill(seed: int, count: int, planted: tuple[str, ...] = ()) -> Figures:
    """Kill `count` times; every thirty kills a new desk begins."""
    figures = Figures("kill", seed, {"kills_per_desk": KILLS_PER_DESK, "longest_s": LONGEST_S, "planted": planted})
    random = Random(seed)
    with templates() as made, nursery("tests.faults.worker") as cradle:
        while figures.trials < count:
            _one_desk(figures, random, made, cradle, min(KILLS_PER_DESK, count - figures.trials))
    return figures


def _one_desk(figures: Figures, random: Random, made: Templates, cradle: Nursery, kills: int) -> None:
    notebook = Notebook()
    with made.copy() as folder:
        for _ in range(kills):
            job = {"folder": str(folder), "seed": random.getrandbits(32), "planted": figures.options["planted"]}
            job["checkpoint"] = random.choice((4, 20, 1000))
            if random.random() < EXACT:
                job["dies_after"] = random.randint(1, 8)
            lines = _killed(cradle, job, random.random() * LONGEST_S)
            notebook.hear(lines)
            crashed = [line for line in lines if line.startswith("crash ")]
            figures.add(crashed + look(folder, notebook))
        figures.note("printed", len(notebook.done))


def _killed(cradle: Nursery, job: dict[str, object], after_s: float) -> list[str]:
    """Let a worker work and kill it a random time after its first word."""
    pid = cradle.begin(job)
    if "dies_after" in job:
        return list(cradle.until_end())
    lines = [cradle.line(), *cradle.lines_within(after_s)]
    if lines[-1].startswith("end "):
        return lines
    with suppress(ProcessLookupError):  # it may crash at this very moment
        os.kill(pid, signal.SIGKILL)
    return [*lines, *cradle.until_end()]


def look(folder: Path, notebook: Notebook) -> list[str]:
    """Start the real desk again and compare."""
    desk = open_desk(settings_of(folder))
    try:
        return faults_of(desk, notebook)
    finally:
        desk.close()
