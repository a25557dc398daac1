"""Keys pressed before the answer has come reach the page they were meant for, through the real window."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desk_app.ui.acting import Acting
from desk_app.ui.preview import PreviewScreen
from desk_app.ui.session import Session
from tests.helpers.type_ru import type_ru

SECONDS = 20_000


def test_an_address_and_f8_at_once_open_the_payment_of_that_address(session: Session, qtbot: QtBot) -> None:
    type_ru(session.window.top.omnibox, "гагарина 1 2")
    QTest.keyClick(session.window.windowHandle(), Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: session.window.page == "payment", timeout=SECONDS)
    Acting(session.window).sees("Барнаул, Гагарина, 1, кв. 2", "К оплате")


def test_an_address_and_f9_at_once_show_its_receipts(session: Session, qtbot: QtBot) -> None:
    type_ru(session.window.top.omnibox, "гагарина 1 2")
    QTest.keyClick(session.window.windowHandle(), Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: session.window.page == "preview", timeout=SECONDS)
    shown = session.window.screen_of("preview")
    assert isinstance(shown, PreviewScreen)
    qtbot.waitUntil(shown.save.isEnabled, timeout=SECONDS)
    assert "Квитанц" in shown.title.text()


def test_esc_in_the_preview_goes_back_where_it_came_from_and_keeps_the_search(session: Session, qtbot: QtBot) -> None:
    type_ru(session.window.top.omnibox, "гагарина 1 2")
    QTest.keyClick(session.window.windowHandle(), Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: session.window.page == "payment", timeout=SECONDS)
    session.window.show_page("preview")
    Acting(session.window).presses("Escape")
    assert session.window.page == "payment"
    assert session.window.top.omnibox.text() == "гагарина 1 2"
