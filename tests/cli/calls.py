"""How a test calls one command: words in; exit code and the JSON answer out."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

Call = Callable[..., tuple[int, dict[str, Any]]]


def spoil(file: Path) -> None:
    """Damage a file beyond reading."""
    file.write_bytes(b"not a database any more " * 2000)
