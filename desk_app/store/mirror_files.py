"""The files of the mirror: the one the desk works with, and the one that is to take its place.

The journal's file tells by name which mirror counts, so a new one is swapped
in by one small commit there. The mirror has its own writer: a payment never
waits for the feed, and the journal's connections can only read the mirror.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock
from uuid import uuid4

from desk_app.application.errors import MirrorBusyError
from desk_app.application.once import StoreBrokenError
from desk_app.application.ports import Intake
from desk_app.mirror_file.tables import FORMAT, create_tables
from desk_app.protocol.snapshots import FILE, ROWS, Manifest
from desk_app.store.database import Database, DatabaseUnsafeError
from desk_app.store.intake import FileIntake, RowsIntake
from desk_app.store.lock import DeskOpenElsewhereError, FolderLock
from desk_app.store.mirror import SqlMirror
from desk_app.store.search import SearchIndex
from desk_app.store.search_cursor import cursor_of
from desk_app.store.sql import Sql

_RECEIVING = "mirror.use"
_PASSING = ("busy", "disk_error", "disk_full", "read_only")


class MirrorFiles:
    """Opens the mirror that counts and attaches it to the journal; a missing or broken one begins empty."""

    def __init__(self, journal: Database, index: SearchIndex) -> None:
        """Find the mirror, or make an empty one."""
        self._journal = journal
        self._index = index
        self._folder = journal.path.parent
        self._lock = RLock()
        self._file = self._find() or self._make_empty()
        journal.attach(self._file.path)

    @property
    def path(self) -> Path:
        """The file that the desk works with."""
        return self._file.path

    @contextmanager
    def writing(self) -> Iterator[SqlMirror]:
        """Hold the mirror's write transaction."""
        with self._lock:
            self._follow()
            with self._file.writing() as connection:
                yield SqlMirror(Sql(connection), self._index)

    def begun(self) -> str:
        """Return the form of the snapshot of which a part has come, empty for none."""
        forms = {path.suffix[1:] for path in self._folder.glob("next-*.*")}
        return next((form for form in (ROWS, FILE) if form in forms), "")

    def intake(self, manifest: Manifest) -> Intake:
        """Go on with a snapshot, or begin it: whatever there is of another one is thrown away.

        Raises:
            MirrorBusyError: another program of this desk is at it.
        """
        kind = FileIntake if manifest.form == FILE else RowsIntake
        part = self._folder / f"next-{manifest.snapshot_id}.{manifest.form}"
        try:
            lock = FolderLock.alone(self._folder, _RECEIVING)
        except DeskOpenElsewhereError:
            raise MirrorBusyError from None
        try:
            for other in self._folder.glob("next-*"):
                if not other.name.startswith(part.name):
                    _remove(other)
            return kind(manifest, part, self._journal, self._swap, lock.release)
        except BaseException:
            lock.release()
            raise

    def faults(self) -> tuple[str, ...]:
        """Run the integrity checks on the mirror."""
        return self._file.faults()

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
            old, new = self._file, self._journal.sibling(path)
            self._point_to(path)
            self._file = new
            self._journal.attach(path)
            old.close()
            for other in self._folder.glob("mirror-*"):
                # The last one stays: another program of this desk may have yet to follow.
                if not other.name.startswith((path.name, old.path.name)):
                    _remove(other)

    def _follow(self) -> None:
        """Another program of this desk may have swapped the mirror meanwhile."""
        name = self._named()
        if name != self._file.path.name and (found := self._open(self._folder / name)) is not None:
            self._file.close()
            self._file = found
            self._journal.attach(found.path)

    def _find(self) -> Database | None:
        """Open the mirror by its name; after a restore the name may be older than the file."""
        name = self._named()
        others = sorted(self._folder.glob("mirror-*.db"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in [self._folder / name, *others] if name else others:
            found = self._open(path) if path.is_file() else None
            if found is not None:
                if path.name != name:
                    self._point_to(path)
                return found
        return None

    def _open(self, path: Path) -> Database | None:
        """Open a mirror; None where it is damaged, foreign, or of another program's format."""
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
