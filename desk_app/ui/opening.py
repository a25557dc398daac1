"""The page behind the first painted window, and the page that says why the desk could not be opened."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QProgressBar, QStackedLayout, QVBoxLayout, QWidget

from desk_app.i18n import _
from desk_app.ui.icons import icon_label
from desk_app.ui.theme import Look
from desk_app.ui.widgets.basics import button, card, column, label, row
from desk_app.ui.widgets.sized import fixed_width

if TYPE_CHECKING:
    # Only where something went wrong are its words imported.
    from desk_app.presenters.said import Said

AGAIN = _("Попробовать снова")


class OpeningPage(QWidget):
    """An empty search page while the desk opens; a full page of words where it does not."""

    again = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.what, self.safe, self.todo = label("", "title", wrap=True), label("", wrap=True), label("", wrap=True)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._waiting_page())

    def waiting(self) -> None:
        """Show that the desk is being opened."""
        self._stack.setCurrentIndex(0)

    def refused(self, said: "Said") -> None:
        """Say what happened, what is safe and what to do."""
        if self._stack.count() == 1:
            self._stack.addWidget(self._refused_page())
        self.what.setText(said.what)
        self.safe.setText(said.safe)
        self.todo.setText(said.todo)
        self._stack.setCurrentIndex(1)
        self._again.setFocus()

    def _waiting_page(self) -> QWidget:
        page = QWidget()
        progress = QProgressBar()
        progress.setRange(0, 0)
        progress.setMaximumWidth(self._look.px(220))
        inside = QVBoxLayout()
        inside.addStretch(1)
        inside.addWidget(label(_("Открываем рабочее место…"), "muted"), 0, Qt.AlignmentFlag.AlignHCenter)
        inside.addWidget(progress, 0, Qt.AlignmentFlag.AlignHCenter)
        inside.addStretch(1)
        whole = column(label(_("Поиск жителя"), "title"), 6, margins=(24, 18, 24, 18))
        whole.addWidget(card(inside), 1)
        page.setLayout(whole)
        return page

    def _refused_page(self) -> QWidget:
        page = QWidget()
        self._again = button(self._look, AGAIN, self.again.emit, kind="primary", icon="exchange", keys="F5")
        leave = button(self._look, _("Закрыть программу"), QApplication.quit, icon="close")
        frame = QFrame()
        frame.setProperty("card", "true")
        fixed_width(self._look, frame, 640)
        safe = row(icon_label(self._look, "shield", "ok", 22), gap=12)
        safe.addWidget(self.safe, 1)
        todo = row(icon_label(self._look, "help", "accent", 22), gap=12)
        todo.addWidget(self.todo, 1)
        frame.setLayout(
            column(
                icon_label(self._look, "warning", "error", 36),
                self.what,
                4,
                safe,
                todo,
                10,
                row(self._again, leave, None),
                gap=12,
                margins=(32, 28, 32, 28),
            )
        )
        middle = row(None, frame, None)
        page.setLayout(column(None, middle, None, margins=(24, 18, 24, 18)))
        return page
