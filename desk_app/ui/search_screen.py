"""The search page: results at the left, the card at the right."""

from collections.abc import Callable, Iterator, Mapping

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QProgressBar, QStackedLayout, QWidget

from desk_app.application.changes import Changes
from desk_app.domain.found import Found
from desk_app.domain.ids import AccountKey
from desk_app.i18n import _
from desk_app.presenters.search import SearchDoors, SearchPresenter, SearchView
from desk_app.ui.actions import SEND_NOW, Act
from desk_app.ui.card_panel import CardPanel
from desk_app.ui.icons import icon_label
from desk_app.ui.screen import Screen, Workplace
from desk_app.ui.search_start import SearchStart
from desk_app.ui.tasks import ScreenTasks
from desk_app.ui.theme import Look
from desk_app.ui.when_seen import WhenSeen
from desk_app.ui.widgets.basics import button, column, label, row
from desk_app.ui.widgets.result_list import ResultList
from desk_app.ui.widgets.table_card import TableCard

ASK = _("Спросить центр")
BUSY_AFTER_MS = 300
_SERVICES = 8


class SearchScreen(Screen):
    """Builds, connects, renders."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        window, look = workplace.window, workplace.look
        doors = SearchDoors(
            open_page=window.open_account,
            show_page=window.show_page,
            preview=window.preview,
            explain=window.explain,
            into_card=self._into_card,
            clerk=window.clerk,
        )
        render = WhenSeen(self, workplace.look.slices, self.render_view)
        store, network = (ScreenTasks(executor, self) for executor in (workplace.store, workplace.network))
        self.presenter = SearchPresenter(workplace.desk, store, render, doors, network)
        self._window = window
        self.heading, self.hint = label("", "title"), label("", "muted")
        self.trouble = label("", "hint")
        self.trouble.setProperty("tone", "error")
        self.list = ResultList(look, self.presenter.select, self._into_card)
        self.listed = TableCard(look, self.list)
        self.card = CardPanel(look, self.presenter)
        self.start = SearchStart(look, self.presenter, window)
        self.lost = LostPanel(look, self.presenter.ask_centre, window.exchange_now)
        self.busy = QProgressBar()
        self.busy.setRange(0, 0)
        self._led = ""
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(BUSY_AFTER_MS)
        self._late.timeout.connect(lambda: self.busy.setVisible(True))
        self._lay_out()
        self.presenter.begin()

    def _lay_out(self) -> None:
        self._left = QStackedLayout()
        for widget in (self.listed, self.start, self.lost):
            self._left.addWidget(widget)
        body = row(gap=16)
        body.addLayout(self._left, 1)
        body.addWidget(self.card)
        head = row(self.heading, None, self.hint)
        head.setAlignment(self.hint, Qt.AlignmentFlag.AlignBottom)
        whole = column(head, self.trouble, self.busy, gap=6, margins=(24, 18, 24, 18))
        whole.addSpacing(6)
        whole.addLayout(body, 1)
        self.setLayout(whole)
        for hidden in (self.busy, self.trouble, self.card):
            hidden.hide()

    # --- what the window asks --------------------------------------------------------------------------------------

    def acts_by_stage(self) -> Mapping[str, tuple[Act, ...]]:
        """Pay, print, register what the card shows."""
        presenter = self.presenter
        register = Act(
            "register", _("Зарегистрировать жителя"), presenter.register, ("Ins",), _("Регистрация"), "person-plus"
        )
        ask = Act("ask_centre", _("Спросить центр об этом счёте"), presenter.ask_centre, ("F4",), ASK, "exchange")
        card = (
            Act("pay", _("Принять оплату за этот адрес"), presenter.pay, ("F8",), _("Оплата"), "wallet"),
            Act("receipts", _("Напечатать квитанции адреса"), presenter.receipts, ("F9",), _("Квитанция"), "printer"),
            register,
            Act("show_code", _("Показать код квитанции"), presenter.show_code, ("Alt+C",), "", "eye"),
        )
        return {"card": card, "unknown": (register, ask), "": (register,)}

    def stage_now(self) -> str:
        """Tell whether there is a card, or soon will be."""
        view = self.presenter.view
        # A key pressed ahead of the answer is kept for it (`SearchPresenter._with_card`).
        if view.card is not None or view.busy or view.rows:
            return "card"
        return "unknown" if view.can_ask else ""

    def showing(self) -> None:
        """The box has the focus on this page."""
        self._window.focus_search()

    def changed(self, changes: Changes) -> None:
        """Debts, cabinets or tasks may be others now."""
        if changes.accounts or changes.journal or changes.tasks or changes.prints:
            self.presenter.reload()

    def make_ahead(self) -> Iterator[None]:
        """Make the lines of a card."""
        for many in range(1, _SERVICES + 1):
            self.card.owed.reserve(many)
            yield

    def typed(self, text: str) -> None:
        """Search as the clerk types."""
        self.presenter.type(text)

    def stepped(self, by: int) -> None:
        """Move the list from the box."""
        self.presenter.step(by)

    def entered(self) -> None:
        """Go from the box into the card."""
        self.presenter.enter()

    def leaving(self) -> bool:
        """Esc puts the page back to its beginning once the box is empty."""
        if self.presenter.view.empty and self.presenter.view.card is None:
            return False
        self._window.clear_search()
        self.presenter.type("")
        self._window.focus_search()
        return True

    def open_account(self, account: AccountKey, code: str = "") -> None:
        """Show one account's card."""
        del code
        self.presenter.open_account(account)

    def scanned(self, text: str, found: Found) -> bool:
        """Show what was scanned."""
        self.presenter.scanned(text, found)
        return True

    # --- rendering -------------------------------------------------------------------------------------------------

    def render_view(self, view: SearchView) -> None:
        """Show the page as it stands."""
        self.heading.setText(_("Поиск жителя") if view.empty else view.heading)
        self.hint.setText(view.hint)
        self.trouble.setText(view.trouble)
        self.trouble.setVisible(bool(view.trouble))
        self.list.show_rows(view.rows, view.selected)
        self.start.render_view(view)
        self.lost.render_view(view)
        self._left.setCurrentIndex(1 if view.empty else 0 if view.rows else 2)
        if view.card is not None:
            self.card.render(view.card)
        self.card.setVisible(view.card is not None)
        led = self.stage_now()
        if self._led != led:
            self._led = led
            self._window.acts_changed()
        if view.busy or view.asking:
            self._late.start()
        else:
            self._late.stop()
            self.busy.hide()

    def _into_card(self) -> None:
        self.card.pay.setFocus(Qt.FocusReason.OtherFocusReason)


