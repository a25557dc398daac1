"""Opens the centre's database: one file for a small centre, PostgreSQL for many desks.

Both speak through the same two doors: `write` (serialised on SQLite, row locks
on PostgreSQL) and `read` (one consistent view until the block ends).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import sqlcipher3.dbapi2
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool

T = TypeVar("T")
_BUSY_S = 60
_ATTEMPTS = 8
_AGAIN = ("40001", "40P01")  # PostgreSQL: serialization failure, deadlock


class UnsafeDatabaseError(Exception):
    """The embedded database would not keep what it confirms; `fact` names the failed assertion."""

    def __init__(self, fact: str) -> None:
        super().__init__(fact)
        self.fact = fact


@dataclass(frozen=True, slots=True)
class Database:
    """Two engines over one database; `postgres` tells which kind it is."""

    address: str
    postgres: bool
    writer: Engine
    reader: Engine

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open one write transaction; it commits at the end of the block or not at all."""
        with self.writer.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open one consistent view."""
        with self.reader.connect() as connection, connection.begin():
            yield connection

    def run(self, work: Callable[[Connection], T]) -> T:
        """Do `work` in a write transaction, again from the start if PostgreSQL chose it as a deadlock's victim."""
        for _attempt in range(_ATTEMPTS - 1):
            try:
                with self.write() as connection:
                    return work(connection)
            except OperationalError as error:
                if getattr(error.orig, "sqlstate", None) not in _AGAIN:
                    raise
        with self.write() as connection:
            return work(connection)

    def close(self) -> None:
        """Give back every connection."""
        self.writer.dispose()
        self.reader.dispose()


def open_database(address: str | Path) -> Database:
    """Open a database by file path or `postgresql://` URL; the schema is not touched.

    Raises:
        UnsafeDatabaseError: the embedded engine fails an assertion of protocol §5.
    """
    text = str(address)
    if text.startswith(("postgresql://", "postgres://", "postgresql+psycopg://")):
        return _open_postgres(text)
    return _open_file(Path(text))


def _open_postgres(address: str) -> Database:
    url = "postgresql+psycopg://" + address.split("://", 1)[1]
    engine = create_engine(url, pool_size=10, max_overflow=10, isolation_level="READ COMMITTED", pool_pre_ping=True)
    reader = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return Database(address, postgres=True, writer=engine, reader=reader)


def _open_file(path: Path) -> Database:
    """SQLite has one writer: a pool of one connection is the lock."""
    check_version(sqlcipher3.dbapi2.sqlite_version)
    writer = _sqlite_engine(path, "BEGIN IMMEDIATE", 1)
    reader = _sqlite_engine(path, "BEGIN", 5)
    return Database(str(path), postgres=False, writer=writer, reader=reader)


def _sqlite_engine(path: Path, begin: str, connections: int) -> Engine:
    engine = create_engine(
        "sqlite://",
        module=sqlcipher3.dbapi2,
        creator=lambda: _connect(path),
        poolclass=QueuePool,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=_BUSY_S,
    )
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def _connect(path: Path) -> Any:  # noqa: ANN401 - sqlcipher3 ships no types
    connection = sqlcipher3.dbapi2.connect(str(path), check_same_thread=False, timeout=_BUSY_S)
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF"):
        connection.execute(f"PRAGMA {pragma}")
    _assert_safe(connection)
    return connection


def check_version(version: str) -> None:
    """Refuse the SQLite versions that can lose acknowledged commits (WAL-reset bug).

    Raises:
        UnsafeDatabaseError: always for such a version.
    """
    parts = tuple(int(part) for part in version.split("."))
    if not (parts >= (3, 51, 3) or (3, 50, 7) <= parts < (3, 51, 0) or (3, 44, 6) <= parts < (3, 45, 0)):
        raise UnsafeDatabaseError("sqlite_version")


def _assert_safe(connection: Any) -> None:  # noqa: ANN401 - sqlcipher3 ships no types
    for pragma, wanted in (("synchronous", 2), ("journal_mode", "wal"), ("foreign_keys", 1)):
        if connection.execute(f"PRAGMA {pragma}").fetchone()[0] != wanted:
            raise UnsafeDatabaseError(pragma)
