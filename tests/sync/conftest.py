"""Fixtures of the line: a desk and its centre."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.line import Line, enrolled_line, running_centre


@pytest.fixture
def line(tmp_path: Path) -> Iterator[Line]:
    """A desk that is enrolled at a real centre and has read everything."""
    with running_centre(tmp_path) as centre, enrolled_line(tmp_path / "desk", centre) as ready:
        yield ready
