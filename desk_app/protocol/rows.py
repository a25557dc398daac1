"""Pieces of a snapshot in rows: lines of JSON changes, compressed."""

import zlib
from collections.abc import Iterable, Iterator

from desk_app.protocol.fields import whole
from desk_app.protocol.messages import Change
from desk_app.protocol.strict_json import MalformedError, dumps, loads

_LEVEL = 6


def write_rows(changes: Iterable[Change]) -> bytes:
    """Write one piece."""
    return zlib.compress(b"".join(dumps(change.to_json()) + b"\n" for change in changes), _LEVEL)


def read_rows(piece: bytes) -> Iterator[Change]:
    """Read one piece.

    Raises:
        MalformedError: it is none.
    """
    try:
        lines = zlib.decompress(piece).splitlines()
    except zlib.error:
        raise MalformedError("rows") from None
    for line in lines:
        change = whole(loads(line), Change.read)
        if change.value is None:
            raise MalformedError("rows")
        yield change
