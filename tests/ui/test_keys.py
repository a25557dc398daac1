"""Key bar, buttons and help: one truth about the keys, wherever the clerk looks."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desk_app.ui.actions import Act, shown_key
from desk_app.ui.payment_screen import PaymentScreen
from desk_app.ui.screen import Screen
from desk_app.ui.session import Session
from desk_app.ui.shift_screen import ShiftScreen
from desk_app.ui.status_screen import StatusScreen
from tests.helpers.prepared_desk import FLAT
from tests.helpers.type_ru import type_ru

PAGES = ("search", "registration", "payment", "shift", "status", "settings", "preview")
SECONDS = 20_000
CTRL = Qt.KeyboardModifier.ControlModifier


def key(session: Session, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(QApplication.focusWidget() or session.window, key, modifiers)


def now(session: Session) -> dict[str, Act]:
    return {shown_key(act.keys[0]): act for act in session.window.actions_now.all() if act.keys}


def bar(session: Session) -> list[str]:
    return [act.bar for act in session.window.actions_now.all() if act.bar]


def buttons_with_keys(session: Session) -> dict[str, str]:
    """Return the key that each visible button of the window names, and the button's words."""
    shown = (one.text().rpartition("   ") for one in session.window.findChildren(QPushButton) if one.isVisible())
    return {key: words.strip() for words, _gap, key in shown if words and key}


