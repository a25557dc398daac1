"""What a clerk cannot read in a window: words that are wider or higher than their place."""

from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QPushButton, QStyle, QStyleOptionComboBox, QWidget

from desk_app.ui.widgets.elided import Elided


def cut_words(window: QWidget) -> list[str]:
    """Return every visible text that is cut; a name may give way, a text with a figure in it may not."""
    seen = [one for one in window.findChildren(QWidget) if one.isVisible() and one.width()]
    labels = [one.text() for one in seen if isinstance(one, QLabel) and _label_cut(one)]
    buttons = [one.text() for one in seen if isinstance(one, QPushButton | QCheckBox) and one.text() and _narrow(one)]
    boxes = [one.currentText() for one in seen if isinstance(one, QComboBox) and _box_cut(one)]
    return [*labels, *buttons, *boxes]


def _label_cut(one: QLabel) -> bool:
    # Qt gives a line of some sizes one pixel less than the face says; no letter reaches there.
    if one.text() and one.contentsRect().height() < one.fontMetrics().height() - 1:
        return True
    if isinstance(one, Elided):
        return not one.keep_end and any(letter.isdigit() for letter in one.text()) and _wide(one) > one.width()
    if one.wordWrap():
        return bool(one.text()) and one.heightForWidth(one.width()) > one.height()
    return _wide(one) > one.contentsRect().width()


def _narrow(one: QWidget) -> bool:
    return one.minimumSizeHint().width() > one.width()


def _box_cut(one: QComboBox) -> bool:
    option = QStyleOptionComboBox()
    one.initStyleOption(option)
    if option.currentText != one.currentText():
        return True
    part = QStyle.SubControl.SC_ComboBoxEditField
    room = one.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, one).width()
    return one.fontMetrics().horizontalAdvance(one.currentText()) > room


def _wide(one: QLabel) -> int:
    return max((one.fontMetrics().horizontalAdvance(part) for part in one.text().split("\n")), default=0)
