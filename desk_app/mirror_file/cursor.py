"""What the mirror file needs of a database driver."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol


class Cursor(Protocol):
    """What is used of a DBAPI cursor of SQLite."""

    def execute(self, sql: str, parameters: Sequence[object] = (), /) -> "Cursor":
        """Run one statement."""
        ...

    def executemany(self, sql: str, parameters: Iterable[Sequence[object]], /) -> "Cursor":
        """Run one statement for every row of parameters."""
        ...

    def fetchone(self) -> tuple[Any, ...] | None:
        """Return the next row."""
        ...

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Return all rows left."""
        ...

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        """Walk the rows left."""
        ...
