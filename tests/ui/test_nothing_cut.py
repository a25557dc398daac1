"""In the smallest window and with the largest letters every number, sum and button is read in full."""

from contextlib import suppress
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QLabel, QStyleOptionComboBox
from pytestqt.exceptions import TimeoutError as NeverError
from pytestqt.qtbot import QtBot

from desk_app.application.desk import Desk
from desk_app.application.once import StoreBrokenError
from desk_app.presenters.first_start import FirstStartDoors, FirstStartView
from desk_app.presenters.payment_cards import PaymentCards
from desk_app.presenters.payment_view import CardView
from desk_app.ui.acting import Acting
from desk_app.ui.dress import dress
from desk_app.ui.first_start_screen import FirstStartScreen
from desk_app.ui.main_window import SMALLEST
from desk_app.ui.payment_card import ServiceCard
from desk_app.ui.registration_screen import RegistrationScreen
from desk_app.ui.session import Session
from desk_app.ui.theme import Appearance, Look
from desk_app.ui.widgets.basics import column, scrolled
from desk_app.ui.widgets.drop_down import DropDown
from desk_app.ui.widgets.result_list import NAME, PHONE, ResultList, keep_end
from desk_app.ui.widgets.tick_box import TickBox
from desk_app.ui.widgets.whole_lines import WholeLines
from tests.helpers.cut_words import cut_words
from tests.helpers.prepared_desk import CLERK, FLAT

SIZES = pytest.mark.parametrize(("wide", "high"), [(1280, 720), (1366, 768), (1366, 783), (1920, 1080)])
SCALES = pytest.mark.parametrize("scale", [100, 115, 130])
LONGEST = CardView(
    place=0, title="Взнос на капитальный ремонт общего имущества", provider="ООО «Управляющая компания «Наш двор»",
    account="22000990060012345678", debt="Переплата 1 234 567,89 ₽", debt_tone="ok", mode="debt", amount="1 234 567,89",
    amount_hint="", fault="", locked=False, line_sum="1 234 567,89 ₽", period="2026-10",
    periods=(("2026-10", "октябрь 2026"),), meters=(), is_penalty=False,
)  # fmt: skip


@pytest.fixture
def smallest(session: Session, qtbot: QtBot, scale: int) -> Session:
    session.front.look.choose(Appearance("light", scale))
    session.window.resize(SMALLEST)
    qtbot.waitUntil(lambda: session.front.look.slices.done, timeout=20_000)
    return session


def nothing_cut(session: Session, qtbot: QtBot) -> None:
    """Wait until nothing moves any more and everything is read in full; say what is not."""
    with suppress(NeverError):
        qtbot.waitUntil(lambda: session.front.look.slices.done and not cut_words(session.window), timeout=3_000)
    assert cut_words(session.window) == []


@SCALES
def test_the_card_of_a_resident(smallest: Session, qtbot: QtBot) -> None:
    acting = Acting(smallest.window)
    acting.types("гагарина 1 2")
    acting.sees("Всего к оплате")
    nothing_cut(smallest, qtbot)


@SCALES
@pytest.mark.parametrize("page", ["payment", "registration", "shift", "status"])
def test_the_working_pages(smallest: Session, qtbot: QtBot, page: str) -> None:
    smallest.window.show_page(page)
    if page in ("payment", "registration"):
        smallest.window.open_account(page, FLAT)
        Acting(smallest.window).sees("Барнаул, Гагарина, 1, кв. 2")
    nothing_cut(smallest, qtbot)


@pytest.mark.parametrize("document", ["", "Паспорт РФ", "Паспорт иностранного гражданина"])
@pytest.mark.parametrize(
    ("scale", "wide", "high"), [(100, 1280, 720), (130, 1280, 720), (100, 1366, 768), (115, 1600, 900)]
)
def test_receipt_type_and_document_are_read_in_full(
    session: Session, qtbot: QtBot, scale: int, wide: int, high: int, document: str
) -> None:
    session.front.look.choose(Appearance("light", scale))
    session.window.resize(wide, high)
    session.window.open_account("registration", FLAT)
    Acting(session.window).sees("Барнаул, Гагарина, 1, кв. 2")
    screen = session.window.screen_of("registration")
    assert isinstance(screen, RegistrationScreen)
    screen.fields.types.setItemText(0, "ТКО-Сервис — ООО «ТКО-Сервис»")  # longer than the prepared provider
    screen.presenter.entry.choose_proof(by_document=bool(document))
    if document:
        screen.presenter.entry.choose_document(document)
    nothing_cut(session, qtbot)
    boxes = [screen.fields.types, *([screen.fields.documents] if document else [])]
    assert all(box.isVisible() and box.currentText() for box in boxes), "what is not seen cannot be cut"


