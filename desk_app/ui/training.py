"""The stripe that says that this is a training desk: nothing here is real money."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desk_app.i18n import _
from desk_app.ui.theme import Look


class TrainingStripe(QWidget):
    """Diagonal stripes with the word УЧЕБНЫЙ under the top bar."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setFixedHeight(22)
        self.setAccessibleName(_("Учебное рабочее место"))
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw stripes, then the word on a plate."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self._look.color("warn_bg"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.color("warn"))
        painter.setOpacity(0.28)
        high = self.height()
        for left in range(-high, self.width(), high * 2):
            painter.drawPolygon(_stripe(left, high))
        painter.setOpacity(1)
        painter.setFont(self._look.font(12, QFont.Weight.DemiBold))
        text = _("УЧЕБНЫЙ РЕЖИМ · деньги и счета ненастоящие")
        wide = painter.fontMetrics().horizontalAdvance(text) + 32
        plate = QRectF((self.width() - wide) / 2, 0, wide, high)
        painter.fillRect(plate, self._look.color("warn_bg"))
        painter.setPen(self._look.color("warn"))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)


def _stripe(left: int, high: int) -> list[QPointF]:
    return [QPointF(left, high), QPointF(left + high, 0), QPointF(left + 2 * high, 0), QPointF(left + high, high)]
