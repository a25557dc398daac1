"""A short message over the key bar that goes by itself and never takes the focus."""

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from desk_app.ui.icons import tint
from desk_app.ui.theme import Look
from desk_app.ui.widgets.basics import label, say

SHOWN_MS = 6_000


class Toast(QFrame):
    """Lies over the window; a new message replaces the old one, a click closes it."""

    def __init__(self, look: Look, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self.setProperty("band", "true")
        self.setProperty("tone", "ok")
        self.setObjectName("toast")
        self._look = look
        self._icon = QLabel()
        self._tint = tint(self._icon, look, "check", "ok", 18)
        self.text = label("", "body", wrap=True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 5, 12, 5)
        layout.setSpacing(10)
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self.text, 1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def show_text(self, text: str, tone: str) -> None:
        """Show a message for six seconds."""
        self._tint.show("check" if tone == "ok" else "warning", tone)
        say(self, "tone", tone)
        self.text.setText(text)
        # The words inherit their colour from the frame, so they are polished after it.
        self.text.style().unpolish(self.text)
        self.text.style().polish(self.text)
        self.place()
        self.show()
        self.raise_()
        self._timer.start(SHOWN_MS)

    def event(self, event: QEvent) -> bool:
        """Make room for words that have become larger, or wrap now."""
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.place()
        return handled

    def place(self) -> None:
        """Stand on the key bar, at the right: nothing that is typed or pressed lies there."""
        width = min(self._look.px(440), self._over.width() - 160)
        self.setFixedWidth(width)
        height = max(self.heightForWidth(width), 32)
        self.setFixedHeight(height)
        self.move(self._over.width() - width - 8, self._over.height() - height - 1)

    def mouseReleaseEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        """Close."""
        del event
        self.hide()
