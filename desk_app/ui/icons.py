"""Draws the icons of this project in the colour and at the scale that is wanted."""

from functools import cache

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from desk_app.resources import resource
from desk_app.ui.theme import Look


@cache
def _source(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")


def pixmap(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    """Return an icon as a pixmap of `size` logical pixels for a screen of `ratio`."""
    drawn = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    svg = QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))
    svg.render(painter, QRectF(0, 0, drawn.width(), drawn.height()))
    painter.end()
    drawn.setDevicePixelRatio(ratio)
    return drawn


class Tint(QObject):
    """Keeps one widget's icon in the colour of its ink, whatever the theme; lives as long as the widget."""

    def __init__(self, widget: QAbstractButton | QLabel, look: Look, name: str, ink: str, size: int) -> None:
        super().__init__(widget)
        self._widget, self._look, self._name, self._ink, self._size = widget, look, name, ink, size
        look.changed.connect(self.draw)
        self.draw()

    def show(self, name: str, ink: str) -> None:
        """Change icon or colour."""
        if (name, ink) != (self._name, self._ink):
            self._name, self._ink = name, ink
            self.draw()

    def draw(self) -> None:
        """Draw the icon anew."""
        size, ratio = self._look.px(self._size), max(self._widget.devicePixelRatioF(), 2.0)
        drawn = pixmap(self._name, getattr(self._look.tokens, self._ink), size, ratio)
        if isinstance(self._widget, QLabel):
            self._widget.setPixmap(drawn)
            self._widget.setFixedSize(size, size)
            return
        icon = QIcon(drawn)
        if self._ink == "on_accent":
            # The ink of a button that can be pressed is not seen on the ground of one that cannot.
            faint = pixmap(self._name, self._look.tokens.faint, size, ratio)
            icon.addPixmap(faint, QIcon.Mode.Disabled)
        if self._widget.isCheckable():
            checked = pixmap(self._name, self._look.tokens.accent, size, ratio)
            icon.addPixmap(checked, QIcon.Mode.Normal, QIcon.State.On)
        self._widget.setIcon(icon)
        self._widget.setIconSize(QSize(size, size))


def tint(widget: QAbstractButton | QLabel, look: Look, name: str, ink: str = "muted", size: int = 18) -> Tint:
    """Give a button or a label an icon."""
    return Tint(widget, look, name, ink, size)


def icon_label(look: Look, name: str, ink: str = "muted", size: int = 18, parent: QWidget | None = None) -> QLabel:
    """Return an icon that stands alone."""
    label = QLabel(parent)
    tint(label, look, name, ink, size)
    return label
