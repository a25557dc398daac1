"""A check box drawn in the window's own colours; Fusion's box is lost once a style sheet touches it."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QCheckBox

from desk_app.ui.theme import Look

_BOX, _GAP, _EDGE, _LEAST = 18, 11, 4, 120
_HOOK = ((0.24, 0.52), (0.43, 0.71), (0.77, 0.32))


class TickBox(QCheckBox):
    """A square, a hook and words; the whole is framed when it has the focus.

    Words that may give way are cut where there is no room, and whole in the tip.
    """

    def __init__(self, look: Look, text: str, *, gives_way: bool = False) -> None:
        super().__init__(text)
        self._look, self._gives_way = look, gives_way
        self.setToolTip(text if gives_way else "")

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Ask for box, gap and words."""
        words = self.fontMetrics().size(0, self.text())
        box = self._look.px(_BOX)
        return QSize(
            2 * _EDGE + box + self._look.px(_GAP) + words.width() + 6, max(box, words.height()) + 2 * _EDGE + 2
        )

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Never be cut, unless told that it may."""
        hint = self.sizeHint()
        return QSize(min(hint.width(), self._look.px(_LEAST)), hint.height()) if self._gives_way else hint

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = self._look.px(_BOX)
        box = QRectF(_EDGE + 0.5, (self.height() - side) / 2 + 0.5, side - 1, side - 1)
        self._draw_box(painter, box)
        painter.setPen(self._look.color("text"))
        left = round(box.right()) + self._look.px(_GAP)
        words = self.rect().adjusted(left, 0, 0, 0)
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._look.color("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        painter.end()

    def _draw_box(self, painter: QPainter, box: QRectF) -> None:
        ticked = self.isChecked()
        painter.setBrush(self._look.color("accent" if ticked else "surface"))
        painter.setPen(QPen(self._look.color("accent" if ticked else "input"), 1.4))
        painter.drawRoundedRect(box, 4, 4)
        if ticked:
            pen = QPen(self._look.color("on_accent"), 2)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawPolyline(
                QPolygonF([box.topLeft() + QPointF(x * box.width(), y * box.height()) for x, y in _HOOK])
            )
