"""A field for a phone that shows its mask while it is typed, and lets every character be deleted."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from desk_app.ui.widgets.edits import Edit

_PREFIX = "+7 "


class PhoneEdit(Edit):
    """The mask itself is the presenter's; this keeps the cursor among the digits."""

    def _after_cursor(self) -> int:
        return sum(sign.isdigit() for sign in self.text()[self.cursorPosition() :])

    def _set_after_cursor(self, behind: int) -> None:
        text, at = self.text(), len(self.text())
        while behind and at:
            at -= 1
            behind -= text[at].isdigit()
        self.setCursorPosition(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Delete the digit before a space or a dash, and the bare prefix at once."""
        if event.key() == Qt.Key.Key_Backspace and not self.hasSelectedText():
            if self.text() == _PREFIX:
                self.selectAll()
            while self.cursorPosition() and self.text()[self.cursorPosition() - 1] in " -":
                if self.hasSelectedText():
                    break
                self.setCursorPosition(self.cursorPosition() - 1)
        super().keyPressEvent(event)
