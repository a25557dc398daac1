"""How fast a resident is found among a hundred thousand accounts, beside FTS5 and LIKE in the same encrypted file.

Run `python -m tests.benchmarks search`; `search-million` is for a whole region.
"""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection

from desk_app.domain.queries import Query, read_query
from desk_app.domain.search import SearchRow
from desk_app.mirror_file.tables import create_search_tables
from desk_app.store.search import SearchIndex
from desk_app.store.search_cursor import cursor_of
from tests.benchmarks.figure import Figure, Peer
from tests.benchmarks.search_peers import build_fts, build_like, find_fts, find_like, megabytes, seconds
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
            create_search_tables(cursor_of(connection))
            own = seconds(lambda: index.rebuild(connection, rows))
            connection.commit()
            size = megabytes(connection)
            fts = seconds(lambda: build_fts(connection, rows))
            fts_size = megabytes(connection) - size
            like = seconds(lambda: build_like(connection, rows))
            yield Figure("search: build the index", own, "s", (Peer("FTS5", fts), Peer("LIKE", like)))
            yield Figure("search: size of the index", size, "MB", (Peer("FTS5", fts_size),))
            yield from _timed(connection, index, rows)
            yield _recall(connection, index, rows)
        engine.dispose()


def _timed(connection: Connection, index: SearchIndex, rows: list[SearchRow]) -> Iterator[Figure]:
    """Run every query through each engine in turn, so that all meet the same weather."""
    engines: dict[str, Engine] = {
        "own": lambda query: len(index.find(connection, query).hits),
        "FTS5": lambda query: find_fts(connection, query),
        "LIKE": lambda query: find_like(connection, query),
    }
    milliseconds: dict[str, list[float]] = {name: [] for name in engines}
    typed = queries_of(rows, QUERIES)
    index.find(connection, read_query(typed[0][1]))
    for at, (_kind, text) in enumerate(typed):
        for name, find in engines.items():
            if name != "LIKE" or at % LIKE_EVERY == 0:
                milliseconds[name].append(1000 * seconds(partial(_typed, find, text)))
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
