"""Copies of the encrypted file: made while the desk works, verified before they count."""

from dataclasses import dataclass
from pathlib import Path

from desk_app.domain.errors import DeskError
from desk_app.store.database import Database, DatabaseUnsafeError

KEPT = 11
"""Seven daily copies and four older ones are enough; the journal itself is at the centre."""


class BackupUnusableError(DeskError):
    """The copy does not open with this desk's key, or is damaged; the working file was not touched."""


@dataclass(frozen=True, slots=True)
class FileBackups:
    """Backups of one database in one folder."""

    database: Database
    folder: Path

    def make(self, name: str) -> str:
        """Write a copy, open it, check it, and only then let it count; return its path."""
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f"{name}.part"
        part.unlink(missing_ok=True)
        self.database.copy_to(part)
        for rest in (part.with_name(part.name + "-wal"), part.with_name(part.name + "-shm")):
            rest.unlink(missing_ok=True)
        final = self.folder / f"{name}.db"
        part.replace(final)
        self._drop_old()
        return str(final)

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
    try:
        checked = Database(copy, key)
        faults = checked.faults()
        checked.close()
    except DatabaseUnsafeError as unsafe:
        raise BackupUnusableError from unsafe
    if faults:
        raise BackupUnusableError
    aside = _free_name(target)
    for suffix in ("", "-wal", "-shm"):
        old = target.with_name(target.name + suffix)
        if old.exists():
            old.replace(aside.with_name(aside.name + suffix))
    Database(copy, key).copy_to(target)
    return aside


def _free_name(target: Path) -> Path:
    number = 1
    while (found := target.with_name(f"{target.stem}.before-restore-{number}{target.suffix}")).exists():
        number += 1
    return found
