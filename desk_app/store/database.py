"""The encrypted file: one writer, many readers, and the checks it must pass before the first operation."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import RLock
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event, inspect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool
from sqlcipher3 import dbapi2 as sqlcipher

from desk_app.application.once import StoreBrokenError
from desk_app.domain.errors import DeskError

Ask = Callable[[str], str]
Where = Callable[[Ask], Path]
"""Finds the file to be read beside this one, by a query of one value to this one."""

BUSY_MS = 5000
# The driver throws the least used away when its memory is full; migrations alone fill the usual hundred, and the
# statements of a payment would be compiled anew each time.
STATEMENTS = 1000
# A search over a million accounts reads pages from all over the file, and each is decrypted and its seal checked:
# the upper levels of every index stay at hand.
_READER_CACHE_KIB = 32 * 1024
# Below this SQLite cannot even make the shared memory of its log, 32 KiB; then nothing can be read either.
_LEAST_ROOM = 128 * 1024
_FIXED_IN = ((3, 51, 3), (3, 50, 7), (3, 44, 6))


class DatabaseUnsafeError(DeskError):
    """The database engine or the file does not give what the desk promises; it refuses to start.

    `what` is one of wal_reset_bug, not_encrypted, not_full, not_wal, wrong_key.
    """

    def __init__(self, what: str) -> None:
        """Keep the name of the failed check."""
        super().__init__(what)
        self.what = what


def engine_is_safe(version: tuple[int, ...]) -> bool:
    """Tell whether an SQLite version is free of the WAL-reset bug that loses acknowledged commits."""
    newest, backport, older = _FIXED_IN
    return version >= newest or backport <= version < (3, 51, 0) or older <= version < (3, 45, 0)


class Database:
    """Opens one SQLCipher file with a raw key; never a plain-text file, never NORMAL."""

    def __init__(self, path: Path, key: bytes) -> None:
        """Open or create the file.

        Raises:
            DatabaseUnsafeError: a start-up assertion failed.
            StoreBrokenError: the disk did not let the file be opened.
        """
        self.path = path
        self._key = key
        self._lock = RLock()
        self._kept: Connection | None = None
        self._mirror: Where | None = None
        if not engine_is_safe(tuple(map(int, sqlcipher.sqlite_version.split(".")))):
            raise DatabaseUnsafeError("wal_reset_bug")
        self.writer = self._engine(pool_size=1, query_only=False)
        self.reader = self._engine(pool_size=4, query_only=True)
        try:
            self._assert_promises()
        except DBAPIError as failed:
            raise StoreBrokenError(self._word(failed)) from failed

    def attach(self, mirror: Where | None) -> None:
        """Let every connection read another file's tables beside its own, or none, from its next transaction on.

        Which one is asked when a connection is made.
        """
        with self._lock:
            self._mirror = mirror
            self._drop_writer()
            self.reader.dispose()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Hold the one write transaction; durable when the block ends without an error.

        The driver itself begins and commits, for SQLAlchemy's own bookkeeping
        costs a payment more than its signature: use `Sql` in it, and `altering`
        for what needs SQLAlchemy's transaction.

        Raises:
            StoreBrokenError: the write or its commit failed; the outcome has to be looked up.
        """
        with self._at_the_writer() as connection:
            driver: Any = connection.connection.driver_connection
            driver.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                driver.commit()
            except BaseException:
                driver.rollback()  # nothing to do where SQLite has rolled back by itself
                raise

    @contextmanager
    def altering(self) -> Iterator[Connection]:
        """Hold the one write transaction as SQLAlchemy's own, which migrations need.

        Raises:
            StoreBrokenError: as `writing`.
        """
        with self._at_the_writer() as connection, connection.begin():
            yield connection

    @contextmanager
    def _at_the_writer(self) -> Iterator[Connection]:
        with self._lock:
            try:
                yield self._writing_connection()
            except sqlcipher.IntegrityError:
                raise  # a broken rule is a bug of ours, not of the disk
            except (DBAPIError, sqlcipher.Error) as failed:
                # After a failed fsync the page cache is not to be trusted: reopen, never retry blindly.
                self._drop_writer()
                raise StoreBrokenError(self._word(failed)) from failed

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Hold one consistent view."""
        try:
            with self.reader.begin() as connection:
                if self._mirror is not None:
                    # The mirror's view first: a journal that is newer lays its own operations over it, while a newer
                    # mirror would hold a payment that an older journal still counts as its own.
                    connection.exec_driver_sql("SELECT one FROM feed")
                yield connection
        except (DBAPIError, sqlcipher.Error) as failed:
            raise StoreBrokenError(self._word(failed)) from failed

    def _word(self, failed: Exception) -> str:
        """Name a failure; where SQLite has no room for its shared memory it speaks of the disk, not of the room."""
        word = _safe_word(failed)
        return "disk_full" if word == "disk_error" and no_room(self.path.parent) else word

    def faults(self) -> tuple[str, ...]:
        """Run SQLite's and SQLCipher's own checks; empty means sound."""
        self._carry_over()
        return self.faults_of(self.path)

    def faults_of(self, copy: Path) -> tuple[str, ...]:
        """Run the same checks on a copy that this database made."""
        try:
            with closing(self._connect(copy)) as connection:
                return _faults(connection)
        except (sqlcipher.DatabaseError, StoreBrokenError, DatabaseUnsafeError) as broken:
            return (_safe_word(broken),)  # too damaged even to be checked

    def sealed(self) -> bool:
        """Tell whether every page of the file has the seal it was written with: all damage at rest, in little time."""
        self._carry_over()
        try:
            with closing(self._connect(self.path)) as connection:
                return not list(connection.execute("PRAGMA cipher_integrity_check"))
        except (sqlcipher.DatabaseError, StoreBrokenError, DatabaseUnsafeError):
            return False

    def holds(self, table: str) -> bool:
        """Tell whether a table is there: an empty file is sound, too."""
        with self.reading() as connection:
            return inspect(connection).has_table(table)

    @property
    def key(self) -> bytes:
        """The raw key, for pages that are sealed before they become a file."""
        return self._key

    def sibling(self, path: Path) -> Database:
        """Open another file with the same key."""
        return Database(path, self._key)

    def copy_to(self, target: Path) -> None:
        """Write an encrypted copy of everything committed, with the same key."""
        copy = self._connect(target)
        try:
            with self.reading() as connection:
                source = connection.connection.driver_connection
                assert source is not None
                source.backup(copy)
        finally:
            copy.close()

    def close(self) -> None:
        """Release the file."""
        self.reader.dispose()
        with self._lock:
            self._drop_writer()

    def _writing_connection(self) -> Connection:
        # Kept checked out: returning it to the pool and fetching it again costs more than signing does.
        if self._kept is None:
            self._kept = self.writer.connect()
        return self._kept

    def _drop_writer(self) -> None:
        if self._kept is not None:
            self._kept.invalidate()
            self._kept.close()
            self._kept = None
        self.writer.dispose()

    def _engine(self, *, pool_size: int, query_only: bool) -> Engine:
        def creator() -> Any:  # noqa: ANN401 - a DB-API connection
            connection = self._connect(self.path)
            if self._mirror is not None:
                self._attach(connection, self._mirror(lambda query: str(connection.execute(query).fetchone()[0])))
            if query_only:
                connection.execute("PRAGMA query_only=ON")
                searched = "mirror." if self._mirror is not None else ""
                connection.execute(f"PRAGMA {searched}cache_size = -{_READER_CACHE_KIB}")
            return connection

        engine = create_engine(
            "sqlite://",
            module=sqlcipher,
            creator=creator,
            poolclass=QueuePool,
            pool_size=pool_size,
            max_overflow=0,
            pool_use_lifo=True,  # the connection used last has the pages and statements that are asked for again
            pool_reset_on_return=None,  # every transaction has ended before its connection is returned
        )
        begin = "BEGIN" if query_only else "BEGIN IMMEDIATE"

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            connection.exec_driver_sql(begin)

        return engine

    def _carry_over(self) -> None:
        """Bring the log into the file before the file is judged.

        A power cut may leave a page half written that lies whole in the log;
        the page check looks at the file alone and would cry wolf.
        """
        with self._lock:
            try:
                driver: Any = self._writing_connection().connection.driver_connection
                driver.execute("PRAGMA main.wal_checkpoint(PASSIVE)").fetchall()
            except (DBAPIError, sqlcipher.Error) as failed:
                self._drop_writer()
                raise StoreBrokenError(self._word(failed)) from failed

    def _connect(self, path: Path) -> Any:  # noqa: ANN401 - a DB-API connection
        connection = None
        try:
            connection = sqlcipher.connect(
                str(path), check_same_thread=False, timeout=BUSY_MS / 1000, cached_statements=STATEMENTS
            )
            self._prepare(connection)
        except sqlcipher.Error as refused:
            if connection is not None:
                connection.close()
            # A disk that fails and a key that does not fit need different help.
            if "not a database" in str(refused):
                raise DatabaseUnsafeError("wrong_key") from refused
            raise StoreBrokenError(self._word(refused)) from refused
        return connection

    def _attach(self, connection: Any, mirror: Path) -> None:  # noqa: ANN401 - a DB-API connection
        try:
            # Read-only, so that BEGIN IMMEDIATE takes no lock there and nothing but the mirror's own writer writes.
            connection.execute("ATTACH ? AS mirror KEY ?", (f"{_uri(mirror)}?mode=ro", f"x'{self._key.hex()}'"))
        except sqlcipher.Error as refused:
            connection.close()
            raise StoreBrokenError(self._word(refused)) from refused

    def _prepare(self, connection: Any) -> None:  # noqa: ANN401 - a DB-API connection
        connection.isolation_level = None
        connection.execute("PRAGMA cipher_log_level=NONE")
        connection.execute(f"PRAGMA key = \"x'{self._key.hex()}'\"")
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",  # a receipt on paper must survive a power cut
            "foreign_keys=ON",
            "secure_delete=ON",
            "recursive_triggers=ON",
            # A log that grows has to be given room at each fsync, which takes longer than the write; a megabyte is
            # soon filled and then used over and over. A day of a desk never came to the end of SQLite's four.
            "wal_autocheckpoint=256",
            "cell_size_check=ON",
            "trusted_schema=OFF",
            f"busy_timeout={BUSY_MS}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    def _assert_promises(self) -> None:
        for engine in (self.writer, self.reader):
            with engine.connect() as connection:
                if connection.exec_driver_sql("PRAGMA synchronous").scalar() != 2:
                    raise DatabaseUnsafeError("not_full")
                if connection.exec_driver_sql("PRAGMA journal_mode").scalar() != "wal":
                    raise DatabaseUnsafeError("not_wal")
                # A plain sqlite3 module ignores PRAGMA key in silence and would write plain text.
                if not connection.exec_driver_sql("PRAGMA cipher_version").scalar():
                    raise DatabaseUnsafeError("not_encrypted")


def _uri(path: Path) -> str:
    """Write a path as SQLite reads it; one with a drive letter needs a slash before it."""
    text = path.absolute().as_posix()
    return "file://" + ("" if text.startswith("/") else "/") + quote(text)


def _faults(connection: Any) -> tuple[str, ...]:  # noqa: ANN401 - a DB-API connection
    quick = [row[0] for row in connection.execute("PRAGMA quick_check")]
    pages = [row[0] for row in connection.execute("PRAGMA cipher_integrity_check")]
    return tuple(line for line in quick if line != "ok") + tuple(pages)


def no_room(folder: Path) -> bool:
    """Tell whether the disk of a folder is full to the last page."""
    try:
        return shutil.disk_usage(folder).free < _LEAST_ROOM
    except OSError:
        return False


def _safe_word(failed: Exception) -> str:
    """Name a database failure without any of its data."""
    text = str(getattr(failed, "orig", failed)).lower()
    for sign, word in (
        ("full", "disk_full"),
        ("i/o", "disk_error"),
        ("unable to open", "disk_error"),
        ("locked", "busy"),
        ("busy", "busy"),
        ("malformed", "damaged"),
        ("not a database", "damaged"),
        ("readonly", "read_only"),
        ("append-only", "append_only"),
    ):
        if sign in text:
            return word
    return "database"
