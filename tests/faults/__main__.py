"""The harness as a command: `python -m tests.faults NAME --seed S --count N [--log FILE]`.

NAME is kill (T1), boundary (T2, T7), powercut (T3), network (T4), centre_death
(T5), corrupt (T8), hostile (T10), simulate (T13) or planted (T14). A count of 0 means every one
where that is finite. Everything a repetition needs is printed first; the result
is one line of JSON.

simulate lives through whole worlds: `--worlds`, `--desks`, `--operations` (in
all, of a world) and `--faults` say how many, how large and what may happen;
`--planted` plants every bug of its list instead, `--trace FILE` writes down what
happened. The size of the protocol's plan is `--desks 200 --operations 3000`.
"""

import argparse
import json
import logging
import sys
from collections.abc import Callable
from pathlib import Path

from tests.faults.boundary import boundary
from tests.faults.centre_death import centre_death
from tests.faults.corrupt import corrupt
from tests.faults.figures import Figures
from tests.faults.hostile.run import hostile
from tests.faults.kill import kill
from tests.faults.network import network
from tests.faults.powercut import powercut
from tests.faults.sensitivity import sensitivity
from tests.faults.sim.bugs import ALL
from tests.faults.sim.command import add_arguments, run

HARNESSES: dict[str, Callable[..., Figures]] = {
    "kill": kill,
    "hostile": hostile,
    "boundary": boundary,
    "powercut": powercut,
    "network": network,
    "centre_death": centre_death,
    "corrupt": corrupt,
    "planted": sensitivity,
}
SIMULATE = "simulate"


def main(words: list[str]) -> int:
    """Run one harness; the exit code tells whether anything failed."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.faults", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("name", choices=(*HARNESSES, SIMULATE))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--bug", action="append", default=[], choices=ALL, help="break the program on purpose")
    parser.add_argument("--log", type=Path, help="append the two lines to a file too")
    add_arguments(parser)
    asked = parser.parse_args(words)
    logging.disable(logging.CRITICAL)  # a faulted centre complains; the figures are what counts here
    more = {"planted": tuple(asked.bug)} if asked.bug else {}
    figures = run(asked) if asked.name == SIMULATE else HARNESSES[asked.name](asked.seed, asked.count, **more)
    told = f"{json.dumps(figures.options, ensure_ascii=False)}\n{figures.line()}\n"
    sys.stdout.write(told)
    if asked.log:
        with asked.log.open("a", encoding="utf-8") as file:
            file.write(told)
    return 1 if figures.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
