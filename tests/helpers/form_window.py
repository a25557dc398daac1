"""The real window with the three working screens over a prepared desk, and hands that count their keys."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desk_app.application.desk import Desk
from desk_app.application.papers import Paper
from desk_app.domain.errors import DeskError
from desk_app.domain.ids import AccountKey
from desk_app.presenters.scan import ScanSettings
from desk_app.ui.actions import Act, Actions
from desk_app.ui.changes import ChangeSignal
from desk_app.ui.dress import dress
from desk_app.ui.payment_screen import PaymentScreen
from desk_app.ui.registration_screen import RegistrationScreen
from desk_app.ui.screen import Screen, Workplace
from desk_app.ui.shift_screen import ShiftScreen
from desk_app.ui.theme import Appearance, Look
from tests.helpers.prepared_desk import CLERK
from tests.helpers.type_ru import press, type_ru

_PAGES: dict[str, Callable[[Workplace], Screen]] = {
    "payment": PaymentScreen,
    "registration": RegistrationScreen,
    "shift": ShiftScreen,
}


class Frame(QWidget):
    """The least window that keeps a page's contract: pages, shortcuts, papers written down."""

    def __init__(self) -> None:
        super().__init__()
        self.actions_now = Actions(self)
        self.screens: dict[str, Screen] = {}
        self.papers: list[Paper] = []
        self.page = ""

    def show_page(self, name: str) -> None:
        """Bring a page to the front."""
        self.page = name
        if name not in self.screens:
            return
        for each, screen in self.screens.items():
            screen.setVisible(each == name)
        self.screens[name].setGeometry(self.rect())
        self.actions_now.set_page(self.screens[name].acts())
        self.screens[name].showing()

    def open_account(self, page: str, account: AccountKey, code: str = "") -> None:
        """Bring a page to the front with an account."""
        self.screens[page].open_account(account, code)
        self.show_page(page)

    def set_modal(self, owner: object, acts: Sequence[Act] = ()) -> None:
        """Let only these acts be done."""
        self.actions_now.set_modal(owner, acts)

    def escape(self) -> None:
        """Take one step back on the page."""
        self.screens[self.page].leaving()

    def back(self) -> None:
        """Nothing lies behind."""

    def focus_search(self) -> None:
        """There is no box here."""

    def acts_changed(self) -> None:
        """Ask the page anew."""
        self.actions_now.set_page(self.screens[self.page].acts())

    def preview(self, paper: Paper) -> None:
        """Write a paper down."""
        self.papers.append(paper)

    def print_paper(self, paper: Paper) -> None:
        """Write a paper down."""
        self.papers.append(paper)

    def toast(self, text: str, tone: str = "ok") -> None:
        """Say nothing."""

    def explain(self, refusal: DeskError) -> None:
        """Say nothing."""

    def exchange_now(self) -> None:
        """Exchange nothing."""

    def clear_search(self) -> None:
        """There is no box here."""

    def centre_url(self) -> str:
        """Return an address that nobody calls."""
        return "http://127.0.0.1:9"

    def use_scan_settings(self, settings: ScanSettings) -> None:
        """Scans are handed over by the tests."""

    def clerk_changed(self) -> None:
        """The clerk stays."""

    def clerk(self) -> str:
        """Return the clerk's name."""
        return CLERK


class Strays(QObject):
    """Watches for windows that nobody asked for: a widget shown before it has its place."""

    def __init__(self, frame: Frame) -> None:
        super().__init__(frame)
        self.seen: list[str] = []
        self._frame = frame

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Write down every top-level window but the frame."""
        is_window = isinstance(watched, QWidget) and watched.isWindow() and watched is not self._frame
        if event.type() == QEvent.Type.Show and is_window and not watched.inherits("QComboBoxPrivateContainer"):
            self.seen.append(watched.metaObject().className())
        return False


@dataclass(slots=True)
class Hands:
    """A clerk at the window: typed characters and key actions are counted apart."""

    frame: Frame
    qtbot: QtBot
    desk: Desk
    strays: Strays
    actions: int = 0
    typed: int = field(default=0)

    def types(self, text: str) -> None:
        """Type text into whatever has the focus."""
        self.typed += len(text)
        type_ru(self._focused(), text)

    def presses(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press one key that is an action."""
        self.actions += 1
        press(self._focused(), key, modifiers)
        QCoreApplication.processEvents()

    def shortcut(self, sequence: str) -> None:
        """Press a key combination that the page has armed, as the key bar names it."""
        self.actions += 1
        acts = [act for act in self.frame.actions_now.all() if sequence in act.keys]
        assert acts, f"nothing answers to {sequence}"
        acts[0].do()
        QCoreApplication.processEvents()

    def can_press(self) -> set[str]:
        """Return the first key of everything that can be done on the page now."""
        return {act.keys[0] for act in self.frame.actions_now.all() if act.keys}

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait until the window shows a condition."""
        self.qtbot.waitUntil(holds, timeout=20_000)

    def sees(self, words: str) -> bool:
        """Tell whether a text can be read somewhere in the window."""
        shown = (one.text() for one in self.frame.findChildren(QLabel) if one.isVisible())
        return any(words in text.replace("\u00a0", " ") for text in shown)

    def _focused(self) -> QWidget:
        return QApplication.focusWidget() or self.frame


@cache
def _look(app: QApplication) -> Look:
    # Restyling the application costs a second; its look is the same for every test here.
    return Look(app)


@contextmanager
def form_window(qtbot: QtBot, qapp: QApplication, desk: Desk, size: tuple[int, int] = (1280, 720)) -> Iterator[Hands]:
    """Open the window over a desk; everything is shut down in order afterwards."""
    look, frame = _look(qapp), Frame()
    # A test of the whole window has left the application in its own look.
    look.choose(Appearance("light"))
    executors = [ThreadPoolExecutor(1) for _one in range(3)]
    strays = Strays(frame)
    qapp.installEventFilter(strays)
    place = Workplace(desk, executors[0], executors[1], executors[2], ChangeSignal(frame), look, frame)
    frame.resize(*size)
    frame.show()
    for name, make in _PAGES.items():
        screen = make(place)
        screen.setParent(frame)
        dress(look, *screen.parts())
        screen.hide()
        frame.screens[name] = screen
        place.changes.changed.connect(screen.changed)
    qtbot.addWidget(frame)
    frame.activateWindow()
    qtbot.waitUntil(frame.isActiveWindow, timeout=20_000)
    yield Hands(frame, qtbot, desk, strays)
    qapp.removeEventFilter(strays)
    frame.close()
    for executor in executors:
        executor.shutdown(wait=True)
    # A late answer may arm a timer that would ask the ended workers in the middle of another test.
    for screen in frame.screens.values():
        screen.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()
