"""The peers of the search over the same accounts in the same encrypted file: FTS5 and LIKE."""

from collections.abc import Callable
from time import perf_counter

from sqlalchemy import Connection

from desk_app.domain.queries import Query
from desk_app.domain.search import SearchRow, fold_number, place_words, words_of
from desk_app.store.search_cursor import cursor_of


def build_fts(connection: Connection, rows: list[SearchRow]) -> None:
    """Put every account into an FTS5 table."""
    cursor = cursor_of(connection)
    cursor.execute("CREATE VIRTUAL TABLE peer_fts USING fts5(text, prefix='2 3')")
    cursor.executemany("INSERT INTO peer_fts (text) VALUES (?)", ((_text(row),) for row in rows))
    connection.commit()


def build_like(connection: Connection, rows: list[SearchRow]) -> None:
    """Put every account into a plain table."""
    cursor = cursor_of(connection)
    cursor.execute("CREATE TABLE peer_like (text TEXT NOT NULL)")
    cursor.executemany("INSERT INTO peer_like VALUES (?)", ((_text(row),) for row in rows))
    connection.commit()


def _text(row: SearchRow) -> str:
    names = (*place_words(row.settlement), *place_words(row.street), *words_of(row.holder))
    return " ".join(("", *names, *words_of(row.house), *words_of(row.flat), fold_number(row.number), row.card))


def _words(query: Query) -> list[str]:
    """Give the peers the words of the first reading only: they rank nothing and repair nothing."""
    meant = query.repaired or query
    if not meant.readings:
        return []
    first = meant.readings[0]
    numbers = (first.house, first.flat, first.number, first.card, first.phone_tail)
    return [*first.words, *(word for number in numbers for word in words_of(number))]


def find_fts(connection: Connection, query: Query) -> int:
    """Count what FTS5 finds."""
    match = " ".join(f'"{word}"*' for word in _words(query))
    if not match:
        return 0
    return len(
        cursor_of(connection).execute("SELECT rowid FROM peer_fts WHERE text MATCH ? LIMIT 50", (match,)).fetchall()
    )


def find_like(connection: Connection, query: Query) -> int:
    """Count what LIKE finds."""
    words = _words(query)
    where = " AND ".join(["text LIKE ?"] * len(words)) or "FALSE"
    sql = f"SELECT rowid FROM peer_like WHERE {where} LIMIT 50"  # noqa: S608 - only question marks
    return len(cursor_of(connection).execute(sql, [f"% {word}%" for word in words]).fetchall())


def seconds(work: Callable[[], object]) -> float:
    """Measure by the clock."""
    started = perf_counter()
    work()
    return perf_counter() - started


def megabytes(connection: Connection) -> float:
    """Return the size of the file."""
    pages = cursor_of(connection).execute("PRAGMA page_count").fetchone()
    size = cursor_of(connection).execute("PRAGMA page_size").fetchone()
    assert pages is not None
    assert size is not None
    return int(pages[0]) * int(size[0]) / 1e6  # SQLCipher answers page_size as text
