"""Fetching a whole scope at once: at the first start, when the feed cannot be continued, and as a repair."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from desk_app.application.errors import CentreRefusedError, CentreUnreachableError
from desk_app.application.ports import Centre, Clock, Intake, SyncedStore
from desk_app.protocol.snapshots import FILE, ROWS, Manifest


class Stage(Enum):
    """What the turn is doing, for the pill and the first-start screen."""

    HELLO = "hello"
    PUSH = "push"
    AWAITING = "awaiting"
    SNAPSHOT = "snapshot"
    INDEXING = "indexing"
    CHANGES = "changes"
    CODES = "codes"


Step = Callable[[Stage, int, int], None]
"""Told the stage, how much is done and of how much; raises where the clerk has stopped the turn."""

AUTO = "auto"
SLOW = "slow"
"""Settings of the line: measure it, or take the short form from the beginning."""

_GONE = ("not_found", "range")
_ASK_AGAIN_S = 1
_MOST_WAITS = 1800
_MEASURED_MS = 3000
# Of a million accounts the rows are a third of the file's bytes, and ten of them take a millisecond to index (bench
# first-sync).
_ROWS_ARE_ONE_IN = 3
_INDEXED_IN_A_MS = 10


class _LineSlowError(Exception):
    """The other form would be here sooner."""


@dataclass(frozen=True, slots=True)
class ReceiveSnapshot:
    """Take the form that is searchable soonest; what has come of it before a cut is not fetched again."""

    store: SyncedStore
    centre: Centre
    clock: Clock
    line: str
    pause: Callable[[int], None]

    def __call__(self, step: Step, *, repair: bool = False) -> int:
        """Replace the mirror; return how many entities it holds.

        A repair asks the centre for a snapshot that is newly made: the one at hand may be what is wrong.

        Raises:
            CentreUnreachableError: the next turn goes on from here.
            StoreBrokenError: the disk failed, or has too little room.
        """
        try:
            # Rows that have begun to come go on: the line was slow, and would be measured so again from nothing.
            slow = self.line == SLOW or self.store.begun() == ROWS
            return self._replace(ROWS if slow else FILE, step, repair=repair)
        except _LineSlowError:
            return self._replace(ROWS, step, repair=repair)

    def _replace(self, form: str, step: Step, *, repair: bool) -> int:
        try:
            return self._fetch(self._made(form, step, repair=repair), step)
        except CentreRefusedError as refused:
            if refused.code not in _GONE:
                raise
        # It was dropped at the centre, or the desk has been given other houses: there is another one by now.
        return self._fetch(self._made(form, step, repair=repair), step)

    def _fetch(self, manifest: Manifest, step: Step) -> int:
        intake = self.store.intake(manifest)
        try:
            self._receive(manifest, intake, step)
            step(Stage.INDEXING, 0, 0)
            intake.finish()
        finally:
            intake.close()
        return manifest.entities

    def _made(self, form: str, step: Step, *, repair: bool) -> Manifest:
        for waited in range(_MOST_WAITS):
            manifest = self.centre.snapshot(form, repair=repair)
            if manifest is not None:
                return manifest
            step(Stage.AWAITING, waited, 0)
            self.pause(_ASK_AGAIN_S)
        raise CentreUnreachableError("busy")

    def _receive(self, manifest: Manifest, intake: Intake, step: Step) -> None:
        offsets, first = manifest.offsets(), intake.there()
        began = self.clock.monotonic_ms()
        step(Stage.SNAPSHOT, offsets[first], manifest.size)
        for number, piece in enumerate(self.centre.pieces(manifest, first), start=first):
            intake.take(number, piece)
            come = offsets[number + 1]
            step(Stage.SNAPSHOT, come, manifest.size)
            self._weigh(manifest, come, come - offsets[first], self.clock.monotonic_ms() - began)

    def _weigh(self, manifest: Manifest, come: int, since: int, took_ms: int) -> None:
        """Change to the short form where even from the beginning it would be here sooner."""
        if manifest.form == ROWS or self.line != AUTO or took_ms < _MEASURED_MS:
            return
        left_ms = (manifest.size - come) * took_ms // since
        rows_ms = manifest.size * took_ms // since // _ROWS_ARE_ONE_IN + manifest.entities // _INDEXED_IN_A_MS
        if rows_ms < left_ms:
            raise _LineSlowError
