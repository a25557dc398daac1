"""Fixtures of the command line: a real centre and a desk called as a script calls it."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desk_app import main as parts
from desk_app.start import main
from tests.cli.calls import Call
from tests.helpers.centre import RunningCentre
from tests.helpers.prepared_desk import DeskClock


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[RunningCentre]:
    """A centre with a small street."""
    with RunningCentre(tmp_path / "centre.db", tmp_path / "centre") as running:
        running.load_sample()
        yield running


class Machine(DeskClock):
    """Begins at the centre's noon and goes on by a millisecond at every look."""

    def now(self) -> datetime:
        """Return the next millisecond."""
        self.moment += timedelta(milliseconds=1)
        return self.moment


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> DeskClock:
    """The machine's clock, the same for every command until a test moves it."""
    clock = Machine()
    monkeypatch.setattr(parts, "SystemClock", lambda: clock)
    return clock


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], machine: DeskClock) -> Call:  # noqa: ARG001 - commands look at it
    """Call one command; return its exit code and its JSON answer."""

    def call(*words: str) -> tuple[int, dict[str, Any]]:
        code = main(["--data-dir", str(tmp_path / "desk"), "--json", *words])
        lines = capsys.readouterr().out.splitlines()
        assert len(lines) == 1, "exactly one JSON object"
        return code, json.loads(lines[0])

    return call


@pytest.fixture
def enrolled(desk: Call, centre: RunningCentre) -> Call:
    """A desk that has read its street."""
    assert desk("enrol", "--centre", centre.url, centre.invite())[0] == 0
    assert desk("sync")[0] == 0
    return desk
