"""How long a desk waits from «fetch everything» to the first answer of the search, for a million accounts.

The centre's own service gives the snapshot over a loopback socket; the desk
takes it into its encrypted store. Beside it: the same snapshot in rows, which
the desk indexes itself, and what one would write first: JSON lines, read one
by one and put with executemany into the same encrypted kind of file with four
indexes, and no search at all.
"""

import json
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

from sqlalchemy import insert
from sqlcipher3 import dbapi2 as sqlcipher

from desk_app.application.receive_snapshot import AUTO, ReceiveSnapshot, Stage
from desk_app.protocol.messages import Change
from desk_app.protocol.rows import write_rows
from desk_app.protocol.snapshots import FILE, ROWS, Manifest, Piece
from desk_app.protocol.strict_json import dumps
from desk_app.settlement.snapshot_file import file_pieces
from desk_app.settlement.tables import snapshot, snapshot_chunk
from tests.benchmarks.figure import Figure, Peer
from tests.benchmarks.fill_desk import city_changes
from tests.helpers.centre import RunningCentre
from tests.sync.line import Line, enrolled_line, running_centre

ACCOUNTS = 1_000_000
ROUNDS = 3
_RUN = 5_000
_KEY = b"\x5a" * 32
_LATER = "2026-11-23T06:00:00.000Z"  # than the snapshot of the street that the centre has made already
_TYPED = "барнаул"
_LIMIT_S = 4.0


def measure(accounts: int = ACCOUNTS) -> Iterator[Figure]:
    """Yield times and sizes of both forms, beside JSON lines."""
    with TemporaryDirectory() as folder, running_centre(Path(folder)) as centre:
        made = {form: _timed(lambda form=form: _make(centre, form, accounts)) for form in (FILE, ROWS)}  # type: ignore[misc]  # the form of this turn
        for form, (size, took) in made.items():
            yield Figure(f"first-sync: making the {form} at the centre, without its database", took, "s")
            yield Figure(f"first-sync: size of the {form} on the line", size / 1e6, "MB")
        yield from _received(Path(folder), centre, accounts)


def _received(folder: Path, centre: RunningCentre, accounts: int) -> Iterator[Figure]:
    walls: dict[str, list[float]] = {FILE: [], ROWS: [], "after the last byte": [], "JSON lines": []}
    cpus: list[float] = []
    with enrolled_line(folder / "desk", centre) as line:
        for turn in range(ROUNDS):
            cpu = process_time()
            whole, after = _receive(line, FILE)
            cpus.append(process_time() - cpu)
            walls[FILE].append(whole)
            walls["after the last byte"].append(after)
            if turn == 0:  # minutes each; one turn tells enough of them
                walls[ROWS].append(_receive(line, ROWS)[0])
                walls["JSON lines"].append(_json_lines(folder / "lines.db", accounts))
    ours = {name: round(median(taken), 2) for name, taken in walls.items()}
    peers = (Peer("JSON lines, executemany, four indexes", ours["JSON lines"]), Peer("limit", _LIMIT_S))
    yield Figure("first-sync: the file, from asking to found", ours[FILE], "s", (*peers, Peer("rows", ours[ROWS])))
    yield Figure("first-sync: the file, after the last byte", ours["after the last byte"], "s", peers)
    yield Figure("first-sync: the file, processor of desk and centre", round(median(cpus), 2), "s of CPU")


def _receive(line: Line, form: str) -> tuple[float, float]:
    """Receive one form; return seconds until something is found: from asking, and from the last byte."""
    last = began = perf_counter()

    def told(stage: Stage, _done: int, _of: int) -> None:
        nonlocal last
        if stage is Stage.SNAPSHOT:
            last = perf_counter()

    def asked(_form: str, *, repair: bool) -> Manifest | None:  # noqa: ARG001 - as the port says it
        return line.link.snapshot(form)

    class Link:
        snapshot = staticmethod(asked)
        pieces = staticmethod(line.link.pieces)

    ReceiveSnapshot(line.desk.store, Link(), line.desk.clock, AUTO, lambda _s: None)(told)  # type: ignore[arg-type]  # two calls of the port
    with line.desk.store.reading() as books:
        assert books.accounts.find(_TYPED, 20).rows
    return perf_counter() - began, perf_counter() - last


def _make(centre: RunningCentre, form: str, accounts: int) -> int:
    """Make a snapshot of the city and lay it where the service finds it; return its size."""
    changes = city_changes(accounts)
    runs: Iterator[list[Change]] = iter(lambda: list(islice(changes, _RUN)), [])
    made = file_pieces(runs) if form == FILE else ((len(run), write_rows(run)) for run in runs)
    pieces = []
    with centre.database.write() as connection:
        mine = {"id": sha256(form.encode()).hexdigest()[:36], "created_at": _LATER}
        connection.execute(insert(snapshot).values(**mine, scope="all", form=form, manifest=b""))
        for number, (rows, data) in enumerate(made):
            pieces.append(Piece(rows, len(data), sha256(data).digest()))
            connection.execute(insert(snapshot_chunk).values(snapshot_id=mine["id"], n=number, data=data))
        manifest = Manifest(mine["id"], form, "", (0, 10**9), tuple(pieces), ())
        done = snapshot.update().where(snapshot.c.id == mine["id"])
        connection.execute(done.values(manifest=dumps(manifest.to_json())))
    return manifest.size


def _json_lines(path: Path, accounts: int) -> float:
    """Do what one would write first; the lines are made before the clock starts."""
    changes = city_changes(accounts)
    packed = [
        zlib.compress(b"\n".join(dumps(change.to_json()) for change in run), 1)
        for run in iter(lambda: list(islice(changes, _RUN)), [])
    ]
    path.unlink(missing_ok=True)
    began = perf_counter()
    with closing(sqlcipher.connect(str(path))) as connection:
        connection.execute(f"PRAGMA key = \"x'{_KEY.hex()}'\"")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(
            "CREATE TABLE account(key TEXT PRIMARY KEY, version, number, holder, settlement, street, house, flat)"
        )
        connection.execute("CREATE TABLE charge(account TEXT, service TEXT, period, opening, charged, paid, due)")
        for run in packed:
            _insert(connection, [json.loads(line) for line in zlib.decompress(run).splitlines()])
        connection.execute("CREATE INDEX by_address ON account(settlement, street, house, flat)")
        connection.execute("CREATE INDEX by_number ON account(number)")
        connection.execute("CREATE INDEX by_holder ON account(holder)")
        connection.execute("CREATE INDEX by_account ON charge(account)")
        connection.commit()
    return perf_counter() - began


def _insert(connection: sqlcipher.Connection, changes: list[dict[str, Any]]) -> None:
    values = [(one["id"], one["version"], one["value"]) for one in changes if one["entity"] == "account"]
    names = ("number", "holder", "settlement", "street", "house", "flat")
    connection.executemany(
        "INSERT INTO account VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(key, version, *(value[name] for name in names)) for key, version, value in values],
    )
    connection.executemany(
        "INSERT INTO charge VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(key, *charge.values()) for key, _, value in values for charge in value["charges"]],
    )


def _timed(work: Callable[[], int]) -> tuple[int, float]:
    began = perf_counter()
    return work(), round(perf_counter() - began, 1)
