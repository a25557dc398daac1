"""Catches scans anywhere in the window and gives the field back what it held before."""

from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from shiboken6 import isValid

from desk_app.presenters.scan import ScanCatcher, ScanSettings

_SILENT = frozenset(
    (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta, Qt.Key.Key_CapsLock)
)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ScanFilter(QObject):
    """An event filter that goes with the focus; `scanned` is told each scan.

    It stands on one widget and not on the application, where Python would be
    called for every event of the program.
    """

    def __init__(self, parent: QObject, scanned: Callable[[str], None]) -> None:
        super().__init__(parent)
        self.catcher = ScanCatcher()
        self._scanned = scanned
        self._watched: QWidget | None = None
        self._held: dict[QLineEdit, tuple[str, int]] = {}
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self._app: QApplication | None = app
        app.focusChanged.connect(self._follow)
        self._follow(None, QApplication.focusWidget())

    def use(self, settings: ScanSettings) -> None:
        """Catch scans in this way from now on."""
        self.catcher.settings = settings

    def stop(self) -> None:
        """Look at no more keys."""
        if self._app is not None:
            self._app.focusChanged.disconnect(self._follow)
            self._follow(None, None)
            self._app = None

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._watched = now
        if now is not None:
            now.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Look at each key on its way to a widget; swallow only the Enter that ends a scan."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or not isinstance(watched, QWidget):
            return False
        if watched is not QApplication.focusWidget() or event.key() in _SILENT:
            return False
        # The keyboard's own time: a busy moment of the program must not turn a typist into a scanner.
        # An event without one was made by a program (input method, on-screen keyboard), never by a scanner.
        now = event.timestamp()
        if not now:
            self.catcher.other_key()
            return False
        if event.key() in _ENTER:
            return self._enter(now)
        if (
            not event.text().isprintable()
            or not event.text()
            or event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.catcher.other_key()
            return False
        return self._character(watched, event.text(), now)

    def _character(self, watched: QWidget, text: str, now: int) -> bool:
        if self.catcher.character(text, now):
            self._held = {}
        if isinstance(watched, QLineEdit):
            if watched not in self._held:
                self._held[watched] = (watched.text(), watched.cursorPosition())
            return False
        # A space in a scanned name must not press the button that has the focus.
        return self.catcher.length > 1 and not isinstance(watched, QPlainTextEdit)

    def _enter(self, now: int) -> bool:
        scan = self.catcher.enter(now)
        if not scan:
            return False
        for field, (text, place) in self._held.items():
            with suppress(RuntimeError):  # the field may be gone with its page
                field.setText(text)
                field.setCursorPosition(place)
                field.textEdited.emit(text)
        self._held = {}
        self._scanned(scan)
        return True
