"""Taking a payment without a window: the real desk, the views it shows, the journal it leaves."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desk_app.application.changes import Changes
from desk_app.application.desk import Desk
from tests.helpers.held_tasks import HeldTasks
from tests.helpers.payment_counter import Counter, plain
from tests.helpers.prepared_desk import (
    AHEAD,
    FLAT,
    FLAT_HEAT,
    FREE,
    NEIGHBOUR,
    RICH,
    DeskClock,
    payments,
    prepared_desk,
)

TKO, FEE, HEAT = 0, 1, 2


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with prepared_desk(tmp_path) as opened:
        yield opened


@pytest.fixture
def counter(desk: Desk) -> Counter:
    return Counter(desk)


@pytest.fixture
def flat(counter: Counter) -> Counter:
    counter.presenter.open(FLAT)
    return counter


def test_every_debt_is_in_the_basket_and_the_late_fee_is_a_line_of_its_own(flat: Counter) -> None:
    assert [(line.title, plain(line.sum)) for line in flat.view.lines] == [
        ("Обращение с ТКО", "500,00 ₽"),
        ("Пеня ТКО", "12,34 ₽"),
        ("Отопление", "500,00 ₽"),
    ]
    assert plain(flat.view.total) == "1 012,34 ₽"
    assert flat.view.words == "Одна тысяча двенадцать рублей 34 копейки"
    assert flat.card(FEE).is_penalty


def test_advances_and_settled_services_stay_out_of_the_basket(counter: Counter) -> None:
    counter.presenter.open(AHEAD)
    assert [line.title for line in counter.view.lines] == ["Отопление"]
    assert plain(counter.card(0).debt) == "Переплата 120,00 ₽"
    assert (counter.card(0).mode, counter.card(0).amount) == ("period", "452,70")


def test_exact_cash_is_one_agreement_away(flat: Counter) -> None:
    flat.presenter.pay()
    assert flat.view.stage == "receipt"
    receipt = flat.view.receipt
    assert receipt is not None
    assert (plain(receipt.received), plain(receipt.change)) == ("1 012,34 ₽", "0,00 ₽")
    assert payments(flat.desk) == [], "nothing is taken before the resident agrees"
    flat.presenter.pay()
    assert payments(flat.desk) == [("payment.cash", 101_234)]


def test_a_payment_shows_change_number_state_and_slip(flat: Counter) -> None:
    flat.cards.type_received("1500")
    assert plain(flat.view.change) == "487,66 ₽"
    flat.pays()
    done = flat.view.done
    assert done is not None
    assert (plain(done.change), done.tone, done.state) == ("487,66 ₽", "wait", "Сохранён · ждёт отправки")
    assert done.number.endswith("-1-2")
    assert [paper.kind for paper in flat.around.papers] == ["slip"]
    assert flat.around.changes == [Changes(journal=True, accounts=True, shift=True)]


def test_the_preliminary_receipt_names_provider_account_period_and_sum(flat: Counter) -> None:
    flat.presenter.pay()
    assert flat.view.receipt is not None
    line = flat.view.receipt.lines[0]
    assert (line.title, line.detail) == ("Обращение с ТКО", "0102 · долг, октябрь 2026 · ТКО-Сервис")
    assert line.payee == "0102 · ТКО-Сервис", "the narrow basket cuts what comes last, and a number is never cut"
    assert flat.view.receipt.payers == ("Иванов Пётр Сергеевич · Барнаул, Гагарина, 1, кв. 2",)


def test_going_back_from_the_receipt_keeps_everything(flat: Counter) -> None:
    flat.cards.type_received("2000")
    before = flat.view
    flat.presenter.pay()
    assert flat.presenter.back()
    assert (flat.view.stage, flat.view.lines, flat.view.received) == ("form", before.lines, "2000")
    assert payments(flat.desk) == []


def test_a_line_in_the_basket_cannot_be_edited(flat: Counter) -> None:
    locked = flat.card(TKO)
    flat.cards.type_amount(TKO, "1")
    flat.cards.choose_mode(TKO, "advance")
    flat.cards.choose_period(TKO, "2026-09")
    flat.cards.type_reading(HEAT, 0, "200")
    assert flat.card(TKO) == locked
    assert locked.locked


def test_unticking_removes_the_line_and_reopens_the_prefilled_editor(flat: Counter) -> None:
    flat.cards.tick(TKO)
    assert [line.title for line in flat.view.lines] == ["Пеня ТКО", "Отопление"]
    assert (flat.card(TKO).locked, flat.card(TKO).amount) == (False, "500,00")
    flat.cards.type_amount(TKO, "120+35")
    assert plain(flat.card(TKO).amount_hint) == "= 155,00 ₽"
    flat.cards.tick(TKO)
    assert plain(flat.view.lines[-1].sum) == "155,00 ₽"


def test_removing_a_basket_line_is_unticking_its_card(flat: Counter) -> None:
    flat.cards.remove(1)
    assert not flat.card(FEE).locked
    assert len(flat.view.lines) == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [("", "Это не сумма"), ("абв", "Это не сумма"), ("0", "больше нуля"), ("99999999", "Больше")],
)
def test_a_faulty_sum_stays_in_its_card_with_the_reason(counter: Counter, typed: str, said: str) -> None:
    counter.presenter.open(FREE)
    counter.cards.type_amount(0, typed)
    counter.cards.tick(0)
    assert said in counter.card(0).fault
    assert (counter.card(0).locked, counter.view.focus) == (False, "amount:0")


def test_a_reading_that_goes_back_is_stopped_until_a_reason_is_given(flat: Counter) -> None:
    flat.cards.tick(HEAT)
    flat.cards.type_reading(HEAT, 0, "99,5")
    meter = flat.card(HEAT).meters[0]
    assert (meter.hint, meter.tone, meter.asks_reason) == ("Меньше прошлого. Проверьте цифры", "error", True)
    flat.cards.tick(HEAT)
    assert not flat.card(HEAT).locked
    flat.cards.choose_reason(HEAT, 0, "replaced")
    assert plain(flat.card(HEAT).meters[0].hint) == "Расход 99,500 м³ · 24 875,00 ₽"
    flat.cards.tick(HEAT)
    assert flat.view.lines[-1].readings == "№ M1: 100,000 → 99,500"


def test_a_reading_proposes_the_sum_only_where_nothing_else_does(counter: Counter) -> None:
    counter.presenter.open(FREE)
    counter.cards.type_reading(0, 0, "102")
    assert plain(counter.card(0).amount) == "500,00", "two cubic metres at 250"
    counter.cards.type_amount(0, "300")
    counter.cards.type_reading(0, 0, "104")
    assert counter.card(0).amount == "300", "what the clerk typed stands"


def test_modes_choose_sum_and_month(flat: Counter) -> None:
    flat.cards.tick(TKO)
    flat.cards.choose_mode(TKO, "advance")
    assert (flat.card(TKO).amount, flat.card(TKO).period) == ("", "2026-11")
    flat.cards.choose_mode(TKO, "period")
    assert (flat.card(TKO).amount, flat.card(TKO).period) == ("500,00", "2026-10")
    flat.cards.choose_period(TKO, "2026-08")
    flat.cards.tick(TKO)
    assert flat.view.lines[-1].detail == "0102 · за август 2026 · ТКО-Сервис"


def test_a_second_resident_is_a_second_section_of_one_payment(flat: Counter) -> None:
    flat.presenter.open(NEIGHBOUR)
    assert len(flat.view.flats) == 2
    assert len(flat.view.lines) == 5
    flat.pays()
    assert payments(flat.desk) == [("payment.cash", 201_234)]


def test_another_account_of_the_same_flat_adds_nothing(flat: Counter) -> None:
    flat.presenter.open(FLAT_HEAT)
    assert len(flat.view.flats) == 1


def test_an_untouched_flat_gives_way_to_the_next_one(counter: Counter) -> None:
    counter.presenter.open(FLAT)
    for _line in range(3):
        counter.cards.remove(0)
    counter.presenter.open(NEIGHBOUR)
    assert [flat.address for flat in counter.view.flats] == ["Барнаул, Гагарина, 1, кв. 3"]


def test_too_little_money_is_said_and_nothing_is_taken(flat: Counter) -> None:
    flat.cards.type_received("1000")
    flat.presenter.pay()
    assert plain(flat.view.problem) == "Не хватает 12,34 ₽"
    assert (flat.view.stage, flat.view.focus) == ("form", "received")


def test_a_large_sum_asks_once_in_words_and_goes_on_after_yes(counter: Counter) -> None:
    counter.presenter.open(RICH)
    counter.presenter.pay()
    assert (counter.view.asks, counter.view.stage) == ("large", "form")
    assert counter.view.question is not None
    assert counter.view.question.text.startswith("Двадцать тысяч пятьсот рублей 00 копеек")
    counter.presenter.pay()
    counter.presenter.agree()
    assert payments(counter.desk) == [], "no key but the answer goes past the question"
    counter.presenter.answer(yes=True)
    assert counter.view.stage == "receipt"


def test_more_than_three_times_the_debt_asks_too(flat: Counter) -> None:
    flat.cards.tick(TKO)
    flat.cards.type_amount(TKO, "4000")
    flat.cards.tick(TKO)
    flat.presenter.pay()
    assert flat.view.asks == "large"
    flat.presenter.answer(yes=False)
    assert flat.view.stage == "form"


def test_the_same_sum_again_is_taken_only_after_it_is_said_to_be_another(flat: Counter) -> None:
    flat.pays()
    flat.presenter.open(FLAT)
    flat.cards.choose_mode(TKO, "advance")
    flat.cards.type_amount(TKO, "1012,34")
    flat.cards.tick(TKO)
    flat.pays()
    assert flat.view.asks == "twin"
    flat.presenter.answer(yes=False)
    assert payments(flat.desk) == [("payment.cash", 101_234)]
    flat.presenter.agree()
    flat.presenter.answer(yes=True)
    assert len(payments(flat.desk)) == 2


def test_a_second_enter_is_the_same_operation(flat: Counter) -> None:
    flat.presenter.pay()
    flat.presenter.pay()
    flat.presenter.pay()
    flat.presenter.agree()
    assert len(payments(flat.desk)) == 1


def test_the_next_scan_after_a_payment_begins_a_new_basket(flat: Counter) -> None:
    flat.pays()
    flat.presenter.open(NEIGHBOUR)
    assert (flat.view.stage, len(flat.view.flats), flat.view.received) == ("form", 1, "")
    flat.pays()
    assert len(payments(flat.desk)) == 2


def test_clearing_asks_first_and_forgets_the_draft(flat: Counter) -> None:
    flat.presenter.keep_draft()
    flat.presenter.clear()
    flat.presenter.pay()
    assert (flat.view.asks, flat.view.stage) == ("clear", "form"), "a question is answered before anything else"
    flat.presenter.answer(yes=False)
    assert len(flat.view.lines) == 3
    flat.presenter.clear()
    flat.presenter.answer(yes=True)
    assert flat.view.stage == "empty"
    assert flat.desk.drafts.load("payment") is None


def test_figures_left_outside_the_basket_are_named_on_the_receipt(flat: Counter) -> None:
    flat.cards.tick(HEAT)
    flat.cards.type_reading(HEAT, 0, "105")
    flat.presenter.pay()
    assert flat.view.receipt is not None
    assert flat.view.receipt.warning == "Введено, но не в корзине: Отопление"


def test_an_unknown_account_is_said_in_words(counter: Counter) -> None:
    counter.presenter.open(type(FLAT)("tko/none"))
    assert counter.view.problem.startswith("Этого счёта нет")
    assert counter.view.stage == "empty"


def test_time_passes_before_a_twin_is_no_twin(flat: Counter) -> None:
    flat.pays()
    clock = flat.desk.clock
    assert isinstance(clock, DeskClock)
    clock.forward(minutes=11)
    flat.presenter.open(FLAT)
    flat.cards.choose_mode(TKO, "advance")
    flat.cards.type_amount(TKO, "1012,34")
    flat.cards.tick(TKO)
    flat.pays()
    assert len(payments(flat.desk)) == 2


def test_while_the_payment_is_being_written_no_key_does_anything(desk: Desk) -> None:
    tasks = HeldTasks()
    counter = Counter(desk, tasks)
    counter.presenter.open(FLAT)
    tasks.finish_all()
    counter.pays()
    counter.presenter.agree()
    counter.presenter.pay()
    counter.presenter.open(NEIGHBOUR)
    counter.cards.tick(TKO)
    assert counter.presenter.back(), "Esc is used up"
    assert (counter.view.busy, len(counter.view.lines)) == (True, 3)
    tasks.finish_all()
    assert payments(desk) == [("payment.cash", 101_234)]


def test_no_key_but_an_answer_goes_past_the_question_about_a_twin(flat: Counter) -> None:
    flat.pays()
    flat.presenter.open(FLAT)
    flat.cards.choose_mode(TKO, "advance")
    flat.cards.type_amount(TKO, "1012,34")
    flat.cards.tick(TKO)
    flat.pays()
    asked = len(flat.views)
    flat.presenter.pay()
    flat.presenter.agree()
    assert (flat.view.asks, len(flat.views)) == ("twin", asked)
