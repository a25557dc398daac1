"""Receiving a snapshot beside the mirror that the desk works with; what has come stays through a cut."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from errno import EDQUOT, EFBIG, ENOSPC
from itertools import accumulate
from os import SEEK_END, fsync, urandom
from pathlib import Path
from typing import NoReturn

from sqlcipher3 import dbapi2 as sqlcipher

from desk_app.application.errors import CentreUnreachableError
from desk_app.application.once import StoreBrokenError
from desk_app.mirror_file.fill import load_rows, make_searchable, set_place
from desk_app.mirror_file.pages import PAGE, SALT, PageCipher
from desk_app.mirror_file.pieces import PieceDamagedError, expand
from desk_app.mirror_file.tables import FORMAT, create_tables
from desk_app.protocol.rows import read_rows
from desk_app.protocol.snapshots import Manifest
from desk_app.protocol.strict_json import MalformedError
from desk_app.store.database import Database, DatabaseUnsafeError
from desk_app.store.search_cursor import cursor_of
from desk_app.store.sql import Sql

_BYTES_AN_ENTITY = 1000
"""Of a city of 200,000 accounts 653 stayed in the file; the log takes some more while it is indexed."""

Swap = Callable[[Path], None]
Done = Callable[[], None]
_FULL = (ENOSPC, EDQUOT, EFBIG)
"""No room on the disk, in what this user may fill of it, or in a file of its kind."""


class RowsIntake:
    """Rows go into an empty mirror, piece by piece; the indexes are made at the end."""

    @staticmethod
    def size(manifest: Manifest) -> int:
        """Return about how many bytes of disk it takes, indexes and all."""
        return manifest.entities * _BYTES_AN_ENTITY

    def __init__(self, manifest: Manifest, part: Path, journal: Database, swap: Swap, done: Done) -> None:
        """Open what there is, or begin."""
        self._manifest, self._part, self._swap, self._done = manifest, part, swap, done
        self._file = journal.sibling(part)
        if not self._file.holds("feed"):
            with self._file.writing() as connection:
                create_tables(cursor_of(connection))
                Sql(connection).run("DROP INDEX account_premise")

    def there(self) -> int:
        """Return how many pieces have come."""
        with self._file.reading() as connection:
            found: int = Sql(connection).value("SELECT pieces FROM feed")
        return found

    def take(self, number: int, piece: bytes) -> None:
        """Put one piece into the tables, with its number."""
        try:
            rows = tuple(read_rows(piece))
        except MalformedError:
            raise CentreUnreachableError("not_the_centre") from None
        with self._file.writing() as connection:
            load_rows(cursor_of(connection), rows)
            Sql(connection).run("UPDATE feed SET pieces = ?", (number + 1,))

    def finish(self) -> None:
        """Index everything and let the file take the mirror's place."""
        with self._file.writing() as connection:
            make_searchable(cursor_of(connection))
            set_place(cursor_of(connection), self._manifest.cursor, self._manifest.position)
        self._file.close()
        if self._part.with_name(f"{self._part.name}-wal").exists():
            raise StoreBrokenError("disk_error")  # closing the last connection brings the log into the file
        self._swap(self._part)

    def close(self) -> None:
        """Release the file; the next turn goes on with it."""
        self._file.close()
        self._done()


class FileIntake:
    """Pages of the finished mirror are sealed with this desk's key as they come; no plain one touches the disk."""

    @staticmethod
    def size(manifest: Manifest) -> int:
        """Return how many bytes of disk it takes."""
        return sum(piece.rows for piece in manifest.pieces) * PAGE

    def __init__(self, manifest: Manifest, part: Path, journal: Database, swap: Swap, done: Done) -> None:
        """Open what there is, or begin; a piece that was cut in the middle comes again."""
        self._manifest, self._part, self._journal, self._swap, self._done = manifest, part, journal, swap, done
        self._starts = tuple(accumulate((piece.rows for piece in manifest.pieces), initial=0))
        self._file = part.open("r+b" if part.exists() else "w+b")
        salt = self._file.read(SALT)
        self._there = self._whole_pieces()
        self._resumed = self._there > 0
        self._cipher = PageCipher(journal.key, salt if self._resumed else urandom(SALT))

    def there(self) -> int:
        """Return how many pieces have come."""
        return self._there

    def take(self, number: int, piece: bytes) -> None:
        """Seal the pages of one piece and put them at the end."""
        pages = self._manifest.pieces[number].rows
        try:
            plain = expand(piece, pages)
        except PieceDamagedError:
            raise CentreUnreachableError("damaged") from None
        with _disk():
            self._file.write(self._cipher.seal(plain, self._starts[number] + 1))
        self._there = number + 1

    def finish(self) -> None:
        """Write down whose feed it continues, and let the file take the mirror's place."""
        with _disk():
            self._file.flush()
            fsync(self._file.fileno())
        self._file.close()
        if not self._complete() or (self._resumed and self._journal.faults_of(self._part)):
            self._give_up()  # a power cut may have left holes among the pages that came before it
        try:
            self._set_place()
        except (StoreBrokenError, DatabaseUnsafeError, sqlcipher.Error):
            self._give_up()
        self._swap(self._part)

    def close(self) -> None:
        """Release the file; the next turn goes on with it."""
        # What a full disk did not take is tried once more here; it comes again with the next turn.
        with suppress(OSError):
            self._file.close()
        self._done()

    def _set_place(self) -> None:
        with closing(self._journal.sibling(self._part)) as database, database.writing() as connection:
            if Sql(connection).value("SELECT format FROM feed") != FORMAT:
                raise StoreBrokenError("damaged")
            set_place(cursor_of(connection), self._manifest.cursor, self._manifest.position)

    def _complete(self) -> bool:
        return self._part.is_file() and self._part.stat().st_size == self._starts[-1] * PAGE

    def _give_up(self) -> NoReturn:
        self._part.unlink(missing_ok=True)
        raise CentreUnreachableError("damaged")

    def _whole_pieces(self) -> int:
        size = self._file.seek(0, SEEK_END)
        there = bisect_right(self._starts, size // PAGE) - 1
        self._file.seek(self._starts[there] * PAGE)
        self._file.truncate()
        return there


@contextmanager
def _disk() -> Iterator[None]:
    try:
        yield
    except OSError as failed:
        raise StoreBrokenError("disk_full" if failed.errno in _FULL else "disk_error") from failed
