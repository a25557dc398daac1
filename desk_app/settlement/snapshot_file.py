"""Making a mirror file: filled, indexed, and cut into pieces for the road."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from os import urandom
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlcipher3.dbapi2

from desk_app.mirror_file.fill import load_rows, make_searchable
from desk_app.mirror_file.pages import PAGE
from desk_app.mirror_file.pieces import PAGES_A_PIECE, cut
from desk_app.mirror_file.tables import create_tables
from desk_app.protocol.messages import Change

_CACHE_KIB = 256 * 1024


def file_pieces(changes: Iterable[list[Change]], pages: int = PAGES_A_PIECE) -> Iterator[tuple[int, bytes]]:
    """Make the file of these rows; give its pieces, how many pages and their bytes as they travel.

    Nothing plain touches the disk, and the key that hides it there dies with this call.
    """
    with TemporaryDirectory(prefix="mirror-") as folder:
        key, path = urandom(32), Path(folder) / "mirror.db"
        _fill(path, key, changes)
        yield from cut(path, key, pages)


def _fill(path: Path, key: bytes, changes: Iterable[list[Change]]) -> None:
    with closing(sqlcipher3.dbapi2.connect(str(path))) as connection:
        connection.isolation_level = None
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        for pragma in (f"page_size={PAGE}", "journal_mode=OFF", "synchronous=OFF", f"cache_size=-{_CACHE_KIB}"):
            connection.execute(f"PRAGMA {pragma}")
        cursor = connection.cursor()
        cursor.execute("BEGIN")
        create_tables(cursor)
        cursor.execute("DROP INDEX account_premise")  # made at the end, in a tenth of the time
        for run in changes:
            load_rows(cursor, run)
        make_searchable(cursor)
        cursor.execute("COMMIT")
