"""The window: rail, top bar, pages, key bar; wiring only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desk_app.i18n import _
from desk_app.presenters.shell_view import BannerView, ShellView
from desk_app.ui.actions import Actions
from desk_app.ui.dress import dress
from desk_app.ui.pages import PAGES
from desk_app.ui.rail import Rail
from desk_app.ui.tasks import ScreenTasks
from desk_app.ui.top_bar import TopBar
from desk_app.ui.training import TrainingStripe
from desk_app.ui.widgets.banner import Banners
from desk_app.ui.widgets.fkey_bar import FKeyBar
from desk_app.ui.widgets.stack import Stack
from desk_app.ui.widgets.toast import Toast

if TYPE_CHECKING:
    # The window is painted before any of these is imported.
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent

    from desk_app.application.changes import Changes
    from desk_app.application.papers import Paper
    from desk_app.domain.errors import DeskError
    from desk_app.domain.ids import AccountKey
    from desk_app.presenters.exchange import LinkView
    from desk_app.presenters.scan import ScanSettings
    from desk_app.ui.actions import Act
    from desk_app.ui.screen import Screen, Workplace
    from desk_app.ui.theme import Look

SMALLEST = QSize(1280, 720)


class Closable(Protocol):
    """What lies over the window and goes away with Esc."""

    def isVisible(self) -> bool:  # noqa: N802 - Qt's name
        """Tell whether it is shown."""
        ...

    def close_overlay(self) -> None:
        """Uncover the window."""
        ...


@dataclass(frozen=True, slots=True)
class SessionDoors:
    """What the window asks of the session that has opened it; nothing happens before there is one."""

    exchange: Callable[[], None] = lambda: None
    centre_url: Callable[[], str] = lambda: ""
    scan: Callable[[ScanSettings], None] = lambda _settings: None
    reload: Callable[[], None] = lambda: None
    words: Callable[[DeskError], str] = lambda _refusal: ""
    palette: Callable[[], None] = lambda: None
    help: Callable[[], None] = lambda: None
    last_slip: Callable[[], None] = lambda: None
    close: Callable[[], None] = lambda: None


class MainWindow(QWidget):
    """The frame and its pages; a page is made when it is first shown."""

    def __init__(self, look: Look, waiting: QWidget, title: str) -> None:
        super().__init__()
        self.setObjectName("window")
        self.setWindowTitle(title)
        self.setMinimumSize(SMALLEST)
        self.look = look
        self.actions_now = Actions(self)
        self.top = TopBar(look)
        self.rail = Rail(look, self.show_page)
        self.keys = FKeyBar(self.actions_now)
        self.banners = Banners(look, self.actions_now.do)
        self.stripe = TrainingStripe(look)
        self.stack = Stack(waiting)
        self.stack.setObjectName("pages")
        self._workplace: Workplace | None = None
        self._makers: Mapping[str, Callable[[Workplace], Screen]] = {}
        self._screens: dict[str, Screen] = {}
        self._ready: set[str] = set()
        self._name, self._before = "", ""
        self._view = ShellView()
        self._fault: BannerView | None = None
        self._link: LinkView | None = None
        self._overlays: list[Closable] = []
        self.session = SessionDoors()
        self._lay_out()
        self.toast_box = Toast(look, self)
        dress(look, self.rail, self.top, self.banners, self.keys, self.toast_box, waiting)
        self.top.link.clicked.connect(lambda: self.show_page("status"))
        self.top.shift.clicked.connect(lambda: self.show_page("shift"))
        self.top.cash.clicked.connect(lambda: self.show_page("shift"))

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

    def furnish(self, workplace: Workplace, makers: Mapping[str, Callable[[Workplace], Screen]]) -> None:
        """Learn how every page is made; none is made yet."""
        self._workplace, self._makers = workplace, makers
        workplace.changes.changed.connect(self._changed)
        self._name = ""

    def make_ahead(self, name: str) -> None:
        """Make a page in pieces while the window is idle, so that it is there when it is asked for."""
        slices = self.look.slices
        slices.add(partial(self.screen_of, name))
        slices.add(lambda: self._go_on_making(self.screen_of(name).make_ahead()))

    def _go_on_making(self, pieces: Iterator[None]) -> None:
        if next(pieces, self) is not self:
            self.look.slices.add(partial(self._go_on_making, pieces))

    def add_screen(self, name: str, screen: Screen) -> None:
        """Add a page that is made already."""
        self._screens[name] = screen
        self.stack.add(screen)
        dress(self.look, *screen.parts())

    def has_page(self, name: str) -> bool:
        """Tell whether there is such a page."""
        return name in self._screens or name in self._makers

    @property
    def page(self) -> str:
        """Name of the shown page, empty before the desk is open."""
        return self._name

    def screen_of(self, name: str) -> Screen:
        """Return a page's widget, made now if nobody has asked for it before.

        Raises:
            KeyError: there is no such page.
        """
        if name not in self._screens:
            make = self._makers[name]
            assert self._workplace is not None
            self.add_screen(name, make(self._workplace))
            # What a new page asks of the store at its making is answered before this question of ours.
            tasks = ScreenTasks(self._workplace.store, self)
            tasks.run(lambda: None, then=lambda _none: self._ready.add(name), failed=self.explain)
            if self._link is not None:
                self._screens[name].link_changed(self._link)
        return self._screens[name]

    def show_page(self, name: str) -> None:
        """Bring a page to the front; before the desk is open there is none."""
        if not self.has_page(name):
            return
        if name != self._name:
            self._before, self._name = self._name, name
        screen = self.screen_of(name)
        self.stack.setCurrentWidget(screen)
        self.rail.mark(name)
        self.actions_now.set_page(screen.acts())
        screen.showing()

    def open_account(self, page: str, account: AccountKey, code: str = "") -> None:
        """Bring a page to the front with an account."""
        if not self.has_page(page):
            return
        begin = partial(self.screen_of(page).open_account, account, code)
        if page not in self._ready and self._workplace is not None:
            # A new page first reads the draft it left behind; the account is weighed against that, so it waits.
            ScreenTasks(self._workplace.store, self).run(lambda: None, then=lambda _none: begin(), failed=self.explain)
        else:
            begin()
        self.show_page(page)

    def back(self) -> None:
        """Return to the page before this one."""
        self.show_page(self._before or PAGES[0].name)

    def acts_changed(self) -> None:
        """Ask the shown page anew what can be done on it."""
        if self._name in self._screens:
            self.actions_now.set_page(self._screens[self._name].acts())

    def set_modal(self, owner: object, acts: Sequence[Act] = ()) -> None:
        """Offer only these acts while `owner` lies over the page; none at all when it has gone."""
        self.actions_now.set_modal(owner, acts)

    def acts_of_pages(self) -> tuple[tuple[str, tuple[Act, ...]], ...]:
        """Return, for every page by its title, all that can be done there at one stage or another; the shown first."""
        titles = {page.name: page.title for page in PAGES} | {"preview": _("Просмотр перед печатью")}
        names = sorted((name for name in titles if self.has_page(name)), key=lambda name: name != self._name)
        return tuple((titles[name], _united(self.screen_of(name).acts_by_stage())) for name in names)

    def _changed(self, changes: Changes) -> None:
        for screen in self._screens.values():
            screen.changed(changes)

    # --- papers, words, exchange -----------------------------------------------------------------------------------

    def preview(self, paper: Paper) -> None:
        """Show a paper; Enter prints it."""
        self.screen_of("preview").open_paper(paper)
        self.show_page("preview")

    def print_paper(self, paper: Paper) -> None:
        """Print a paper on the printer chosen for its kind; preview it where none is chosen."""
        self.screen_of("preview").print_at_once(paper)

    def toast(self, text: str, tone: str = "ok") -> None:
        """Say something without taking the focus."""
        self.toast_box.show_text(text, tone)

    def explain(self, refusal: DeskError) -> None:
        """Say what happened, what is safe and what to do."""
        self.toast(self.session.words(refusal), "warn")

    def exchange_now(self) -> None:
        """Send and fetch at once."""
        self.session.exchange()

    def open_palette(self) -> None:
        """Show all commands; they come with the session."""
        self.session.palette()

    def open_help(self) -> None:
        """Show all keys; they come with the session."""
        self.session.help()

    def print_last_slip(self) -> None:
        """Show the slip of the last payment once more."""
        self.session.last_slip()

    def centre_url(self) -> str:
        """Return the centre's address as the settings have it."""
        return self.session.centre_url()

    def use_scan_settings(self, settings: ScanSettings) -> None:
        """Catch scans in another way from now on."""
        self.session.scan(settings)

    def clerk_changed(self) -> None:
        """Read the clerk's name anew."""
        self.session.reload()

    def wire(self, session: SessionDoors) -> None:
        """Learn who does what reaches beyond the window."""
        self.session = session

    def clerk(self) -> str:
        """Return the clerk's name."""
        return self._view.clerk

    # --- the frame -------------------------------------------------------------------------------------------------

    def render_view(self, view: ShellView) -> None:
        """Show what is always visible; a fault of the program stands above all."""
        self._view = view
        shown = replace(view, banners=(self._fault, *view.banners)) if self._fault else view
        self.top.show_state(shown)
        self.banners.show_banners(shown.banners)
        self.stripe.setVisible(view.training)
        self.keys.place.setText(view.place)

    def show_fault(self, banner: BannerView | None) -> None:
        """Show or take away the message that the program had a fault."""
        self._fault = banner
        self.render_view(self._view)

    def dismiss_fault(self) -> None:
        """Take the message of a fault away."""
        self.show_fault(None)

    def show_link(self, view: LinkView) -> None:
        """Tell every page how the link stands."""
        self._link = view
        for screen in self._screens.values():
            screen.link_changed(view)

    def frame_visible(self, *, visible: bool) -> None:
        """Hide rail, top bar and keys during the first start."""
        for widget in (self.rail, self.top, self.keys):
            widget.setVisible(visible)

    def add_overlay(self, overlay: Closable) -> None:
        """Let Esc close this first."""
        self._overlays.append(overlay)

    def clear_search(self) -> None:
        """Empty the box without searching."""
        self.top.omnibox.blockSignals(True)  # noqa: FBT003 - Qt's signature
        self.top.omnibox.clear()
        self.top.omnibox.blockSignals(False)  # noqa: FBT003 - Qt's signature

    def escape(self) -> None:
        """Take one step back: what lies above, then the page, then the page before; on the search page, the box."""
        for overlay in self._overlays:
            if overlay.isVisible():
                overlay.close_overlay()
                return
        if self._name and self._screens[self._name].leaving():
            return
        # The text of the last search stays in the box on other pages; there Esc closes the page, not the search.
        if self._name not in ("", "search") and not self.top.omnibox.hasFocus():
            self.back()
            return
        if self.top.omnibox.text():
            self.top.omnibox.clear()
        self.focus_search()

    def focus_search(self) -> None:
        """Put the focus into the box and mark what is in it; one who types there already is left alone."""
        if not self.top.omnibox.hasFocus():
            self.top.omnibox.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.top.omnibox.selectAll()

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
        self.session.close()
        event.accept()


def _united(stages: Mapping[str, tuple[Act, ...]]) -> tuple[Act, ...]:
    """Return the acts of all stages, those of the same key and words once."""
    return tuple({(act.keys, act.title): act for acts in stages.values() for act in acts}.values())
