"""Opens the desk behind the painted window and brings the window to life."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from random import SystemRandom

from PySide6.QtCore import QObject, QTimer

from desk_app.application.changes import Changes
from desk_app.application.desk import Desk
from desk_app.application.exchange import Exchanged
from desk_app.domain.errors import DeskError
from desk_app.domain.found import Found
from desk_app.i18n import _, plural
from desk_app.presenters.exchange import ExchangeLoop, LinkView
from desk_app.presenters.first_start import FirstStartDoors, FirstStartPresenter
from desk_app.presenters.last_slip import last_slip
from desk_app.presenters.mended_words import mended_words
from desk_app.presenters.scan import page_for
from desk_app.presenters.shell import ShellPresenter
from desk_app.presenters.shell_view import ShellView
from desk_app.presenters.words import words_for
from desk_app.presenters.workplace_choices import WorkplaceChoices, read_choices
from desk_app.ui import collector
from desk_app.ui.actions import Act
from desk_app.ui.changes import ChangeSignal
from desk_app.ui.dress import dress
from desk_app.ui.first_start_screen import FirstStartScreen
from desk_app.ui.front import Front
from desk_app.ui.keys_overlay import KeysOverlay
from desk_app.ui.main_window import SessionDoors
from desk_app.ui.offline_box import OfflineBox
from desk_app.ui.opening import AGAIN
from desk_app.ui.overlays import Palette
from desk_app.ui.scanner import ScanFilter
from desk_app.ui.screen import Workplace
from desk_app.ui.screens import SCREENS
from desk_app.ui.tasks import ScreenTasks
from desk_app.ui.theme import Appearance

log = logging.getLogger(__name__)

TICK_MS = 1_000
REFRESH_EVERY = 20
_IN_ORDER = ("search", "payment", "registration", "preview", "shift", "status", "settings")
"""Pages as they are mostly wanted; all but the first are made while the clerk reads it."""


class DeskNotOpenedError(DeskError):
    """Opening the desk failed in a way that nobody foresaw; `kind` is the class of the fault."""

    def __init__(self, kind: str) -> None:
        """Keep the class name."""
        super().__init__(kind)
        self.kind = kind


class Session(QObject):
    """From the opening of the desk to the last closed file."""

    def __init__(self, front: Front) -> None:
        super().__init__(front)
        self.front, self.start, self._look = front, front.start, front.look
        self.window, self.opening = front.window, front.opening
        self.store = ThreadPoolExecutor(1, "store")
        self.network = ThreadPoolExecutor(1, "network")
        self.printing = ThreadPoolExecutor(1, "printing")
        self.palette = Palette(self._look, self.window, self.window.actions_now)
        self.keys = KeysOverlay(self._look, self.window, self.window.actions_now, self.window.acts_of_pages)
        self.changes = ChangeSignal(self)
        self.scans = ScanFilter(self, self.scanned)
        self.desk: Desk | None = None
        self.loop: ExchangeLoop | None = None
        self.shell: ShellPresenter | None = None
        self.offline: OfflineBox | None = None
        self._first: FirstStartPresenter | None = None
        self._tasks = ScreenTasks(self.store, self)
        self._ticks = 0
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self.tick)
        dress(self._look, self.palette, self.keys)
        for overlay in (self.palette, self.keys):
            self.window.add_overlay(overlay)
        self.opening.again.connect(self.open)
        self.window.wire(self._doors())

    def _doors(self) -> SessionDoors:
        return SessionDoors(
            exchange=lambda: self.loop.send_now() if self.loop else None,
            centre_url=self.start.centre_url,
            scan=self.scans.use,
            reload=lambda: self.shell.reload() if self.shell else None,
            words=lambda refusal: words_for(refusal).line(),
            palette=self.palette.open,
            help=self.keys.open,
            last_slip=self.print_last_slip,
            close=self.close,
        )

    # --- opening ---------------------------------------------------------------------------------------------------

    def open(self) -> None:
        """Open the desk on the store's worker; the window is painted meanwhile."""
        collector.pause()
        self.opening.waiting()
        self._tasks.run(lambda: _looked_at(self.start.open_desk), then=self._opened, failed=self._refused)

    def _refused(self, refusal: DeskError) -> None:
        collector.settle()
        # Nothing of the frame can be used: only what this page offers.
        self.window.frame_visible(visible=False)
        again = Act("opening.again", AGAIN, self.open, ("F5",), AGAIN, "exchange")
        self.window.set_modal(self.opening, (again,))
        self.opening.refused(words_for(refusal))

    def _opened(self, opened: "Opened") -> None:
        collector.settle()
        self.window.set_modal(self.opening)
        self.window.frame_visible(visible=True)
        self.desk = opened.desk
        self._look.choose(Appearance(opened.choices.scheme, opened.choices.scale))
        self.scans.use(opened.choices.scan)
        if opened.enrolled:
            self._furnish(opened.desk)
        else:
            self._first_start(opened.desk)

    def _first_start(self, desk: Desk) -> None:
        doors = FirstStartDoors(self.start.connect, self.start.centre_url, self._opened_anew)
        screen = FirstStartScreen(self._look, desk, (self.store, self.network), doors)
        self._first = screen.presenter
        self.window.add_screen("first_start", screen)
        self.window.frame_visible(visible=False)
        self.window.show_page("first_start")

    def _opened_anew(self, desk: Desk) -> None:
        self.desk, self._first = desk, None
        self.window.frame_visible(visible=True)
        self._furnish(desk)

    def _furnish(self, desk: Desk) -> None:
        workplace = Workplace(
            desk, self.store, self.network, self.printing, self.changes, self._look, self.window
        )  # fmt: skip
        self.offline = OfflineBox(self._look, self.window, desk, self._tasks, self.changes)
        self.window.add_overlay(self.offline)
        self.shell = ShellPresenter(desk, ScreenTasks(self.store, self), self._frame)
        network = ScreenTasks(self.network, self)
        self.loop = ExchangeLoop(desk.exchange, desk.clock, network, self._link, self._turned, SystemRandom().randint)
        self.window.furnish(workplace, SCREENS)
        first, *others = _IN_ORDER
        slices = self._look.slices
        slices.add(partial(self.window.screen_of, first))
        slices.add(partial(self._begin, first))
        for name in (first, *others):
            self.window.make_ahead(name)
        slices.add(collector.settle)

    def _begin(self, first: str) -> None:
        assert self.shell is not None
        # A clerk in a hurry is on another page already.
        if not self.window.page:
            self.window.show_page(first)
        self.changes.changed.connect(self._changed)
        self._connect_box()
        self.shell.reload()
        self._timer.start()

    def _frame(self, view: ShellView) -> None:
        self.window.render_view(view)
        if self.offline is not None:
            self.offline.offer(offered=view.offers_offline)

    def _connect_box(self) -> None:
        box, search = self.window.top.omnibox, self.window.screen_of("search")
        box.textChanged.connect(self._typed)
        box.stepped.connect(search.stepped)
        box.entered.connect(search.entered)
        if box.text():
            self._typed(box.text())

    def _typed(self, text: str) -> None:
        if self.window.page != "search":
            self.window.show_page("search")
        self.window.screen_of("search").typed(text)

    # --- running ---------------------------------------------------------------------------------------------------

    def tick(self) -> None:
        """Once a second: the exchange may be due; now and then minutes have passed on the pills."""
        self._ticks += 1
        if self.loop is not None:
            self.loop.tick()
        if self.shell is not None and self._ticks % REFRESH_EVERY == 0:
            self.shell.refresh()

    def scanned(self, text: str) -> None:
        """Find what was scanned and let the page in front use it."""
        desk = self.desk
        if desk is None or self.shell is None:
            return
        self._tasks.run(
            lambda: desk.find_accounts(text),
            then=lambda found: self._use_scan(text, found),
            failed=self.window.explain,
            instead_of="scan",
        )

    def _use_scan(self, text: str, found: Found) -> None:
        page = self.window.page
        if page != "search" and page and self.window.screen_of(page).scanned(text, found):
            return
        where = page_for(found, self.scans.catcher.settings)
        if where != "search" and self.window.has_page(where):
            self.window.open_account(where, found.rows[0].account, found.code or "")
            return
        self.window.clear_search()
        self.window.show_page("search")
        self.window.screen_of("search").scanned(text, found)

    def print_last_slip(self) -> None:
        """Show the slip of the last payment once more."""
        desk = self.desk
        if desk is None:
            return
        clerk = self.window.clerk()
        self._tasks.run(lambda: last_slip(desk, clerk), then=self.window.preview, failed=self.window.explain)

    def _link(self, view: LinkView) -> None:
        if self.shell is not None:
            self.shell.link(view)
        self.window.show_link(view)

    def _turned(self, turn: Exchanged) -> None:
        if turn.tasks:
            n = len(turn.tasks)
            words = plural(n, _("операция требует"), _("операции требуют"), _("операций требуют"))
            self.window.toast(_("{n} {words} решения — страница «Обмен»").format(n=n, words=words), "warn")
        if turn.decided:
            words = _("Центр решил задач: {n} — страница «Обмен»").format(n=turn.decided)
            self.window.toast(words, "ok")
        if turn.mended:
            self.window.toast(mended_words(turn.mended), "ok")
        changed = bool(turn.changed or turn.pushed or turn.codes or turn.mended)
        self.changes.changed.emit(Changes(accounts=changed, tasks=bool(turn.tasks or turn.decided), link=True))

    def _changed(self, changes: Changes) -> None:
        if self.shell is not None:
            self.shell.reload()
        if changes.journal and self.loop is not None:
            self.loop.something_written()

    # --- closing ---------------------------------------------------------------------------------------------------

    def close(self) -> None:
        """Let running work end, then close the file."""
        self._timer.stop()
        self._look.slices.clear()
        self.scans.stop()
        if self.loop is not None:
            self.loop.cancel()
        if self._first is not None:
            self._first.cancel()
            self.desk = self._first.desk
        for executor in (self.printing, self.network, self.store):
            executor.shutdown(wait=True, cancel_futures=True)
        if self.desk is not None:
            self.desk.close()
            self.desk = None


@dataclass(frozen=True, slots=True)
class Opened:
    """An open desk, and what has to be known before the first page."""

    desk: Desk
    enrolled: bool
    choices: WorkplaceChoices


def _looked_at(open_desk: Callable[[], Desk]) -> Opened:
    """Open the desk; whatever goes wrong becomes words on a page instead of an empty window.

    Raises:
        DeskError: with the reason.
    """
    try:
        desk = open_desk()
        return Opened(desk, desk.report_status().identity is not None, read_choices(desk.choices))
    except DeskError:
        raise
    except Exception as fault:
        log.error("the desk was not opened: %s", type(fault).__name__)  # noqa: TRY400 - a trace may hold personal data
        raise DeskNotOpenedError(type(fault).__name__) from fault
