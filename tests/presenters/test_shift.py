"""A shift without a window: opening, payments, counting the drawer, closing."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.application.desk import Desk
from desk_app.domain.basket import MODE_DEBT, Basket, BasketLine
from desk_app.domain.money import Money
from desk_app.presenters.shift import ShiftPresenter
from desk_app.presenters.shift_view import ShiftView
from desk_app.presenters.shift_words import difference
from desk_app.presenters.tasks import TasksAtOnce
from tests.helpers.prepared_desk import CLERK, FLAT, NOON, Around, DeskClock, prepared_desk


class Drawer:
    """A clerk at the shift screen."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.around, self.views = desk, Around(), list[ShiftView]()
        self.presenter = ShiftPresenter(desk, TasksAtOnce(), self.views.append, self.around.outlets())
        self.presenter.load()

    @property
    def view(self) -> ShiftView:
        return self.views[-1]

    def counts(self, text: str) -> None:
        self.presenter.begin_close()
        self.presenter.choose_way(by_notes=False)
        self.presenter.type_sum(text)
        self.presenter.close_shift()


def take(desk: Desk, kopecks: int = 50_000) -> None:
    offered = desk.offer_services(FLAT).services[0]
    line = BasketLine(offered.account, offered.service, offered.period, MODE_DEBT, Money(kopecks))
    desk.take_payment(Basket().add(line), Money(kopecks), desk.ids.new())


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with prepared_desk(tmp_path) as opened:
        yield opened


@pytest.fixture
def open_drawer(desk: Desk) -> Drawer:
    take(desk)
    return Drawer(desk)


@pytest.fixture
def shut_drawer(tmp_path: Path) -> Iterator[Drawer]:
    with prepared_desk(tmp_path, shift=False) as opened:
        yield Drawer(opened)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_a_shift_is_opened_with_clerk_and_cash(shut_drawer: Drawer) -> None:
    assert (shut_drawer.view.stage, shut_drawer.view.opening) == ("shut", "0,00")
    shut_drawer.presenter.type_clerk(CLERK)
    shut_drawer.presenter.type_opening("5 000")
    shut_drawer.presenter.open_shift()
    assert shut_drawer.view.title == "Смена № 1"
    assert shut_drawer.view.subtitle == f"23 ноября 2026 · открыта в 12:00 · {CLERK}"
    assert plain(shut_drawer.view.expected) == "5 000,00 ₽"
    assert shut_drawer.desk.choices.get("clerk") == CLERK


@pytest.mark.parametrize(("clerk", "cash"), [("", "0"), (CLERK, "-5"), (CLERK, "пять")])
def test_an_opening_that_cannot_be_written_says_why(shut_drawer: Drawer, clerk: str, cash: str) -> None:
    shut_drawer.presenter.type_clerk(clerk)
    shut_drawer.presenter.type_opening(cash)
    shut_drawer.presenter.open_shift()
    assert shut_drawer.view.fault
    assert shut_drawer.desk.report_status().shift is None


def test_a_second_enter_opens_one_shift(shut_drawer: Drawer) -> None:
    shut_drawer.presenter.type_clerk(CLERK)
    shut_drawer.presenter.act()
    shut_drawer.presenter.open_shift()
    shift = shut_drawer.desk.report_status().shift
    assert shift is not None
    assert shift.number == 1


def test_an_open_shift_shows_its_formula_and_payments(open_drawer: Drawer) -> None:
    view = open_drawer.view
    assert plain(view.expected) == "1 500,00 ₽"
    assert plain(view.formula) == "1 000,00 + 500,00, сдача уже вычтена"
    (row,) = view.payments
    assert (plain(row.sum), row.tone, row.state, row.unprinted) == (
        "500,00 ₽",
        "wait",
        "Сохранён · ждёт отправки",
        True,
    )


def test_a_reprint_says_copy(open_drawer: Drawer) -> None:
    (row,) = open_drawer.view.payments
    open_drawer.presenter.print_slip(row.op_id)
    open_drawer.desk.papers.printed(open_drawer.around.papers[0].print_id)
    open_drawer.presenter.print_slip(row.op_id)
    assert [paper.copy for paper in open_drawer.around.papers] == [1, 2]


def test_unsent_and_unprinted_are_told_but_do_not_stop_the_close(open_drawer: Drawer) -> None:
    open_drawer.presenter.begin_close()
    assert open_drawer.view.unprinted == "1 квитанция об оплате не напечатана"
    assert plain(open_drawer.view.unsent) == "2 операции ещё не переданы · 500,00 ₽"
    open_drawer.presenter.print_unprinted()
    assert len(open_drawer.around.papers) == 1
    open_drawer.counts("1500")
    open_drawer.presenter.answer(yes=True)
    assert open_drawer.view.stage == "closed"


