"""A thin hand on the driver's connection: short statements, plain tuples, instants as milliseconds."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Sql:
    """One open transaction as the books use it.

    The driver is called directly: a payment is a handful of statements inside
    one fsync, and SQLAlchemy's per-statement cost would double it.
    """

    __slots__ = ("connection", "driver")

    def __init__(self, connection: Connection) -> None:
        """Take the transaction that `Database` opened."""
        self.connection = connection
        driver: Any = connection.connection.driver_connection
        self.driver = driver

    def one(self, statement: str, values: Sequence[object] = ()) -> tuple[Any, ...] | None:
        """Return the first row."""
        row: tuple[Any, ...] | None = self.driver.execute(statement, values).fetchone()
        return row

    def value(self, statement: str, values: Sequence[object] = ()) -> Any:  # noqa: ANN401 - a column of any type
        """Return the first column of the first row."""
        row = self.one(statement, values)
        return None if row is None else row[0]

    def all(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return every row."""
        rows: list[tuple[Any, ...]] = self.driver.execute(statement, values).fetchall()
        return rows

    def run(self, statement: str, values: Sequence[object] = ()) -> int:
        """Change something; return how many rows were touched."""
        touched: int = self.driver.execute(statement, values).rowcount
        return touched

    def many(self, statement: str, rows: Iterable[Sequence[object]]) -> None:
        """Change many rows with one statement."""
        self.driver.executemany(statement, rows)


def to_ms(instant: datetime) -> int:
    """Return milliseconds since 1970 of an aware instant."""
    assert instant.tzinfo is not None
    return (instant - _EPOCH) // timedelta(milliseconds=1)


def from_ms(value: int) -> datetime:
    """Return the aware UTC instant."""
    return _EPOCH + timedelta(milliseconds=value)
