"""Notices every change of the centre's database and keys, however small, and puts everything back."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher


@dataclass(slots=True)
class Witness:
    """Looks at an embedded database over a connection of its own.

    SQLite tells every connection whether another one has committed since
    (`data_version`), so that most calls cost one question. Only after a commit
    are all rows of all tables compared.
    """

    database: Path
    keys: Path
    connection: Any = None
    rows: dict[str, list[Any]] = field(default_factory=dict)
    version: int = 0
    files: tuple[tuple[str, int, int], ...] = ()

    def remember(self) -> None:
        """Take what there is now for what has to stay."""
        self.rows = self._all_rows()
        self.version, self.files = self._version(), self._key_files()

    def changed(self) -> frozenset[str]:
        """Name the tables that differ from what was remembered; «keys» are the files beside the database."""
        keys = {"keys"} if self._key_files() != self.files else set()
        version = self._version()
        if version == self.version:
            return frozenset(keys)
        self.version = version
        now = self._all_rows()
        return frozenset(
            keys | {name for name in now.keys() | self.rows.keys() if now.get(name) != self.rows.get(name)}
        )

    def put_back(self, tables: frozenset[str]) -> None:
        """Make the tables as they were; what only ever grows is guarded by triggers, which step aside for it."""
        self.connection.execute("BEGIN IMMEDIATE")
        query = "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"
        guards = [row for row in self.connection.execute(query).fetchall() if row[1] in tables]
        for name, _, _ in guards:
            self.connection.execute(f'DROP TRIGGER "{name}"')
        for name in tables & self.rows.keys():
            self.connection.execute(f'DELETE FROM "{name}"')  # noqa: S608 - a table of ours
            for row in self.rows[name]:
                self.connection.execute(f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(row))})', row)  # noqa: S608 - a table of ours
        for _, _, made in guards:
            self.connection.execute(made)
        self.connection.execute("COMMIT")
        self.files = self._key_files()

    def _version(self) -> int:
        return int(self.connection.execute("PRAGMA data_version").fetchone()[0])

    def _all_rows(self) -> dict[str, list[Any]]:
        found = self.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {name: self.connection.execute(f'SELECT * FROM "{name}"').fetchall() for (name,) in found}  # noqa: S608 - a table of ours

    def _key_files(self) -> tuple[tuple[str, int, int], ...]:
        files = sorted(path for path in self.keys.rglob("*") if path.is_file())
        return tuple((path.name, path.stat().st_size, path.stat().st_mtime_ns) for path in files)


@contextmanager
def watching(database: Path, keys: Path) -> Iterator[Witness]:
    """Watch for the length of the block."""
    connection = sqlcipher.connect(str(database), isolation_level=None)
    connection.execute("PRAGMA foreign_keys = OFF")  # tables are put back one by one
    try:
        yield Witness(database, keys, connection)
    finally:
        connection.close()
