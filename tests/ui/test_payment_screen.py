"""The payment screen in a real window: keys in, journal out, and how many keys it takes."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from desk_app.domain.found import Found
from desk_app.ui.payment_screen import PaymentScreen
from tests.helpers.form_window import Hands, form_window
from tests.helpers.prepared_desk import AHEAD, FLAT, NEIGHBOUR, RICH, payments, prepared_desk

ENTER, SPACE = Qt.Key.Key_Return, Qt.Key.Key_Space


@pytest.fixture
def hands(tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Hands]:
    with prepared_desk(tmp_path) as desk, form_window(qtbot, qapp, desk) as opened:
        opened.frame.show_page("payment")
        yield opened


def screen(hands: Hands) -> PaymentScreen:
    found = hands.frame.screens["payment"]
    assert isinstance(found, PaymentScreen)
    return found


def scan(hands: Hands, account: str = "0102") -> None:
    """A scanner is no key action: the window hands over what it read."""
    found = hands.desk.find_accounts(account)
    assert screen(hands).scanned(account, found)
    hands.until(lambda: screen(hands).presenter.stage == "form")
    hands.until(screen(hands).panel.received.hasFocus)


def test_exact_cash_from_a_scan_takes_two_key_actions(hands: Hands) -> None:
    scan(hands)
    hands.shortcut("Ctrl+Return")
    hands.until(screen(hands).receipt.agree.hasFocus)
    hands.presses(ENTER)
    hands.until(lambda: payments(hands.desk) == [("payment.cash", 101_234)])
    assert (hands.actions, hands.typed) == (2, 0)


def test_cash_with_change_takes_the_sum_and_two_key_actions(hands: Hands) -> None:
    scan(hands)
    hands.types("1500")
    assert hands.sees("487,66 ₽")
    hands.shortcut("Ctrl+Return")
    hands.shortcut("Ctrl+Return")
    hands.until(lambda: screen(hands).presenter.stage == "done")
    assert payments(hands.desk) == [("payment.cash", 101_234)]
    assert hands.actions == 2
    assert hands.sees("Принято")
    assert hands.sees("Сохранён · ждёт отправки")


def test_the_key_bar_lists_only_what_can_be_done_now(hands: Hands) -> None:
    assert hands.can_press() == set(), "an empty page has nothing to pay, mend or print"
    scan(hands)
    assert {"Ctrl+Return", "F6", "F2", "Del"} <= hands.can_press()
    hands.shortcut("Ctrl+Return")
    assert hands.can_press() == {"Ctrl+Return", "Escape"}, "the receipt has the keyboard: agree or go back"
    hands.shortcut("Ctrl+Return")
    hands.until(lambda: screen(hands).presenter.stage == "done")
    assert hands.can_press() == {"F3", "F9"}
    hands.until(lambda: len(hands.frame.papers) == 1)
    hands.shortcut("F9")
    hands.until(lambda: len(hands.frame.papers) == 2)


def test_a_card_that_served_one_flat_serves_the_next_as_if_it_were_new(hands: Hands) -> None:
    scan(hands, "0103")
    kept = list(screen(hands).cards)
    screen(hands).presenter.clear()
    screen(hands).presenter.answer(yes=True)
    scan(hands)
    heat = next(card for card in screen(hands).cards if card.meters)
    assert set(kept) <= {*screen(hands).cards, *screen(hands)._spare}
    assert [card.account.text().partition(" ")[0] for card in screen(hands).cards] == ["0102", "0102", "0102"]
    assert [card.place for card in screen(hands).cards] == [0, 1, 2]
    screen(hands).presenter.cards.tick(screen(hands).cards.index(heat))
    heat.amount.setFocus()
    hands.types("77")
    hands.presses(ENTER)
    assert "77,00" in heat.sum.text()
    assert heat.tick.isChecked()


def test_enter_pressed_twice_takes_one_payment(hands: Hands) -> None:
    scan(hands)
    hands.shortcut("Ctrl+Return")
    for _time in range(3):
        hands.presses(ENTER)
    hands.until(lambda: screen(hands).presenter.stage == "done")
    hands.until(lambda: len(hands.frame.papers) == 1)
    assert len(payments(hands.desk)) == 1
    assert not isinstance(QApplication.focusWidget(), QAbstractButton), "one Enter too many keeps the change in sight"


def test_the_receipt_keeps_the_keyboard_and_esc_gives_it_back(hands: Hands) -> None:
    scan(hands)
    hands.shortcut("Ctrl+Return")
    seen = set()
    for _time in range(4):
        hands.presses(Qt.Key.Key_Tab)
        seen.add(QApplication.focusWidget())
    assert seen == {screen(hands).receipt.agree, screen(hands).receipt.back}
    assert screen(hands).leaving()
    assert screen(hands).panel.received.hasFocus()
    assert payments(hands.desk) == []


def test_a_question_has_the_focus_on_the_safe_answer(hands: Hands) -> None:
    scan(hands, "0203")
    hands.shortcut("Ctrl+Return")
    assert screen(hands).question.no.hasFocus()
    hands.presses(ENTER)
    assert not screen(hands).question.isVisible()
    assert not screen(hands).receipt.isVisible()


def test_a_card_is_unticked_edited_and_put_back_from_the_keyboard(hands: Hands) -> None:
    scan(hands)
    card = screen(hands).cards[0]
    card.tick.setFocus()
    hands.presses(SPACE)
    assert card.amount.hasFocus()
    hands.types("120+35")
    assert hands.sees("= 155,00 ₽")
    hands.presses(ENTER)
    assert hands.sees("667,34 ₽")
    assert not card.amount.isVisible()


def test_modes_are_chosen_on_the_focused_card(hands: Hands) -> None:
    scan(hands)
    card = screen(hands).cards[0]
    screen(hands).presenter.cards.tick(0)
    card.amount.setFocus()
    hands.shortcut("Alt+3")
    assert card.modes.buttons["advance"].isChecked()
    assert card.period.currentText() == "ноябрь 2026"
    assert not screen(hands).cards[1].modes.buttons["advance"].isChecked()


def test_a_reading_that_goes_back_offers_its_reasons(hands: Hands) -> None:
    scan(hands)
    heat = next(card for card in screen(hands).cards if card.meters)
    screen(hands).presenter.cards.tick(heat.place)
    meter = heat.meters[0]
    meter.edit.setFocus()
    hands.types("99,5")
    assert hands.sees("Меньше прошлого. Проверьте цифры")
    meter.reasons.buttons["replaced"].click()
    assert hands.sees("Расход 99,500 м³ · 24 875,00 ₽")


def test_a_line_is_removed_with_del(hands: Hands) -> None:
    scan(hands)
    screen(hands).panel.lines.removers[1].setFocus()
    hands.shortcut("Del")
    assert not screen(hands).cards[1].tick.isChecked()
    assert len(screen(hands).panel.lines.removers) == 2


def test_a_second_scan_adds_a_section(hands: Hands) -> None:
    scan(hands)
    screen(hands).open_account(NEIGHBOUR)
    hands.until(lambda: hands.sees("Оплата за 2 жителей"))
    assert len(screen(hands).cards) == 5


def test_cards_that_are_shown_in_pieces_are_all_shown_each_with_its_own_service(hands: Hands) -> None:
    scan(hands)
    for flat, cards in ((NEIGHBOUR, 5), (RICH, 7), (AHEAD, 9)):
        screen(hands).open_account(flat)
        hands.until(lambda: len(screen(hands).cards) == cards)  # noqa: B023 - asked within the turn
    hands.until(lambda: all(card.isVisible() for card in screen(hands).cards))
    assert [card.place for card in screen(hands).cards] == list(range(9))
    assert all(card.view is not None and card.title.text() == card.view.title for card in screen(hands).cards)
    screen(hands).presenter.cards.mend(8)
    assert screen(hands).cards[8].amount.hasFocus()


def test_a_scan_that_fits_several_flats_is_left_to_the_window(hands: Hands) -> None:
    assert not screen(hands).scanned("777", hands.desk.find_accounts("777"))
    assert not screen(hands).scanned("x", Found("empty"))


def test_a_closed_shift_is_one_button_away(tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> None:
    with prepared_desk(tmp_path, shift=False) as desk, form_window(qtbot, qapp, desk) as hands:
        hands.frame.open_account("payment", FLAT)
        hands.until(lambda: hands.sees("Смена не открыта"))
        button = screen(hands).shift.act
        assert button is not None
        button.click()
        assert hands.frame.page == "shift"


def test_what_was_typed_is_on_disk_when_the_window_closes(tmp_path: Path, qtbot: QtBot, qapp: QApplication) -> None:
    with prepared_desk(tmp_path) as desk, form_window(qtbot, qapp, desk) as hands:
        hands.frame.open_account("payment", FLAT)
        hands.until(lambda: screen(hands).presenter.stage == "form")
        hands.types("1234")
        screen(hands)._keeper._timer.stop()
        QApplication.sendEvent(hands.frame, QCloseEvent())
        hands.until(lambda: '"1234"' in (desk.drafts.load("payment") or ("",))[0])
    with prepared_desk(tmp_path) as desk, form_window(qtbot, qapp, desk) as hands:
        hands.frame.show_page("payment")
        hands.until(lambda: screen(hands).presenter.stage == "form")
        assert screen(hands).panel.received.text() == "1234"


@pytest.mark.parametrize("account", [FLAT, RICH])
def test_every_stage_fits_the_smallest_window(hands: Hands, account: str) -> None:
    screen(hands).open_account(type(FLAT)(account))
    hands.until(lambda: screen(hands).presenter.stage == "form")
    hint = screen(hands).minimumSizeHint()
    assert hint.width() <= 1280 - 92
    assert hint.height() <= 720 - 68 - 34


@pytest.mark.parametrize("height", [596, 480])
def test_nothing_on_a_long_preliminary_receipt_lies_over_anything_else(hands: Hands, height: int) -> None:
    scan(hands)
    for flat, cards in ((NEIGHBOUR, 5), (RICH, 7), (AHEAD, 9)):
        screen(hands).open_account(flat)
        hands.until(lambda: len(screen(hands).cards) == cards)  # noqa: B023 - asked within the turn
    screen(hands).resize(1188, height)
    hands.shortcut("Ctrl+Return")
    screen(hands).presenter.answer(yes=True)
    receipt = screen(hands).receipt
    hands.until(receipt.list.isVisible)
    parts = [receipt.payers, receipt.list, receipt.total, receipt.words, receipt.received, receipt.agree]
    hands.until(lambda: all(above.geometry().bottom() < below.y() for above, below in pairwise(parts)))
    assert receipt.card.geometry().bottom() < height
    scroll = receipt.list.verticalScrollBar()
    before = scroll.value()
    hands.shortcut("PgDown")
    assert scroll.value() > before


def test_no_window_flashes_up_beside_the_window(hands: Hands) -> None:
    scan(hands)
    screen(hands).open_account(NEIGHBOUR)
    hands.until(lambda: len(screen(hands).cards) == 5)
    hands.shortcut("Ctrl+Return")
    hands.shortcut("Ctrl+Return")
    hands.until(lambda: screen(hands).presenter.stage == "done")
    assert hands.strays.seen == []


@pytest.mark.parametrize("height", range(560, 624, 9))
def test_the_basket_shows_whole_lines_at_any_height_and_wherever_it_is_scrolled(hands: Hands, height: int) -> None:
    scan(hands)
    screen(hands).open_account(NEIGHBOUR)
    panel = screen(hands).panel
    hands.until(lambda: len(panel.lines.rows.shown) == 5)
    screen(hands).resize(1188, height)
    bar, seen = panel.listed.verticalScrollBar(), panel.listed.viewport()
    hands.until(lambda: bar.maximum() > 0)
    for place in (0, 20, bar.maximum() // 2, bar.maximum()):
        bar.setValue(place)
        lines = [(one.mapTo(seen, one.rect().topLeft()).y(), one.height()) for one in panel.lines.rows.shown]
        cut = [(top, high) for top, high in lines if top < seen.height() and top + high > 0]
        assert cut
        assert all(top >= 0 and top + high <= seen.height() for top, high in cut), place


@pytest.mark.parametrize("height", range(540, 624, 12))
def test_the_preliminary_receipt_shows_whole_lines_and_passes_over_none(hands: Hands, height: int) -> None:
    scan(hands)
    for flat, cards in ((NEIGHBOUR, 5), (RICH, 7), (AHEAD, 9)):
        screen(hands).open_account(flat)
        hands.until(lambda: len(screen(hands).cards) == cards)  # noqa: B023 - asked within the turn
    screen(hands).resize(1188, height)
    hands.shortcut("Ctrl+Return")
    screen(hands).presenter.answer(yes=True)
    receipt = screen(hands).receipt
    hands.until(lambda: "PgDown" in hands.can_press())
    read = set[str]()
    for key in ("", "PgDown", "PgDown", "PgDown", "PgDown", "PgUp", "PgUp", "PgUp", "PgUp"):
        if key:
            hands.shortcut(key)
        seen = receipt.list.viewport()
        lines = [(one, one.mapTo(seen, one.rect().topLeft()).y()) for one in receipt.lines.shown]
        shown = [(one, top) for one, top in lines if top < seen.height() and top + one.height() > 0]
        assert shown
        assert all(top >= 0 and top + one.height() <= seen.height() for one, top in shown), key
        read |= {one.detail.text() + one.title.text() for one, _top in shown}
        if key == "PgDown" and receipt.list.verticalScrollBar().value() == receipt.list.verticalScrollBar().maximum():
            assert len(read) == len(receipt.lines.shown), "paged down to the end, every line was seen"
    assert receipt.list.verticalScrollBar().value() == 0
