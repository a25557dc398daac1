"""The bar of keys at the bottom: what each key does on this page."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from desk_app.ui.actions import Act, Actions, shown_key
from desk_app.ui.widgets.basics import label
from desk_app.ui.widgets.rows import Rows


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
        self._words: Rows[_KeyWord, Act] = Rows(self._keys, lambda: _KeyWord(actions), _KeyWord.show_act)
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
        self._words.show([act for act in self._actions.all() if act.bar and act.keys])
        self._drop_overflow()

    def resizeEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        """Hide the last words where the bar is too narrow for all."""
        del event
        self._drop_overflow()

    def event(self, event: QEvent) -> bool:
        """Look anew where the words have another size."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._drop_overflow()
        return super().event(event)

    def _drop_overflow(self) -> None:
        left = self.width() - 72 - self.place.sizeHint().width()
        # The help finds its place first: it lists what found none.
        for word in sorted(self._words.shown, key=lambda one: one.name != "help"):
            wide = word.sizeHint().width() + self._keys.spacing()
            word.setVisible(wide <= left)
            left -= wide if wide <= left else 0


class _KeyWord(QWidget):
    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self._actions, self.name = actions, ""
        self._key, self._word = label("", "key"), label("", "small")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._key, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(self._word)

    def show_act(self, act: Act) -> None:
        """Show the key of an act and its word."""
        self.name = act.name
        self._key.setText(shown_key(act.keys[0]))
        self._word.setText(act.bar)

    def mouseReleaseEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        """Do what the key does."""
        del event
        self._actions.do(self.name)