def test_an_entry_too_long_for_its_box_is_cut_by_an_ellipsis_and_whole_in_its_tip(look: Look, qtbot: QtBot) -> None:
    box = DropDown(look)
    qtbot.addWidget(box)
    dress(look, box)
    box.addItem("Единая квитанция — ООО «Управляющая компания «Наш двор»")
    box.resize(200, 40)
    box.show()
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    shown = option.currentText
    assert shown.endswith("…")
    assert box.currentText().startswith(shown[:-1])
    assert box.toolTip() == box.currentText()


@SCALES
def test_the_consent_says_who_signs_and_is_read_in_full(smallest: Session, qtbot: QtBot) -> None:
    smallest.window.open_account("registration", FLAT)
    acting = Acting(smallest.window)
    acting.sees("Барнаул, Гагарина, 1, кв. 2")
    consent = next(one for one in smallest.window.findChildren(TickBox) if "согласие" in one.text())
    assert consent.text() == "Житель подписал согласие на обработку данных"
    nothing_cut(smallest, qtbot)
    assert consent.isVisible()
    assert consent.width() >= consent.sizeHint().width()


def test_a_message_has_room_for_its_words_when_they_become_larger(session: Session, qtbot: QtBot) -> None:
    session.window.resize(SMALLEST)
    session.window.toast("1 операция требует решения — страница «Обмен»", "warn")
    session.front.look.choose(Appearance("light", 130))
    qtbot.waitUntil(lambda: session.front.look.slices.done, timeout=20_000)
    box = session.window.toast_box
    assert box.isVisible()
    nothing_cut(session, qtbot)
    assert box.geometry().bottom() < session.window.height(), "and it stands in the window"


def test_a_loading_that_stopped_says_why_above_what_can_be_done(session: Session, qtbot: QtBot) -> None:
    desk = session.desk
    assert desk is not None
    doors = FirstStartDoors(lambda _url: desk, str, lambda _desk: None)
    screen = FirstStartScreen(session.front.look, desk, (session.store, session.network), doors)
    qtbot.addWidget(screen)
    dress(session.front.look, screen)
    screen.resize(SMALLEST)
    screen.show()
    screen.render_view(FirstStartView(step="load", stopped=True, trouble="Связь оборвалась посреди загрузки."))
    assert screen.trouble.isVisible()
    assert screen.trouble.mapTo(screen, QPoint()).y() < screen.resume.mapTo(screen, QPoint()).y()
    assert not screen.note.isVisible(), "what has stopped cannot be stopped"


@pytest.mark.parametrize(("scale", "high"), [(100, 720), (115, 720), (130, 720), (130, 760)])
def test_the_last_operations_show_whole_lines_only(session: Session, qtbot: QtBot, scale: int, high: int) -> None:
    desk = session.desk
    assert desk is not None
    for _sheet in range(12):
        desk.print_receipt([FLAT], desk.ids.new(), CLERK)
    session.front.look.choose(Appearance("light", scale))
    session.window.resize(1280, high)
    session.window.show_page("status")
    Acting(session.window).sees("Печать квитанций")
    listed = session.window.screen_of("status").findChild(WholeLines)
    assert isinstance(listed, WholeLines)
    qtbot.waitUntil(lambda: session.front.look.slices.done and listed.verticalScrollBar().maximum() > 0)
    for value in (0, 30, listed.verticalScrollBar().maximum()):
        listed.verticalScrollBar().setValue(value)
        with suppress(NeverError):
            qtbot.waitUntil(lambda: not parts_seen(listed), timeout=3_000)
        assert parts_seen(listed) == []


def parts_seen(listed: WholeLines) -> list[str]:
    """Return the words of every line that is seen in part."""
    seen = listed.viewport().visibleRegion().boundingRect()
    words = [one for one in listed.body.findChildren(QLabel) if one.isVisible() and one.text()]
    places = [(one, QRect(one.mapTo(listed.viewport(), QPoint()), one.size())) for one in words]
    return [one.text() for one, place in places if place.intersects(seen) and not seen.contains(place)]


@SCALES
def test_the_preliminary_receipt(smallest: Session, qtbot: QtBot) -> None:
    smallest.window.open_account("payment", FLAT)
    acting = Acting(smallest.window)
    acting.sees("К оплате", "Отопление")
    acting.presses("Ctrl+Return")
    acting.sees("Покажите жителю")
    nothing_cut(smallest, qtbot)


@SCALES
def test_the_payment_that_was_taken(smallest: Session, qtbot: QtBot) -> None:
    smallest.window.open_account("payment", FLAT)
    acting = Acting(smallest.window)
    acting.sees("К оплате", "Отопление")
    acting.presses("Ctrl+Return")
    acting.sees("Покажите жителю")
    acting.presses("Return")
    acting.until(lambda: smallest.window.page == "preview", "the slip")
    acting.presses("Escape")
    acting.sees("Принято", "Квитанция об оплате готова")
    nothing_cut(smallest, qtbot)


