"""A clerk made of key events: types Russian, presses keys, waits until the window shows what is expected.

The demonstration day and the journey tests act through this one pair of hands.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import zxingcpp
from PySide6.QtCore import QAbstractItemModel, QBuffer, QEvent, QEventLoop, Qt, QThread
from PySide6.QtGui import QAccessible, QImage, QKeyEvent, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QLabel, QLineEdit, QWidget

from desk_app.ui.slices import Slices

PATIENCE_S = 30
"""How long a window may take before the day is called stuck; it is waited for conditions, not for time."""


LOOK_MS = 20
_TYPIST_MS = 120
_SCANNER_MS = 5


class StuckError(Exception):
    """The window never showed what was waited for; `page` is what it showed instead."""

    def __init__(self, what: str, page: str = "") -> None:
        """Keep both."""
        super().__init__(what)
        self.what, self.page = what, page


class Acting:
    """Hands and eyes at one window."""

    def __init__(self, window: QWidget) -> None:
        """Sit down at a window."""
        self.window = window
        self._now_ms = 1_000_000

    def types(self, text: str) -> None:
        """Type into whatever has the focus, a character at a time, as a keyboard does."""
        for character in text:
            # QTest cannot type Cyrillic: a Russian layout has no Qt key for most letters.
            self._strikes(character, _TYPIST_MS)
            self.settle()

    def presses(self, keys: str) -> None:
        """Press one combination: «F8», «Ctrl+Return», «Insert»."""
        # A hand that leaves the letters ends whatever looked like a scan.
        rest = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Hyper_L, Qt.KeyboardModifier.NoModifier)
        self.does(lambda: QApplication.sendEvent(self._target(), rest))
        *held, name = keys.split("+")
        handle = self._target().window().windowHandle()
        if handle is None:
            handle = self.window.windowHandle()
        self.does(lambda: QTest.keyClick(handle, Qt.Key[f"Key_{name}"], _modifiers(held)))
        self.settle()

    def goes_to(self, name: str) -> None:
        """Press Tab until the field of this name has the focus, as somebody without a mouse would.

        Raises:
            StuckError: the field cannot be reached by keyboard.
        """
        for _press in range(80):
            target = QApplication.focusWidget()
            if target is not None and name in _spoken_name(target):
                return
            self.presses("Tab")
        raise StuckError(f"to reach {name!r} by Tab")

    def scans(self, text: str) -> None:
        """Be a keyboard scanner: every key at once, ending in Enter."""
        for character in text:
            self._strikes(character, _SCANNER_MS)
        self._strikes("\r", _SCANNER_MS)
        self.settle()

    def _strikes(self, character: str, pause_ms: int) -> None:
        """Send a key with the time at which a person or a scanner would have struck it."""
        self._now_ms += pause_ms
        key = int(Qt.Key.Key_Return) if character == "\r" else _key(character)
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, character)
            event.setTimestamp(self._now_ms)
            self._sends(event)

    def _sends(self, event: QKeyEvent) -> None:
        self.does(lambda: QApplication.sendEvent(self._target(), event))

    def does(self, work: Callable[[], object]) -> None:
        """Do what occupies the window; a measuring clerk holds the watch here."""
        work()

    def until(self, holds: Callable[[], bool], what: str) -> None:
        """Let the window work until a condition holds.

        Raises:
            StuckError: it never did.
        """
        last = time.monotonic() + PATIENCE_S
        while not holds():
            if time.monotonic() > last:
                raise StuckError(what, self.page())
            self.settle()
            # A clerk who only looks leaves the interpreter to the workers; spinning would starve them.
            QThread.msleep(LOOK_MS)

    def sees(self, *words: str) -> None:
        """Wait until all these words can be read in the window."""
        self.until(lambda: all(word in self.page() for word in words), f"to read {words!r}")

    def page(self) -> str:
        """Return every visible text: what a person at the window could read."""
        return "\n".join(self._texts())

    def settle(self) -> None:
        """Let everything that is already queued happen."""
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)

    def photographs(self, path: Path, still: int = 2) -> None:
        """Keep the window as a picture, once so many looks in a row were the same."""
        path.parent.mkdir(parents=True, exist_ok=True)
        if not self._when_still(still).save(str(path)):
            raise StuckError(f"picture {path.name}")

    def _busy(self) -> bool:
        """Tell whether the window still has pieces of work to do; what is seen may wait for one of them."""
        app = QApplication.instance()
        return app is not None and any(not slices.done for slices in app.findChildren(Slices))

    def _when_still(self, looks: int) -> QImage:
        last, same = self.window.grab().toImage(), 0
        for _look in range(200):
            QThread.msleep(10)
            self.settle()
            now = self.window.grab().toImage()
            same = same + 1 if now == last else 0
            last = now
            if same >= looks and not self._busy():
                break
        return last

    def _target(self) -> QWidget:
        if QApplication.activeWindow() is None:
            # The offscreen platform has no window manager that gives the focus back after a popup.
            self.window.activateWindow()
            self.settle()
        return QApplication.focusWidget() or self.window

    def _texts(self) -> Iterator[str]:
        for child in self.window.findChildren(QWidget):
            if not child.isVisible():
                continue
            if isinstance(child, QLabel | QAbstractButton | QLineEdit):
                yield child.text().replace("\u00a0", " ")
            elif isinstance(child, QAbstractItemView):
                yield from _cells(child.model())


def _cells(model: QAbstractItemModel | None) -> Iterator[str]:
    for row in range(model.rowCount() if model else 0):
        for column in range(model.columnCount() if model else 0):
            assert model is not None
            index = model.index(row, column)
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
                yield str(index.data(role) or "").replace("\u00a0", " ")


def _key(character: str) -> int:
    upper = character.upper()
    return ord(upper) if upper.isascii() and upper.isprintable() else 0


def _spoken_name(widget: QWidget) -> str:
    """Return what a screen reader would call a widget, its caption included."""
    spoken = QAccessible.queryAccessibleInterface(widget)
    return spoken.text(QAccessible.Text.Name) if spoken else widget.accessibleName()


def read_codes(pdf: bytes, dots_per_inch: int = 200) -> tuple[str, ...]:
    """Return what a scanner reads from the QR codes of a paper's first page."""
    source = QBuffer()
    source.setData(pdf)
    source.open(QBuffer.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(source)
    size = document.pagePointSize(0) * (dots_per_inch / 72)
    page = QImage(size.toSize(), QImage.Format.Format_Grayscale8)
    page.fill(Qt.GlobalColor.white)
    painter = QPainter(page)
    painter.drawImage(0, 0, document.render(0, size.toSize()))
    painter.end()
    pixels = memoryview(page.constBits()).cast("B", (page.height(), page.bytesPerLine()))
    return tuple(code.text for code in zxingcpp.read_barcodes(pixels))


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
