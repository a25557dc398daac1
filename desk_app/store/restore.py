"""Putting a copy in place of the working file: everything the working file knows of its own work comes along.

Nothing unsent is ever dropped. What the working file has and the copy has not
is carried over frame by frame, byte for byte, each checked against chain and
signature. What does not continue the copy's chain stops the restore.
"""

import os
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from desk_app.application.once import StoreBrokenError
from desk_app.application.restoring import Restored, UnsentWouldBeLostError
from desk_app.domain.money import Money
from desk_app.store.backup import BackupUnusableError
from desk_app.store.carry import Former, carry, read_former
from desk_app.store.database import Database, DatabaseUnsafeError
from desk_app.store.mark import HighMark
from desk_app.store.migrate import migrate
from desk_app.store.sql import Sql, to_ms

_LOGS = ("-wal", "-shm")


@dataclass(slots=True)
class _Work:
    """What one restore finds out."""

    former: Former | None
    carried: int = 0
    left: list[int] = field(default_factory=list)


def put_back(copy: Path, target: Path, key: bytes, at: datetime, *, leave_unsent: bool = False) -> Restored:
    """Put a copy in place of the working file, which is kept aside.

    The desk must not be running. Until an exchange has said hello the restored
    desk takes no new operation. With `leave_unsent` operations that cannot be
    carried stay in the file aside alone, and the audit names them for ever.

    Raises:
        BackupUnusableError: nothing was changed.
        UnsentWouldBeLostError: nothing was changed.
    """
    part = target.with_name(target.name + ".part")
    _copy_checked(copy, part, key)
    work = _Work(read_former(target, key))
    aside = _free_name(target)
    try:
        _bring_along(work, part, key, at, aside.name, leave_unsent=leave_unsent)
    except BaseException:
        _forget(part)
        raise
    _swap(part, target, aside)
    if work.left:
        # A person has decided: what the mark remembers is in the file aside, and the audit names it from now on.
        HighMark.beside(target).path.unlink(missing_ok=True)
    return Restored(aside, work.carried, len(work.left), Money(sum(work.left)), work.former is not None)


def _bring_along(work: _Work, part: Path, key: bytes, at: datetime, aside: str, *, leave_unsent: bool) -> None:
    with closing(Database(part, key)) as database:
        migrate(database)
        if work.former is not None:
            work.carried = carry(database, work.former)
        with database.writing() as connection:
            sql = Sql(connection)
            known = {row[0] for row in sql.all("SELECT op_id FROM operation")}
            unsent = work.former.unsent if work.former else {}
            work.left = [kopecks for op_id, kopecks in unsent.items() if op_id not in known]
            if work.left and not leave_unsent:
                raise UnsentWouldBeLostError(len(work.left), Money(sum(work.left)))
            sql.run(
                "INSERT INTO restoration(at_ms, aside, lost, lost_kop, state) VALUES (?, ?, ?, ?, 'hello_needed')",
                (to_ms(at), aside, len(work.left), sum(work.left)),
            )
        if database.faults():
            raise BackupUnusableError
    if part.with_name(part.name + "-wal").exists():
        raise StoreBrokenError("disk_error")  # closing the last connection brings the log into the file


def _swap(part: Path, target: Path, aside: Path) -> None:
    """Exchange the files so that at no moment there is no working file: a start would make an empty one."""
    if not target.exists():
        part.replace(target)
        return
    for ending in _LOGS:
        log = target.with_name(target.name + ending)
        if log.exists():
            log.replace(aside.with_name(aside.name + ending))
    try:
        os.link(target, aside)
    except OSError:  # a file system without links
        target.replace(aside)
    part.replace(target)


def _copy_checked(copy: Path, part: Path, key: bytes) -> None:
    """Write a sound copy beside the working file: only then is anything moved."""
    if not copy.is_file():  # opening would make an empty file of that name
        raise BackupUnusableError
    _forget(part)
    try:
        with closing(Database(copy, key)) as source:
            source.copy_to(part)
            faults = source.faults_of(part)
            has_journal = source.holds("journal")
    except (DatabaseUnsafeError, StoreBrokenError) as unsafe:
        raise BackupUnusableError from unsafe
    if faults or not has_journal:
        raise BackupUnusableError


def _forget(part: Path) -> None:
    for ending in ("", *_LOGS):
        part.with_name(part.name + ending).unlink(missing_ok=True)


def _free_name(target: Path) -> Path:
    number = 1
    while (found := target.with_name(f"{target.stem}.before-restore-{number}{target.suffix}")).exists():
        number += 1
    return found
