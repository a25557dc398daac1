"""How many rows a second pass through a desk's mirror that holds them already: most of what a feed brings after a cut.

A row is an account or one of its charges, which travel and are compared
together. The rows are handed over as the line gives them, decoded. Beside it stands the
plain upsert of the same rows into the same tables, with a comparison that
leaves equal ones alone; and, for rows that did change, our own figure with the
search index kept up.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import thread_time

import msgspec

from desk_app.mirror_file.values import pack_account, premise_of
from desk_app.protocol.entities import AccountEntity
from desk_app.protocol.messages import Change
from tests.benchmarks.figure import Figure, Peer
from tests.benchmarks.fill_desk import city_changes
from tests.helpers.small_desk import SmallDesk, bare_desk
from tests.helpers.snapshots import bring, in_rows

ACCOUNTS = 200_000
ROUNDS = 5
_PAGE = 2_000
_WANTED = 1_000_000.0
_UPSERT = (
    "INSERT INTO account(key, version, premise, value) VALUES (?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET "
    "version = excluded.version, premise = excluded.premise, value = excluded.value "
    "WHERE excluded.version > account.version"
)


def measure(accounts: int = ACCOUNTS) -> Iterator[Figure]:
    """Yield rows a second of the processor's time."""
    changes = [change for change in city_changes(accounts) if change.entity == "account"]
    pages = [changes[at : at + _PAGE] for at in range(0, len(changes), _PAGE)]
    with TemporaryDirectory() as folder, bare_desk(Path(folder)) as desk:
        bring(desk.store, in_rows(*pages))
        taken: dict[str, list[float]] = {"ours": [], "upsert": []}
        rows = _rows(changes)
        for _ in range(ROUNDS):
            taken["ours"].append(_rate(rows, lambda: _apply(desk, pages)))
            taken["upsert"].append(_rate(rows, lambda: _upsert(desk, pages)))
        ours = round(median(taken["ours"]))
        peers = (Peer("plain upsert", round(median(taken["upsert"]))), Peer("wanted", _WANTED))
        yield Figure("reapply: unchanged rows", ours, "rows/s of CPU", peers, higher_is_better=True)
        newer = [[replace(change, version=2) for change in page] for page in islice(pages, 10)]
        rate = _rate(sum(map(_rows, newer)), lambda: _apply(desk, newer))
        yield Figure("reapply: changed rows, searchable", round(rate), "rows/s of CPU", higher_is_better=True)


def _rows(changes: Sequence[Change]) -> int:
    return sum(1 + len(change.value["charges"]) for change in changes if change.value is not None)


def _apply(desk: SmallDesk, pages: Sequence[Sequence[Change]]) -> None:
    for page in pages:
        with desk.store.mirroring() as mirror:
            cursor = mirror.cursor()
            mirror.apply(page, cursor, cursor, (0, 50))


def _upsert(desk: SmallDesk, pages: Sequence[Sequence[Change]]) -> None:
    for page in pages:
        with desk.store.mirroring() as mirror:
            mirror.sql.many(_UPSERT, [_row(change) for change in page])


def _row(change: Change) -> tuple[object, ...]:
    entity = msgspec.convert(change.value, AccountEntity)
    return change.entity_id, change.version, premise_of(entity), pack_account(entity)


def _rate(rows: int, work: Callable[[], None]) -> float:
    began = thread_time()
    work()
    return rows / (thread_time() - began)
