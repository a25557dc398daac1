"""A part that scrolls where the window is low, and elsewhere is no taller than what is in it."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QLayout, QScrollArea, QSizePolicy, QWidget

_LOWEST = 96


class Snug(QScrollArea):
    """Leaves the rest of the height to what stands below it."""

    def __init__(self, layout: QLayout) -> None:
        super().__init__()
        self.body = QWidget()
        self.body.setObjectName("body")
        self.body.setLayout(layout)
        self.setWidget(self.body)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Ask for the height of what is inside."""
        return self.body.sizeHint()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Never grow the window."""
        return QSize(super().minimumSizeHint().width(), _LOWEST)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Ask anew when what is inside has grown or shrunk."""
        handled = super().eventFilter(watched, event)
        if watched is self.body and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return handled

    def reveal(self, widget: QWidget) -> None:
        """Scroll until a widget inside is seen whole; one that stands elsewhere moves nothing."""
        if self.body.isAncestorOf(widget):
            self.ensureWidgetVisible(widget)
