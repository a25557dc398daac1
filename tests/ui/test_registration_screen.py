"""The registration screen in a real window: Russian typed, keys counted, journal read back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desk_app.ui.registration_screen import RegistrationScreen
from desk_app.ui.widgets.edits import Edit
from desk_app.ui.widgets.phone_edit import PhoneEdit
from tests.helpers.form_window import Hands, form_window
from tests.helpers.prepared_desk import FLAT, prepared_desk, registrations

ENTER, SPACE, BACKSPACE = Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Backspace


@pytest.fixture
def hands(tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Hands]:
    with prepared_desk(tmp_path) as desk, form_window(qtbot, qapp, desk) as opened:
        opened.frame.show_page("registration")
        yield opened


def screen(hands: Hands) -> RegistrationScreen:
    found = hands.frame.screens["registration"]
    assert isinstance(found, RegistrationScreen)
    return found


def edit(hands: Hands, name: str) -> Edit:
    found = screen(hands).fields.stop(name)
    assert isinstance(found, Edit)
    return found


def test_registering_without_a_scan_takes_at_most_twelve_key_actions(hands: Hands) -> None:
    hands.actions = 1  # Ins, which opens the screen
    hands.until(lambda: edit(hands, "account").hasFocus())
    hands.types("777")
    edit(hands, "account").clear()
    hands.types("0103")
    hands.presses(ENTER)
    hands.until(lambda: screen(hands).fields.types.count() == 2)
    screen(hands).presenter.entry.choose_type("tko/0103")
    hands.types("482913")
    hands.presses(ENTER)
    hands.presses(ENTER)
    hands.types("89037672024")
    hands.presses(ENTER)
    hands.presses(ENTER)
    hands.presses(SPACE)
    hands.shortcut("Ctrl+Return")
    hands.until(lambda: registrations(hands.desk) == 1)
    hands.until(screen(hands).done.memo.hasFocus)
    hands.presses(ENTER)
    hands.until(lambda: [paper.kind for paper in hands.frame.papers] == ["memo"])
    assert hands.actions <= 12
    assert hands.sees("Зарегистрировано")


def test_registering_from_a_scan_takes_at_most_seven_key_actions(hands: Hands) -> None:
    hands.actions = 1
    hands.frame.open_account("registration", FLAT, "482913")
    hands.until(lambda: edit(hands, "name").hasFocus())
    hands.presses(ENTER)
    hands.types("9037672024")
    hands.presses(ENTER)
    hands.presses(ENTER)
    hands.presses(SPACE)
    hands.shortcut("Ctrl+Return")
    hands.until(lambda: registrations(hands.desk) == 1)
    assert hands.actions <= 7


def test_a_name_is_typed_in_russian(hands: Hands) -> None:
    hands.frame.open_account("registration", FLAT)
    hands.until(lambda: edit(hands, "code").hasFocus())
    edit(hands, "name").setFocus()
    edit(hands, "name").selectAll()
    hands.types("Щербакова Юлия Ёжиковна")
    assert edit(hands, "name").text() == "Щербакова Юлия Ёжиковна"
    assert hands.sees("Щербакова Юлия Ёжиковна"), "the memo grows with the name"


def test_the_phone_shows_its_mask_and_every_digit_can_be_deleted(hands: Hands) -> None:
    phone = edit(hands, "phone")
    assert isinstance(phone, PhoneEdit)
    phone.setFocus()
    hands.types("8903767202")
    assert phone.text() == "+7 903 767-20-2"
    for left in ("+7 903 767-20", "+7 903 767-2", "+7 903 767", "+7 903 76"):
        hands.presses(BACKSPACE)
        assert phone.text() == left
    phone.setCursorPosition(7)
    hands.presses(BACKSPACE)
    assert phone.text() == "+7 907 6"
    for _digit in range(5):
        hands.presses(BACKSPACE)
    phone.end(False)  # noqa: FBT003 - Qt's signature
    for _digit in range(5):
        hands.presses(BACKSPACE)
    assert phone.text() == ""


def test_a_digit_typed_in_the_middle_keeps_the_cursor_there(hands: Hands) -> None:
    phone = edit(hands, "phone")
    phone.setFocus()
    hands.types("90376720")
    phone.setCursorPosition(5)
    hands.types("1")
    assert phone.text() == "+7 901 376-72-0"
    hands.types("2")
    assert phone.text() == "+7 901 237-67-20"


def test_the_link_of_what_is_left_leads_to_the_field(hands: Hands) -> None:
    hands.frame.open_account("registration", FLAT)
    hands.until(lambda: edit(hands, "code").hasFocus())
    hands.shortcut("Ctrl+Return")
    assert edit(hands, "code").hasFocus()
    assert edit(hands, "code").property("tone") == "error"
    screen(hands).presenter.mend("consent")
    assert screen(hands).fields.consent.hasFocus()
    assert registrations(hands.desk) == 0


def test_consent_is_empty_until_the_clerk_ticks_it(hands: Hands) -> None:
    hands.frame.open_account("registration", FLAT)
    hands.until(lambda: edit(hands, "code").hasFocus())
    assert not screen(hands).fields.consent.isChecked()
    screen(hands).fields.consent.setFocus()
    hands.presses(SPACE)
    assert screen(hands).fields.consent.isChecked()


def test_a_document_replaces_the_code(hands: Hands) -> None:
    screen(hands).fields.proof.buttons["document"].click()
    assert not edit(hands, "code").isVisible()
    assert edit(hands, "tail").hasFocus()


@pytest.mark.parametrize("proof", ["code", "document"])
def test_no_field_is_cut_off_in_the_smallest_window(hands: Hands, proof: str) -> None:
    hands.frame.resize(1280 - 92, 720 - 68 - 34)
    hands.frame.show_page("registration")
    screen(hands).fields.proof.buttons[proof].click()
    fields = screen(hands).fields
    hands.until(
        lambda: fields.isVisible() and fields.area.body.minimumSizeHint().width() <= fields.area.viewport().width()
    )
    assert fields.area.body.minimumSizeHint().width() <= fields.area.viewport().width()


def seen_whole(widget: QWidget) -> bool:
    return widget.visibleRegion().boundingRect() == widget.rect()


@pytest.mark.parametrize("height", [596, 480, 340])
def test_the_consent_is_in_sight_however_low_the_window_is(hands: Hands, height: int) -> None:
    hands.frame.open_account("registration", FLAT, "482913")
    hands.until(lambda: edit(hands, "name").hasFocus())
    screen(hands).resize(1188, height)
    hands.until(lambda: seen_whole(screen(hands).fields.consent))
    hands.presses(ENTER)
    hands.types("9037672024")
    hands.until(lambda: seen_whole(edit(hands, "phone")))  # Enter leads to a field that is seen
    hands.shortcut("Ctrl+Return")
    assert screen(hands).fields.consent.hasFocus()
    assert seen_whole(screen(hands).fields.consent)
    assert hands.sees("Нужно подписанное согласие")
    assert registrations(hands.desk) == 0


def test_ctrl_enter_once_more_does_not_lose_the_card_number(hands: Hands) -> None:
    hands.frame.open_account("registration", FLAT, "482913")
    hands.until(lambda: edit(hands, "name").hasFocus())
    screen(hands).presenter.entry.type("phone", "9037672024")
    screen(hands).presenter.entry.tick_consent(given=True)
    hands.shortcut("Ctrl+Return")
    hands.until(lambda: hands.sees("Зарегистрировано"))
    hands.presses(ENTER, Qt.KeyboardModifier.ControlModifier)
    assert hands.sees("Номер карты")
    assert registrations(hands.desk) == 1


def test_the_key_bar_of_a_registration_made_lists_what_can_be_done_with_it(hands: Hands) -> None:
    assert "F9" not in hands.can_press(), "there is no memo yet"
    hands.frame.open_account("registration", FLAT, "482913")
    hands.until(lambda: edit(hands, "name").hasFocus())
    screen(hands).presenter.entry.type("phone", "9037672024")
    screen(hands).presenter.entry.tick_consent(given=True)
    hands.shortcut("Ctrl+Return")
    hands.until(lambda: hands.sees("Зарегистрировано"))
    assert hands.can_press() == {"F9", "F8", "F4", "Ctrl+Shift+Return"}
    hands.shortcut("Ctrl+Shift+Return")
    assert "Ctrl+Return" in hands.can_press()


def test_the_form_fits_the_smallest_window_and_nothing_flashes(hands: Hands) -> None:
    hands.frame.open_account("registration", FLAT)
    hands.until(lambda: edit(hands, "code").hasFocus())
    hint = screen(hands).minimumSizeHint()
    assert hint.width() <= 1280 - 92
    assert hint.height() <= 720 - 68 - 34
    assert hands.strays.seen == []
