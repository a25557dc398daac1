"""A choice of one among a few, as buttons side by side."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget


class Segments(QWidget):
    """Shows which of a few is chosen; a click or Space asks the presenter for another."""

    def __init__(self, choices: Sequence[tuple[str, str]], chosen: Callable[[str], None]) -> None:
        super().__init__()
        self._chosen = chosen
        self.buttons: dict[str, QPushButton] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        for name, title in choices:
            layout.addWidget(self._button(name, title))

    def _button(self, name: str, title: str) -> QPushButton:
        made = QPushButton(title)
        made.setProperty("kind", "segment")
        made.setCheckable(True)
        made.setAutoDefault(False)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.clicked.connect(lambda: self._choose(name))
        self.buttons[name] = made
        return made

    def _choose(self, name: str) -> None:
        # The button must not look chosen before the presenter says so.
        self.buttons[name].setChecked(not self.buttons[name].isChecked())
        self._chosen(name)

    def mark(self, name: str) -> None:
        """Show which is chosen."""
        for each, made in self.buttons.items():
            made.setChecked(each == name)
