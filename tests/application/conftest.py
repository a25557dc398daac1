"""A real desk with a stopped clock and counting ids."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.small_desk import SmallDesk, small_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[SmallDesk]:
    """An enrolled desk with two flats and no shift."""
    with small_desk(tmp_path / "desk") as opened:
        yield opened


@pytest.fixture
def open_desk(desk: SmallDesk) -> SmallDesk:
    """The same with an open shift and 1 000,00 in the drawer."""
    desk.opens_shift(100_000)
    return desk
