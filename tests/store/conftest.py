"""Fixtures of the store: one desk."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.small_desk import SmallDesk, small_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[SmallDesk]:
    """An enrolled desk with two flats and no shift."""
    with small_desk(tmp_path / "desk") as opened:
        yield opened