class LostPanel(QFrame):
    """Nothing was found: what to try next."""

    def __init__(self, look: Look, ask: Callable[[], None], exchange: Callable[[], None]) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self.ask = button(look, ASK, ask, icon="exchange", keys="F4")
        self.exchange = button(look, SEND_NOW, exchange, icon="exchange", keys="F5")
        self.words = label("", "strong", wrap=True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.tips = label(
            _("Можно искать по номеру счёта, адресу, фамилии, телефону, номеру карты или сканом квитанции.\n"
              "Esc — очистить и начать заново. Ins — регистрация по номеру счёта."),
            "caption",
            wrap=True,
        )  # fmt: skip
        self.tips.setAlignment(Qt.AlignmentFlag.AlignCenter)
        middle = QWidget()
        middle.setFixedWidth(look.px(480))
        words = column(gap=10)
        words.addWidget(icon_label(look, "search", "faint", 40), 0, Qt.AlignmentFlag.AlignHCenter)
        words.addWidget(self.words)
        words.addWidget(self.ask, 0, Qt.AlignmentFlag.AlignHCenter)
        words.addWidget(self.exchange, 0, Qt.AlignmentFlag.AlignHCenter)
        words.addWidget(self.tips)
        middle.setLayout(words)
        layout = column(None, row(None, middle, None), None)
        self.setLayout(layout)

    def render_view(self, view: SearchView) -> None:
        """Say why nothing is here; tips for typing would mislead where there is nothing to search in."""
        self.words.setText(view.lost)
        self.ask.setVisible(view.can_ask)
        self.ask.setEnabled(not view.asking)
        self.exchange.setVisible(view.unloaded)
        self.tips.setVisible(not view.unloaded)
