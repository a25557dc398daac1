"""Puts the style sheet on the parts of the window, one at a time.

A sheet on the application is applied anew to every widget as often as it has
ancestors, all in one hold of the window's thread. A part that has the sheet
itself is dressed in a few milliseconds, and one that is not seen can wait.
"""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from desk_app.ui.theme import Look


class Dress(QObject):
    """The sheet of one part; lives as long as the part."""

    def __init__(self, part: QWidget, look: Look) -> None:
        super().__init__(part)
        self._part, self._look = part, look
        look.changed.connect(self._changed)
        part.installEventFilter(self)
        if part.isVisible():
            self.put_on()
        else:
            look.slices.add(self.put_on, soon=True)

    def put_on(self) -> None:
        """Wear the sheet of the moment, unless it is worn already."""
        # The part may have gone while its turn was waited for.
        if isValid(self._part) and self._part.styleSheet() != self._look.sheet:
            self._part.setStyleSheet(self._look.sheet)
            # Qt would read the sheet when the part is first shown, which is when a clerk waits for it.
            self._part.ensurePolished()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Never be seen in yesterday's clothes."""
        if watched is self._part and event.type() == QEvent.Type.Show:
            self.put_on()
        return False

    def _changed(self) -> None:
        self._look.slices.add(self.put_on, soon=self._part.isVisible())


def dress(look: Look, *parts: QWidget) -> None:
    """Let these parts wear the look from now on; no part may lie inside another."""
    for part in parts:
        Dress(part, look)
