"""Whole worlds in small: nothing is lost in them, a seed is a story that repeats, and planted bugs are seen."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.sim.bugs import ALL, PAIRS, REDUNDANT, SINGLE
from tests.faults.sim.sensitivity import caught
from tests.faults.sim.simulate import live, prepared, simulate
from tests.faults.sim.story import USUAL, Size
from tests.faults.sim.template import Template

SMALL = Size(3, 30)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def template() -> Iterator[Template]:
    with prepared(SMALL.desks) as made:
        yield made


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    """A centre whose disk is full complains, and rightly."""
    caplog.set_level("CRITICAL")


def test_worlds_full_of_faults_come_to_rest_and_nothing_is_lost() -> None:
    figures = simulate(31, 3)
    assert (figures.failed, figures.examples) == (0, [])
    assert figures.notes["kept_operations"] > 3 * USUAL.operations // 2, "the clerks worked"
    assert figures.notes["turns"] > figures.notes["turns_done"] > 0, "the weather was bad"


def test_a_world_without_faults_keeps_every_operation(template: Template) -> None:
    told = live(template, 1, Size(SMALL.desks, SMALL.operations, frozenset()))
    assert (told.faults, told.operations > SMALL.operations // 2) == ((), True)
    assert not {name for name in told.seen if name.startswith(("desk_", "turn_", "lost"))}


def test_a_seed_tells_the_same_story_again_and_another_seed_another(template: Template) -> None:
    first = live(template, 7, SMALL, keep=True)
    assert live(template, 7, SMALL, keep=True).lines == first.lines
    assert live(template, 8, SMALL).trace != first.trace


def test_a_fresh_process_tells_the_same_story(template: Template, tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    size = ["--desks", str(SMALL.desks), "--operations", str(SMALL.operations)]
    words = [sys.executable, "-m", "tests.faults", "simulate", "--seed", "7", "--worlds", "1", "--trace", str(trace)]
    # Whatever hangs on the order of a set would show here.
    subprocess.run([*words, *size], cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": "5"}, check=True, capture_output=True)
    assert trace.read_text("utf-8").splitlines()[-1] == live(template, 7, SMALL).trace


def test_a_world_that_fails_says_how_to_live_through_it_again() -> None:
    figures = simulate(1, 1, SMALL, ("pending_forgotten",))
    assert figures.failed == 1
    assert figures.examples[0].endswith(
        "python -m tests.faults simulate --seed 1 --worlds 1 --desks 3 --operations 30 --bug pending_forgotten"
    )


@pytest.mark.parametrize(
    "bug", ["new_id_on_retry", "refuse_closed", "nonces_forgotten+no_dedupe", "tally_unseen+change_lost"]
)
def test_a_bug_and_a_pair_of_bugs_are_seen(template: Template, bug: str) -> None:
    after, _ = caught(template, bug, 1, 12, SMALL)
    assert after > 0


def test_every_guard_that_another_stands_for_is_in_a_pair_that_has_to_be_seen() -> None:
    named = {one for bug in PAIRS for one in bug.split("+")}
    assert set(REDUNDANT) <= named | {"no_gap", "no_chain"}  # these two have a name of their own for the pair
    assert {one for bug in (*SINGLE, *PAIRS, *REDUNDANT) for one in bug.split("+")} <= ALL.keys()


def test_the_kinds_of_trouble_can_be_chosen(tmp_path: Path) -> None:
    each = tmp_path / "each"
    size = ["--desks", "3", "--operations", "10"]
    words = [sys.executable, "-m", "tests.faults", "simulate", "--worlds", "2", "--faults", "month,clock", *size]
    done = subprocess.run([*words, "--each", str(each)], cwd=ROOT, check=True, capture_output=True, text=True)
    assert json.loads(done.stdout.splitlines()[0])["faults"] == ["clock", "month"]
    assert [json.loads(line)["seed"] for line in each.read_text("utf-8").splitlines()] == [1, 2]
    refused = subprocess.run([*words[:-6], "--faults", "rain"], cwd=ROOT, check=False, capture_output=True, text=True)
    assert (refused.returncode, "clock" in refused.stderr) == (2, True)