def test_a_close_asks_first_and_says_what_was_counted(open_drawer: Drawer) -> None:
    open_drawer.counts("1 500")
    assert (open_drawer.view.asks, open_drawer.view.difference) == ("close", "Расхождения нет")
    assert open_drawer.desk.report_status().shift is not None
    open_drawer.presenter.answer(yes=False)
    assert (open_drawer.view.stage, open_drawer.view.one_sum) == ("closing", "1 500")


def test_a_difference_needs_its_reason(open_drawer: Drawer) -> None:
    open_drawer.counts("1450")
    assert (plain(open_drawer.view.difference), open_drawer.view.tone) == ("Недостача 50,00 ₽", "error")
    assert (open_drawer.view.reason_fault, open_drawer.view.focus) == ("Укажите причину расхождения", "reason")
    open_drawer.presenter.type_reason("Ошибка в сдаче")
    open_drawer.presenter.close_shift()
    open_drawer.presenter.answer(yes=True)
    assert open_drawer.view.closed is not None
    assert plain(open_drawer.view.closed.difference) == "Недостача 50,00 ₽"


def test_notes_are_counted_row_by_row(open_drawer: Drawer) -> None:
    open_drawer.presenter.begin_close()
    assert open_drawer.view.focus == "notes:0"
    open_drawer.presenter.type_note(2, "1")
    open_drawer.presenter.type_note(3, "1")
    assert (plain(open_drawer.view.counted), open_drawer.view.tone) == ("1 500,00 ₽", "ok")


def test_nothing_counted_closes_nothing(open_drawer: Drawer) -> None:
    open_drawer.presenter.begin_close()
    open_drawer.presenter.close_shift()
    assert open_drawer.view.problem.startswith("Посчитайте наличные")
    assert open_drawer.view.asks == ""


def test_the_next_opening_is_filled_with_the_last_count(open_drawer: Drawer) -> None:
    open_drawer.counts("1500")
    open_drawer.presenter.answer(yes=True)
    open_drawer.presenter.act()
    assert (open_drawer.view.stage, plain(open_drawer.view.opening)) == ("shut", "1 500,00")
    open_drawer.presenter.act()
    assert open_drawer.view.title == "Смена № 2"


def test_a_payment_taken_while_counting_asks_for_the_reason_again(open_drawer: Drawer) -> None:
    open_drawer.counts("1500")
    take(open_drawer.desk, 100)
    open_drawer.presenter.answer(yes=True)
    assert open_drawer.view.stage == "closing"
    assert plain(open_drawer.view.difference) == "Недостача 1,00 ₽"
    assert open_drawer.view.reason_fault


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_the_difference_is_counted_less_expected(counted: int, expected: int) -> None:
    words, tone = difference(Money(counted), Money(expected))
    assert tone == ("ok" if counted == expected else "error" if counted < expected else "warn")
    assert (counted == expected) or Money(abs(counted - expected)).show() in words


def behind(drawer: Drawer, **how_far: int) -> None:
    """Let the machine's clock say a time that was over when the centre last spoke."""
    clock = drawer.desk.clock
    assert isinstance(clock, DeskClock)
    clock.moment = NOON - timedelta(**how_far)
    drawer.presenter.type_clerk(CLERK)
    drawer.presenter.open_shift()


def test_a_clock_that_is_off_asks_what_day_it_is_before_a_shift(shut_drawer: Drawer) -> None:
    behind(shut_drawer, hours=13)
    question = shut_drawer.view.question
    assert question is not None
    assert "отстают на 13 ч" in question.text
    assert "По часам компьютера сегодня 22 ноября 2026, по времени центра 23 ноября 2026" in question.text
    shut_drawer.presenter.open_shift()
    assert shut_drawer.desk.report_status().shift is None, "a second Ctrl+Enter is no answer"
    shut_drawer.presenter.answer(yes=True)
    assert shut_drawer.view.subtitle.startswith("23 ноября 2026")
    assert shut_drawer.view.question is None


def test_whoever_says_no_is_told_to_set_the_clock_and_nothing_typed_is_lost(shut_drawer: Drawer) -> None:
    shut_drawer.presenter.type_opening("5 000")
    behind(shut_drawer, minutes=11)
    shut_drawer.presenter.answer(yes=False)
    assert (shut_drawer.view.stage, shut_drawer.view.opening, shut_drawer.view.question) == ("shut", "5 000", None)
    assert "Исправьте часы" in shut_drawer.view.problem
    assert shut_drawer.desk.report_status().shift is None


def test_a_clock_that_is_a_day_off_opens_no_shift(shut_drawer: Drawer) -> None:
    behind(shut_drawer, hours=25)
    assert (shut_drawer.view.question, shut_drawer.desk.report_status().shift) == (None, None)
    assert "новая не откроется, пока часы не исправлены" in shut_drawer.view.problem
