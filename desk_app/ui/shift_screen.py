"""The shift screen: open, see what was taken, count the drawer, close."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from desk_app.application.changes import Changes
from desk_app.i18n import _
from desk_app.presenters.shift import ShiftPresenter
from desk_app.presenters.shift_view import ClosedView, ShiftView
from desk_app.ui.actions import MAIN_KEYS, Act
from desk_app.ui.outlets import outlets_of
from desk_app.ui.screen import Screen, Workplace
from desk_app.ui.shift_drawer import DrawerSide
from desk_app.ui.shift_payments import PaymentList
from desk_app.ui.tasks import ScreenTasks
from desk_app.ui.when_seen import WhenSeen
from desk_app.ui.widgets.band import Band
from desk_app.ui.widgets.basics import button, card, clear, column, label, line, pill, row, say, scrolled, set_pill
from desk_app.ui.widgets.edits import Edit
from desk_app.ui.widgets.field import Field
from desk_app.ui.widgets.money_edit import MoneyEdit
from desk_app.ui.widgets.overlay import QuestionBox
from desk_app.ui.widgets.sized import fixed_width
from desk_app.ui.widgets.stack import Stack

_MAIN_ACTS = {
    "shut": _("Открыть смену"),
    "open": _("Закрыть смену"),
    "closing": _("Закрыть смену"),
    "closed": _("Открыть новую смену"),
}


class ShiftScreen(Screen):
    """Shows a `ShiftView`; every decision is the presenter's."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._look, self._window, self._stage = place.look, place.window, "loading"
        render = WhenSeen(self, place.look.slices, self.render_view)
        self.presenter = ShiftPresenter(place.desk, ScreenTasks(place.store, self), render, outlets_of(place))
        self._figures: tuple[tuple[str, str, str], ...] | None = None
        self._build()
        self.presenter.load()

    # --- building --------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        look, presenter = self._look, self.presenter
        self.stack = Stack(QWidget(), self._shut_page(), self._open_page())
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)
        self.question = QuestionBox(
            look,
            self,
            partial(presenter.answer, yes=True),
            partial(presenter.answer, yes=False),
            self._window.set_modal,
            safe=False,
        )

    def _shut_page(self) -> QWidget:
        look, presenter = self._look, self.presenter
        self.closed_card, self.closed_title, self.closed_word = QFrame(), label("", "heading"), label("", "figure")
        self.closed_card.setProperty("card", "true")
        self.closed_figures = label("", "muted")
        self.closed_unsent = label("", "caption")
        self.again = button(
            look, _("Открыть новую смену"), presenter.act, kind="primary", icon="clock", keys="Ctrl+Enter"
        )
        self.closed_card.setLayout(
            column(
                row(self.closed_title, None, self.closed_word),
                self.closed_figures,
                self.closed_unsent,
                8,
                row(self.again, None),
                gap=6,
                margins=(28, 20, 28, 20),
            )
        )
        self.clerk = Edit(_("Кассир"), presenter.type_clerk, entered=self._to_opening)
        self.opening = MoneyEdit(_("Остаток на начало"), presenter.type_opening, entered=presenter.open_shift, big=True)
        self.clerk_field, self.opening_field = (
            Field(_("Кассир"), self.clerk),
            Field(_("Остаток на начало, ₽"), self.opening),
        )
        self.shut_problem = Band(look, "error", "warning")
        self.open_button = button(
            look, _("Открыть смену"), presenter.open_shift, kind="primary", icon="clock", keys="Ctrl+Enter"
        )
        inside = column(
            label(_("Открытие смены"), "title"),
            label(_("Деньги принимаются только в открытой смене. Связь для этого не нужна."), "muted", wrap=True),
            8,
            self.clerk_field,
            self.opening_field,
            self.shut_problem,
            4,
            self.open_button,
            gap=6,
            margins=(28, 24, 28, 28),
        )
        self.opening_card = card(inside)
        for frame in (self.opening_card, self.closed_card):
            fixed_width(self._look, frame, 520)
            frame.hide()
        made = QWidget()
        centred = column(self.closed_card, self.opening_card, gap=14)
        made.setLayout(column(None, row(None, centred, None), None, None, margins=(24, 16, 24, 16)))
        return made

    def _open_page(self) -> QWidget:
        look, presenter = self._look, self.presenter
        self.title, self.subtitle = label("", "title"), label("", "muted")
        self.unsent = pill()
        self.problem = Band(look, "error", "warning")
        self.unprinted = Band(look, "warn", "printer", presenter.print_unprinted, _("Напечатать"))
        self.figures = QGridLayout()
        self.figures.setVerticalSpacing(8)
        self.figures.setHorizontalSpacing(24)
        self.figures.setColumnStretch(0, 1)
        self.expected, self.formula = label("", "total"), label("", "caption")
        self.payments_note = label("", "caption")
        self.payments = PaymentList(look, presenter.print_slip)
        money = column(
            label(_("По данным программы"), "heading"),
            self.figures,
            line(),
            row(column(label(_("Должно быть в кассе"), "strong"), self.formula, gap=0), None, self.expected),
            gap=8,
            margins=(20, 14, 20, 14),
        )
        listed = column(
            row(label(_("Платежи смены"), "heading"), None, self.payments_note), gap=8, margins=(20, 14, 12, 12)
        )
        listed.addWidget(scrolled(column(self.payments)), 1)
        left = column(card(money), gap=12)
        left.addWidget(card(listed), 1)
        self.drawer = DrawerSide(look, presenter)
        fixed_width(self._look, self.drawer, 400)
        self.begin = button(
            look, _("Закрыть смену"), presenter.begin_close, kind="primary", icon="check", keys="Ctrl+Enter"
        )
        head = row(column(self.title, self.subtitle, gap=0), None, self.unsent, self.begin)
        made = QWidget()
        made.setLayout(
            column(head, self.problem, self.unprinted, row(left, self.drawer, gap=14), gap=10, margins=(24, 16, 24, 16))
        )
        return made

    def _to_opening(self) -> None:
        self.opening.setFocus(Qt.FocusReason.TabFocusReason)

    # --- showing ---------------------------------------------------------------------------------------------------

    def render_view(self, view: ShiftView) -> None:
        """Show the view; the only way this screen changes."""
        pages = {"loading": 0, "shut": 1, "closed": 1, "open": 2, "closing": 2}
        self.stack.setCurrentIndex(pages[view.stage])
        if view.stage in ("shut", "closed"):
            self._show_shut(view)
        elif view.stage in ("open", "closing"):
            self._show_open(view)
        if view.question is not None:
            # A hasty Enter closes what was counted, but must not vouch for a date.
            self.question.ask(view.question, safe=view.asks == "date")
        else:
            self.question.hide()
        if view.stage != self._stage:
            self._stage = view.stage
            if self.isVisible():
                self._window.acts_changed()
        self._focus(view)

    def _show_shut(self, view: ShiftView) -> None:
        self.clerk.put(view.clerk)
        self.opening.put(view.opening)
        self.opening_field.show_hint(view.fault or view.opening_hint, "error" if view.fault else "")
        self.shut_problem.say(view.problem)
        self.open_button.setEnabled(not view.busy)
        self.closed_card.setVisible(view.closed is not None)
        # A hasty second Enter after the close must not open the next shift.
        self.again.setVisible(view.stage == "closed")
        self.opening_card.setVisible(view.stage == "shut")
        if view.closed is not None:
            self._show_closed(view.closed, view.unsent)

    def _show_closed(self, closed: ClosedView, unsent: str) -> None:
        self.closed_title.setText(closed.title)
        self.closed_word.setText(closed.difference)
        say(self.closed_word, "tone", closed.tone)
        self.closed_figures.setText(
            _("Принято {taken} · в кассе {counted}").format(taken=closed.taken, counted=closed.counted)
        )
        self.closed_unsent.setText(
            _("{unsent}. Отправка пойдёт сама").format(unsent=unsent) if unsent else _("Всё передано в центр")
        )

    def _show_open(self, view: ShiftView) -> None:
        closing = view.stage == "closing"
        self.title.setText(view.title)
        self.subtitle.setText(view.subtitle)
        set_pill(self.unsent, view.unsent, "warn")
        self.problem.say(view.problem)
        self.unprinted.say(view.unprinted)
        if view.figures != self._figures:
            self._figures = view.figures
            self._fill_figures()
        self.expected.setText(view.expected)
        self.formula.setText(view.formula)
        self.payments_note.setText(view.payments_note)
        self.payments.show_payments(view.payments)
        self.drawer.setVisible(closing)
        self.begin.setVisible(not closing)
        if closing:
            self.drawer.show_count(view)

    def _fill_figures(self) -> None:
        clear(self.figures)
        for at, (title, count, amount) in enumerate(self._figures or ()):
            for place, words in enumerate((label(title, "muted"), label(count, "caption"), label(amount, "body"))):
                words.setAlignment(
                    (Qt.AlignmentFlag.AlignRight if place else Qt.AlignmentFlag.AlignLeft)
                    | Qt.AlignmentFlag.AlignVCenter
                )
                self.figures.addWidget(words, at, place)

    def _focus(self, view: ShiftView) -> None:
        if not view.focus or not self.isVisible() or view.asks:
            return
        if view.focus == "opening":
            self._focus_opening()
        else:
            self.drawer.focus_on(view.focus)

    def _focus_opening(self) -> None:
        target = self.opening if self.clerk.text() else self.clerk
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- the window ------------------------------------------------------------------------------------------------

    def acts_by_stage(self) -> Mapping[str, tuple[Act, ...]]:
        """Return the main act of each stage, and what else it allows."""
        presenter, slips, back = self.presenter, _("Напечатать квитанции об оплате, которые не напечатаны"), _("Назад")
        unprinted = Act("shift.unprinted", slips, presenter.print_unprinted, (), "", "printer")
        leave = Act("escape", _("Назад: смена остаётся открытой"), self._window.escape, ("Escape",), back, "back")
        more = {"open": (unprinted,), "closing": (leave, unprinted)}
        return {
            stage: (Act("shift.act", word, presenter.act, MAIN_KEYS, word, "clock"), *more.get(stage, ()))
            for stage, word in _MAIN_ACTS.items()
        }

    def stage_now(self) -> str:
        """Return the presenter's stage."""
        return self._stage

    def showing(self) -> None:
        """Look at the shift again and put the cursor where work goes on."""
        self.setFocus()
        self.presenter.load()
        if self.stack.currentIndex() == 1:
            self._focus_opening()

    def changed(self, changes: Changes) -> None:
        """Look again at shift, payments and acknowledgements."""
        self.presenter.reload(changes)

    def leaving(self) -> bool:
        """Take Esc."""
        return self.presenter.back()
