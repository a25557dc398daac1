"""The bar at the top: the box that finds everything, and the state of link, shift and cash in words."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QSizePolicy

from desk_app.i18n import _
from desk_app.presenters.shell_view import PillView, ShellView
from desk_app.ui.icons import Tint, icon_label, tint
from desk_app.ui.theme import Look
from desk_app.ui.widgets.basics import label, set_pill


class Omnibox(QLineEdit):
    """The search box; arrows move the result list without leaving the box."""

    stepped = Signal(int)
    entered = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("omnibox")
        self.setPlaceholderText(_("Лицевой счёт, адрес, телефон, ФИО или скан квитанции"))
        self.setAccessibleName(_("Поиск по счёту, адресу, телефону, фамилии или скану"))
        self.setMaxLength(2_000)
        glass, scan = icon_label(look, "search", "faint", 18, self), icon_label(look, "scan", "faint", 18, self)
        self._glass, self._scan, self._look = glass, scan, look
        look.changed.connect(self._margins)
        self._margins()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Turn arrows and Enter into moves of the list."""
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: 8,
            Qt.Key.Key_PageUp: -8,
        }
        if event.key() in steps:
            self.stepped.emit(steps[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        """Keep the two icons at the ends."""
        del event
        middle = (self.height() - self._glass.height()) // 2
        self._glass.move(self._look.px(14), middle)
        self._scan.move(self.width() - self._scan.width() - self._look.px(14), middle)

    def _margins(self) -> None:
        self.setTextMargins(self._look.px(34), 0, self._look.px(36), 0)


class StatePill(QPushButton):
    """A state that can be asked for more: a click opens the page it speaks of."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._tint: Tint | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_pill(self, view: PillView) -> None:
        """Show a state; an empty text hides it."""
        set_pill(self, (" " if view.shape else "") + view.text if view.text else "", view.tone)
        self.setToolTip(view.tip)
        self.setAccessibleName(view.text)
        self.setAccessibleDescription(view.tip)
        if not view.shape:
            return
        token = "muted" if view.tone == "plain" else "accent" if view.tone == "info" else view.tone
        if self._tint is None:
            self._tint = tint(self, self._look, view.shape, token, 11)
        else:
            self._tint.show(view.shape, token)


class TopBar(QFrame):
    """Omnibox, pills and the clerk's name."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.setObjectName("top")
        self._look = look
        self.omnibox = Omnibox(look)
        self.link, self.shift, self.cash = StatePill(look), StatePill(look), StatePill(look)
        self.clerk = label("", "muted")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(24, 0, 24, 0)
        layout.setSpacing(12)
        layout.addWidget(self.omnibox, 1)
        layout.addSpacing(8)
        for widget in (self.link, self.shift, self.cash, self.clerk):
            layout.addWidget(widget)
        look.changed.connect(self._size)
        self._size()

    def show_state(self, view: ShellView) -> None:
        """Show pills and clerk."""
        self.link.show_pill(view.link)
        self.shift.show_pill(view.shift)
        self.cash.show_pill(view.cash)
        self.clerk.setText(view.clerk)

    def _size(self) -> None:
        self.setFixedHeight(self._look.px(68))
