"""The registration is in the journal: card number in large figures, its papers, and what comes next."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from desk_app.i18n import _
from desk_app.presenters.registration_view import DoneView
from desk_app.ui.icons import tint
from desk_app.ui.theme import Look
from desk_app.ui.widgets.basics import button, card, column, label, line, pill, row, set_pill
from desk_app.ui.widgets.sized import fixed_width


class RegistrationDone(QWidget):
    """Shows a `DoneView`."""

    def __init__(
        self,
        look: Look,
        memo: Callable[[], None],
        consent: Callable[[], None],
        another: Callable[[], None],
        pay: Callable[[], None],
    ) -> None:
        super().__init__()
        self._mark = label("")
        tint(self._mark, look, "check", "accent", 40)
        self.title, self.state = label("", "done"), pill()
        self.card, self.name = label("", "monobig"), label("", "heading")
        self.phone, self.address = label("", "muted"), label("", "muted", wrap=True)
        self.memo = button(look, _("Памятка"), memo, kind="primary", icon="printer", keys="F9")
        self.consent = button(look, _("Согласие"), consent, kind="tall", icon="printer", keys="F4")
        self.another = button(look, _("Ещё житель"), another, kind="tall", icon="person-plus", keys="Ctrl+Shift+Enter")
        self.pay = button(look, _("Оплата"), pay, kind="tall", icon="wallet", keys="F8")
        inside = column(
            row(self._mark, self.title, None, gap=12),
            row(self.state, None),
            10,
            line(),
            10,
            label(_("Номер карты"), "muted"),
            self.card,
            10,
            self.name,
            self.phone,
            self.address,
            14,
            row(self.memo, self.consent, None, self.another, self.pay),
            gap=4,
            margins=(36, 30, 36, 30),
        )
        frame = card(inside)
        fixed_width(look, frame, 800)
        self.setLayout(column(None, row(None, frame, None), None, None, margins=(24, 12, 24, 12)))

    def show_done(self, view: DoneView) -> None:
        """Show the registration; green is the centre's word alone."""
        self.title.setText(view.title)
        set_pill(self.state, view.state, "info" if view.tone == "wait" else view.tone)
        self.card.setText(view.card)
        self.name.setText(view.name)
        self.phone.setText(view.phone)
        self.address.setText(view.address)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Let Enter press the button that has the focus, also where the platform does not."""
        focused = self.focusWidget()
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat()
        if enter and isinstance(focused, QAbstractButton):
            focused.click()
        else:
            super().keyPressEvent(event)

    def take_focus(self) -> None:
        """Let Enter print the memo."""
        self.memo.setFocus(Qt.FocusReason.OtherFocusReason)
