"""What a clerk cannot read in a window: words that are wider or higher than their place."""

from collections.abc import Iterator

from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from desk_app.ui.widgets.elided import Elided


def cut_words(window: QWidget) -> list[str]:
    """Return every visible text that is cut; a name may give way, a text with a figure in it may not."""
    return list(_cut(window))


def _cut(window: QWidget) -> Iterator[str]:
    for one in window.findChildren(QWidget):
        if not one.isVisible() or not one.width():
            continue
        if isinstance(one, Elided):
            if not one.keep_end and any(letter.isdigit() for letter in one.text()) and _wide(one) > one.width():
                yield one.text()
        elif isinstance(one, QLabel) and one.wordWrap():
            if one.text() and one.heightForWidth(one.width()) > one.height():
                yield one.text()
        elif isinstance(one, QLabel):
            if _wide(one) > one.contentsRect().width():
                yield one.text()
        elif isinstance(one, QPushButton) and one.text() and one.minimumSizeHint().width() > one.width():
            yield one.text()


def _wide(one: QLabel) -> int:
    return max((one.fontMetrics().horizontalAdvance(part) for part in one.text().split("\n")), default=0)
