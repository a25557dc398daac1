"""A scrolled list of lines of different heights that never shows a part of one."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLayout, QWidget

from desk_app.ui.widgets.snug import Snug


class WholeLines(Snug):
    """Stands only where a line begins, and leaves blank at its foot what the next line does not fit in.

    `scrolls` tells whether there is more than is seen.
    """

    scrolls = Signal(bool)

    def __init__(self, layout: QLayout, lines: Callable[[], Sequence[QWidget]]) -> None:
        super().__init__(layout)
        self._lines = lines
        self._at, self._fitting, self._many = 0, False, False
        self.verticalScrollBar().valueChanged.connect(self._moved)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Count anew how many lines fit; wrapped words are higher or lower at another width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()
        self._fit(self._at)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Ask for the height of the lines at the width they have."""
        hint, high = super().sizeHint(), self.body.heightForWidth(self.viewport().width())
        return QSize(hint.width(), high) if high > 0 else hint

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Count anew when the lines have become others, or higher."""
        handled = super().eventFilter(watched, event)
        if watched is self.body and event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._fit(self._at)
        return handled

    def _moved(self, value: int) -> None:
        if not self._fitting:
            self._fit(value)

    def _fit(self, wanted: int) -> None:
        """Stand at the beginning of the line nearest to `wanted` on the way, and show what fits from there."""
        lines, room, high = self._lines(), self.height(), self.body.height()
        if self._fitting or not lines:
            return
        tops = [0, *(line.y() for line in lines[1:])]
        ends = [*(line.y() + line.height() for line in lines[:-1]), high]
        last = next((top for top in tops if high - top <= room), tops[-1])
        at = min(_begin(tops, wanted, self._at, room), last)
        # A line too high for the whole list is shown as far as there is room: there is nothing better to do.
        seen = max((end - at for end in ends if end > at and end - at <= room), default=room)
        self._fitting, self._at = True, at
        self.setViewportMargins(0, 0, 0, room - seen)
        bar = self.verticalScrollBar()
        bar.setRange(0, last)
        bar.setPageStep(seen)
        bar.setValue(at)
        self._fitting = False
        many = high > room
        if many != self._many:
            self._many = many
            self.scrolls.emit(many)


def _begin(tops: Sequence[int], wanted: int, now: int, room: int) -> int:
    """Return where a line begins: further on when going down, before when going up, passing over none."""
    if wanted in tops:
        return wanted
    if wanted > now:
        return next((top for top in tops if top >= wanted), tops[-1])
    before = max((top for top in tops if top <= wanted), default=0)
    after = next((top for top in tops if top > before), now)
    return before if now - before <= room else min(after, now)
