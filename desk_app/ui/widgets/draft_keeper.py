"""Saves a form a moment after the last key, when its page is left, and when the window is closed."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

AFTER_MS = 400


class DraftKeeper(QObject):
    """Waits beside a screen; `keep` decides whether there is anything to save."""

    def __init__(self, screen: QWidget, keep: Callable[[], None]) -> None:
        super().__init__(screen)
        self._screen, self._keep = screen, keep
        self._window: QWidget | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER_MS)
        self._timer.timeout.connect(keep)
        screen.installEventFilter(self)

    def soon(self) -> None:
        """Save when the typist pauses."""
        self._timer.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Save at once where no later moment is certain."""
        kind = event.type()
        if watched is self._screen and kind == QEvent.Type.Show:
            self._watch_window()
        hidden = watched is self._screen and kind == QEvent.Type.Hide
        if (hidden and self._timer.isActive()) or (watched is self._window and kind == QEvent.Type.Close):
            self._now()
        return False

    def _watch_window(self) -> None:
        window = self._screen.window()
        if window is not self._window:
            self._window = window
            window.installEventFilter(self)

    def _now(self) -> None:
        self._timer.stop()
        self._keep()
