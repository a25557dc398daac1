"""The payment screen: cards at the left, money at the right, the preliminary receipt over both."""

from collections.abc import Iterator, Mapping
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from shiboken6 import isValid

from desk_app.application.changes import Changes
from desk_app.domain.found import Found
from desk_app.domain.ids import AccountKey
from desk_app.i18n import _, plural
from desk_app.presenters.payment import PaymentPresenter
from desk_app.presenters.payment_view import CardView, FlatView, PaymentView
from desk_app.ui.actions import MAIN_KEYS, Act
from desk_app.ui.dress import dress
from desk_app.ui.icons import icon_label
from desk_app.ui.outlets import outlets_of
from desk_app.ui.payment_card import MODES, ServiceCard
from desk_app.ui.payment_done import PaymentDone
from desk_app.ui.payment_panel import PaymentPanel
from desk_app.ui.payment_receipt import ReceiptBox
from desk_app.ui.screen import Screen, Workplace
from desk_app.ui.tasks import ScreenTasks
from desk_app.ui.widgets.band import Band
from desk_app.ui.widgets.basics import button, clear, column, label, pill, row, scrolled, set_pill
from desk_app.ui.widgets.draft_keeper import DraftKeeper
from desk_app.ui.widgets.overlay import QuestionBox
from desk_app.ui.widgets.sized import fixed_width
from desk_app.ui.widgets.stack import Stack

_AT_ONCE = 2
_ORDINARY = 6
"""Services of a flat: as many cards stand ready for the next one."""


