"""When a bill is due: dated rules of law, moved to a working day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.legal import DeadlineRule, Deadlines
from desk_app.domain.periods import Period
from desk_app.main import deadlines

SHIPPED = deadlines()
PERIODS = st.builds(Period, st.integers(2020, 2034), st.integers(1, 12))


@pytest.mark.parametrize(
    ("charged", "until"),
    [
        (Period(2026, 3), date(2026, 4, 15)),
        (Period(2026, 2), date(2026, 3, 10)),
        (Period(2026, 1), date(2026, 2, 10)),
        (Period(2025, 12), date(2026, 1, 12)),
        (Period(2026, 10), date(2026, 11, 16)),
        (Period(2026, 7), date(2026, 8, 17)),
        (Period(2026, 12), date(2027, 1, 15)),
    ],
)
def test_a_bill_is_due_on_the_tenth_until_march_2026_and_on_the_fifteenth_since(charged: Period, until: date) -> None:
    assert SHIPPED.pay_until(charged) == until


@given(PERIODS)
def test_a_deadline_is_a_working_day_not_before_the_day_of_the_law(charged: Period) -> None:
    until = SHIPPED.pay_until(charged)
    by_law = 15 if charged >= Period(2026, 3) else 10
    first = date(charged.after().year, charged.after().month, by_law)
    assert first <= until < first + timedelta(days=14)
    assert until.weekday() < 5
    assert until not in SHIPPED.days_off


def test_a_holiday_moves_the_deadline_on() -> None:
    rules = (DeadlineRule(Period(2020, 1), 4, "test"),)
    off = frozenset({date(2026, 11, 4), date(2026, 11, 5)})
    assert Deadlines(rules, off).pay_until(Period(2026, 10)) == date(2026, 11, 6)


def test_a_saturday_declared_a_working_day_does_not_move_it() -> None:
    rules = (DeadlineRule(Period(2020, 1), 14, "test"),)
    saturday = date(2026, 11, 14)
    assert Deadlines(rules).pay_until(Period(2026, 10)) == date(2026, 11, 16)
    assert Deadlines(rules, working_weekends=frozenset({saturday})).pay_until(Period(2026, 10)) == saturday
