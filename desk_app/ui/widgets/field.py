"""A field with its caption above and one line of words below."""

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desk_app.ui.widgets.basics import label, say
from desk_app.ui.widgets.edits import Edit
from desk_app.ui.widgets.elided import Elided


class Field(QWidget):
    """Caption, editor, hint; the hint's place is kept so that the form never jumps."""

    def __init__(self, caption: str, editor: QWidget) -> None:
        super().__init__()
        self.editor = editor
        self.caption = label(caption, "caption")
        self.caption.setBuddy(editor)
        self.hint = Elided("", "hint")
        # Words below neither widen a field nor keep it from the width that its editor asks for.
        self.hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        for part in (self.caption, editor, self.hint):
            layout.addWidget(part)
        self.setFocusProxy(editor)

    def show_hint(self, text: str, tone: str = "") -> None:
        """Show the words below; an error marks the editor too and is read with it."""
        self.hint.show_text(text)
        say(self.hint, "tone", "warn" if tone == "wait" else tone)
        self.editor.setAccessibleDescription(text)
        if isinstance(self.editor, Edit):
            self.editor.tone("error" if tone == "error" else "")
