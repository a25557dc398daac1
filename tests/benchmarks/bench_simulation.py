"""How fast whole worlds are lived through, and how many of them broke a promise: none may.

A world is the real desk and the real centre in one process and one thread,
files in memory, with every fault of the plan and a calm after them.
"""

import logging
from collections.abc import Iterator
from time import perf_counter

from tests.benchmarks.figure import Figure
from tests.faults.sim.simulate import simulate
from tests.faults.sim.story import USUAL

WORLDS = 40
SEED = 1


def measure() -> Iterator[Figure]:
    """Live through the first worlds."""
    logging.disable(logging.CRITICAL)  # a centre whose disk is full complains
    begun = perf_counter()
    figures = simulate(SEED, WORLDS, USUAL)
    seconds = perf_counter() - begun
    of = f"{USUAL.desks} desks, {USUAL.operations} acts"
    yield Figure(f"worlds of {of}", round(WORLDS / seconds, 2), "worlds/s", higher_is_better=True)
    kept = figures.notes["kept_operations"]
    yield Figure(
        "operations said to be saved, all of them checked",
        round(kept / seconds, 1),
        "operations/s",
        higher_is_better=True,
    )
    yield Figure(f"worlds of {WORLDS} in which a promise was broken", figures.failed, "worlds")
