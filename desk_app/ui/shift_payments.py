"""The payments of the shift: time, number, sum, how far each has come, and its slip again."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desk_app.i18n import _
from desk_app.presenters.shift_view import PaymentRow
from desk_app.ui.theme import Look
from desk_app.ui.widgets.basics import button, clear, label, line, pill, row


class PaymentList(QWidget):
    """At most fifty rows; the newest first."""

    def __init__(self, look: Look, reprint: Callable[[str], None]) -> None:
        super().__init__()
        self._look, self._reprint = look, reprint
        self._shown: tuple[PaymentRow, ...] | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 8, 0)
        self._layout.setSpacing(0)

    def show_payments(self, payments: tuple[PaymentRow, ...]) -> None:
        """Show these payments; the same again leaves focus and scroll alone."""
        if payments == self._shown:
            return
        self._shown = payments
        clear(self._layout)
        for one in payments:
            self._layout.addWidget(self._row(one))
            self._layout.addWidget(line())
        if not payments:
            self._layout.addWidget(label(_("Платежей ещё не было"), "muted"))
        self._layout.addStretch(1)

    def _row(self, one: PaymentRow) -> QWidget:
        time, number, sum_ = label(one.time, "body"), label(one.number, "number"), label(one.sum, "strong")
        time.setFixedWidth(48)
        sum_.setFixedWidth(120)
        sum_.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        tone = "warn" if one.unprinted else "info" if one.tone == "wait" else one.tone
        state = pill(_("Чек не напечатан") if one.unprinted else one.state, tone)
        again = button(self._look, _("Чек"), partial(self._reprint, one.op_id), kind="plain", icon="printer")
        again.setAccessibleName(_("Чек платежа {number}").format(number=one.number))
        made = QWidget()
        made.setLayout(row(time, number, None, state, sum_, again, gap=10))
        return made
