"""How a bug is planted in this process, and how everything is mended afterwards."""

from collections.abc import Callable
from typing import Any

Bug = Callable[[], None]
_undo: list[Callable[[], None]] = []


def put(owner: Any, name: str, new: Any) -> None:  # noqa: ANN401 - any part of the program
    """Replace one part of the program in this process."""
    assert hasattr(owner, name), f"there is no {name} any more: plant the bug where it went"
    old = getattr(owner, name)
    _undo.append(lambda: setattr(owner, name, old))
    setattr(owner, name, new)


def mend() -> None:
    """Put back everything that was replaced, the last first."""
    while _undo:
        _undo.pop()()
