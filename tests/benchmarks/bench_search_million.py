"""How fast a resident is found among a million accounts, and what the desk's process takes with them.

Every figure of time is the processor's, not the clock's: a search waits for
nothing but the processor, and another program's turn is not its fault. The
peers answer the same queries from the same encrypted file, each through a
connection and with a cache of its own; the engines take turns after every few
rounds of all kinds, for on no desk they share the processor's cache. Queries
are of all kinds in equal parts; the
keys of one query being typed are measured apart, for that is what a desk does.
"""

import json
import platform
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import thread_time

from sqlalchemy import Connection

from desk_app.domain.queries import Query, read_query
from desk_app.domain.search import SearchRow
from desk_app.mirror_file.tables import create_search_tables
from desk_app.store.database import Database
from desk_app.store.search import SearchIndex
from desk_app.store.search_cursor import cursor_of
from tests.benchmarks.figure import Figure, Peer
from tests.benchmarks.search_peers import build_fts, build_like, find_fts, find_like, megabytes, seconds
from tests.helpers.city import make_city
from tests.helpers.queries import queries_of
from tests.helpers.search_oracle import Oracle

ACCOUNTS = 1_000_000
QUERIES = 1_900
TYPED = 190
COMPARED = 300
_KEY = b"\x5a" * 32
_ROUNDS_A_TURN = 20
_ONE_IN = {"own": 1, "FTS5": 2, "LIKE": 20}
"""A peer that takes long answers only so many of the rounds."""

_MEMORY_LIMIT = 300.0
_FULL = "full address"

Connections = tuple[Connection, Connection, Connection]

Times = dict[str, dict[str, list[float]]]
"""Milliseconds of the processor, by engine and kind of query."""


def measure(accounts: int = ACCOUNTS) -> Iterator[Figure]:
    """Yield build time, size, percentiles, recall and memory."""
    with TemporaryDirectory() as folder:
        yield from _searched(Path(folder), accounts)
    with TemporaryDirectory() as folder:
        call = [sys.executable, "-m", "tests.benchmarks.full_window", folder, str(accounts)]
        told = json.loads(subprocess.run(call, capture_output=True, text=True, check=True).stdout.splitlines()[-1])
        yield Figure("search-million: memory of the desk", told["rss_mib"], "MiB", (Peer("limit", _MEMORY_LIMIT),))


def _searched(folder: Path, accounts: int) -> Iterator[Figure]:
    rows = make_city(accounts)
    database, index = Database(folder / "desk.db", _KEY), SearchIndex()
    with database.writer.connect() as connection:
        create_search_tables(cursor_of(connection))
        own = seconds(lambda: index.rebuild(connection, rows))
        connection.commit()
        size = megabytes(connection)
        fts = seconds(lambda: build_fts(connection, rows))
        fts_size = megabytes(connection) - size
        like = seconds(lambda: build_like(connection, rows))
        connection.rollback()
    yield Figure(f"search-million: build the index ({_machine()})", own, "s", (Peer("FTS5", fts), Peer("LIKE", like)))
    yield Figure("search-million: size of the index", size, "MB", (Peer("FTS5", fts_size),))
    with database.reading() as one, database.reading() as other, database.reading() as third:
        yield from _timed((one, other, third), index, rows)
        yield _recall(one, index, rows)
    database.close()


def _timed(connections: Connections, index: SearchIndex, rows: list[SearchRow]) -> Iterator[Figure]:
    queries = queries_of(rows, QUERIES)
    index.find(connections[0], read_query(queries[0][1]))
    times = _asked(connections, index, queries)
    for percent in (50, 99):
        yield _figure(f"p{percent} of one query", percent, {name: _all(kinds) for name, kinds in times.items()})
    for percent in (50, 99):
        yield _figure(f"p{percent} of a full address", percent, {name: times[name][_FULL] for name in times})
    for kind, taken in times["own"].items():
        yield Figure(f"search-million: p50 of {kind}", _percentile(taken, 50), "ms of CPU")
    keys = [(kind, text[:end]) for kind, text in queries[:TYPED] for end in range(1, len(text) + 1)]
    typed = _all(_asked(connections, index, keys, only_own=True)["own"])
    for percent in (50, 99):
        yield Figure(f"search-million: p{percent} of one key while typing", _percentile(typed, percent), "ms of CPU")


def _asked(
    connections: Connections, index: SearchIndex, queries: list[tuple[str, str]], *, only_own: bool = False
) -> Times:
    """Ask the engines in turns, so that all meet the same weather."""
    one, other, third = connections
    engines: dict[str, Callable[[Query], object]] = {
        "own": lambda query: index.find(one, query),
        "FTS5": lambda query: find_fts(other, query),
        "LIKE": lambda query: find_like(third, query),
    }
    times: Times = {name: defaultdict(list) for name in engines}
    turn = _ROUNDS_A_TURN * len({kind for kind, _text in queries})
    for start in range(0, len(queries), turn):
        for name, find in engines.items():
            if name == "own" or not only_own:
                for kind, text in queries[start : start + turn // _ONE_IN[name]]:
                    began = thread_time()
                    find(read_query(text))
                    times[name][kind].append(1000 * (thread_time() - began))
    return times


def _figure(what: str, percent: int, times: dict[str, list[float]]) -> Figure:
    peers = tuple(Peer(name, _percentile(times[name], percent)) for name in ("FTS5", "LIKE"))
    return Figure(f"search-million: {what}", _percentile(times["own"], percent), "ms of CPU", peers)


def _all(kinds: dict[str, list[float]]) -> list[float]:
    return [one for taken in kinds.values() for one in taken]


def _percentile(times: list[float], percent: int) -> float:
    return sorted(times)[len(times) * percent // 100]


def _recall(connection: Connection, index: SearchIndex, rows: list[SearchRow]) -> Figure:
    """Compare with a look at every account: hits and their order must be the same."""
    oracle = Oracle(rows)
    queries = [read_query(text) for _kind, text in queries_of(rows, COMPARED, seed=11)]
    same = sum(index.find(connection, query) == oracle.find(query) for query in queries)
    return Figure("search-million: answers equal to a full look", same / len(queries), "of 1", higher_is_better=True)


def _machine() -> str:
    models = [line for line in _lines(Path("/proc/cpuinfo")) if line.startswith("model name")]
    model = models[0].partition(":")[2].strip() if models else platform.processor() or platform.machine()
    return f"{len(models) or 1} × {model}, Python {platform.python_version()}"


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []
