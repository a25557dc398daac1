"""Labels, buttons, cards, pills and rows as every page builds them."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desk_app.ui.icons import tint
from desk_app.ui.theme import Look


def say(widget: QWidget, name: str, value: str) -> None:
    """Set a property that the style sheet reads, and restyle only if it is another; none at all is an empty one."""
    if (widget.property(name) or "") != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def label(text: str = "", role: str = "body", *, wrap: bool = False) -> QLabel:
    """Return a text; roles are named in sheet.py."""
    made = QLabel(text)
    made.setProperty("role", role)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    return made


def button(
    look: Look, text: str, act: Callable[[], None], *, kind: str = "", icon: str = "", keys: str = ""
) -> QPushButton:
    """Return a button; `keys` are shown after the text, as on the F-key bar."""
    # Fusion puts only four pixels between icon and text.
    shown = ("  " if icon else "") + text + (f"   {keys}" if keys else "")
    made = QPushButton(shown)
    made.setProperty("kind", kind)
    made.setAccessibleName(text)
    made.setAutoDefault(True)  # Enter presses a focused button, as Space does
    made.clicked.connect(lambda: act())  # noqa: PLW0108 - the lambda swallows `checked`
    if icon:
        tint(made, look, icon, "on_accent" if kind == "primary" else "accent" if kind == "plain" else "muted")
    return made


def icon_button(look: Look, icon: str, name: str, act: Callable[[], None]) -> QPushButton:
    """Return a button without words; its name is read aloud and shown as a tip."""
    made = QPushButton()
    made.setProperty("kind", "icon")
    made.setAccessibleName(name)
    made.setToolTip(name)
    made.setAutoDefault(True)
    made.clicked.connect(lambda: act())  # noqa: PLW0108 - the lambda swallows `checked`
    tint(made, look, icon)
    return made


def pill(text: str = "", tone: str = "plain") -> QLabel:
    """Return a pill; tones are ok, warn, error, info, plain."""
    made = QLabel(text)
    made.setProperty("pill", tone)
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made


def set_pill(made: QLabel | QPushButton, text: str, tone: str) -> None:
    """Change a pill; an empty text hides it."""
    made.setText(text)
    say(made, "pill", tone)
    made.setVisible(bool(text))


def line() -> QFrame:
    """Return a hair line."""
    made = QFrame()
    made.setProperty("line", "true")
    made.setFixedHeight(1)
    return made


def card(layout: QLayout, *, quiet: bool = False) -> QFrame:
    """Return a white frame around a layout."""
    made = QFrame()
    made.setProperty("card", "quiet" if quiet else "true")
    made.setLayout(layout)
    return made


Item = QWidget | QLayout | int | None


def row(*items: Item, gap: int = 10, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QHBoxLayout:
    """Lay out left to right; an int is a fixed space, None takes what is left."""
    layout = QHBoxLayout()
    _fill(layout, items, gap, margins)
    return layout


def column(*items: Item, gap: int = 10, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QVBoxLayout:
    """Lay out top to bottom; an int is a fixed space, None takes what is left."""
    layout = QVBoxLayout()
    _fill(layout, items, gap, margins)
    return layout


def _fill(layout: QBoxLayout, items: Iterable[Item], gap: int, margins: tuple[int, int, int, int]) -> None:
    layout.setSpacing(gap)
    layout.setContentsMargins(*margins)
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(item)
        elif isinstance(item, QLayout):
            layout.addLayout(item)
        else:
            layout.addWidget(item)


def scrolled(layout: QLayout) -> QScrollArea:
    """Return a layout that scrolls where the window is low; it never grows the window."""
    body = QWidget()
    body.setObjectName("body")
    body.setLayout(layout)
    area = QScrollArea()
    area.setWidget(body)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and let it go."""
    while (item := layout.takeAt(0)) is not None:
        inner, widget = item.layout(), item.widget()
        if inner is not None:
            clear(inner)
        if widget is not None:
            widget.hide()
            widget.deleteLater()
