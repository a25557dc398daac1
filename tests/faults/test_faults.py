"""Small counts of every harness; `python -m tests.faults` runs the large ones."""

import pytest

from tests.faults.boundary import BEFORE, boundary
from tests.faults.centre_death import centre_death
from tests.faults.corrupt import WAYS, corrupt
from tests.faults.figures import Figures
from tests.faults.hostile.doors import FORGED
from tests.faults.hostile.frames import WAYS as WRONG_FRAMES
from tests.faults.hostile.run import hostile
from tests.faults.kill import kill
from tests.faults.network import network
from tests.faults.powercut import powercut
from tests.faults.shim import compiler

needs_compiler = pytest.mark.skipif(compiler() is None, reason="no C compiler here: the disk cannot be watched")


def clean(figures: Figures) -> bool:
    """Tell whether something was tried and nothing of it failed."""
    return figures.trials > 0 and figures.failed == 0 and not figures.examples


def test_what_was_printed_survives_kills_at_random_moments() -> None:
    figures = kill(seed=11, count=25)
    assert clean(figures), figures.line()
    assert figures.notes["printed"] > 25, "the clerk worked"


@needs_compiler
def test_no_boundary_of_a_payment_loses_doubles_or_half_writes_it() -> None:
    figures = boundary(seed=11, kinds=("pay",), accidents=("kill", "enospc_stays"))
    assert clean(figures), figures.line()
    assert figures.notes["refused"] > 0, "a full disk was noticed"


@needs_compiler
def test_every_kind_of_deed_survives_death_and_failing_disks() -> None:
    figures = boundary(seed=12, count=36)
    assert clean(figures), figures.line()
    assert {name for name in figures.notes if name.startswith("calls_")} == {f"calls_{kind}" for kind in BEFORE}
    assert figures.notes["ended_-9"] > 0


@needs_compiler
def test_what_was_printed_survives_power_cuts() -> None:
    figures = powercut(seed=11, count=150)
    assert clean(figures), figures.line()


def test_a_failing_line_ends_with_the_same_kopecks_on_both_sides() -> None:
    figures = network(seed=11, count=20)
    assert clean(figures), figures.line()


def test_a_centre_that_dies_at_any_statement_hears_the_batch_once() -> None:
    figures = centre_death(seed=11, sizes=(1,))
    assert clean(figures), figures.line()
    assert figures.notes["statements_file_1"] > 20, "every statement of the batch was tried"


def test_damage_to_the_files_is_found_or_harmless() -> None:
    figures = corrupt(seed=11, count=36)
    assert clean(figures), figures.line()
    assert {note.split(":")[0] for note in figures.notes} == set(WAYS), "every way was tried"


def test_hostile_calls_are_refused_without_echo_or_effect() -> None:
    figures = hostile(seed=11, count=600)
    assert clean(figures), figures.line()
    assert set(figures.notes) >= {"signed", "replayed", *(door.__name__ for door in FORGED)}, "every door was tried"
    assert set(figures.notes) >= {f"frames_{way}" for way in WRONG_FRAMES}, "every wrong frame was tried"
    assert figures.notes["past_signature"] > figures.trials // 2, "most came past the door"
