"""How fast a resident is found among a hundred thousand accounts, beside FTS5 and LIKE in the same encrypted file.

Run `python -m tests.benchmarks search`; `measure(1_000_000)` for a whole region.
"""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy import Connection

from desk_app.domain.queries import Query, read_query
from desk_app.domain.search import SearchRow, fold_number, place_words, words_of
from desk_app.store.search import SearchIndex
from desk_app.store.search_cursor import cursor_of
from desk_app.store.search_tables import create_search_tables
from tests.benchmarks.figure import Figure, Peer
from tests.helpers.city import make_city
from tests.helpers.encrypted import encrypted_engine
from tests.helpers.queries import queries_of
from tests.helpers.search_oracle import Oracle

ACCOUNTS = 100_000
QUERIES = 1_000
LIKE_EVERY = 20
"""LIKE takes so long that every twentieth query is enough."""

Engine = Callable[[Query], int]


def measure(accounts: int = ACCOUNTS) -> Iterator[Figure]:
    """Yield build time, size, percentiles and recall."""
    rows = make_city(accounts)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "desk.db"
        engine = encrypted_engine(file)
        with engine.connect() as connection:
            index = SearchIndex()
            create_search_tables(connection)
            own = _seconds(lambda: index.rebuild(connection, rows))
            connection.commit()
            size = _megabytes(connection)
            fts = _seconds(lambda: _build_fts(connection, rows))
            fts_size = _megabytes(connection) - size
            like = _seconds(lambda: _build_like(connection, rows))
            yield Figure("search: build the index", own, "s", (Peer("FTS5", fts), Peer("LIKE", like)))
            yield Figure("search: size of the index", size, "MB", (Peer("FTS5", fts_size),))
            yield from _timed(connection, index, rows)
            yield _recall(connection, index, rows)
        engine.dispose()


def _timed(connection: Connection, index: SearchIndex, rows: list[SearchRow]) -> Iterator[Figure]:
    """Run every query through each engine in turn, so that all meet the same weather."""
    engines: dict[str, Engine] = {
        "own": lambda query: len(index.find(connection, query).hits),
        "FTS5": lambda query: _find_fts(connection, query),
        "LIKE": lambda query: _find_like(connection, query),
    }
    milliseconds: dict[str, list[float]] = {name: [] for name in engines}
    typed = queries_of(rows, QUERIES)
    index.find(connection, read_query(typed[0][1]))
    for at, (_kind, text) in enumerate(typed):
        for name, find in engines.items():
            if name != "LIKE" or at % LIKE_EVERY == 0:
                milliseconds[name].append(1000 * _seconds(partial(_typed, find, text)))
    for percent in (50, 99):
        reached = {name: sorted(times)[len(times) * percent // 100] for name, times in milliseconds.items()}
        peers = tuple(Peer(name, reached[name]) for name in ("FTS5", "LIKE"))
        yield Figure(f"search: p{percent} of one query", reached["own"], "ms", peers)


def _typed(find: Engine, text: str) -> int:
    return find(read_query(text))


def _recall(connection: Connection, index: SearchIndex, rows: list[SearchRow]) -> Figure:
    """Compare with a look at every account: hits and their order must be the same."""
    oracle, typed = Oracle(rows), queries_of(rows, QUERIES)
    queries = [read_query(text) for _kind, text in typed]
    same = sum(index.find(connection, query) == oracle.find(query) for query in queries)
    return Figure("search: answers equal to a full look", same / len(queries), "of 1", higher_is_better=True)


def _build_fts(connection: Connection, rows: list[SearchRow]) -> None:
    cursor = cursor_of(connection)
    cursor.execute("CREATE VIRTUAL TABLE peer_fts USING fts5(text, prefix='2 3')")
    cursor.executemany("INSERT INTO peer_fts (text) VALUES (?)", ((_text(row),) for row in rows))
    connection.commit()


def _build_like(connection: Connection, rows: list[SearchRow]) -> None:
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


def _find_fts(connection: Connection, query: Query) -> int:
    match = " ".join(f'"{word}"*' for word in _words(query))
    if not match:
        return 0
    return len(
        cursor_of(connection).execute("SELECT rowid FROM peer_fts WHERE text MATCH ? LIMIT 50", (match,)).fetchall()
    )


def _find_like(connection: Connection, query: Query) -> int:
    words = _words(query)
    where = " AND ".join(["text LIKE ?"] * len(words)) or "FALSE"
    sql = f"SELECT rowid FROM peer_like WHERE {where} LIMIT 50"  # noqa: S608 - only question marks
    return len(cursor_of(connection).execute(sql, [f"% {word}%" for word in words]).fetchall())


def _seconds(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


def _megabytes(connection: Connection) -> float:
    pages = cursor_of(connection).execute("PRAGMA page_count").fetchone()
    size = cursor_of(connection).execute("PRAGMA page_size").fetchone()
    assert pages is not None
    assert size is not None
    return int(pages[0]) * int(size[0]) / 1e6  # SQLCipher answers page_size as text
