"""The basket: lines are put in and taken out, never edited."""

from dataclasses import FrozenInstanceError, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain import basket as baskets
from desk_app.domain.accounts import Account, Charge, Service
from desk_app.domain.addresses import Address
from desk_app.domain.basket import MODE_ADVANCE, MODE_DEBT, MODE_PERIOD, Basket, BasketLine, charge_of, proposed_amount
from desk_app.domain.ids import AccountKey, ReceiptTypeCode, ServiceCode
from desk_app.domain.meters import NewReading, ReadingLowerError
from desk_app.domain.money import ZERO, Money
from desk_app.domain.periods import Period
from tests.domain.test_meters import meter

AMOUNTS = st.lists(st.integers(1, 10**7), min_size=1, max_size=30)
OCTOBER = Period(2026, 10)


def line(kopecks: int = 100, service: str = "tko", account: str = "tko/1", period: Period = OCTOBER) -> BasketLine:
    offered = Service(ServiceCode(service), service, ReceiptTypeCode("tko"))
    return BasketLine(AccountKey(account), offered, period, MODE_DEBT, Money(kopecks))


def basket(amounts: list[int]) -> Basket:
    filled = Basket()
    for number, kopecks in enumerate(amounts):
        filled = filled.add(line(kopecks, f"s{number}"))
    return filled


@given(AMOUNTS, st.integers(0, 10**9))
def test_total_and_change_are_what_was_put_in_and_given(amounts: list[int], more: int) -> None:
    filled = basket(amounts)
    assert filled.total == Money(sum(amounts))
    assert filled.change(filled.total + Money(more)) == Money(more)


@given(AMOUNTS, st.data())
def test_a_line_taken_out_lowers_the_total_by_itself(amounts: list[int], data: st.DataObject) -> None:
    filled = basket(amounts)
    place = data.draw(st.integers(0, len(amounts) - 1))
    fewer = filled.remove(place)
    assert fewer.total == filled.total - Money(amounts[place])
    assert fewer.add(filled.lines[place]).total == filled.total


@given(AMOUNTS, st.integers(1, 10**7))
def test_what_is_missing_is_said_to_the_kopeck(amounts: list[int], short: int) -> None:
    filled = basket(amounts)
    with pytest.raises(baskets.NotEnoughReceivedError) as refused:
        filled.change(filled.total - Money(short))
    assert refused.value.missing == Money(short)


def test_a_line_cannot_be_edited() -> None:
    with pytest.raises(FrozenInstanceError):
        line().amount = Money(5)  # type: ignore[misc]  # that is the point


def test_adding_leaves_the_first_basket_as_it_was() -> None:
    empty = Basket()
    empty.add(line())
    assert empty.lines == ()


def test_the_same_service_of_the_same_month_is_put_in_once() -> None:
    with pytest.raises(baskets.LineAlreadyInBasketError):
        Basket().add(line(100)).add(line(200))


@pytest.mark.parametrize("other", [line(service="heat"), line(account="tko/2"), line(period=Period(2026, 9))])
def test_another_service_account_or_month_is_another_line(other: BasketLine) -> None:
    assert len(Basket().add(line()).add(other).lines) == 2


@pytest.mark.parametrize("kopecks", [0, -1])
def test_a_line_is_for_at_least_one_kopeck(kopecks: int) -> None:
    with pytest.raises(baskets.AmountNotPositiveError):
        line(kopecks)


def test_more_than_a_desk_may_take_is_refused_in_a_line_and_in_the_whole() -> None:
    most = baskets.MOST.kopecks
    with pytest.raises(baskets.AmountTooLargeError) as refused:
        line(most + 1)
    assert refused.value.most == baskets.MOST
    with pytest.raises(baskets.AmountTooLargeError):
        Basket().add(line(most)).add(line(1, "heat"))
    assert Basket().add(line(most - 1)).add(line(1, "heat")).total == baskets.MOST


def test_one_payment_has_room_for_a_hundred_lines() -> None:
    full = basket([1] * baskets.MOST_LINES)
    with pytest.raises(baskets.BasketFullError):
        full.add(line())


def test_nobody_hands_over_a_hundred_million() -> None:
    with pytest.raises(baskets.AmountTooLargeError):
        Basket().add(line()).change(baskets.MOST_RECEIVED + Money(1))
    assert Basket().add(line(1)).change(baskets.MOST_RECEIVED) == baskets.MOST_RECEIVED - Money(1)


def test_an_empty_basket_is_not_paid() -> None:
    with pytest.raises(baskets.BasketEmptyError):
        Basket().change(Money(100))


def test_a_line_with_a_lower_reading_and_no_reason_is_refused() -> None:
    with pytest.raises(ReadingLowerError):
        replace(line(), readings=(NewReading(meter(100_000), 1),))


# --- what a mode proposes ------------------------------------------------------------------------------------------


def charge(due: int, charged: int | None = 500) -> Charge:
    return Charge(ServiceCode("tko"), OCTOBER, None, None if charged is None else Money(charged), ZERO, Money(due))


@pytest.mark.parametrize(
    ("held", "mode", "kopecks"),
    [
        (charge(700), MODE_DEBT, 700), (charge(-700), MODE_DEBT, 0), (charge(700), MODE_PERIOD, 500),
        (charge(700, None), MODE_PERIOD, 700), (charge(-700, None), MODE_PERIOD, 0), (charge(700), MODE_ADVANCE, 0),
        (None, MODE_DEBT, 0), (None, MODE_PERIOD, 0),
    ],
)  # fmt: skip
def test_a_mode_proposes_debt_month_or_nothing(held: Charge | None, mode: str, kopecks: int) -> None:
    assert proposed_amount(held, mode) == Money(kopecks)


def test_a_charge_is_found_by_its_service() -> None:
    account = Account(
        AccountKey("tko/1"), ReceiptTypeCode("tko"), "1", "", Address("", "", ""), charges=(charge(700), charge(-200))
    )
    assert charge_of(account, ServiceCode("tko")) == charge(700)
    assert charge_of(account, ServiceCode("heat")) is None
    assert (account.due, account.to_pay) == (Money(500), Money(700))
