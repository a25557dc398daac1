"""Widths that grow with the letters: a width in bare pixels cuts what stands in it at 130 %."""

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desk_app.ui.theme import Look


class FixedWidth(QObject):
    """Keeps one widget as wide as so many pixels are at the chosen size; lives as long as the widget."""

    def __init__(self, widget: QWidget, look: Look, pixels: int) -> None:
        super().__init__(widget)
        self._widget, self._look, self._pixels = widget, look, pixels
        look.changed.connect(self._size)
        self._size()

    def _size(self) -> None:
        self._widget.setFixedWidth(self._look.px(self._pixels))


def fixed_width(look: Look, widget: QWidget, pixels: int) -> None:
    """Let a widget be so wide at 100 %, and in proportion at every other size."""
    FixedWidth(widget, look, pixels)