@SCALES
def test_a_desk_that_does_not_open(closed_session: Session, qtbot: QtBot, scale: int) -> None:
    def refused() -> Desk:
        raise StoreBrokenError("disk_full")

    closed_session.front.look.choose(Appearance("light", scale))
    closed_session.window.resize(SMALLEST)
    closed_session.start = replace(closed_session.start, open_desk=refused)
    closed_session.open()
    acting = Acting(closed_session.window)
    acting.sees("На диске кончилось место.")
    nothing_cut(closed_session, qtbot)
    assert [act.keys for act in closed_session.window.actions_now.all()] == [("F5",)], "nothing else can be done here"
    assert not closed_session.window.keys.isVisible()


@pytest.mark.parametrize("locked", [False, True])
@pytest.mark.parametrize(("scale", "wide"), [(100, 753), (115, 680), (130, 604)])
def test_the_longest_account_and_overpayment_of_a_service(
    look: Look,
    qtbot: QtBot,
    scale: int,
    locked: bool,
    wide: int,
) -> None:
    look.choose(Appearance("light", scale))
    nobody: PaymentCards = None  # type: ignore[assignment]  # nothing is pressed here
    card = ServiceCard(look, nobody)
    place = scrolled(column(card, None))
    qtbot.addWidget(place)
    dress(look, card)
    card.show_card(replace(LONGEST, locked=locked))
    place.resize(wide, 200)
    place.show()
    qtbot.waitUntil(lambda: card.width() == wide)
    assert cut_words(place) == []


def test_an_address_that_is_too_long_keeps_house_and_flat(look: Look) -> None:
    metrics = QFontMetrics(look.font(13))
    address = "Поспелиха, 8 Марта, 35, кв. 1"
    shown, marks = keep_end(address, ((0, 9), (11, 7), (20, 2)), metrics, metrics.horizontalAdvance(address) - 40)
    assert shown.startswith("…")
    assert shown.endswith("35, кв. 1")
    assert [shown[start : start + length] for start, length in marks] == ["8 Марта", "35"]


@pytest.mark.parametrize(("wide", "with_phone"), [(1280, False), (1366, False), (1600, True)])
def test_a_long_name_and_address_are_read_whole_before_the_phone_takes_a_column(
    session: Session, qtbot: QtBot, wide: int, with_phone: bool
) -> None:
    session.window.resize(wide, 768)
    listed = session.window.findChild(ResultList)
    assert isinstance(listed, ResultList)
    acting = Acting(session.window)
    acting.types("гагарина")
    acting.sees("Найдено")
    qtbot.waitUntil(lambda: session.front.look.slices.done)
    look = session.front.look
    room = listed.columnWidth(NAME) - look.px(24)
    for text, font in (
        ("Барнаул, 80 Гвардейской Дивизии, 14/1, кв. 1", look.font(13)),
        ("Овчинникова Светлана Константиновна", look.font(14, QFont.Weight.DemiBold)),
    ):
        assert QFontMetrics(font).horizontalAdvance(text) <= room
    assert listed.isColumnHidden(PHONE) is not with_phone


@SIZES
@pytest.mark.parametrize("scale", [100, 130])
def test_the_list_of_found_flats_shows_whole_rows_only(
    session: Session, qtbot: QtBot, scale: int, wide: int, high: int
) -> None:
    session.front.look.choose(Appearance("light", scale))
    session.window.resize(wide, high)
    listed = session.window.findChild(ResultList)
    assert isinstance(listed, ResultList)
    acting = Acting(session.window)
    acting.types("гагарина")
    acting.sees("Найдено")
    rows = listed.rows.rows
    listed.rows.show_rows(rows * (50 // len(rows) + 1))  # the prepared street is shorter than the table
    for place in (0, 1, 7, listed.rows.rowCount() - 1):
        listed.selectRow(place)
        listed.scrollTo(listed.rows.index(place, 0))
        bar = listed.verticalScrollBar()
        for value in {bar.value(), bar.value() + bar.singleStep(), bar.maximum()}:
            bar.setValue(value)
            qtbot.waitUntil(lambda: session.front.look.slices.done)
            assert half_seen(listed) == []


def half_seen(listed: ResultList) -> list[tuple[int, int]]:
    """Return top and foot of every row that is seen in part."""
    room = listed.viewport().height()
    spans = ((listed.rowViewportPosition(at), listed.rowHeight(at)) for at in range(listed.rows.rowCount()))
    seen = [(top, top + high) for top, high in spans if top + high > 0 and top < room]
    assert len(seen) > 1
    return [(top, foot) for top, foot in seen if top < 0 or foot > room]
