"""The preview shows a paper as wide as there is room, in other sizes by keys, and turns it without losing a page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_app.application.desk import Desk
from desk_app.application.papers import Paper
from desk_app.domain.basket import MODE_DEBT, Basket, BasketLine
from desk_app.domain.money import Money
from desk_app.ui.preview import PreviewScreen
from desk_app.ui.session import Session
from tests.helpers.prepared_desk import CLERK, FLAT, FLAT_HEAT, NEIGHBOUR, prepared_desk

CTRL, PLAIN = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
A4_POINTS = 595


@pytest.fixture(scope="module")
def receipts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paper]:
    with prepared_desk(tmp_path_factory.mktemp("papers")) as desk:
        yield receipts_of(desk)


def receipts_of(desk: Desk) -> Paper:
    return desk.print_receipt([FLAT, FLAT_HEAT, NEIGHBOUR], desk.ids.new(), CLERK)


@pytest.fixture
def preview(session: Session, qtbot: QtBot, receipts: Paper) -> PreviewScreen:
    session.window.resize(1280, 720)
    session.window.preview(receipts)
    shown = session.window.screen_of("preview")
    assert isinstance(shown, PreviewScreen)
    qtbot.waitUntil(lambda: session.window.page == "preview" and shown.paper.verticalScrollBar().maximum() > 0)
    qtbot.waitUntil(lambda: session.front.look.slices.done)
    return shown


def key(one: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, one, modifiers)
    QApplication.processEvents()


def paper_width(shown: PreviewScreen) -> float:
    return A4_POINTS * shown.paper.zoomFactor() * shown.paper.screen().logicalDotsPerInch() / 72


def test_a_paper_opens_as_wide_as_the_view(session: Session, qtbot: QtBot, preview: PreviewScreen) -> None:
    assert 0.9 * preview.paper.width() < paper_width(preview) < preview.paper.width()
    assert preview.paper.horizontalScrollBar().maximum() == 0
    before = paper_width(preview)
    session.window.resize(1500, 800)
    qtbot.waitUntil(lambda: paper_width(preview) > before + 100)
    assert preview.paper.horizontalScrollBar().maximum() == 0


def test_plus_minus_and_nought_change_the_size_and_say_it(session: Session, preview: PreviewScreen) -> None:
    fitted, words = preview.paper.zoomFactor(), preview.percent.text()
    key(Qt.Key.Key_Plus, CTRL)
    assert preview.paper.zoomFactor() == pytest.approx(fitted * 1.25)
    assert preview.percent.text() != words
    session.window.resize(1400, 800)
    assert preview.paper.zoomFactor() == pytest.approx(fitted * 1.25), "a size that was chosen stays"
    session.window.resize(1280, 720)
    key(Qt.Key.Key_Minus, CTRL)
    key(Qt.Key.Key_Minus, CTRL)
    assert preview.paper.zoomFactor() == pytest.approx(fitted / 1.25)
    key(Qt.Key.Key_0, CTRL)
    assert preview.paper.zoomFactor() == pytest.approx(fitted)
    assert preview.percent.text() == words


def test_no_size_is_beyond_reason(preview: PreviewScreen) -> None:
    for _press in range(20):
        key(Qt.Key.Key_Plus, CTRL)
    assert preview.percent.text() == "500\u00a0%"
    for _press in range(30):
        key(Qt.Key.Key_Minus, CTRL)
    assert preview.percent.text() == "25\u00a0%"


def test_pages_are_turned_by_screenfuls_and_each_begins_at_its_head(preview: PreviewScreen) -> None:
    bar = preview.paper.verticalScrollBar()
    places = [bar.value()]
    while places[-1] < bar.maximum():
        key(Qt.Key.Key_PageDown)
        assert places[-1] < bar.value() <= places[-1] + bar.pageStep(), "nothing is passed over"
        places.append(bar.value())
    second = preview.paper._tops()[1]
    assert second in places
    while places[-1] > 0:
        key(Qt.Key.Key_PageUp)
        assert places[-1] - bar.pageStep() <= bar.value() < places[-1]
        places.append(bar.value())


def test_a_narrow_slip_is_not_blown_up_to_the_width_of_the_window(
    session: Session, tmp_path: Path, qtbot: QtBot
) -> None:
    with prepared_desk(tmp_path / "counter") as desk:
        offered = desk.offer_services(FLAT).services[0]
        line = BasketLine(offered.account, offered.service, offered.period, MODE_DEBT, Money(10_000))
        payment = desk.ids.new()
        desk.take_payment(Basket().add(line), Money(10_000), payment)
        slip = desk.print_slip(payment, CLERK)
    session.window.preview(slip)
    shown = session.window.screen_of("preview")
    assert isinstance(shown, PreviewScreen)
    qtbot.waitUntil(lambda: shown.percent.text() == "200\u00a0%")
    assert shown.paper.horizontalScrollBar().maximum() == 0
