"""The checker is checked: bugs planted on purpose are seen."""

import pytest

from tests.faults.sensitivity import REDUNDANT, WATCHED, caught
from tests.faults.shim import compiler

_CENTRE_COMPLAINS = {"no_dedupe", "no_dedupe_no_gap", "no_dedupe_no_chain", "no_guard_at_all"}


@pytest.mark.parametrize("bug", sorted(WATCHED))
def test_a_planted_bug_is_caught(bug: str, caplog: pytest.LogCaptureFixture) -> None:
    if bug.startswith("synchronous") and compiler() is None:
        pytest.skip("no C compiler here: the disk cannot be watched")
    caplog.set_level("CRITICAL")
    assert caught(bug).failed > 0


@pytest.mark.parametrize("bug", sorted(REDUNDANT))
def test_a_redundant_guard_is_covered_by_the_other(bug: str) -> None:
    assert any(set(bug.split("+")) < set(pair.split("+")) or pair != bug for pair in WATCHED)
