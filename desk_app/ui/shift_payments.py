"""The payments of the shift: time, number, sum, how far each has come, and its slip again."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desk_app.i18n import _
from desk_app.presenters.shift_view import PaymentRow
from desk_app.ui.theme import Look
from desk_app.ui.widgets.basics import button, column, label, line, pill, row, set_pill
from desk_app.ui.widgets.rows import Rows
from desk_app.ui.widgets.sized import fixed_width


class PaymentList(QWidget):
    """At most fifty rows; the newest first."""

    def __init__(self, look: Look, reprint: Callable[[str], None]) -> None:
        super().__init__()
        self._shown: tuple[PaymentRow, ...] | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 8, 0)
        self._layout.setSpacing(0)
        self._rows: Rows[_Payment, PaymentRow] = Rows(
            self._layout, lambda: _Payment(look, reprint), _Payment.show_payment, look.slices
        )
        self._none = label(_("Платежей ещё не было"), "muted")
        self._layout.addWidget(self._none)
        self._layout.addStretch(1)

    def show_payments(self, payments: tuple[PaymentRow, ...]) -> None:
        """Show these payments; the same again leaves focus and scroll alone."""
        if payments == self._shown:
            return
        self._shown = payments
        self._rows.show(payments)
        self._none.setVisible(not payments)


class _Payment(QWidget):
    def __init__(self, look: Look, reprint: Callable[[str], None]) -> None:
        super().__init__()
        self._op_id = ""
        self.time, self.number, self.sum = label("", "body"), label("", "number"), label("", "strong")
        fixed_width(look, self.time, 48)
        fixed_width(look, self.sum, 120)
        self.sum.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.state = pill()
        self.again = button(look, _("Напечатать"), lambda: reprint(self._op_id), kind="plain", icon="printer")
        self.setLayout(
            column(row(self.time, self.number, None, self.state, self.sum, self.again, gap=10), line(), gap=0)
        )

    def show_payment(self, one: PaymentRow) -> None:
        """Show a payment."""
        self._op_id = one.op_id
        self.time.setText(one.time)
        self.number.setText(one.number)
        self.sum.setText(one.sum)
        tone = "warn" if one.unprinted else "info" if one.tone == "wait" else one.tone
        set_pill(self.state, _("Квитанция об оплате не напечатана") if one.unprinted else one.state, tone)
        self.again.setAccessibleName(_("Квитанция об оплате, платёж {number}").format(number=one.number))
