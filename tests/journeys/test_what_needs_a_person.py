"""Outcomes that a person has to settle come down as tasks; money and people are never refused."""

from collections.abc import Callable

import pytest

from desk_app.application.desk import Desk
from desk_app.domain.basket import MODE_DEBT, Basket, BasketLine
from desk_app.domain.ids import AccountKey
from desk_app.domain.money import Money
from desk_app.domain.registration import RegistrationForm
from desk_app.domain.residents import Phone
from desk_app.settlement.register import Register
from tests.helpers.centre import RunningCentre

HERE, ELSEWHERE = AccountKey("tko/0101"), AccountKey("tko/0203")
ONE_PHONE = Phone.parse("8 903 767-20-24")


def register(desk: Desk, account: AccountKey, phone: Phone = ONE_PHONE, code: str = "") -> str:
    services = tuple(one.service.code for one in desk.offer_services(account).services)
    form = RegistrationForm(account, "Иванов Пётр", phone, services, consent=True, code=code, document="Паспорт РФ")
    return desk.register_resident(form, desk.ids.new(), "Соколова").card_number


def pay(desk: Desk, account: AccountKey, kopecks: int) -> None:
    offered = desk.offer_services(account).services[0]
    line = BasketLine(offered.account, offered.service, offered.period, MODE_DEBT, Money(kopecks))
    desk.take_payment(Basket((line,)), Money(kopecks), desk.ids.new())


def reasons(desk: Desk) -> list[str]:
    return [task.reason for task in desk.report_status().tasks]


def test_one_phone_at_two_addresses_keeps_both_residents_and_asks_a_person(enrol: Callable[[str], Desk]) -> None:
    first, second = enrol("Касса 1"), enrol("Касса 2")
    register(first, HERE)
    card = register(second, ELSEWHERE)
    first.exchange()
    second.exchange()
    assert reasons(first) == []
    assert reasons(second) == ["accepted_conflict:phone_bound"]
    cabinet = second.open_card(ELSEWHERE).account.cabinet
    assert cabinet is not None
    assert (cabinet.card_number, cabinet.state) == (card, "attention")


def test_a_wrong_code_typed_offline_leaves_the_resident_free_to_come_with_a_document(
    enrol: Callable[[str], Desk], centre: RunningCentre
) -> None:
    desk = enrol("Касса 1")
    right = desk.open_card(HERE).code
    wrong = register(desk, HERE, code="000000" if right != "000000" else "000001")
    desk.exchange()
    assert reasons(desk) == ["accepted_conflict:code"]
    card = register(desk, HERE)
    desk.exchange()
    cabinet = desk.open_card(HERE).account.cabinet
    assert cabinet is not None
    assert (cabinet.card_number, cabinet.state, card != wrong) == (card, "active", True)
    told = "SELECT card FROM registration WHERE state = 'active'"
    assert centre.rows(told) == [(card,)]
    counts = desk.report_status().counts
    assert (counts.registered, counts.residents_accepted, counts.registrations_in_question) == (2, 1, 1)


def test_the_same_resident_registered_at_two_offline_desks_is_one_resident(enrol: Callable[[str], Desk]) -> None:
    first, second = enrol("Касса 1"), enrol("Касса 2")
    register(first, HERE)
    register(second, HERE)
    first.exchange()
    second.exchange()
    cabinets = [desk.open_card(HERE).account.cabinet for desk in (first, second)]
    first.exchange()
    assert cabinets[0] is not None
    assert cabinets[1] is not None
    assert cabinets[0].card_number == cabinets[1].card_number


def test_money_for_an_account_that_was_closed_meanwhile_waits_in_suspense(
    enrol: Callable[[str], Desk], centre: RunningCentre
) -> None:
    desk = enrol("Касса 1")
    desk.open_shift(desk.ids.new(), "Соколова", Money(0))
    pay(desk, HERE, 10_000)
    with centre.database.write() as connection:
        closing = Register(connection)
        closing.close_accounts([HERE])
        closing.finish()
    desk.exchange()
    assert reasons(desk) == ["accepted_suspense:account_closed"]
    assert centre.rows("SELECT sum(amount_kop) FROM ledger_entry WHERE amount_kop > 0") == [(10_000,)]
    desk.settle_task(desk.report_status().tasks[0].task_id, "Жителю позвонили")
    assert reasons(desk) == []


@pytest.mark.parametrize("turns", [1, 3])
def test_days_offline_end_with_everything_at_the_centre_once(
    enrol: Callable[[str], Desk], centre: RunningCentre, turns: int
) -> None:
    desk = enrol("Касса 1")
    for day in range(2):
        desk.open_shift(desk.ids.new(), "Соколова", Money(0))
        for kopecks in range(101, 161):
            pay(desk, HERE, 1000 * day + kopecks)
        shift = desk.report_status().shift
        assert shift is not None
        desk.close_shift(desk.ids.new(), shift.expected)
        for account in (HERE, ELSEWHERE):
            desk.print_receipt([account], desk.ids.new(), "Соколова")
    for _turn in range(turns):
        desk.exchange()
    taken = desk.report_status().counts.taken_kopecks
    assert centre.rows("SELECT sum(amount_kop) FROM ledger_entry WHERE amount_kop > 0") == [(taken,)]
