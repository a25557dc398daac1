"""A band across a page: something the clerk should know, with one button that helps."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout

from desk_app.ui.icons import icon_label
from desk_app.ui.theme import Look
from desk_app.ui.widgets.basics import button, label


class Band(QFrame):
    """Hidden until it has something to say."""

    def __init__(
        self, look: Look, tone: str, icon: str, act: Callable[[], None] | None = None, act_title: str = ""
    ) -> None:
        super().__init__()
        self.setProperty("band", "true")
        self.setProperty("tone", tone)
        self.words = label("", wrap=True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 8, 8, 8)
        layout.setSpacing(10)
        layout.addWidget(icon_label(look, icon, "accent" if tone == "info" else tone, 20))
        layout.addWidget(self.words, 1)
        self.act = button(look, act_title, act) if act is not None else None
        if self.act is not None:
            layout.addWidget(self.act)
        self.setMinimumHeight(48)
        self.hide()

    def say(self, text: str) -> None:
        """Show a text; an empty one hides the band."""
        self.words.setText(text)
        self.setVisible(bool(text))
