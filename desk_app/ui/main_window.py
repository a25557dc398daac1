"""The window: rail, top bar, pages, key bar; wiring only."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desk_app.application.changes import Changes
from desk_app.domain.ids import AccountKey
from desk_app.presenters.shell import ShellView
from desk_app.ui.actions import Actions
from desk_app.ui.rail import Rail
from desk_app.ui.screen import Page, Screen, Workplace
from desk_app.ui.theme import Look
from desk_app.ui.top_bar import TopBar
from desk_app.ui.training import TrainingStripe
from desk_app.ui.widgets.banner import Banners
from desk_app.ui.widgets.fkey_bar import FKeyBar
from desk_app.ui.widgets.toast import Toast

SMALLEST = QSize(1280, 720)


class MainWindow(QWidget):
    """The frame and its pages; pages are made when the desk has been opened."""

    def __init__(self, look: Look, pages: Sequence[Page], waiting: QWidget, title: str) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle(title)
        self.setMinimumSize(SMALLEST)
        self.look = look
        self.actions_now = Actions(self)
        self.top = TopBar(look)
        self.rail = Rail(look, pages, self.show_page)
        self.keys = FKeyBar(self.actions_now)
        self.banners = Banners(look, self.actions_now.do)
        self.stripe = TrainingStripe(look)
        self.stack = QStackedWidget()
        self.stack.setObjectName("pages")
        self.stack.addWidget(waiting)
        self._pages = {page.name: page for page in pages}
        self._screens: dict[str, Screen] = {}
        self._name, self._before = "", ""
        self._closing: Callable[[], None] = lambda: None
        self._lay_out()
        self.toast_box = Toast(look, self)

    def _lay_out(self) -> None:
        work = QVBoxLayout()
        work.setSpacing(0)
        for widget in (self.top, self.stripe, self.banners):
            work.addWidget(widget)
        work.addWidget(self.stack, 1)
        work.addWidget(self.keys)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.rail)
        whole.addLayout(work, 1)

    # --- pages -----------------------------------------------------------------------------------------------------

    def furnish(self, workplace: Workplace) -> None:
        """Make every page of the rail and show the first."""
        for page in self._pages.values():
            self.add_screen(page.name, page.make(workplace))
        workplace.changes.changed.connect(self._changed)
        self.show_page(next(iter(self._pages)))

    def add_screen(self, name: str, screen: Screen) -> None:
        """Add a page, also one that is not on the rail."""
        self._screens[name] = screen
        self.stack.addWidget(screen)

    def has_page(self, name: str) -> bool:
        """Tell whether there is such a page."""
        return name in self._screens

    @property
    def page(self) -> str:
        """Name of the shown page, empty before the desk is open."""
        return self._name

    def screen_of(self, name: str) -> Screen:
        """Return a page's widget."""
        return self._screens[name]

    def show_page(self, name: str) -> None:
        """Bring a page to the front; before the desk is open there is none."""
        if name not in self._screens:
            return
        if name != self._name:
            self._before, self._name = self._name, name
        screen = self._screens[name]
        self.stack.setCurrentWidget(screen)
        self.rail.mark(name)
        self.actions_now.set_page(screen.acts())
        screen.showing()

    def open_account(self, page: str, account: AccountKey, code: str = "") -> None:
        """Bring a page to the front with an account."""
        if page in self._screens:
            self._screens[page].open_account(account, code)
            self.show_page(page)

    def back(self) -> None:
        """Return to the page before this one."""
        self.show_page(self._before or next(iter(self._pages)))

    def acts_changed(self) -> None:
        """Ask the shown page anew what can be done on it."""
        if self._name:
            self.actions_now.set_page(self._screens[self._name].acts())

    def _changed(self, changes: Changes) -> None:
        for screen in self._screens.values():
            screen.changed(changes)

    # --- the frame -------------------------------------------------------------------------------------------------

    def render_view(self, view: ShellView) -> None:
        """Show what is always visible."""
        self.top.show_state(view)
        self.banners.show_banners(view.banners)
        self.stripe.setVisible(view.training)
        self.keys.place.setText(view.place)

    def toast(self, text: str, tone: str = "ok") -> None:
        """Say something without taking the focus."""
        self.toast_box.show_text(text, tone)

    def escape(self) -> None:
        """Take one step back: the page first, then the box, then the page before."""
        if self._name and self._screens[self._name].leaving():
            return
        if self.top.omnibox.text():
            self.top.omnibox.clear()
        elif self._name not in ("", "search"):
            self.back()
            return
        self.focus_search()

    def focus_search(self) -> None:
        """Put the focus into the box and mark what is in it."""
        self.top.omnibox.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.top.omnibox.selectAll()

    def on_close(self, act: Callable[[], None]) -> None:
        """Do this when the window is closed."""
        self._closing = act

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Let «/» reach the box from anywhere but a field in which it is typed."""
        if event.text() == "/":
            self.focus_search()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the message at its place."""
        super().resizeEvent(event)
        self.toast_box.place()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Let the desk be closed in order."""
        self._closing()
        event.accept()
