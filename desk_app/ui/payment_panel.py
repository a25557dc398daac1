"""The right side of the payment screen: basket, what is to be paid, what was given, the change."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QVBoxLayout, QWidget

from desk_app.i18n import _, plural
from desk_app.presenters.payment_cards import PaymentCards
from desk_app.presenters.payment_view import LineView, PaymentView
from desk_app.ui.theme import Look
from desk_app.ui.widgets.basics import button, column, icon_button, label, line, row
from desk_app.ui.widgets.elided import Elided
from desk_app.ui.widgets.money_edit import MoneyEdit
from desk_app.ui.widgets.rows import Rows
from desk_app.ui.widgets.whole_rows import WholeRows

_NOTES = 3
_LOWEST_WITH_LIST = 452


class BasketLine(QWidget):
    """One line of the basket and the button that takes it out."""

    def __init__(self, look: Look, remove: Callable[[int], None]) -> None:
        super().__init__()
        self._at = 0
        self.name, self.detail, self.sum = Elided("", "body"), Elided("", "caption"), label("", "strong")
        self.remover = icon_button(look, "close", "", lambda: remove(self._at))
        self.setLayout(row(column(self.name, self.detail, gap=0), None, self.sum, self.remover, gap=6))

    def show_line(self, placed: tuple[int, LineView]) -> None:
        """Show a line and remember its place."""
        self._at, one = placed
        title = _("Убрать из корзины: {title}").format(title=one.title)
        self.remover.setAccessibleName(title)
        self.remover.setToolTip(title)
        self.sum.setText(one.sum)
        for words, text in ((self.name, one.title), (self.detail, one.payee)):
            words.show_text(text)
            words.setToolTip(f"{one.title}\n{one.detail}\n{one.readings}".strip())


class BasketLines(QWidget):
    """The lines of the basket; each can only be removed."""

    def __init__(self, look: Look, remove: Callable[[int], None]) -> None:
        super().__init__()
        self._remove = remove
        self._shown: tuple[LineView, ...] = ()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 4, 0)
        self._layout.setSpacing(2)
        self._layout.addStretch(1)
        self.rows: Rows[BasketLine, tuple[int, LineView]] = Rows(
            self._layout, lambda: BasketLine(look, remove), BasketLine.show_line, look.slices
        )

    @property
    def removers(self) -> list[QPushButton]:
        """The buttons of the lines."""
        return [one.remover for one in self.rows.shown]

    def show_lines(self, lines: tuple[LineView, ...]) -> None:
        """Show these lines; the same again leaves focus and scroll alone."""
        if lines == self._shown:
            return
        self._shown = lines
        self.rows.show(list(enumerate(lines)))

    def pitch(self) -> tuple[int, int]:
        """Return the height of a line with the gap below it, and the gap; no height while there is no line."""
        shown, gap = self.rows.shown, self._layout.spacing()
        return (shown[0].sizeHint().height() + gap if shown else 0), gap

    def remove_focused(self) -> None:
        """Remove the line whose button has the focus; the focus stays in the list."""
        at = next((at for at, one in enumerate(self.removers) if one.hasFocus()), None)
        if at is not None:
            self._remove(at)


class PaymentPanel(QFrame):
    """Shows the money side of a `PaymentView`."""

    def __init__(self, look: Look, cards: PaymentCards, pay: Callable[[], None]) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self._cards, self._look = cards, look
        self.total, self.words = label("", "sum"), label("", "caption", wrap=True)
        self.count = label("", "caption")
        self.lines = BasketLines(look, cards.remove)
        self.received = MoneyEdit(_("Получено от жителя"), cards.type_received, entered=pay, big=True)
        self.received.setPlaceholderText(_("без сдачи"))
        self.fault = label("", "hint")
        self.exact = button(look, _("Без сдачи"), lambda: cards.give(0), kind="note")
        self.notes = [button(look, "", partial(self._give, at), kind="note") for at in range(_NOTES)]
        self._worth = [0] * _NOTES
        self.change, self.change_notes = label("", "sum"), label("", "caption", wrap=True)
        self.pay = button(look, _("Предварительный чек"), pay, kind="primary", icon="receipt", keys="Ctrl+Enter")
        self._lay_out()

    def _lay_out(self) -> None:
        notes = self._notes_row = QGridLayout()
        notes.setSpacing(8)
        for at, made in enumerate((self.exact, *self.notes)):
            made.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            notes.addWidget(made, 0, at)
            notes.setColumnStretch(at, 5 if made is self.exact else 3)
        change_row = row(label(_("Сдача"), "heading"), None, self.change)
        listed = self.listed = WholeRows(self.lines, self.lines.pitch)
        listed.setMinimumHeight(84)
        layout = column(
            row(label(_("К оплате"), "muted"), None, self.count),
            self.total,
            self.words,
            4,
            line(),
            gap=2,
            margins=(20, 12, 20, 14),
        )
        layout.addWidget(listed, 1)
        self._list_end = line()
        layout.addWidget(self._list_end)
        layout.addStretch(0)
        layout.addSpacing(6)
        layout.addLayout(row(label(_("Получено наличными · F6"), "caption"), None, self.fault))
        for part in (self.received, notes, change_row, self.change_notes, self.pay):
            layout.addSpacing(6)
            if isinstance(part, QWidget):
                layout.addWidget(part)
            else:
                layout.addLayout(part)
        self.setLayout(layout)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Let the list go where the window is too low: the locked cards say the same."""
        super().resizeEvent(event)
        high = self.height() >= self._look.px(_LOWEST_WITH_LIST)
        for part in (self.listed, self._list_end, self.change_notes):
            part.setVisible(high or (part is self.change_notes and bool(self.change_notes.text().strip())))

    def _give(self, at: int) -> None:
        self._cards.give(self._worth[at])

    def show_money(self, view: PaymentView) -> None:
        """Show the money side."""
        self.total.setText(view.total)
        self.words.setText(view.words)
        many = len(view.lines)
        self.count.setText(f"{many} {plural(many, _('строка'), _('строки'), _('строк'))}" if many else "")
        self.lines.show_lines(view.lines)
        self.received.put(view.received)
        self.received.tone("error" if view.received_fault else "")
        self.fault.setText(view.received_fault)
        self.fault.setProperty("tone", "error")
        for at, made in enumerate(self.notes):
            shown = at < len(view.quick)
            made.setVisible(shown)
            self._notes_row.setColumnStretch(at + 1, 3 if shown else 0)
            if shown:
                made.setText(view.quick[at][0])
                self._worth[at] = view.quick[at][1]
        self.change.setText(view.change or "—")
        self.change_notes.setText(view.change_notes or " ")
        self.pay.setEnabled(not view.busy)
