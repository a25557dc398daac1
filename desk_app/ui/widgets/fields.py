"""Named fields in two columns, and a choice of a few buttons."""

from collections.abc import Callable

from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QHBoxLayout, QLayout, QPushButton, QWidget

from desk_app.ui.theme import Look
from desk_app.ui.widgets.basics import label

_ORDINARY = 520


class Choice(QFrame):
    """A few buttons of which one is pressed."""

    def __init__(self, values: tuple[tuple[str, str], ...], chosen: Callable[[str], None]) -> None:
        super().__init__()
        self._buttons: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for value, title in values:
            made = QPushButton(title)
            made.setCheckable(True)
            made.clicked.connect(lambda _on, value=value: chosen(value))
            group.addButton(made)
            layout.addWidget(made)
            self._buttons[value] = made
        layout.addStretch(1)

    def show_choice(self, value: str) -> None:
        """Press the button of a value without telling it."""
        if value in self._buttons:
            self._buttons[value].setChecked(True)


class Fields(QGridLayout):
    """Names at the left in one column of equal width on every card, fields at the right."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.setHorizontalSpacing(20)
        self.setVerticalSpacing(10)
        self.setColumnMinimumWidth(0, look.px(190))
        self.setColumnStretch(2, 1)

    def add(self, name: str, field: QWidget | QLayout, *, wide: bool = False) -> None:
        """Add a row; a wide field takes what the card has, and no card is widened by it."""
        at = self.rowCount()
        self.addWidget(label(name, "muted"), at, 0)
        if isinstance(field, QLayout):
            self.addLayout(field, at, 1)
            return
        if not field.accessibleName():
            field.setAccessibleName(name)
        if wide:
            self.addWidget(field, at, 1, 1, 2)
            return
        field.setMinimumWidth(min(field.maximumWidth(), self._look.px(_ORDINARY)))
        self.addWidget(field, at, 1)
