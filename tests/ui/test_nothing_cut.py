"""In the smallest window and with the largest letters every number, sum and button is read in full."""

from contextlib import suppress
from dataclasses import replace

import pytest
from PySide6.QtGui import QFontMetrics
from pytestqt.exceptions import TimeoutError as NeverError
from pytestqt.qtbot import QtBot

from desk_app.application.desk import Desk
from desk_app.application.once import StoreBrokenError
from desk_app.presenters.payment_cards import PaymentCards
from desk_app.presenters.payment_view import CardView
from desk_app.ui.acting import Acting
from desk_app.ui.dress import dress
from desk_app.ui.main_window import SMALLEST
from desk_app.ui.payment_card import ServiceCard
from desk_app.ui.session import Session
from desk_app.ui.theme import Appearance, Look
from desk_app.ui.widgets.basics import column, scrolled
from desk_app.ui.widgets.result_list import keep_end
from tests.helpers.cut_words import cut_words
from tests.helpers.prepared_desk import FLAT

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
