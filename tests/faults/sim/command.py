"""The simulation from the command line: `python -m tests.faults simulate --seed 7 --worlds 50`."""

import argparse
from pathlib import Path

from tests.faults.figures import Figures
from tests.faults.sim.sensitivity import sensitivity
from tests.faults.sim.simulate import simulate
from tests.faults.sim.story import GROUPS, USUAL, Size


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what a simulation may be asked."""
    of_a_world = parser.add_argument_group("simulate")
    of_a_world.add_argument("--worlds", type=int, default=20)
    of_a_world.add_argument("--desks", type=int, default=USUAL.desks)
    of_a_world.add_argument("--operations", type=int, default=USUAL.operations)
    of_a_world.add_argument("--faults", type=_groups, default=USUAL.faults, help=f"all, none or some of {GROUPS}")
    of_a_world.add_argument("--planted", action="store_true", help="every bug of the simulation's list, one by one")
    of_a_world.add_argument("--trace", type=Path, help="write what happened to a file, line by line")
    of_a_world.add_argument("--each", type=Path, help="append one line of JSON a world to a file")


def run(asked: argparse.Namespace) -> Figures:
    """Run what was asked."""
    size = Size(asked.desks, asked.operations, asked.faults)
    if asked.planted:
        return sensitivity(asked.seed, asked.worlds, size)
    return simulate(asked.seed, asked.worlds, size, tuple(asked.bug), asked.trace, asked.each)


def _groups(said: str) -> frozenset[str]:
    """Read «all», «none» or names."""
    if said in ("all", "none"):
        return frozenset(GROUPS if said == "all" else ())
    named = frozenset(said.split(","))
    if named - set(GROUPS):
        raise argparse.ArgumentTypeError(f"there are: {' '.join(GROUPS)}")
    return named
