"""Everything that can be done now: one list feeds the F-key bar, the palette, the help and the shortcuts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from desk_app.i18n import _


@dataclass(frozen=True, slots=True)
class Act:
    """One thing the clerk can do; `keys` are Qt key sequences, the first is shown.

    `bar` is the short word on the F-key bar, empty to stay off it; `title`
    is the sentence in the palette and in the help. What is not `armed` is
    only told: the widget with the focus takes that key by itself.
    """

    name: str
    title: str
    do: Callable[[], object]
    keys: tuple[str, ...] = ()
    bar: str = ""
    icon: str = ""
    armed: bool = True


SEND_NOW = _("Отправить сейчас")
"""What F5 does: bar, button and palette say it in the same words, and so do the refusals."""

MAIN_KEYS = ("Ctrl+Return", "Ctrl+Enter")
"""The main act of a page, or of what lies over it."""


class Actions(QObject):
    """The window's own acts and those of the page that is shown; a page's act wins over the window's key.

    What lies over the page and keeps the keyboard takes the place of both until it goes.
    """

    changed = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._common: tuple[Act, ...] = ()
        self._state: tuple[Act, ...] = ()
        self._page: tuple[Act, ...] = ()
        self._modals: list[tuple[object, tuple[Act, ...]]] = []
        self._shortcuts: list[QShortcut] = []

    def set_common(self, acts: Sequence[Act]) -> None:
        """Set what can be done from every page."""
        self._common = tuple(acts)
        self._arm()

    def set_state(self, acts: Sequence[Act]) -> None:
        """Set what a lasting state of the desk adds, on every page."""
        self._state = tuple(acts)
        self._arm()

    def set_page(self, acts: Sequence[Act]) -> None:
        """Set what the shown page adds."""
        self._page = tuple(acts)
        self._arm()

    def set_modal(self, owner: object, acts: Sequence[Act] = ()) -> None:
        """Let only these be done while `owner` lies over everything; none at all when it has gone."""
        self._modals = [(one, its) for one, its in self._modals if one is not owner]
        if acts:
            self._modals.append((owner, tuple(acts)))
        self._arm()

    def all(self) -> tuple[Act, ...]:
        """Return what can be done now: of what lies on top, or else of the page and everywhere."""
        return self._modals[-1][1] if self._modals else self.beneath()

    def common(self) -> tuple[Act, ...]:
        """Return what can be done from every page, a lasting state of the desk included."""
        return (*self._state, *self._common)

    def beneath(self) -> tuple[Act, ...]:
        """Return the page's acts and the state's, then the common ones that are not covered by them."""
        first = (*self._page, *self._state)
        taken = {act.name for act in first}
        keys = {key for act in first for key in act.keys}
        common = (act for act in self._common if act.name not in taken and not (act.keys and act.keys[0] in keys))
        return (*first, *common)

    def do(self, name: str) -> None:
        """Do an act by name, if it can be done now."""
        # A banner can be clicked while a question stands on the page below it.
        for act in (*self.all(), *self.beneath()):
            if act.name == name:
                act.do()
                return

    def _arm(self) -> None:
        for shortcut in self._shortcuts:
            shortcut.setEnabled(False)
            shortcut.deleteLater()
        self._shortcuts = []
        armed: set[str] = set()
        for act in self.all():
            for key in act.keys:
                if act.armed and key not in armed:
                    armed.add(key)
                    self._shortcuts.append(self._shortcut(key, act))
        self.changed.emit()

    def _shortcut(self, key: str, act: Act) -> QShortcut:
        shortcut = QShortcut(QKeySequence(key), self._window)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        # A held key must not take a payment twice.
        shortcut.setAutoRepeat(False)
        shortcut.activated.connect(act.do)
        return shortcut


_SHOWN = {"Return": "Enter", "Escape": "Esc", "PgDown": "PgDn", "Down": "↓", "Up": "↑"}


def shown_key(sequence: str) -> str:
    """Write a key sequence as it stands on the keys."""
    return "+".join(_SHOWN.get(name, name) for name in sequence.split("+"))
