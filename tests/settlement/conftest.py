from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.centre import RunningCentre, TestDesk


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[RunningCentre]:
    with RunningCentre(tmp_path / "centre.db", tmp_path / "keys") as running:
        running.load_sample()
        yield running


@pytest.fixture
def desk(centre: RunningCentre) -> TestDesk:
    return centre.enrolled_desk()
