"""Meter readings: what was used and what it costs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.accounts import Meter
from desk_app.domain.ids import MeterId, ServiceCode
from desk_app.domain.meters import (
    NewReading,
    ReadingLowerError,
    ReadingUnreadableError,
    parse_reading,
    show_reading,
)
from desk_app.domain.money import Money

VALUES = st.integers(0, 99_999_999)


def meter(last: int = 100_000, tariff: int = 25_000, digits: int = 5) -> Meter:
    return Meter(MeterId("m"), ServiceCode("s"), "М-1", "ГВС", "м³", last, None, Money(tariff), digits)


@pytest.mark.parametrize(
    ("typed", "thousandths"),
    [("312", 312_000), ("312,4", 312_400), ("312.457", 312_457), (" 1 312,04 ", 1_312_040), ("0", 0), ("007", 7_000)],
)
def test_a_reading_is_read_to_the_thousandth(typed: str, thousandths: int) -> None:
    assert parse_reading(typed) == thousandths


@pytest.mark.parametrize("typed", ["", "-1", "12,3456", "1e3", "двести", "1234567890", "٣", "12,", "+1"])
def test_what_is_not_a_reading_is_refused(typed: str) -> None:
    with pytest.raises(ReadingUnreadableError):
        parse_reading(typed)


@given(st.integers(0, 10**12 - 1))
def test_what_is_shown_can_be_typed_again(thousandths: int) -> None:
    assert parse_reading(show_reading(thousandths)) == thousandths


@given(VALUES, VALUES)
def test_consumption_is_the_difference(last: int, used: int) -> None:
    reading = NewReading(meter(last), last + used)
    reading.check()
    assert reading.consumption == used


@given(VALUES, VALUES)
def test_a_replaced_meter_starts_at_zero(last: int, value: int) -> None:
    reading = NewReading(meter(last), value, "replaced")
    reading.check()
    assert reading.consumption == value


@given(st.integers(1, 7), st.integers(0, 10**7), st.integers(0, 10**7))
def test_a_meter_that_rolled_over_went_through_all_nines(digits: int, last: int, used: int) -> None:
    whole_turn = 10**digits * 1000
    before = last % whole_turn
    after = (before + used) % whole_turn
    reading = NewReading(meter(before, digits=digits), after, "rollover" if after < before else "")
    reading.check()
    assert reading.consumption == used % whole_turn


def test_a_lower_reading_needs_a_reason() -> None:
    with pytest.raises(ReadingLowerError) as refused:
        NewReading(meter(100_000), 99_999).check()
    assert refused.value.last == 100_000


def test_an_equal_reading_costs_nothing() -> None:
    reading = NewReading(meter(100_000), 100_000)
    reading.check()
    assert reading.cost == Money(0)


@pytest.mark.parametrize(
    ("used", "tariff", "kopecks"),
    [(1_000, 2_450, 2_450), (1, 500, 1), (1, 499, 0), (3, 500, 2), (12_400, 25_000, 310_000), (0, 25_000, 0)],
)
def test_a_cost_is_rounded_half_up_once(used: int, tariff: int, kopecks: int) -> None:
    assert NewReading(meter(0, tariff), used).cost == Money(kopecks)


@given(VALUES, st.integers(0, 10**6))
def test_a_cost_is_within_half_a_kopeck_of_exact(used: int, tariff: int) -> None:
    doubled_error = 2 * (NewReading(meter(0, tariff), used).cost.kopecks * 1000 - used * tariff)
    assert -1000 < doubled_error <= 1000
