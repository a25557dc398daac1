"""The high-water mark: a small file beside the database that knows how far the journal had come.

A damaged or missing write-ahead log opens without complaint: SQLite takes what
is whole and forgets the rest, so an operation already on paper would be gone
and nobody would know. The mark is only a detector; it never decides anything.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from struct import Struct

from desk_app.domain.errors import DeskError
from desk_app.protocol.frames import Frame
from desk_app.protocol.messages import Head
from desk_app.store.sql import Sql

_LAYOUT = Struct(">IQ32s")
_CHECK = 8
_BINARY: int = getattr(os, "O_BINARY", 0)  # Windows would turn each byte 10 into two


class DatabaseLostError(DeskError):
    """The mark of a journal lies here and its file does not, or is empty: it would be taken for a new workplace."""


def assert_not_lost(database: Path) -> None:
    """See that a workplace that has worked still has its file, before an empty one is made.

    Raises:
        DatabaseLostError: the file was deleted or emptied, or its disk is not there.
    """
    # A file of no bytes is as good as none, and SQLite would throw away the log beside it.
    held = database.stat().st_size if database.exists() else 0
    if not held and database.with_suffix(".mark").exists():
        raise DatabaseLostError


@dataclass(slots=True)
class HighMark:
    """The mark of one database, written after every commit that lengthened the journal.

    `known` is where the file stood when this process last read or wrote it;
    another process can only have moved it on, so an old memory is still true.
    """

    path: Path
    known: Head | None = None
    _open: int | None = None

    @classmethod
    def beside(cls, database: Path) -> "HighMark":
        """Return the mark of a database file."""
        return cls(database.with_suffix(".mark"))

    def read(self) -> Head | None:
        """Return how far the journal had come; None where there is no readable mark."""
        try:
            raw = self.path.read_bytes()
        except OSError:
            return None
        said, check = raw[: _LAYOUT.size], raw[_LAYOUT.size :]
        if len(said) < _LAYOUT.size or check != sha256(said).digest()[:_CHECK]:
            return None
        return Head(*_LAYOUT.unpack(said))

    def write(self, head: Head) -> None:
        """Move the mark; a disk that refuses makes the detector weaker, not the operation undone."""
        said = _LAYOUT.pack(head.epoch, head.seq, head.hash)
        try:
            # In place and without a sync: the mark may fall behind a power cut, but never run ahead of a commit.
            if self._open is None:
                self._open = os.open(self.path, os.O_WRONLY | os.O_CREAT | _BINARY, 0o600)
            os.lseek(self._open, 0, os.SEEK_SET)
            os.write(self._open, said + sha256(said).digest()[:_CHECK])
        except OSError:
            self.close()
            return
        self.known = head

    def close(self) -> None:
        """Let go of the file, which stays open between payments; the next write opens it again."""
        if self._open is not None:
            os.close(self._open)
            self._open = None

    def next(self, sql: Sql, made: Sequence[Frame]) -> Head | None:
        """Return where the mark has to go once the open transaction is durable; None when it stays.

        `made` are the frames sealed in this transaction.
        """
        known = self.known or self.read()
        if known is not None and len(made) == 1 and _continues(made[0], known):
            return Head(known.epoch, made[0].seq, made[0].hash)  # a payment, without another look at the journal
        # What the mark remembers and the newest operation, in one look.
        rows = sql.all(
            "SELECT epoch, seq, hash FROM journal WHERE place IN (?, (SELECT max(place) FROM journal)) ORDER BY place",
            (_place(known),),
        )
        held = [Head(*row) for row in rows]
        if not held or held[-1] == known or not (known is None or known in held or held[-1].epoch > known.epoch):
            return None
        return held[-1]

    def lost(self, sql: Sql, head: Head) -> Head | None:
        """Return where the journal had come to if it does not hold that any more."""
        known = self.read()
        return None if known is None or _holds(sql, known, head) else known


def _continues(frame: Frame, known: Head) -> bool:
    return (frame.epoch, frame.seq, frame.prev_hash) == (known.epoch, known.seq + 1, known.hash)


def _holds(sql: Sql, known: Head, head: Head) -> bool:
    """Tell whether the journal still has what the mark remembers; a newer epoch means that the operator has judged."""
    if head.epoch > known.epoch:
        return True
    found: bytes | None = sql.value("SELECT hash FROM journal WHERE place = ?", (_place(known),))
    return found == known.hash


def _place(known: Head | None) -> int:
    """Return the journal's key of the operation that the mark remembers; no operation has zero."""
    return 0 if known is None else known.epoch << 40 | known.seq
