"""The payment is in the journal: change in large figures, number, how far it has come, and the next resident."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desk_app.i18n import _
from desk_app.presenters.payment_view import DoneView
from desk_app.ui.icons import tint
from desk_app.ui.theme import Look
from desk_app.ui.widgets.basics import button, card, column, label, line, pill, row, set_pill
from desk_app.ui.widgets.sized import fixed_width


class PaymentDone(QWidget):
    """Shows a `DoneView`."""

    def __init__(self, look: Look, print_again: Callable[[], None], following: Callable[[], None]) -> None:
        super().__init__()
        self._mark = label("")
        tint(self._mark, look, "check", "accent", 40)
        self.number, self.state = label("", "number"), pill()
        self.change, self.change_notes = label("", "change"), label("", "muted")
        self.total, self.received, self.words = label("", "money"), label("", "money"), label("", "caption", wrap=True)
        self.paper = label("", "hint")
        self.next = button(look, _("Следующий житель"), following, kind="primary", icon="search", keys="F3")
        self.again = button(look, _("Квитанция об оплате"), print_again, kind="tall", icon="printer", keys="F9")
        figures = column(
            row(label(_("К оплате"), "muted"), None, self.total),
            row(label(_("Получено"), "muted"), None, self.received),
            self.words,
            gap=6,
        )
        inside = column(
            row(self._mark, label(_("Принято"), "done"), None, self.state, gap=12),
            self.number,
            10,
            line(),
            10,
            label(_("Сдача"), "muted"),
            self.change,
            self.change_notes,
            10,
            line(),
            6,
            figures,
            self.paper,
            10,
            row(None, self.again, self.next),
            gap=4,
            margins=(36, 30, 36, 30),
        )
        frame = card(inside)
        fixed_width(look, frame, 680)
        self.setLayout(column(None, row(None, frame, None), None, None, margins=(24, 12, 24, 12)))

    def show_done(self, view: DoneView) -> None:
        """Show the payment; green is the centre's word alone."""
        self.number.setText(_("Платёж № {number}").format(number=view.number))
        set_pill(self.state, view.state, "info" if view.tone == "wait" else view.tone)
        self.change.setText(view.change)
        self.change_notes.setText(view.change_notes)
        self.total.setText(view.total)
        self.received.setText(view.received)
        self.words.setText(view.words)
        self.paper.setText(view.paper)
        self.paper.setProperty("tone", "error" if view.paper_failed else "")
        self.paper.style().unpolish(self.paper)
        self.paper.style().polish(self.paper)
