"""The rail at the left: every page that exists, and no other."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QToolButton, QVBoxLayout

from desk_app.ui.icons import icon_label, tint
from desk_app.ui.pages import PAGES, Page
from desk_app.ui.theme import Look

WIDTH = 92


class Rail(QFrame):
    """One button a page; the button of the shown page is marked."""

    def __init__(self, look: Look, show: Callable[[str], None]) -> None:
        super().__init__()
        self.setObjectName("rail")
        self._look = look
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QToolButton] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 12, 8, 12)
        layout.setSpacing(4)
        layout.addWidget(icon_label(look, "town", "accent", 32), 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(8)
        for page in (one for one in PAGES if not one.low):
            layout.addWidget(self._button(page, show))
        layout.addStretch(1)
        for page in (one for one in PAGES if one.low):
            layout.addWidget(self._button(page, show))
        look.changed.connect(self._size)
        self._size()

    def mark(self, name: str) -> None:
        """Mark the page that is shown; a page that is not on the rail unmarks all."""
        self._group.setExclusive(False)
        for known, button in self._buttons.items():
            button.setChecked(known == name)
        self._group.setExclusive(True)

    def _button(self, page: Page, show: Callable[[str], None]) -> QToolButton:
        button = QToolButton()
        button.setProperty("kind", "rail")
        button.setText(page.title)
        button.setAccessibleName(page.title)
        button.setCheckable(True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda: show(page.name))
        tint(button, self._look, page.icon, "muted", 22)
        self._group.addButton(button)
        self._buttons[page.name] = button
        return button

    def _size(self) -> None:
        self.setFixedWidth(self._look.px(WIDTH))
        for button in self._buttons.values():
            button.setFixedHeight(self._look.px(56))
            button.setIconSize(QSize(self._look.px(22), self._look.px(22)))
