"""A small number with a minus and a plus."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from desk_app.i18n import _
from desk_app.ui.theme import Look
from desk_app.ui.widgets.basics import icon_button


class Stepper(QWidget):
    """Tells each new value; arrows work too."""

    def __init__(self, look: Look, name: str, least: int, most: int, changed: Callable[[int], None]) -> None:
        super().__init__()
        self._least, self._most, self._changed = least, most, changed
        self.field = QLineEdit(str(least))
        self.field.setValidator(QIntValidator(least, most, self.field))
        self.field.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.field.setAccessibleName(name)
        self.field.textEdited.connect(lambda _text: self._changed(self.value()))
        less = icon_button(look, "minus", _("{name}: меньше").format(name=name), lambda: self._step(-1))
        more = icon_button(look, "plus", _("{name}: больше").format(name=name), lambda: self._step(1))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(less)
        layout.addWidget(self.field)
        layout.addWidget(more)
        self.setFocusProxy(self.field)

    def value(self) -> int:
        """Return the number, within its limits."""
        return min(max(int(self.field.text() or self._least), self._least), self._most)

    def show_value(self, value: int) -> None:
        """Show a number without telling it."""
        if value != self.value():
            self.field.setText(str(value))

    def _step(self, by: int) -> None:
        self.field.setText(str(min(max(self.value() + by, self._least), self._most)))
        self._changed(self.value())
