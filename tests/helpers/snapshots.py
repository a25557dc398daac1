"""Snapshots made here, as the centre makes them."""

from collections.abc import Iterable, Sequence
from contextlib import closing
from hashlib import sha256

from desk_app.application.ports import SyncedStore
from desk_app.protocol.messages import Change, Position
from desk_app.protocol.rows import write_rows
from desk_app.protocol.snapshots import FILE, ROWS, Manifest, Piece
from desk_app.settlement.snapshot_file import file_pieces

Snapshot = tuple[Manifest, tuple[bytes, ...]]


def in_rows(
    *runs: Sequence[Change], snapshot_id: str = "ab-1", cursor: str = "cursor-s", position: Position = (0, 50)
) -> Snapshot:
    """Make a snapshot in rows, a piece of each run."""
    made = [(len(run), write_rows(run)) for run in runs]
    return _snapshot(ROWS, made, snapshot_id, cursor, position)


def as_file(
    *runs: Sequence[Change], snapshot_id: str = "ab-2", cursor: str = "cursor-s", position: Position = (0, 50)
) -> Snapshot:
    """Make a snapshot as a file, four pages a piece."""
    return _snapshot(FILE, file_pieces((list(run) for run in runs), 4), snapshot_id, cursor, position)


def bring(store: SyncedStore, snapshot: Snapshot) -> None:
    """Let a store receive a snapshot from wherever it stands to its end."""
    manifest, pieces = snapshot
    with closing(store.intake(manifest)) as intake:
        for number in range(intake.there(), len(pieces)):
            intake.take(number, pieces[number])
        intake.finish()


def _snapshot(
    form: str, made: Iterable[tuple[int, bytes]], snapshot_id: str, cursor: str, position: Position
) -> Snapshot:
    made = list(made)
    pieces = tuple(Piece(rows, len(data), sha256(data).digest()) for rows, data in made)
    return Manifest(snapshot_id, form, cursor, position, pieces, ()), tuple(data for _, data in made)
