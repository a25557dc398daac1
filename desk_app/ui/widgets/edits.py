"""Fields that tell a presenter what is typed and when they are left, and that never fight the typist."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from desk_app.ui.widgets.basics import say


class Edit(QLineEdit):
    """One line of text; `typed(text)` at each key, `left()` when the focus goes, `entered()` on Enter."""

    def __init__(
        self,
        name: str,
        typed: Callable[[str], None],
        left: Callable[[], None] | None = None,
        entered: Callable[[], None] | None = None,
    ) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._left = left
        self.entered = entered
        self.textEdited.connect(typed)

    def put(self, text: str) -> None:
        """Show what the presenter says; the cursor keeps its distance from the end."""
        if text == self.text():
            return
        behind = self._after_cursor()
        self.setText(text)
        self._set_after_cursor(behind)

    def _after_cursor(self) -> int:
        return len(self.text()) - self.cursorPosition()

    def _set_after_cursor(self, behind: int) -> None:
        self.setCursorPosition(max(0, len(self.text()) - behind))

    def tone(self, tone: str) -> None:
        """Show whether what is typed is at fault."""
        say(self, "tone", tone)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Let Enter finish the field and go on."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            if self._left is not None:
                self._left()
            if self.entered is not None:
                self.entered()
            event.accept()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Tell that the field was left; a popup or another window is no leaving."""
        super().focusOutEvent(event)
        stays = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if self._left is not None and event.reason() not in stays:
            self._left()
