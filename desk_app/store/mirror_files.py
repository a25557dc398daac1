"""The files of the mirror: the one the desk works with, and the one that is to take its place.

The journal's file tells by name which mirror counts, so a new one is swapped
in by one small commit there. The mirror has its own writer: a payment never
waits for the feed, and the journal's connections can only read the mirror.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock
from time import time
from uuid import uuid4

from desk_app.application.errors import MirrorBusyError
from desk_app.application.once import LITTLE_ROOM, MIRROR_DAMAGED, StoreBrokenError
from desk_app.application.ports import Intake
from desk_app.application.records import DAMAGED
from desk_app.mirror_file.tables import FORMAT, create_tables
from desk_app.protocol.snapshots import FILE, ROWS, Manifest
from desk_app.store.database import Ask, Database, DatabaseUnsafeError
from desk_app.store.intake import FileIntake, RowsIntake
from desk_app.store.lock import DeskOpenElsewhereError, FolderLock
from desk_app.store.mirror import SqlMirror
from desk_app.store.search import SearchIndex
from desk_app.store.search_cursor import cursor_of
from desk_app.store.sql import Sql

Room = Callable[[Path], int]
"""Tells how many bytes are free where a folder lies."""

RESERVE = 128 << 20
"""Bytes that stay free for the journal: what the centre has anyway must not take the room of a payment."""

_RECEIVING = "mirror.use"
_PASSING = ("busy", "disk_error", "disk_full", "read_only")
_HARM = ("damaged", "database")
_PART_KEPT_S = 3 * 24 * 3600
"""The centre keeps a snapshot as long."""


def free_bytes(folder: Path) -> int:
    """Return how many bytes are free where a folder lies."""
    return shutil.disk_usage(folder).free


class MirrorFiles:
    """Opens the mirror that counts and attaches it to the journal; a missing or broken one begins empty."""

    def __init__(self, journal: Database, index: SearchIndex, room: Room) -> None:
        """Find the mirror, or make an empty one."""
        self._journal = journal
        self._index = index
        self._room = room
        self._folder = journal.path.parent
        self._lock = RLock()
        self._file = self._find() or self._make_empty()
        journal.attach(self._where)
        self._sweep()

    @property
    def path(self) -> Path:
        """The file that the desk works with."""
        return self._file.path

    @contextmanager
    def writing(self) -> Iterator[SqlMirror]:
        """Hold the mirror's write transaction."""
        with self._lock:
            self._follow()
            try:
                with self._file.writing() as connection:
                    yield SqlMirror(Sql(connection), self._index)
            except StoreBrokenError as broken:
                raise StoreBrokenError(MIRROR_DAMAGED if broken.reason in _HARM else broken.reason) from broken

    def judged(self, broken: StoreBrokenError) -> StoreBrokenError:
        """Tell harm to the mirror from harm to the journal: the one is put right by the next exchange."""
        if not self._file.path.is_file():
            with self._lock:
                self._follow()  # somebody has taken it away: whoever tries again finds another
        elif broken.reason in _HARM and not self.sealed():
            self._note_damage()
            return StoreBrokenError(MIRROR_DAMAGED)
        return broken

    def begun(self) -> str:
        """Return the form of the snapshot of which a part has come, empty for none."""
        forms = {path.suffix[1:] for path in self._folder.glob("next-*.*")}
        return next((form for form in (ROWS, FILE) if form in forms), "")

    def intake(self, manifest: Manifest) -> Intake:
        """Go on with a snapshot, or begin it: whatever there is of another one is thrown away.

        Raises:
            MirrorBusyError: another program of this desk is at it.
            StoreBrokenError: `little_room` where it would fill the disk that the journal needs.
        """
        kind = FileIntake if manifest.form == FILE else RowsIntake
        part = self._folder / f"next-{manifest.snapshot_id}.{manifest.form}"

        def put_down() -> None:
            if self._room(self._folder) < RESERVE:
                for file in self._folder.glob(f"{part.name}*"):
                    _remove(file)
            lock.release()

        try:
            lock = FolderLock.alone(self._folder, _RECEIVING)
        except DeskOpenElsewhereError:
            raise MirrorBusyError from None
        try:
            for other in self._folder.glob("next-*"):
                if not other.name.startswith(part.name):
                    _remove(other)
            self._see_that_it_fits(kind.size(manifest), part)
            return kind(manifest, part, self._journal, self._swap, put_down)
        except BaseException:
            lock.release()
            raise

    def faults(self) -> tuple[str, ...]:
        """Run the integrity checks on the mirror; what they find the next exchange puts right."""
        found = self._file.faults()
        if found:
            self._note_damage()
        return found

    def sealed(self) -> bool:
        """Tell whether every page is as it was written."""
        return self._file.sealed()

    def close(self) -> None:
        """Release the file."""
        self._file.close()

    def _swap(self, made: Path) -> None:
        """Let a complete file take the place of the present one, by one commit in the journal's file."""
        with self._lock:
            path = self._free_name()
            try:
                made.replace(path)
            except OSError as failed:
                raise StoreBrokenError("disk_error") from failed  # another program looks into it: the next turn again
            try:
                new = self._journal.sibling(path)
                self._point_to(path)
            except BaseException:
                path.replace(made)  # complete, and counted on by nobody: the next turn points to it
                raise
            old, self._file = self._file, new
            self._journal.attach(self._where)
            old.close()
            self._drop_others()

    def _where(self, ask: Ask) -> Path:
        """Return the mirror that counts when a connection is made: another program may have swapped it."""
        return self._folder / ask("SELECT name FROM mirror_file")

    def _follow(self) -> None:
        """Open the mirror that counts, where another program of this desk has swapped it meanwhile."""
        gone = not self._file.path.is_file()
        if gone:
            self._journal.attach(None)  # with it no connection could even ask for the name
        name = self._named()
        if name == self._file.path.name and not gone:
            return
        found = self._open(self._folder / name) or self._find() or self._make_empty()
        self._file.close()
        self._file = found
        self._journal.attach(self._where)

    def _see_that_it_fits(self, size: int, part: Path) -> None:
        there = part.stat().st_size if part.exists() else 0
        if self._room(self._folder) < size - there + RESERVE:
            raise StoreBrokenError(LITTLE_ROOM)

    def _sweep(self) -> None:
        """Take away what a swap that was cut short has left; whoever receives just now is left in peace."""
        try:
            lock = FolderLock.alone(self._folder, _RECEIVING)
        except DeskOpenElsewhereError:
            return
        try:
            self._drop_others()
            for part in self._folder.glob("next-*"):
                with suppress(FileNotFoundError):
                    if part.stat().st_mtime < time() - _PART_KEPT_S:
                        _remove(part)
        finally:
            lock.release()

    def _drop_others(self) -> None:
        for other in self._folder.glob("mirror-*"):
            if not other.name.startswith(self._file.path.name):
                _remove(other)

    def _note_damage(self) -> None:
        """Let the next exchange know; what cannot even be opened any more gives way to an empty mirror at once."""
        with self._lock:
            still = self._open(self._file.path)
            if still is None:
                self._file.close()
                self._file = self._make_empty()
                self._journal.attach(self._where)
            else:
                still.close()
        with self._journal.writing() as connection:
            Sql(connection).run("UPDATE mirror_file SET fault = ?", (DAMAGED,))

    def _find(self) -> Database | None:
        """Open the mirror by its name; after a restore the name may be older than the file."""
        name = self._named()
        others = sorted(self._folder.glob("mirror-*.db"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in [self._folder / name, *others] if name else others:
            found = self._open(path)
            if found is not None:
                if path.name != name:
                    self._point_to(path)
                return found
        return None

    def _open(self, path: Path) -> Database | None:
        """Open a mirror; None where it is gone, damaged, foreign, or of another program's format."""
        if not path.is_file():
            return None
        try:
            found = self._journal.sibling(path)
        except DatabaseUnsafeError:
            return None
        except StoreBrokenError as broken:
            _raise_passing(broken)
            return None
        try:
            with found.reading() as connection:
                if Sql(connection).value("SELECT format FROM feed") == FORMAT:
                    return found
        except StoreBrokenError as broken:
            _raise_passing(broken)
        found.close()
        return None

    def _make_empty(self) -> Database:
        made = self._journal.sibling(self._free_name())
        with made.writing() as connection:
            create_tables(cursor_of(connection))
        self._point_to(made.path)
        return made

    def _named(self) -> str:
        with self._journal.reading() as connection:
            return str(Sql(connection).value("SELECT name FROM mirror_file"))

    def _point_to(self, path: Path) -> None:
        with self._journal.writing() as connection:
            Sql(connection).run("UPDATE mirror_file SET name = ?", (path.name,))

    def _free_name(self) -> Path:
        return self._folder / f"mirror-{uuid4().hex[:12]}.db"


def _raise_passing(broken: StoreBrokenError) -> None:
    """A file that is only held or out of reach for a moment is not thrown away for it."""
    if broken.reason in _PASSING:
        raise broken


def _remove(path: Path) -> None:
    with suppress(OSError):  # another program still reads it; the next swap takes it away
        path.unlink()
