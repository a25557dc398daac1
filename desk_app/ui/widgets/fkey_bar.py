"""The bar of keys at the bottom: what each key does on this page."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from desk_app.ui.actions import Actions, shown_key
from desk_app.ui.widgets.basics import clear, label


class FKeyBar(QFrame):
    """Shows the acts that have a word for the bar; a click does what the key does."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self.setObjectName("keys")
        self.setFixedHeight(34)
        # Words that find no place are hidden; they never widen the window.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._actions = actions
        self._keys = QHBoxLayout()
        self._keys.setSpacing(18)
        self.place: QLabel = label("", "small")
        whole = QHBoxLayout(self)
        whole.setContentsMargins(24, 0, 24, 0)
        whole.addLayout(self._keys)
        whole.addStretch(1)
        whole.addWidget(self.place)
        actions.changed.connect(self._fill)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Need no width of its own."""
        return QSize(0, self.height())

    def _fill(self) -> None:
        clear(self._keys)
        for act in self._actions.all():
            if act.bar and act.keys:
                self._keys.addWidget(_KeyWord(shown_key(act.keys[0]), act.bar, self._actions, act.name))
        self._drop_overflow()

    def resizeEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        """Hide the last words where the bar is too narrow for all."""
        del event
        self._drop_overflow()

    def _drop_overflow(self) -> None:
        left = self.width() - 72 - self.place.sizeHint().width()
        for at in range(self._keys.count()):
            item = self._keys.itemAt(at)
            widget = item.widget() if item else None
            if widget is not None:
                left -= widget.sizeHint().width() + self._keys.spacing()
                widget.setVisible(left >= 0)


class _KeyWord(QWidget):
    def __init__(self, key: str, word: str, actions: Actions, name: str) -> None:
        super().__init__()
        self._actions, self._name = actions, name
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(label(key, "key"), 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(label(word, "small"))

    def mouseReleaseEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        """Do what the key does."""
        del event
        self._actions.do(self._name)
