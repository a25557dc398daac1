"""The window as a clerk uses it: real desk, real keys."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from desk_app.application.desk import Desk
from desk_app.application.once import StoreBrokenError
from desk_app.ui.acting import Acting
from desk_app.ui.search_screen import SearchScreen
from desk_app.ui.session import Session
from desk_app.ui.settings_screen import SettingsScreen
from desk_app.ui.status_screen import StatusScreen
from desk_app.ui.theme import Appearance
from tests.helpers.prepared_desk import FLAT
from tests.helpers.restored_desk import put_back
from tests.helpers.type_ru import type_ru

SECONDS = 20_000


def search(session: Session) -> SearchScreen:
    screen = session.window.screen_of("search")
    assert isinstance(screen, SearchScreen)
    return screen


def key(session: Session, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget() or session.window, key, modifiers)


def find(session: Session, qtbot: QtBot, text: str) -> None:
    type_ru(session.window.top.omnibox, text)
    qtbot.waitUntil(lambda: search(session).presenter.view.card is not None, timeout=SECONDS)


def test_the_window_is_painted_before_the_desk_is_opened(closed_session: Session, qtbot: QtBot) -> None:
    assert closed_session.window.isVisible()
    assert closed_session.desk is None
    type_ru(closed_session.window.top.omnibox, "гагарина 1 2")
    closed_session.open()
    qtbot.waitUntil(lambda: closed_session.window.page == "search", timeout=SECONDS)
    qtbot.waitUntil(lambda: len(search(closed_session).presenter.view.rows) == 1, timeout=SECONDS)


def test_a_desk_that_does_not_open_says_what_is_safe(closed_session: Session, qtbot: QtBot) -> None:
    whole = closed_session.start

    def refused() -> Desk:
        raise StoreBrokenError("disk_full")

    closed_session.start = replace(whole, open_desk=refused)
    closed_session.open()
    page = closed_session.opening
    qtbot.waitUntil(lambda: page.what.text() == "На диске кончилось место.", timeout=SECONDS)
    assert page.safe.text() == "Всё сохранённое раньше на месте."
    closed_session.start = whole
    closed_session.open()
    qtbot.waitUntil(lambda: closed_session.window.page == "search", timeout=SECONDS)


@pytest.mark.expects_log("the desk was not opened: ZeroDivisionError")
def test_an_unforeseen_fault_at_the_start_is_a_page_and_not_an_empty_window(
    closed_session: Session, qtbot: QtBot
) -> None:
    def broken() -> Desk:
        raise ZeroDivisionError

    closed_session.start = replace(closed_session.start, open_desk=broken)
    closed_session.open()
    page = closed_session.opening
    qtbot.waitUntil(page.todo.isVisible, timeout=SECONDS)
    assert "ZeroDivisionError" not in page.what.text()
    assert all((page.what.text(), page.safe.text(), page.todo.text()))


def test_typing_finds_and_the_arrows_move_without_leaving_the_box(session: Session, qtbot: QtBot) -> None:
    find(session, qtbot, "гагарина")
    box, screen = session.window.top.omnibox, search(session)
    key(session, Qt.Key.Key_Down)
    assert (screen.presenter.view.selected, screen.list.currentIndex().row(), box.hasFocus()) == (1, 1, True)
    key(session, Qt.Key.Key_Up)
    assert screen.list.currentIndex().row() == 0


def test_enter_goes_into_the_card_and_enter_again_to_the_payment(session: Session, qtbot: QtBot) -> None:
    find(session, qtbot, "гагарина 1 2")
    key(session, Qt.Key.Key_Return)
    assert search(session).card.pay.hasFocus()
    key(session, Qt.Key.Key_Return)
    assert session.window.page == "payment"


@pytest.mark.parametrize(("pressed", "page"), [(Qt.Key.Key_F8, "payment"), (Qt.Key.Key_Insert, "registration")])
def test_f8_and_ins_lead_on_with_the_card(session: Session, qtbot: QtBot, pressed: Qt.Key, page: str) -> None:
    find(session, qtbot, "гагарина 1 2")
    key(session, pressed)
    assert session.window.page == page


def test_f9_shows_the_receipts_and_esc_returns(session: Session, qtbot: QtBot) -> None:
    find(session, qtbot, "гагарина 1 2")
    key(session, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: session.window.page == "preview", timeout=SECONDS)
    key(session, Qt.Key.Key_Escape)
    assert session.window.page == "search"


def test_no_widget_ever_becomes_a_window_of_its_own(session: Session, qtbot: QtBot, qapp: QApplication) -> None:
    shown: list[str] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                shown.append(type(watched).__name__)
            return False

    watch = Watch()
    qapp.installEventFilter(watch)
    find(session, qtbot, "гагарина 1 2")
    for name in ("registration", "payment", "shift", "status", "settings", "search"):
        session.window.show_page(name)
    qapp.removeEventFilter(watch)
    assert shown == []


def test_esc_clears_step_by_step(session: Session, qtbot: QtBot) -> None:
    find(session, qtbot, "гагарина 1 2")
    key(session, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: search(session).presenter.view.empty, timeout=SECONDS)
    assert session.window.top.omnibox.text() == ""
    assert session.window.top.omnibox.hasFocus()


def test_pages_are_reached_by_ctrl_and_their_number(session: Session) -> None:
    key(session, Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier)
    assert session.window.page == "status"
    key(session, Qt.Key.Key_F3)
    assert session.window.top.omnibox.hasFocus()


def test_a_slash_reaches_the_box_from_a_button_but_is_typed_in_a_field(session: Session) -> None:
    session.window.show_page("status")
    key(session, Qt.Key.Key_Slash)
    assert session.window.top.omnibox.hasFocus()
    session.window.show_page("settings")
    screen = session.window.screen_of("settings")
    assert isinstance(screen, SettingsScreen)
    QTest.keyClicks(screen.search, "/")
    assert screen.search.text() == "/"


def test_the_palette_finds_a_command_and_does_it(session: Session) -> None:
    key(session, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert session.palette.isVisible()
    type_ru(session.palette.field, "стр смена")
    QTest.keyClick(session.palette.field, Qt.Key.Key_Return)
    assert (session.window.page, session.palette.isVisible()) == ("shift", False)


def test_help_lists_the_keys_of_the_page_and_esc_closes_it(session: Session) -> None:
    key(session, Qt.Key.Key_F1)
    assert session.keys.isVisible()
    key(session, Qt.Key.Key_Escape)
    assert not session.keys.isVisible()
    assert session.window.page == "search"


def test_every_act_with_a_key_has_a_key_of_its_own(session: Session) -> None:
    for name in ("search", "registration", "payment", "shift", "status", "settings", "preview"):
        session.window.show_page(name)
        keys = [key for act in session.window.actions_now.all() for key in act.keys[:1]]
        assert sorted(keys) == sorted(set(keys)), name


@pytest.mark.parametrize("scale", [100, 130])
@pytest.mark.parametrize("page", ["search", "registration", "payment", "shift", "status", "settings", "preview"])
def test_every_page_fits_the_smallest_screen(session: Session, qtbot: QtBot, page: str, scale: int) -> None:
    find(session, qtbot, "гагарина 1 2")
    session._look.choose(Appearance("light", scale))
    session.window.open_account(page, FLAT) if page in ("registration", "payment") else session.window.show_page(page)
    session._look.slices.finish()
    hint = session.window.minimumSizeHint()
    assert hint.width() <= 1280, hint
    assert hint.height() <= 720, hint


@pytest.mark.parametrize("scale", [100, 115, 130])
def test_nothing_on_the_settings_page_is_wider_than_what_is_seen_of_it(
    session: Session, qtbot: QtBot, scale: int
) -> None:
    session._look.choose(Appearance("light", scale))
    session.window.resize(1280, 720)
    session.window.show_page("settings")
    screen = session.window.screen_of("settings")
    area = next(iter(screen.findChildren(QScrollArea)))
    qtbot.waitUntil(lambda: area.verticalScrollBar().isVisible())
    contents = area.widget()
    assert contents is not None
    assert contents.width() <= area.viewport().width()


@pytest.mark.parametrize("page", ["search", "registration", "payment", "shift", "status", "settings"])
def test_widgets_without_words_have_a_name_to_be_read_aloud(session: Session, page: str) -> None:
    session.window.show_page(page)
    silent = [
        f"{type(widget.parent()).__name__}.{type(widget).__name__}"
        for widget in session.window.findChildren(QWidget)
        if isinstance(widget, QPushButton | QLineEdit)
        and widget.isVisible()
        and not (widget.text() or widget.accessibleName() or widget.objectName().startswith("qt_"))
    ]
    assert silent == []


def test_sending_does_not_hand_the_keyboard_to_the_rail(session: Session) -> None:
    session.window.show_page("status")
    status = session.window.screen_of("status")
    assert isinstance(status, StatusScreen)
    assert status.send.hasFocus()
    status.render_view(replace(status.presenter.view, sending=True))
    assert status.hasFocus()
    status.render_view(replace(status.presenter.view, sending=False))
    assert status.send.hasFocus()


def test_without_the_centre_the_window_says_so_in_words(session: Session, qtbot: QtBot) -> None:
    session.tick()
    pill = session.window.top.link
    qtbot.waitUntil(lambda: "Нет связи" in pill.text(), timeout=SECONDS)
    assert session.window.banners.isVisible()


def test_a_fault_of_the_program_is_a_banner_that_can_be_put_away(session: Session) -> None:
    session.front.fault(None)
    assert session.window.banners.isVisible()
    assert "данные сохранены" in session.window._fault.head if session.window._fault else False
    session.window.actions_now.do("dismiss")
    assert session.window._fault is None


def test_a_restored_desk_can_be_let_to_work_without_the_centre_by_keys_alone(
    closed_session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    put_back(tmp_path)
    session, alt = closed_session, Qt.KeyboardModifier.AltModifier
    session.open()
    qtbot.waitUntil(lambda: session.window.page == "search", timeout=SECONDS)
    session.window.activateWindow()
    qtbot.waitUntil(session.window.top.omnibox.hasFocus, timeout=SECONDS)
    assert "offline_anyway" not in {act.name for act in session.window.actions_now.all()}, "the centre is asked first"
    session.tick()
    qtbot.waitUntil(lambda: "Alt+F5" in keys_now(session), timeout=SECONDS)
    box = session.offline
    assert box is not None
    for answer in (Qt.Key.Key_Escape, Qt.Key.Key_Return):
        key(session, Qt.Key.Key_F5, alt)
        qtbot.waitUntil(box.no.hasFocus, timeout=SECONDS)
        key(session, answer)
        assert not box.isVisible()
    assert restored(session) == "hello_needed", "a hasty Enter is a no"
    key(session, Qt.Key.Key_F5, alt)
    qtbot.waitUntil(box.no.hasFocus, timeout=SECONDS)
    key(session, Qt.Key.Key_Tab)
    key(session, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Alt+F5" not in keys_now(session), timeout=SECONDS)
    assert restored(session) == "offline"


def test_f4_asks_the_centre_for_an_account_that_is_not_here_and_says_that_it_is_out_of_reach(
    session: Session, qtbot: QtBot
) -> None:
    assert "F4" not in keys_now(session)
    type_ru(session.window.top.omnibox, "999888")
    page = search(session)
    qtbot.waitUntil(page.lost.ask.isVisible, timeout=SECONDS)
    key(session, Qt.Key.Key_F4)
    qtbot.waitUntil(lambda: "только при связи" in page.trouble.text(), timeout=SECONDS)
    assert page.lost.ask.isEnabled()
    type_ru(session.window.top.omnibox, " ыы")
    qtbot.waitUntil(lambda: not page.lost.ask.isVisible(), timeout=SECONDS)
    assert "F4" not in keys_now(session)


def keys_now(session: Session) -> set[str]:
    return {key for act in session.window.actions_now.all() for key in act.keys}


def restored(session: Session) -> str:
    assert session.desk is not None
    return session.desk.report_status().restored


# --- scans ---------------------------------------------------------------------------------------------------------


def strike(text: str, gap_ms: int, at_ms: int = 50_000) -> None:
    """Send keys with their times, as a keyboard or a scanner does."""
    for character in (*text, "\r"):
        target = QApplication.focusWidget()
        assert target is not None
        code = {"\r": Qt.Key.Key_Return, " ": Qt.Key.Key_Space}.get(character, Qt.Key.Key_unknown)
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, code, Qt.KeyboardModifier.NoModifier, character)
            event.setTimestamp(at_ms)
            QApplication.sendEvent(target, event)
        at_ms += gap_ms


def test_a_scan_is_caught_anywhere_and_the_field_keeps_what_it_held(session: Session, qtbot: QtBot) -> None:
    session.window.show_page("shift")
    session.window.top.omnibox.setFocus()
    session.window.clear_search()
    field = QLineEdit("Иван", session.window)
    field.show()
    field.setFocus()
    strike("SG1|tko|0102|202610|", 5)
    qtbot.waitUntil(lambda: search(session).presenter.view.card is not None, timeout=SECONDS)
    card = search(session).presenter.view.card
    assert card is not None
    assert (field.text(), card.key, session.window.page) == ("Иван", FLAT, "search")


def test_a_scan_in_the_russian_layout_is_understood_too(session: Session, qtbot: QtBot) -> None:
    strike("ЫП1/елщ/0102/202610/", 5)
    qtbot.waitUntil(lambda: search(session).presenter.view.card is not None, timeout=SECONDS)
    card = search(session).presenter.view.card
    assert card is not None
    assert card.key == FLAT


def test_slow_typing_is_left_alone(session: Session, qtbot: QtBot) -> None:
    strike("гагарина 1 2", 120)
    assert session.window.top.omnibox.text() == "гагарина 1 2"
    qtbot.waitUntil(search(session).card.pay.hasFocus, timeout=SECONDS)


def test_a_scan_never_presses_the_button_that_has_the_focus(session: Session, qtbot: QtBot) -> None:
    find(session, qtbot, "гагарина 1 2")
    search(session).card.pay.setFocus()
    strike("ST00012|Name=TKO Servis OOO|X=1", 5)
    assert session.window.page == "search"


def test_on_the_settings_page_a_scan_only_shows_its_text(session: Session, qtbot: QtBot) -> None:
    session.window.show_page("settings")
    screen = session.window.screen_of("settings")
    assert isinstance(screen, SettingsScreen)
    strike("SG1|tko|0102|202610|", 5)
    qtbot.waitUntil(lambda: screen.last_scan.toPlainText() == "SG1|tko|0102|202610|", timeout=SECONDS)
    assert session.window.page == "settings"


def test_a_scan_opens_the_payment_where_that_was_chosen(session: Session, qtbot: QtBot) -> None:
    session.scans.use(replace(session.scans.catcher.settings, opens="payment"))
    strike("SG1|tko|0102|202610|", 5)
    qtbot.waitUntil(lambda: session.window.page == "payment", timeout=SECONDS)
    hands = Acting(session.window)
    hands.sees("К оплате")
    assert "Барнаул, Гагарина, 1, кв. 2" in hands.page()
