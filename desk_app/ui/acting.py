"""A clerk made of key events: types Russian, presses keys, waits until the window shows what is expected.

The demonstration day and the journey tests act through this one pair of hands.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget

PATIENCE_S = 30
"""How long a window may take before the day is called stuck; it is waited for conditions, not for time."""


class StuckError(Exception):
    """The window never showed what was waited for; the text says what."""


class Acting:
    """Hands and eyes at one window."""

    def __init__(self, window: QWidget) -> None:
        """Sit down at a window."""
        self.window = window

    def types(self, text: str) -> None:
        """Type into whatever has the focus, a character at a time, as a keyboard does."""
        for character in text:
            target = self._target()
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                # QTest cannot type Cyrillic: a Russian layout has no Qt key for most letters.
                event = QKeyEvent(kind, _key(character), Qt.KeyboardModifier.NoModifier, character)
                QApplication.sendEvent(target, event)
        self.settle()

    def presses(self, keys: str) -> None:
        """Press one combination: «F8», «Ctrl+Return», «Insert»."""
        *held, name = keys.split("+")
        handle = self._target().window().windowHandle()
        if handle is None:
            handle = self.window.windowHandle()
        QTest.keyClick(handle, Qt.Key[f"Key_{name}"], _modifiers(held))
        self.settle()

    def until(self, holds: Callable[[], bool], what: str) -> None:
        """Let the window work until a condition holds.

        Raises:
            StuckError: it never did.
        """
        last = time.monotonic() + PATIENCE_S
        while not holds():
            if time.monotonic() > last:
                raise StuckError(what)
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)

    def sees(self, *words: str) -> None:
        """Wait until all these words can be read in the window."""
        self.until(lambda: all(word in self.page() for word in words), f"to read {words!r}")

    def page(self) -> str:
        """Return every visible text: what a person at the window could read."""
        return "\n".join(self._texts())

    def settle(self) -> None:
        """Let everything that is already queued happen."""
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)

    def photographs(self, path: Path) -> None:
        """Keep the window as a picture."""
        self.settle()
        path.parent.mkdir(parents=True, exist_ok=True)
        if not self.window.grab().save(str(path), "PNG"):
            raise StuckError(f"picture {path.name}")

    def _target(self) -> QWidget:
        return QApplication.focusWidget() or self.window

    def _texts(self) -> Iterator[str]:
        for child in self.window.findChildren(QObject):
            if (
                isinstance(child, QWidget)
                and child.isVisibleTo(self.window)
                and isinstance(child, QLabel | QAbstractButton | QLineEdit)
            ):
                yield child.text().replace("\u00a0", " ")


def _key(character: str) -> int:
    upper = character.upper()
    return ord(upper) if upper.isascii() and upper.isprintable() else 0


def _modifiers(names: Sequence[str]) -> Qt.KeyboardModifier:
    known = {
        "Ctrl": Qt.KeyboardModifier.ControlModifier,
        "Shift": Qt.KeyboardModifier.ShiftModifier,
        "Alt": Qt.KeyboardModifier.AltModifier,
    }
    held = Qt.KeyboardModifier.NoModifier
    for name in names:
        held |= known[name]
    return held
