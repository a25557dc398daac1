"""A field for a sum: figures at the right, plus and minus allowed, everything selected when it is entered."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFocusEvent

from desk_app.ui.widgets.edits import Edit

_LONGEST = 40


class MoneyEdit(Edit):
    """A sum as text; what it means is for the presenter to say."""

    def __init__(
        self,
        name: str,
        typed: Callable[[str], None],
        left: Callable[[], None] | None = None,
        entered: Callable[[], None] | None = None,
        *,
        big: bool = False,
    ) -> None:
        super().__init__(name, typed, left, entered)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setProperty("money", "true")
        self.setProperty("big", "true" if big else "false")
        self.setMaxLength(_LONGEST)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Select all, so that typing replaces the proposal."""
        super().focusInEvent(event)
        if event.reason() == Qt.FocusReason.MouseFocusReason:
            # The click itself would drop the selection after this event.
            QTimer.singleShot(0, self, self.selectAll)
        else:
            self.selectAll()
