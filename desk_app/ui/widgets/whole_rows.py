"""A list that scrolls by whole rows: half a row is a sum without its name."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class WholeRows(QScrollArea):
    """Shows as many rows as fit entirely; `pitch` tells the height of a row with its gap, and the gap."""

    def __init__(self, body: QWidget, pitch: Callable[[], tuple[int, int]]) -> None:
        super().__init__()
        self._pitch = pitch
        body.setObjectName("body")
        self.setWidget(body)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.verticalScrollBar().valueChanged.connect(self._snap)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Count anew how many rows fit."""
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Count anew when the rows have become others, or another size: a new look, another basket."""
        handled = super().eventFilter(watched, event)
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return handled

    def _fit(self) -> None:
        """Leave blank at the foot what is too low for one more row."""
        pitch, gap = self._pitch()
        spare = (self.height() + gap) % pitch if pitch else 0
        if self.viewportMargins().bottom() != spare:
            self.setViewportMargins(0, 0, 0, spare)
        self.verticalScrollBar().setSingleStep(max(1, pitch))

    def _snap(self, value: int) -> None:
        pitch, _gap = self._pitch()
        if pitch and value % pitch:
            self.verticalScrollBar().setValue(round(value / pitch) * pitch)
