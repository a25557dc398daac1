"""The preliminary receipt: everything the resident agrees to, before any money is taken."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSlider, QVBoxLayout, QWidget

from desk_app.i18n import _
from desk_app.presenters.payment_view import LineView, ReceiptView
from desk_app.ui.actions import MAIN_KEYS, Act
from desk_app.ui.theme import Look
from desk_app.ui.widgets.band import Band
from desk_app.ui.widgets.basics import button, column, label, line, row
from desk_app.ui.widgets.overlay import Modal, Overlay
from desk_app.ui.widgets.rows import Rows
from desk_app.ui.widgets.whole_lines import WholeLines

_AGREE, _WAITING = "  " + _("Согласен, оплатить") + "   Ctrl+Enter", "  " + _("Записываем…")


class ReceiptLine(QWidget):
    """One line of what is agreed to."""

    def __init__(self) -> None:
        super().__init__()
        # What is agreed to is read in full: nothing of it is cut, however long the name of the payee.
        self.title, self.detail = label("", "strong", wrap=True), label("", "small", wrap=True)
        self.readings, self.amount = label("", "small", wrap=True), label("", "money")
        self.amount.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        words = column(self.title, self.detail, self.readings, gap=0)
        whole = row(gap=16)
        whole.addLayout(words, 1)
        whole.addWidget(self.amount)
        self.setLayout(whole)

    def show_line(self, one: LineView) -> None:
        """Show a line."""
        self.title.setText(one.title)
        self.detail.setText(one.detail)
        self.readings.setText(one.readings)
        self.readings.setVisible(bool(one.readings))
        self.amount.setText(one.sum)


class ReceiptBox(Overlay):
    """Shows a `ReceiptView` over the page; the main act agrees, Esc goes back."""

    def __init__(
        self, look: Look, over: QWidget, agree: Callable[[], None], back: Callable[[], None], modal: Modal
    ) -> None:
        self._agree, self._back = agree, back
        self.payers = label("", "muted", wrap=True)
        self.rows = QVBoxLayout()
        self.rows.setSpacing(10)
        self.rows.setContentsMargins(0, 4, 8, 4)
        self.list = WholeLines(self.rows, lambda: self.lines.shown)
        self.list.scrolls.connect(self._offer_scrolling)
        self.total, self.words = label("", "sum"), label("", "caption", wrap=True)
        self.received, self.change = label("", "money"), label("", "money")
        self.warning, self.problem = Band(look, "warn", "warning"), Band(look, "error", "warning")
        self.agree = button(look, _("Согласен, оплатить"), agree, kind="primary", icon="check", keys="Ctrl+Enter")
        self.back = button(look, _("Вернуться"), back, kind="tall", keys="Esc")
        self._shown: tuple[LineView, ...] = ()
        self._more = False
        self.lines: Rows[ReceiptLine, LineView] = Rows(self.rows, ReceiptLine, ReceiptLine.show_line)
        self.rows.addStretch(1)
        total_row = row(label(_("Итого"), "heading"), None, self.total)
        # The total stands under the sums, which leave room for the bar that scrolls them.
        total_row.setContentsMargins(0, 0, 8, 0)
        given = row(
            label(_("Получено"), "muted"), self.received, 24, label(_("Сдача"), "muted"), self.change, None, gap=8
        )
        layout = column(
            row(label(_("Предварительный чек"), "title"), None, label(_("Покажите жителю"), "small")),
            self.payers,
            2,
            line(),
            self.list,
            line(),
            total_row,
            self.words,
            given,
            self.warning,
            self.problem,
            4,
            row(None, self.back, self.agree),
            gap=8,
            margins=(28, 22, 28, 24),
        )
        super().__init__(look, over, layout, 640, modal)

    def acts(self) -> tuple[Act, ...]:
        """Agree, go back, and see the rest of a long receipt."""
        title, back = _("Согласен с предварительным чеком, оплатить"), _("Вернуться")
        scroll = self.list.verticalScrollBar()
        acts = (
            Act("payment.pay", title, self._agree, MAIN_KEYS, _("Согласен, оплатить"), "check"),
            Act("escape", _("Вернуться из предварительного чека к корзине"), self._back, ("Escape",), back, "back"),
        )
        if not self._more:
            return acts
        further = partial(scroll.triggerAction, QAbstractSlider.SliderAction.SliderPageStepAdd)
        nearer = partial(scroll.triggerAction, QAbstractSlider.SliderAction.SliderPageStepSub)
        return (
            *acts,
            Act("receipt.down", _("Листать предварительный чек дальше"), further, ("PgDown", "Down"), _("Листать"), ""),
            Act("receipt.up", _("Листать предварительный чек назад"), nearer, ("PgUp", "Up"), _("Листать назад"), ""),
        )

    def show_receipt(self, view: ReceiptView, *, busy: bool) -> None:
        """Show what is agreed to; while the payment is being written nothing can be pressed twice."""
        self.payers.setText("\n".join(view.payers))
        self._show_lines(view.lines)
        self.total.setText(view.total)
        self.words.setText(view.words)
        self.received.setText(view.received)
        self.change.setText(view.change)
        self.warning.say(view.warning)
        self.problem.say(view.problem)
        # Not disabled: a disabled button would hand the keyboard to the page below. The presenter refuses twice.
        self.agree.setText(_WAITING if busy else _AGREE)
        self.open_on(self.agree)

    def _show_lines(self, lines: tuple[LineView, ...]) -> None:
        if lines == self._shown:
            return
        self._shown = lines
        self.lines.show(lines)

    def _offer_scrolling(self, more: bool) -> None:  # noqa: FBT001 - Qt's signal
        """Offer the keys that scroll as long as there is more than is seen; a low window begins early."""
        self._more = more
        if self.isVisible():
            self._modal(self, self.acts())
