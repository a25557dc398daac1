"""The parts of the window wear the look: those that are seen at once, the others before they are seen."""

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from desk_app.ui.dress import dress
from desk_app.ui.theme import Appearance, Look


@pytest.fixture
def part(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


class Changes(QObject):
    """Counts how often a part is given a sheet."""

    def __init__(self, part: QWidget) -> None:
        super().__init__(part)
        self.count = 0
        part.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        self.count += event.type() == QEvent.Type.StyleChange
        return False


def test_a_part_that_is_seen_is_dressed_at_once(look: Look, part: QWidget) -> None:
    part.show()
    dress(look, part)
    assert part.styleSheet() == look.sheet != ""


def test_a_part_that_is_not_seen_is_dressed_when_its_turn_comes(look: Look, part: QWidget) -> None:
    dress(look, part)
    assert part.styleSheet() == ""
    look.slices.finish()
    assert part.styleSheet() == look.sheet


def test_a_part_in_the_right_clothes_is_not_dressed_again(look: Look, part: QWidget) -> None:
    part.show()
    dress(look, part)
    changes = Changes(part)
    part.hide()
    part.show()
    look.slices.finish()
    assert changes.count == 0


def test_what_lies_inside_a_part_wears_what_it_wears(look: Look, part: QWidget) -> None:
    inner = QLabel("Сумма", part)
    layout = QVBoxLayout(part)
    layout.addWidget(inner)
    part.show()
    dress(look, part)
    look.choose(Appearance("dark", 130))
    look.slices.finish()
    assert part.styleSheet() == look.sheet
    assert inner.styleSheet() == "", "a sheet of its own would be read twice"


def test_a_hidden_part_changes_its_clothes_before_it_is_seen(look: Look, qtbot: QtBot) -> None:
    seen, hidden = QWidget(), QWidget()
    for part in (seen, hidden):
        qtbot.addWidget(part)
    seen.show()
    dress(look, seen, hidden)
    look.choose(Appearance("dark"))
    assert look.sheet not in (seen.styleSheet(), hidden.styleSheet()), "one after another, not at once"
    hidden.show()
    assert hidden.styleSheet() == look.sheet
    look.slices.finish()
    assert seen.styleSheet() == look.sheet


def test_a_part_that_is_gone_needs_no_clothes(look: Look, qtbot: QtBot) -> None:
    part = QWidget()
    dress(look, part)
    look.choose(Appearance("dark"))
    part.deleteLater()
    qtbot.waitUntil(lambda: look.slices.done)
    assert not isValid(part)
