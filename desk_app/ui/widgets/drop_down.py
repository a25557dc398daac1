"""A box that drops a list: as wide as its longest entry, cut with an ellipsis where there is no room for that."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox

from desk_app.ui.icons import pixmap
from desk_app.ui.theme import Look

_SHORTEST = 8
_ARROW = 18


class DropDown(QComboBox):
    """Shows the chosen entry, whole in its tip, and the arrow that tells it from a field to type in.

    A style sheet takes the arrow of the system away, and Qt cuts a long entry in the middle of a letter.
    """

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        # With a shortest length a long entry asks for its width, and does not force it on the window.
        self.setMinimumContentsLength(_SHORTEST)
        self.currentTextChanged.connect(self.setToolTip)
        look.changed.connect(self.update)

    def room(self) -> int:
        """Return the width that the words have."""
        option = QStyleOptionComboBox()
        super().initStyleOption(option)
        part = QStyle.SubControl.SC_ComboBoxEditField
        return self.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, self).width()

    def needed(self) -> int:
        """Return the width at which the chosen entry is read in full."""
        words = self.fontMetrics().horizontalAdvance(self.currentText()) + 1  # broken pixels are rounded
        return max(self.minimumSizeHint().width(), self.width() - self.room() + words)

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:  # noqa: N802 - Qt's name
        """Let Qt draw what fits."""
        super().initStyleOption(option)
        shown = self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, self.room())
        option.currentText = shown

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the arrow over the rest; one entry needs no choice."""
        super().paintEvent(event)
        if not self.isEnabled():
            return
        size = self._look.px(_ARROW)
        drawn = pixmap("arrow-down", self._look.tokens.muted, size, max(self.devicePixelRatioF(), 2.0))
        painter = QPainter(self)
        painter.drawPixmap(self.width() - size - self._look.px(9), (self.height() - size) // 2, drawn)
        painter.end()
