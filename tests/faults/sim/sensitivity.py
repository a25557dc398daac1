"""T14 in whole worlds: bugs planted singly and in pairs, and after how many worlds each is seen."""

from tests.faults import planted
from tests.faults.figures import Figures
from tests.faults.sim.bugs import ALL, PAIRS, REDUNDANT, SINGLE
from tests.faults.sim.simulate import live, prepared
from tests.faults.sim.story import Size
from tests.faults.sim.template import Template


def sensitivity(seed: int, most: int, size: Size | None = None) -> Figures:
    """Plant every bug in turn; one that no world of so many sees is a failure, unless another guard stands for it."""
    size = size or Size()
    options = {"worlds": most, "desks": size.desks, "operations": size.operations}
    figures = Figures("simulate --planted", seed, options)
    with prepared(size.desks) as template:
        for bug in (*SINGLE, *PAIRS, *REDUNDANT):
            after, first = caught(template, bug, seed, most, size)
            figures.note(f"{bug}: {after or 'not'} {first}")
            figures.add([] if after or bug in REDUNDANT else [f"missed {bug}"])
    return figures


def caught(template: Template, bug: str, seed: int, most: int, size: Size) -> tuple[int, str]:
    """Return after how many worlds a bug (or several, joined by +) was seen, 0 for never, and by what."""
    with planted.for_a_while(bug.split("+"), ALL):
        for one in range(seed, seed + most):
            told = live(template, one, size)
            if told.faults:
                return one - seed + 1, " ".join(told.faults[0].split()[:3])
    return 0, ""
