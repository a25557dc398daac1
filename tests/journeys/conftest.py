"""A real centre and real desks; whatever a journey does, the books on both sides are audited at its end."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desk_app.application.desk import Desk
from desk_app.main import open_desk
from desk_app.settings import Settings
from desk_app.settlement.audit import audit
from tests.helpers.centre import RunningCentre
from tests.helpers.prepared_desk import DeskClock

Enrol = Callable[[str], Desk]


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[RunningCentre]:
    with RunningCentre(tmp_path / "centre.db", tmp_path / "centre") as running:
        running.load_sample()
        yield running
        assert [finding for finding in audit(running.database) if not finding.holds] == []


@pytest.fixture
def enrol(tmp_path: Path, centre: RunningCentre) -> Iterator[Enrol]:
    """Open a desk of a name, enrolled and with its accounts received."""
    desks: list[Desk] = []

    def enrolled(name: str) -> Desk:
        desk = open_desk(Settings(tmp_path / name, centre.url, key_slot="file"), DeskClock())
        desk.enrol(centre.invite(name))
        desk.exchange()
        desks.append(desk)
        return desk

    yield enrolled
    for desk in desks:
        assert [finding for finding in desk.audit() if not finding.holds] == []
        desk.close()


@pytest.fixture
def desk(enrol: Enrol) -> Desk:
    return enrol("Касса 1")
