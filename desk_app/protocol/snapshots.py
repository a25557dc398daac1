"""A snapshot: a desk's whole scope at one place of the feed, in pieces that are fetched again one by one.

It comes in one of two forms. `rows` is short and is indexed by the desk: for
a slow line. `file` is the mirror itself, searchable as it comes, four times
as long: for any other line. The pieces of either lie end to end under one
address and are asked for by range.
"""

from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

from desk_app.protocol.fields import Fields
from desk_app.protocol.messages import Position, Tally, read_position

ROWS = "rows"
FILE = "file"
_FORMS = f"{ROWS}|{FILE}"
_MOST_PIECES = 20_000


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece as it travels: compressed rows, or compressed pages of the file; `rows` counts either."""

    rows: int
    size: int
    sha256: bytes

    def to_json(self) -> dict[str, Any]:
        """Write the description of the piece."""
        return {"rows": self.rows, "size": self.size, "sha256": self.sha256.hex()}

    @classmethod
    def read(cls, fields: Fields) -> "Piece":
        """Read the description of the piece."""
        return cls(fields.number("rows"), fields.number("size"), fields.hexes("sha256", 32))


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot holds; the tallies tell how many entities, the cursor where the feed goes on."""

    snapshot_id: str
    form: str
    cursor: str
    position: Position
    pieces: tuple[Piece, ...]
    tallies: tuple[Tally, ...]

    @property
    def size(self) -> int:
        """Return how many bytes travel."""
        return sum(piece.size for piece in self.pieces)

    @property
    def entities(self) -> int:
        """Return how many entities there are."""
        return sum(tally.count for tally in self.tallies)

    def offsets(self) -> tuple[int, ...]:
        """Return where each piece begins, and where the last one ends."""
        return tuple(accumulate((piece.size for piece in self.pieces), initial=0))

    def told(self, cursor: str) -> "Manifest":
        """Return the same for another reader of the same scope."""
        return replace(self, cursor=cursor)

    def to_json(self) -> dict[str, Any]:
        """Write the manifest."""
        return {
            "snapshot_id": self.snapshot_id,
            "form": self.form,
            "cursor": self.cursor,
            "position": {"tx": self.position[0], "change": self.position[1]},
            "pieces": [piece.to_json() for piece in self.pieces],
            "tallies": [tally.to_json() for tally in self.tallies],
        }

    @classmethod
    def read(cls, fields: Fields) -> "Manifest":
        """Read the manifest."""
        return cls(
            fields.text("snapshot_id", most=64, pattern=r"[0-9a-f-]+"),
            fields.text("form", most=8, pattern=_FORMS),
            fields.text("cursor", most=120),
            fields.inner("position", read_position),
            fields.each("pieces", Piece.read, most=_MOST_PIECES),
            fields.each("tallies", Tally.read, most=20),
        )


@dataclass(frozen=True, slots=True)
class SnapshotRequest:
    """Which form is wanted; a centre that makes files of another format answers with rows.

    For a repair it has to be newly made: what the desk has been given before did not agree with the centre.
    """

    form: str
    file_format: int
    repair: bool = False

    def to_json(self) -> dict[str, Any]:
        """Write the request."""
        return {"form": self.form, "file_format": self.file_format, "repair": self.repair}

    @classmethod
    def read(cls, fields: Fields) -> "SnapshotRequest":
        """Read the request."""
        return cls(
            fields.text("form", most=8, pattern=_FORMS),
            fields.number("file_format", most=10**6),
            fields.flag("repair"),
        )


def read_answer(fields: Fields) -> Manifest | None:
    """Read the centre's answer; None while it is still making the snapshot."""
    state = fields.text("state", most=8, pattern="ready|making")
    if state == "making":
        return None
    return fields.inner("manifest", Manifest.read)
