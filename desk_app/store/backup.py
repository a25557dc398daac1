"""Copies of the encrypted file: made while the desk works, verified before they count."""

import re
from contextlib import closing
from dataclasses import dataclass
from errno import ENOSPC
from pathlib import Path

from desk_app.application.once import StoreBrokenError
from desk_app.domain.errors import DeskError
from desk_app.store.database import Database, DatabaseUnsafeError

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


def put_back(copy: Path, target: Path, key: bytes) -> Path:
    """Put a copy in place of the working file, which is kept aside; return where it lies now.

    The desk must not be running. The next exchange begins with hello, which
    brings back what was journalled after the copy was made.

    Raises:
        BackupUnusableError: nothing was changed.
    """
    part = target.with_name(target.name + ".part")
    _copy_checked(copy, part, key)
    aside = _free_name(target)
    for suffix in ("", "-wal", "-shm"):
        old = target.with_name(target.name + suffix)
        if old.exists():
            old.replace(aside.with_name(aside.name + suffix))
    part.replace(target)
    return aside


def _copy_checked(copy: Path, part: Path, key: bytes) -> None:
    """Write a sound copy beside the working file: only then is anything moved."""
    if not copy.is_file():  # opening would make an empty file of that name
        raise BackupUnusableError
    for ending in ("", "-wal", "-shm"):
        part.with_name(part.name + ending).unlink(missing_ok=True)
    try:
        with closing(Database(copy, key)) as source:
            source.copy_to(part)
            faults = source.faults_of(part)
            has_journal = source.holds("journal")
    except (DatabaseUnsafeError, StoreBrokenError) as unsafe:
        raise BackupUnusableError from unsafe
    if faults or not has_journal:
        raise BackupUnusableError


def _free_name(target: Path) -> Path:
    number = 1
    while (found := target.with_name(f"{target.stem}.before-restore-{number}{target.suffix}")).exists():
        number += 1
    return found