def at_the_receipt(session: Session, qtbot: QtBot) -> PaymentScreen:
    session.window.open_account("payment", FLAT)
    screen = session.window.screen_of("payment")
    assert isinstance(screen, PaymentScreen)
    qtbot.waitUntil(lambda: screen.presenter.stage == "form", timeout=SECONDS)
    qtbot.waitUntil(screen.panel.received.hasFocus, timeout=SECONDS)
    key(session, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(screen.receipt.agree.hasFocus, timeout=SECONDS)
    return screen


def lived_through(session: Session, qtbot: QtBot) -> list[dict[str, Act]]:
    """Walk through the pages and the stages of a payment; return what could be done at each of them."""
    seen = []
    type_ru(session.window.top.omnibox, "гагарина 1 2")
    qtbot.waitUntil(lambda: "F8" in now(session), timeout=SECONDS)
    for page in PAGES:
        session.window.show_page(page)
        seen.append(now(session))
    shift = session.window.screen_of("shift")
    assert isinstance(shift, ShiftScreen)
    session.window.show_page("shift")
    qtbot.waitUntil(lambda: shift.stage_now() == "open", timeout=SECONDS)
    seen.append(now(session))
    screen = at_the_receipt(session, qtbot)
    key(session, Qt.Key.Key_Escape)
    seen.append(now(session))
    screen = at_the_receipt(session, qtbot)
    key(session, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: screen.presenter.stage == "done", timeout=SECONDS)
    qtbot.waitUntil(lambda: session.window.page == "preview", timeout=SECONDS)
    session.window.show_page("payment")
    seen.append(now(session))
    return seen


@pytest.mark.parametrize("page", PAGES)
def test_every_key_on_a_button_is_in_the_bar(session: Session, qtbot: QtBot, page: str) -> None:
    type_ru(session.window.top.omnibox, "гагарина 1 2")
    qtbot.waitUntil(lambda: "F8" in now(session), timeout=SECONDS)
    session.window.open_account(page, FLAT) if page in ("registration", "payment") else session.window.show_page(page)
    qtbot.waitUntil(lambda: session.window.actions_now.all() != (), timeout=SECONDS)
    silent = {one for one in buttons_with_keys(session) if one not in now(session) or not now(session)[one].bar}
    assert silent == set()


def test_bar_and_buttons_of_the_preliminary_receipt_say_the_same_and_both_keys_pay(
    session: Session, qtbot: QtBot
) -> None:
    screen = at_the_receipt(session, qtbot)
    shown = {one: words for one, words in buttons_with_keys(session).items() if words in bar(session)}
    assert shown == {"Ctrl+Enter": "Согласен, оплатить", "Esc": "Вернуться"}
    assert set(now(session)) == set(shown)
    key(session, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: screen.presenter.stage == "done", timeout=SECONDS)
    qtbot.waitUntil(lambda: session.window.page == "preview", timeout=SECONDS)


def test_the_preview_names_its_keys_alike_on_buttons_and_bar(session: Session) -> None:
    session.window.show_page("preview")
    words = {one: now(session)[one].bar for one in buttons_with_keys(session)}
    assert words == buttons_with_keys(session)
    assert words == {"Ctrl+Enter": "Напечатать", "Ctrl+S": "Сохранить PDF", "Esc": "Закрыть", "Ctrl+0": "По ширине"}


def test_f5_has_one_name(session: Session) -> None:
    session.window.show_page("status")
    status = session.window.screen_of("status")
    assert isinstance(status, StatusScreen)
    act = now(session)["F5"]
    assert act.title == act.bar == status.send.accessibleName() == buttons_with_keys(session)["F5"]


def test_under_a_question_only_its_own_keys_are_offered_and_work(session: Session, qtbot: QtBot) -> None:
    session.window.open_account("payment", FLAT)
    screen = session.window.screen_of("payment")
    assert isinstance(screen, PaymentScreen)
    qtbot.waitUntil(lambda: screen.presenter.stage == "form", timeout=SECONDS)
    before = set(now(session))
    assert {"F3", "Ins", "F5", "F6"} <= before
    screen.presenter.clear()
    assert set(now(session)) == {"Enter", "Tab", "Esc"}
    for useless in (Qt.Key.Key_F3, Qt.Key.Key_Insert, Qt.Key.Key_F6, Qt.Key.Key_F5):
        key(session, useless)
        assert screen.question.no.hasFocus()
    key(session, Qt.Key.Key_Tab)
    assert screen.question.yes.hasFocus()
    key(session, Qt.Key.Key_Escape)
    assert not screen.question.isVisible()
    assert set(now(session)) == before


def test_a_question_left_behind_on_its_page_takes_no_keys_from_another(session: Session, qtbot: QtBot) -> None:
    screen = at_the_receipt(session, qtbot)
    session.window.show_page("settings")
    assert "F5" in now(session)
    session.window.show_page("payment")
    assert screen.receipt.isVisible()
    assert set(now(session)) == {"Ctrl+Enter", "Esc"}


@pytest.mark.parametrize("opened", [Qt.Key.Key_F1, Qt.Key.Key_K])
def test_help_and_palette_let_no_key_through_to_the_page_below(session: Session, opened: Qt.Key) -> None:
    before = set(now(session))
    key(session, opened, CTRL if opened == Qt.Key.Key_K else Qt.KeyboardModifier.NoModifier)
    assert "Esc" in now(session)
    assert not {"F3", "F5", "Ins"} & set(now(session))
    key(session, Qt.Key.Key_Escape)
    assert set(now(session)) == before


def test_the_help_lists_every_key_that_any_page_ever_has(session: Session, qtbot: QtBot) -> None:
    lived = {(one, act.title) for stage in lived_through(session, qtbot) for one, act in stage.items()}
    session.window.show_page("settings")
    session.window.open_help()
    session.window.look.slices.finish()
    listed = {one.text() for one in session.keys.area.findChildren(QLabel)}
    assert {(one, title) for one, title in lived if one not in listed or title not in listed} == set()
    assert {"F1", "F2", "F3", "F4", "F5", "F6", "F8", "F9", "Ins", "Ctrl+K", "Ctrl+S", "Alt+F12"} <= listed


@pytest.mark.parametrize("page", PAGES)
def test_no_page_offers_what_the_help_does_not_know(session: Session, page: str) -> None:
    assert type(session.window.screen_of(page)).acts is Screen.acts
