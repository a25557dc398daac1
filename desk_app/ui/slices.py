"""Work that may wait, done in pieces between the keys: one piece a turn of the event loop."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    # The first picture needs nothing of typing.
    from collections.abc import Callable


class Slices(QObject):
    """A queue of pieces, each shorter than a frame; a key pressed meanwhile is answered before the next piece."""

    def __init__(self, owner: QObject) -> None:
        super().__init__(owner)
        self._waiting: deque[Callable[[], object]] = deque()
        # A timer of zero fires only when keys, answers and pictures have had their turn.
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._next)

    @property
    def done(self) -> bool:
        """Whether nothing waits."""
        return not self._waiting

    def add(self, piece: Callable[[], object], *, soon: bool = False) -> None:
        """Let a piece wait for its turn; `soon` puts it before the others."""
        if soon:
            self._waiting.appendleft(piece)
        else:
            self._waiting.append(piece)
        self._timer.start()

    def finish(self) -> None:
        """Do everything that waits now."""
        while self._waiting:
            self._next()

    def clear(self) -> None:
        """Let go of everything that waits."""
        self._waiting.clear()
        self._timer.stop()

    def _next(self) -> None:
        if self._waiting:
            piece = self._waiting.popleft()
            if not self._waiting:
                self._timer.stop()
            piece()
        else:
            self._timer.stop()