class PaymentScreen(Screen):
    """Shows a `PaymentView`; every decision is the presenter's."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._look = place.look
        tasks = ScreenTasks(place.store, self)
        self.presenter = PaymentPresenter(place.desk, tasks, self.render_view, outlets_of(place))
        self.cards: list[ServiceCard] = []
        self._spare: list[ServiceCard] = []
        self._shape: tuple[object, ...] = ()
        self._views: list[CardView] = []
        self._filled = 0
        self._stage, self._window = "empty", place.window
        self._build()
        self._keeper = DraftKeeper(self, self.presenter.keep_draft)
        self.render_view(PaymentView())
        self.presenter.restore()

    # --- building --------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        presenter, look = self.presenter, self._look
        self.title, self.subtitle, self.draft = label("", "title"), label("", "muted"), pill()
        self.shift = Band(look, "warn", "clock", presenter.open_shift, _("Открыть смену"))
        self.problem, self.notice = Band(look, "error", "warning"), Band(look, "info", "save")
        self.panel = PaymentPanel(look, presenter.cards, presenter.pay)
        fixed_width(look, self.panel, 364)
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 8, 0)
        self._list.setSpacing(10)
        self.done = PaymentDone(look, presenter.print_again, presenter.next_resident)
        self._empty_page = self._empty()
        self.stack = Stack(self._empty_page, self._form(), self.done)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)
        modal = self._window.set_modal
        self.receipt = ReceiptBox(look, self, presenter.agree, self._back, modal)
        self.question = QuestionBox(
            look, self, lambda: presenter.answer(yes=True), lambda: presenter.answer(yes=False), modal
        )

    def _empty(self) -> QWidget:
        made = QWidget()
        words = label(_("Отсканируйте квитанцию или найдите жителя"), "heading")
        more = label(_("Квитанция не обязательна: достаточно адреса, телефона или фамилии. Поиск — F3."), "muted")
        icon = icon_label(self._look, "wallet", "faint", 48)
        self.empty_problem = Band(self._look, "error", "warning")
        inside = column(
            None,
            row(None, icon, None),
            4,
            row(None, words, None),
            row(None, more, None),
            row(None, self.empty_problem, None),
            None,
            None,
            gap=8,
        )
        made.setLayout(inside)
        return made

    def _form(self) -> QWidget:
        clear_all = button(self._look, _("Очистить"), self.presenter.clear, kind="plain")
        clear_all.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        head = row(column(self.title, self.subtitle, gap=0), None, self.draft, clear_all)
        self._above = QWidget()
        self._above.setLayout(column(head, self.shift, self.problem, self.notice, gap=10))
        self._scroll = scrolled(self._list)
        work = row(self._scroll, self.panel, gap=14)
        made = QWidget()
        whole = column(self._above, gap=10, margins=(24, 16, 24, 16))
        whole.addLayout(work, 1)
        made.setLayout(whole)
        return made

    # --- showing ---------------------------------------------------------------------------------------------------

    def render_view(self, view: PaymentView) -> None:
        """Show the view; the only way this screen changes."""
        pages = {"empty": 0, "loading": 0, "form": 1, "receipt": 1, "done": 2}
        # While the first flat is being read the page stays as it was: no flicker for a few milliseconds.
        self.stack.setCurrentIndex(pages[view.stage])
        self.empty_problem.say(view.problem)
        if view.stage in ("form", "receipt"):
            self._show_form(view)
        if view.done is not None:
            self.done.show_done(view.done)
        self._show_over(view)
        if view.unsaved:
            self._keeper.soon()
        if view.stage != self._stage:
            self._stage = view.stage
            if self.isVisible():
                self._window.acts_changed()
        self._focus(view)

    def _show_form(self, view: PaymentView) -> None:
        many = len(view.flats)
        first = view.flats[0] if many == 1 else None
        residents = f"{many} {plural(many, _('жителя'), _('жителей'), _('жителей'))}"
        self.title.setText(first.payer if first else _("Оплата за {residents}").format(residents=residents))
        self.subtitle.setText(first.address if first else _("Одним платежом; следующий скан добавит ещё"))
        set_pill(self.draft, view.draft, "plain")
        self.shift.say(_("Смена не открыта. Корзина сохранена.") if view.shift_closed else "")
        self.problem.say("" if view.receipt else view.problem)
        self.notice.say(view.notice)
        self._show_cards(view.flats)
        self.panel.show_money(view)

    def _show_cards(self, flats: tuple[FlatView, ...]) -> None:
        views = [one for flat in flats for one in flat.cards]
        shape = tuple(
            (flat.address, one.place, one.title, one.account, len(one.meters)) for flat in flats for one in flat.cards
        )
        self._views = views
        if shape == self._shape:
            for made, view in zip(self.cards[: self._filled], views, strict=False):
                made.show_card(view)
            return
        self._shape = shape
        self._rebuild(flats)
        self._filled = 0
        # What stood there before the next flat was added stands there still.
        while self._filled < len(views) and self.cards[self._filled].view == views[self._filled]:
            self.cards[self._filled].show()
            self._filled += 1
        if self._filled:
            self._look.slices.add(self._fill, soon=True)
        else:
            self._fill()

    def _fill(self) -> None:
        """Show a few more of the cards; those below the fold come a moment later."""
        if not isValid(self) or self._filled >= len(self._views):
            return
        for at in range(self._filled, min(self._filled + _AT_ONCE, len(self._views))):
            self.cards[at].show_card(self._views[at])
            self.cards[at].show()
            self._filled = at + 1
        self._look.slices.add(self._fill, soon=True)

    def _rebuild(self, flats: tuple[FlatView, ...]) -> None:
        # The cards are kept and only stand in another order: making one takes the eighth part of a frame.
        spare = [*self.cards, *self._spare]
        for card in spare:
            self._list.removeWidget(card)
        clear(self._list)
        self.cards = []
        for flat in flats:
            if len(flats) > 1:
                self._list.addWidget(self._words(f"{flat.payer} · {flat.address}", "strong"))
            for _one in flat.cards:
                card = spare.pop(0) if spare else self._card()
                self.cards.append(card)
                self._list.addWidget(card)
                card.hide()
            if not flat.cards:
                self._list.addWidget(self._words(_("По этому адресу нет начислений"), "muted"))
        self._list.addStretch(1)
        self._spare = spare
        for card in spare:
            card.hide()
        self._look.slices.add(self._restock)

    def _card(self) -> ServiceCard:
        made = ServiceCard(self._look, self.presenter.cards)
        made.setParent(self._scroll.widget())
        dress(self._look, made)
        return made

    def _words(self, text: str, role: str) -> QLabel:
        made = label(text, role)
        dress(self._look, made)
        return made

    def parts(self) -> tuple[QWidget, ...]:
        """Return the parts around the cards; each card is dressed when it is made."""
        form = (self._above, self._scroll.verticalScrollBar(), self.panel)
        return (*form, self._empty_page, self.done, self.receipt, self.question)

    def _restock(self) -> None:
        """Make one card for the next flat, or the lines of one, and after it the next one."""
        if not isValid(self):
            return
        lines = len(self.panel.lines.rows.shown) + _ORDINARY
        if len(self._spare) < _ORDINARY:
            self._spare.append(self._card())
            self._spare[-1].hide()
        elif not any(rows.reserve_one(lines) for rows in (self.panel.lines.rows, self.receipt.lines)):
            return
        self._look.slices.add(self._restock)

    def make_ahead(self) -> Iterator[None]:
        """Make the cards of an ordinary flat and its lines before anybody pays."""
        self._restock()
        for many in range(1, _ORDINARY + 1):
            yield
            self.panel.lines.rows.reserve(many)
            self.receipt.lines.reserve(many)

    def _show_over(self, view: PaymentView) -> None:
        if view.receipt is not None:
            self.receipt.show_receipt(view.receipt, busy=view.busy)
        else:
            self.receipt.hide()
        if view.question is not None:
            self.question.ask(view.question)
        else:
            self.question.hide()

    def _focus(self, view: PaymentView) -> None:
        if not self.isVisible() or view.asks:
            return
        name, _colon, place = view.focus.partition(":")
        if view.stage == "done":
            self._rest()
        elif name == "received":
            self.panel.received.setFocus(Qt.FocusReason.OtherFocusReason)
        elif name == "amount":
            while self._filled <= int(place):
                self._fill()
            self._go_to(self.cards[int(place)])
        elif name == "agree":
            self.receipt.agree.setFocus(Qt.FocusReason.OtherFocusReason)

    def _rest(self) -> None:
        # On no button: one Enter too many must not take the change off the screen.
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_to(self, card: ServiceCard) -> None:
        card.focus_editor()
        self._scroll.ensureWidgetVisible(card)

    # --- the window ------------------------------------------------------------------------------------------------

    def acts_by_stage(self) -> Mapping[str, tuple[Act, ...]]:
        """Return what can be done at each stage: a bar of keys that do nothing teaches to overlook it."""
        again, following = _("Показать квитанцию об оплате ещё раз"), _("Следующий житель")
        done = (
            Act("payment.next", following, self.presenter.next_resident, ("F3",), following, "search"),
            Act("payment.print", again, self.presenter.print_again, ("F9",), _("Квитанция об оплате"), "printer"),
        )
        return {"form": self._form_acts(), "receipt": self.receipt.acts(), "done": done}

    def stage_now(self) -> str:
        """Return the presenter's stage."""
        return self._stage

    def _form_acts(self) -> tuple[Act, ...]:
        presenter = self.presenter
        modes = tuple(
            Act(
                f"payment.{mode}",
                _("Режим услуги: {title}").format(title=title),
                partial(self._choose_mode, mode),
                (f"Alt+{at}",),
            )
            for at, (mode, title) in enumerate(MODES, 1)
        )
        return (
            Act(
                "payment.pay",
                _("Показать предварительный чек и оплатить"),
                presenter.pay,
                MAIN_KEYS,
                _("Предварительный чек"),
                "receipt",
            ),
            Act(
                "payment.received",
                _("Ввести, сколько получено наличными"),
                self._focus_received,
                ("F6",),
                _("Получено"),
                "cash",
            ),
            Act(
                "payment.mend",
                _("Исправить услугу: убрать строку и открыть её снова"),
                self._mend,
                ("F2",),
                _("Исправить"),
            ),
            Act("payment.remove", _("Убрать строку из корзины"), self._remove, ("Del",), _("Убрать строку")),
            *modes,
            Act("payment.clear", _("Очистить корзину"), presenter.clear, (), "", "trash"),
        )

    def showing(self) -> None:
        """Put the cursor where work goes on."""
        if self.presenter.stage == "done":
            self._rest()
        elif self.presenter.stage == "form":
            self._focus_received()
        else:
            self.setFocus()

    def changed(self, changes: Changes) -> None:
        """Look again at shift and acknowledgement."""
        self.presenter.reload(changes)

    def open_account(self, account: AccountKey, code: str = "") -> None:
        """Begin with an account, or add it to the basket in hand."""
        del code
        self.presenter.open(account)

    def scanned(self, text: str, found: Found) -> bool:
        """Take a scanned receipt as the next account to pay for."""
        del text
        if len(found.rows) != 1:
            return False
        self.presenter.open(found.rows[0].account)
        return True

    def leaving(self) -> bool:
        """Take Esc."""
        return self.presenter.back()

    def _back(self) -> None:
        self.presenter.back()

    def _focus_received(self) -> None:
        self.panel.received.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _focused_card(self) -> ServiceCard | None:
        focused = QApplication.focusWidget()
        return next((one for one in self.cards if focused is not None and one.isAncestorOf(focused)), None)

    def _choose_mode(self, mode: str) -> None:
        found = self._focused_card()
        if found is not None:
            self.presenter.cards.choose_mode(found.place, mode)

    def _mend(self) -> None:
        shown = self.cards[: self._filled]
        found = self._focused_card() or next((one for one in shown if one.tick.isChecked()), None)
        if found is not None:
            self.presenter.cards.mend(found.place)

    def _remove(self) -> None:
        found = self._focused_card()
        if found is not None:
            self.presenter.cards.mend(found.place)
        else:
            self.panel.lines.remove_focused()
