"""Copies of the encrypted file: made while the desk works, verified before they count."""

import re
from dataclasses import dataclass
from errno import ENOSPC
from pathlib import Path

from desk_app.application.once import StoreBrokenError
from desk_app.application.records import Aside
from desk_app.domain.errors import DeskError
from desk_app.store.carry import unsent_of
from desk_app.store.database import Database
from desk_app.store.sql import Sql

_NAME = re.compile(r"[0-9A-Za-zА-Яа-яЁё_-][0-9A-Za-zА-Яа-яЁё._-]{0,99}")
KEPT = 11
"""Seven daily copies and four older ones are enough; the journal itself is at the centre."""


class BackupUnusableError(DeskError):
    """The copy does not open with this desk's key, or is damaged; the working file was not touched."""


class BackupNameRefusedError(DeskError):
    """The name could lead out of the folder of copies, or hide the copy in it."""


class BackupNameTakenError(DeskError):
    """There is a copy of this name already; copies are never overwritten."""


@dataclass(frozen=True, slots=True)
class FileBackups:
    """Backups of one database in one folder."""

    database: Database
    folder: Path

    def make(self, name: str) -> str:
        """Write a copy, open it, check it, and only then let it count; return its path.

        Raises:
            BackupNameRefusedError: not a plain name of letters, digits, «.», «_» and «-».
            BackupNameTakenError: a copy is never overwritten.
            BackupUnusableError: the copy is not sound; older copies are kept.
            StoreBrokenError: the disk refused; the working file and older copies are untouched.
        """
        if _NAME.fullmatch(name) is None:
            raise BackupNameRefusedError
        try:
            return str(self._make(name))
        except OSError as failed:
            raise StoreBrokenError("disk_full" if failed.errno == ENOSPC else "disk_error") from failed

    def unsent_aside(self) -> tuple[Aside, ...]:
        """Look into the files that restores have put aside for operations this desk does not have."""
        path = self.database.path
        found = []
        for aside in sorted(path.parent.glob(f"{path.stem}.before-restore-*{path.suffix}")):
            if aside.samefile(path):
                continue  # a restore was cut before the exchange: this is a second name of the working file
            unsent = unsent_of(self.database, aside)
            if unsent is None:
                found.append(Aside(aside.name, None, 0))
                continue
            with self.database.reading() as connection:
                known = {row[0] for row in Sql(connection).all("SELECT op_id FROM operation")}
            left = [kopecks for op_id, kopecks in unsent.items() if op_id not in known]
            if left:
                found.append(Aside(aside.name, len(left), sum(left)))
        return tuple(found)

    def _make(self, name: str) -> Path:
        self.folder.mkdir(parents=True, exist_ok=True)
        final = self.folder / f"{name}.db"
        if final.exists():
            raise BackupNameTakenError
        part = self.folder / f"{name}.part"
        rest = [part.with_name(part.name + ending) for ending in ("", "-wal", "-shm")]
        for leftover in rest:
            leftover.unlink(missing_ok=True)  # a stale log beside a new copy would be replayed into it
        self.database.copy_to(part)
        if self.database.faults_of(part):
            raise BackupUnusableError
        for leftover in rest[1:]:
            leftover.unlink(missing_ok=True)
        part.replace(final)
        self._drop_old()
        return final

    def _drop_old(self) -> None:
        copies = sorted(self.folder.glob("*.db"), key=lambda path: path.stat().st_mtime)
        for old in copies[:-KEPT]:
            old.unlink()
