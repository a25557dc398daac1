"""The shift screen in a real window: open, count with Enter, close."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_app.domain.basket import MODE_DEBT, Basket, BasketLine
from desk_app.domain.money import Money
from desk_app.ui.shift_screen import ShiftScreen
from tests.helpers.form_window import Hands, form_window
from tests.helpers.prepared_desk import FLAT, NOON, DeskClock, prepared_desk

ENTER = Qt.Key.Key_Return


@pytest.fixture
def hands(tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Hands]:
    with prepared_desk(tmp_path) as desk, form_window(qtbot, qapp, desk) as opened:
        offered = desk.offer_services(FLAT).services[0]
        line = BasketLine(offered.account, offered.service, offered.period, MODE_DEBT, Money(50_000))
        desk.take_payment(Basket().add(line), Money(50_000), desk.ids.new())
        opened.frame.show_page("shift")
        opened.until(lambda: opened.sees("1 500,00 ₽"))
        yield opened


def screen(hands: Hands) -> ShiftScreen:
    found = hands.frame.screens["shift"]
    assert isinstance(found, ShiftScreen)
    return found


def test_a_shift_opens_with_one_enter(tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> None:
    with prepared_desk(tmp_path, shift=False) as desk, form_window(qtbot, qapp, desk) as hands:
        hands.frame.show_page("shift")
        hands.until(screen(hands).opening.hasFocus)
        hands.types("5000")
        hands.presses(ENTER)
        hands.until(lambda: hands.sees("Смена № 1"))
        shift = desk.report_status().shift
        assert shift is not None
        assert shift.opening == Money(500_000)


def test_enter_walks_down_the_notes_and_the_close_is_confirmed(hands: Hands) -> None:
    hands.shortcut("Ctrl+Return")
    drawer = screen(hands).drawer
    assert drawer.notes[0].hasFocus()
    hands.presses(ENTER)
    hands.presses(ENTER)
    hands.types("1")
    hands.presses(ENTER)
    hands.types("1")
    assert hands.sees("Расхождения нет")
    hands.shortcut("Ctrl+Return")
    assert screen(hands).question.yes.hasFocus()
    assert hands.desk.report_status().shift is not None
    hands.presses(ENTER)
    hands.until(lambda: hands.sees("Смена № 1 закрыта"))


def test_the_key_bar_names_the_next_step_of_the_shift(hands: Hands) -> None:
    def main_word() -> str:
        return next(act.bar for act in hands.frame.actions_now.all() if act.name == "shift.act")

    assert main_word() == "Закрыть смену"
    hands.shortcut("Ctrl+Return")
    screen(hands).presenter.choose_way(by_notes=False)
    hands.types("1500")
    hands.shortcut("Ctrl+Return")
    hands.presses(ENTER)
    hands.until(lambda: hands.sees("Смена № 1 закрыта"))
    assert [act.bar for act in hands.frame.actions_now.all()] == ["Открыть новую смену"]


def test_one_enter_too_many_does_not_open_the_next_shift(hands: Hands) -> None:
    hands.shortcut("Ctrl+Return")
    screen(hands).presenter.choose_way(by_notes=False)
    hands.types("1500")
    hands.shortcut("Ctrl+Return")
    hands.presses(ENTER)
    hands.presses(ENTER)
    hands.until(lambda: hands.sees("Смена № 1 закрыта"))
    hands.presses(ENTER)
    assert hands.desk.report_status().shift is None


def test_a_difference_asks_for_its_reason_before_anything_else(hands: Hands) -> None:
    hands.shortcut("Ctrl+Return")
    screen(hands).presenter.choose_way(by_notes=False)
    hands.types("1450")
    hands.shortcut("Ctrl+Return")
    assert screen(hands).drawer.reason.hasFocus()
    assert hands.sees("Недостача 50,00 ₽")
    hands.types("Ошибка в сдаче")
    hands.presses(ENTER)
    assert screen(hands).question.isVisible()


def test_payments_are_listed_with_state_and_reprint(hands: Hands) -> None:
    assert hands.sees("Квитанция об оплате не напечатана")
    screen(hands).presenter.print_unprinted()
    hands.until(lambda: [paper.kind for paper in hands.frame.papers] == ["slip"])


def test_the_close_fits_the_smallest_window_and_nothing_flashes(hands: Hands) -> None:
    hands.shortcut("Ctrl+Return")
    hint = screen(hands).minimumSizeHint()
    assert hint.width() <= 1280 - 92
    assert hint.height() <= 720 - 68 - 34
    assert hands.strays.seen == []


def test_a_wrong_clock_asks_for_the_day_and_a_hasty_enter_vouches_for_nothing(
    tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    with prepared_desk(tmp_path, shift=False) as desk, form_window(qtbot, qapp, desk) as hands:
        assert isinstance(desk.clock, DeskClock)
        desk.clock.moment = NOON - timedelta(minutes=20)
        hands.frame.show_page("shift")
        hands.until(screen(hands).opening.hasFocus)
        hands.presses(ENTER)
        hands.until(screen(hands).question.no.hasFocus)
        hands.presses(ENTER)
        assert hands.sees("Исправьте часы")
        hands.shortcut("Ctrl+Return")
        hands.until(screen(hands).question.no.hasFocus)
        hands.presses(Qt.Key.Key_Tab)
        hands.presses(ENTER)
        hands.until(lambda: hands.sees("Смена № 1"))
