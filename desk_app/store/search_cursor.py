"""The driver's own cursor: SQLAlchemy's result objects would cost more than the search itself."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol, cast

from sqlalchemy import Connection


class Cursor(Protocol):
    """What the search uses of a DBAPI cursor of SQLite."""

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


def cursor_of(connection: Connection) -> Cursor:
    """Return a driver's cursor inside the connection's transaction."""
    driver: Any = connection.connection.driver_connection
    if not driver.in_transaction:
        connection.begin()  # as any first statement would; several reads must see one state
    return cast("Cursor", connection.connection.cursor())
