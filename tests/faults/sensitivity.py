"""T14: every planted bug is put before the harness that ought to see it; one that is not seen has to be redundant."""

from collections.abc import Callable
from functools import partial

from tests.faults.centre_death import centre_death
from tests.faults.figures import Figures
from tests.faults.hostile.run import hostile
from tests.faults.kill import kill
from tests.faults.network import network
from tests.faults.planted_hostile import AIMED, ANYWHERE, HOSTILE_BUGS
from tests.faults.powercut import powercut

Watch = Callable[[tuple[str, ...]], Figures]


def _careless(bug: str) -> Watch:
    """Ask where a small number of calls meets the bug."""
    return partial(hostile, 1, 600 if bug == "scope_forgotten" else 300, paths=AIMED.get(bug, ANYWHERE))


WATCHED: dict[str, Watch] = {
    "commit_deferred": partial(kill, 1, 12),
    "journal_overwritten": partial(kill, 1, 12),
    "new_id_on_retry": partial(kill, 1, 12),
    "card_given_twice": partial(kill, 1, 12),
    "synchronous_normal": partial(powercut, 1, 60),
    "synchronous_off": partial(powercut, 1, 30),
    "pending_forgotten": partial(network, 1, 5),
    "ack_trusted_on_500": partial(network, 1, 30),
    "refuse_closed": partial(network, 1, 2),
    "no_dedupe": partial(network, 1, 10),
    "no_gap": partial(network, 1, 40),
    "no_dedupe_no_gap": partial(network, 1, 10),
    "no_dedupe_no_chain": partial(network, 1, 10),
    "no_gap_no_chain+head_believed": partial(network, 7, 120),
    "no_guard_at_all": partial(network, 1, 10),
    "legs_outside": lambda planted: centre_death(1, 0, (1,), planted, first=28, on=("file",)),
    **{bug: _careless(bug) for bug in HOSTILE_BUGS},
}
REDUNDANT: dict[str, Watch] = {
    "no_chain": partial(network, 1, 20),
    "no_gap_no_chain": partial(network, 1, 20),
    "head_believed": partial(network, 1, 20),
}
"""Alone these may stay invisible: the other guard still stands. Their pairs above have to be seen."""


def caught(bug: str) -> Figures:
    """Run the harness that watches for a bug (or for several, joined by +), with the bug planted."""
    return (WATCHED | REDUNDANT)[bug](tuple(bug.split("+")))


def sensitivity(seed: int, count: int = 0) -> Figures:
    """Plant every bug once; a bug that is not caught is a failure, unless it is listed as redundant."""
    figures = Figures("planted", seed, {"bugs": list(WATCHED), "redundant": list(REDUNDANT), "count": count or "all"})
    for bug in list(WATCHED | REDUNDANT)[: count or None]:
        found = caught(bug)
        figures.note(f"{bug}: {found.failed}/{found.trials}")
        figures.add([] if found.failed or bug in REDUNDANT else [f"missed {bug}"])
    return figures
