"""Finding a resident without a window: each key searches, the arrows move, the card follows."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desk_app.application.desk import Desk
from desk_app.domain.basket import MODE_DEBT, Basket, BasketLine
from desk_app.domain.ids import AccountKey
from desk_app.domain.money import Money
from desk_app.presenters.card import CODE_HIDDEN, show_number
from desk_app.presenters.tasks import TasksAtOnce
from tests.helpers.finder import Finder
from tests.helpers.held_tasks import HeldTasks
from tests.helpers.prepared_desk import AHEAD, FLAT, prepared_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with prepared_desk(tmp_path) as opened:
        yield opened


@pytest.fixture
def finder(desk: Desk) -> Finder:
    return Finder(desk, TasksAtOnce())


def test_typing_an_address_finds_the_flat_and_opens_its_card(finder: Finder) -> None:
    finder.presenter.type("гагарина 1 2")
    assert [row.address for row in finder.view.rows] == ["Барнаул, Гагарина, 1, кв. 2"]
    assert (finder.view.heading, finder.view.selected) == ("Найден 1 адрес", 0)
    card = finder.view.card
    assert card is not None
    assert (card.name, len(card.owed)) == ("Иванов Пётр Сергеевич", 3)


def test_the_card_says_the_late_fee_apart_and_the_whole(finder: Finder) -> None:
    finder.presenter.open_account(FLAT)
    card = finder.view.card
    assert card is not None
    assert [(one.title, one.penalty) for one in card.owed][:2] == [("Обращение с ТКО", False), ("Пеня ТКО", True)]
    assert card.penalties == "в том числе пени 12,34\u00a0₽"
    assert card.total == "1\u00a0012,34\u00a0₽"


def test_the_code_is_hidden_until_it_is_asked_for_and_again_on_the_next_card(finder: Finder) -> None:
    finder.presenter.open_account(FLAT)
    assert finder.view.card is not None
    assert finder.view.card.code == CODE_HIDDEN
    finder.presenter.show_code()
    shown = finder.view.card
    assert shown is not None
    assert (finder.desk.open_card(FLAT).code or "").startswith(shown.code[:3])
    finder.presenter.open_account(AHEAD)
    assert finder.view.card is not None
    assert finder.view.card.code == CODE_HIDDEN


def test_arrows_move_within_the_list_and_the_card_follows(finder: Finder) -> None:
    finder.presenter.type("гагарина")
    last = len(finder.view.rows) - 1
    finder.presenter.step(1)
    assert finder.view.card is not None
    assert finder.view.card.key == finder.view.rows[1].key
    finder.presenter.step(100)
    assert finder.view.selected == last
    finder.presenter.step(-100)
    assert finder.view.selected == 0


def test_an_answer_to_an_older_text_never_overwrites_a_newer_one(desk: Desk) -> None:
    tasks = HeldTasks()
    finder = Finder(desk, tasks)
    finder.presenter.type("гагарина 1 1")
    finder.presenter.type("гагарина 1 2")
    tasks.finish_all()
    assert [row.address for row in finder.view.rows] == ["Барнаул, Гагарина, 1, кв. 2"]
    assert all("кв. 1" not in row.address for view in finder.views for row in view.rows)


def test_a_search_still_running_never_overwrites_a_scan(desk: Desk) -> None:
    tasks = HeldTasks()
    finder = Finder(desk, tasks)
    finder.presenter.type("гагарина 1 1")
    finder.presenter.scanned("ST00012|…", desk.find_accounts("гагарина 1 2", 9))
    tasks.finish_all()
    assert [row.address for row in finder.view.rows] == ["Барнаул, Гагарина, 1, кв. 2"]


def test_rows_stay_while_the_next_search_runs(desk: Desk) -> None:
    tasks = HeldTasks()
    finder = Finder(desk, tasks)
    finder.presenter.type("гагарина")
    tasks.finish_all()
    rows = finder.view.rows
    finder.presenter.type("гагарина 1")
    assert (finder.view.busy, finder.view.rows) == (True, rows)


def test_enter_pressed_too_early_goes_into_the_card_when_it_comes(desk: Desk) -> None:
    tasks = HeldTasks()
    finder = Finder(desk, tasks)
    finder.presenter.type("гагарина 1 2")
    finder.presenter.enter()
    assert finder.went == []
    tasks.finish_all()
    assert finder.went == ["card"]


@pytest.mark.parametrize(
    ("typed", "says"), [("яяяяя", "Проверьте написание"), ("9990009990", "счёт"), ("гагарина 999", "адрес")]
)
def test_nothing_found_says_what_to_try_next(finder: Finder, typed: str, says: str) -> None:
    finder.presenter.type(typed)
    assert (finder.view.heading, finder.view.card) == ("Ничего не нашли", None)
    assert says in finder.view.lost


def test_a_wrong_layout_is_said(finder: Finder) -> None:
    finder.presenter.type("ufufhbyf 1 2")
    assert finder.view.rows
    assert finder.view.hint == "Набрано «ufufhbyf 1 2» — показано для «гагарина 1 2»"


def test_pay_and_register_lead_on_with_the_account(finder: Finder) -> None:
    finder.presenter.open_account(FLAT)
    finder.presenter.pay()
    finder.presenter.register()
    assert finder.went == [("payment", FLAT, ""), ("registration", FLAT, "")]


def test_a_scanned_code_goes_to_the_registration_but_not_to_the_payment(finder: Finder) -> None:
    code = finder.desk.open_card(FLAT).code
    text = f"SG1|tko|0102|202610|{code}"
    found = finder.desk.find_accounts(text)
    finder.presenter.scanned(text, found)
    finder.presenter.register()
    assert (finder.view.hint, finder.went) == ("Данные из квитанции (скан)", [("registration", FLAT, found.code)])


def test_ins_without_a_card_opens_an_empty_form(finder: Finder) -> None:
    finder.presenter.register()
    assert finder.went == ["registration"]


def test_f9_prints_the_receipts_of_all_accounts_of_the_flat_once(finder: Finder) -> None:
    finder.presenter.open_account(FLAT)
    finder.presenter.receipts()
    assert [paper.kind for paper in finder.papers] == ["receipt"]
    assert finder.desk.report_status().receipts_made == 2


def test_a_refusal_of_the_print_is_explained_and_the_card_is_usable_again(finder: Finder) -> None:
    finder.presenter.open_account(AccountKey("tko/none"))
    assert [type(one).__name__ for one in finder.refusals] == ["AccountUnknownError"]


def test_the_start_page_shows_unprinted_payments_and_the_last_residents(desk: Desk) -> None:
    offered = desk.offer_services(FLAT).services[0]
    line = BasketLine(offered.account, offered.service, offered.period, MODE_DEBT, Money(10_000))
    desk.take_payment(Basket().add(line), Money(10_000), desk.ids.new())
    finder = Finder(desk, TasksAtOnce())
    assert finder.view.attention[0].text == "Платёж 100,00\u00a0₽ проведён, квитанция об оплате не напечатана"
    assert not any(finder.view.recent)
    finder.presenter.open_account(FLAT)
    finder.presenter.pay()
    finder.presenter.type("")
    assert [(one.key, one.name) for one in finder.view.recent] == [(FLAT, "Иванов Пётр Сергеевич")]
    payment = finder.view.attention[0].payment
    assert payment is not None
    finder.presenter.print_slip(payment)
    assert [paper.kind for paper in finder.papers] == ["slip"]


def test_a_reload_keeps_the_open_card_and_shows_the_new_debt(finder: Finder) -> None:
    finder.presenter.type("гагарина 1 2")
    offered = finder.desk.offer_services(FLAT).services[0]
    line = BasketLine(offered.account, offered.service, offered.period, MODE_DEBT, Money(50_000))
    finder.desk.take_payment(Basket().add(line), Money(50_000), finder.desk.ids.new())
    finder.presenter.reload()
    assert finder.view.card is not None
    assert finder.view.card.total == "512,34\u00a0₽"


@pytest.mark.parametrize(
    ("number", "shown"),
    [("2200099006001234", "2200 0990 0600 1234"), ("0102", "0102"), ("88ДА-1200-7", "88ДА-1200-7"), ("", "")],
)
def test_long_numbers_are_shown_in_fours(number: str, shown: str) -> None:
    assert show_number(number).replace("\u00a0", " ") == shown
