"""A charge month: read, written, stepped."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.payment_period import read_period
from desk_app.domain.periods import Period, PeriodUnreadableError, day_words

PERIODS = st.builds(Period, st.integers(2001, 2998), st.integers(1, 12))


@given(PERIODS)
def test_a_month_is_written_and_read_back(period: Period) -> None:
    assert Period.parse(period.iso()) == period


@given(PERIODS)
def test_the_month_after_the_month_before_is_the_month(period: Period) -> None:
    assert period.after().before() == period.before().after() == period
    assert period.before() < period < period.after()


@given(st.dates(date(2000, 1, 1), date(2998, 12, 31)))
def test_a_day_belongs_to_its_month(day: date) -> None:
    period = Period.of(day)
    assert (period.year, period.month) == (day.year, day.month)
    assert date(period.year, period.month, 1) <= day < date(period.after().year, period.after().month, 1)


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-00", "2026-13", "1999-12", "26-10", "2026-1", "2026-10-01", "٢٠٢٦-١٠"]
)
def test_what_is_not_a_month_is_refused(text: str) -> None:
    with pytest.raises(PeriodUnreadableError):
        Period.parse(text)


@pytest.mark.parametrize(("year", "month"), [(1999, 12), (3000, 1), (2026, 0), (2026, 13)])
def test_a_month_that_does_not_exist_cannot_be_made(year: int, month: int) -> None:
    with pytest.raises(PeriodUnreadableError):
        Period(year, month)


def test_a_month_has_a_form_for_storage_for_the_bank_and_for_people() -> None:
    period = Period(2026, 9)
    assert (period.iso(), period.qr(), period.words()) == ("2026-09", "092026", "сентябрь 2026")


def test_every_month_has_its_name() -> None:
    assert [Period(2026, month).words().split()[0] for month in (1, 5, 12)] == ["январь", "май", "декабрь"]
    assert [day_words(date(2026, month, 5)) for month in (3, 8)] == ["5 марта 2026", "5 августа 2026"]


@given(PERIODS)
def test_what_the_bank_form_says_can_be_scanned_back(period: Period) -> None:
    assert read_period(period.qr()) == (period if 2000 <= period.year < 2100 else None)


@pytest.mark.parametrize(
    ("written", "period"),
    [
        ("ноябрь 2021", Period(2021, 11)), ("мая 26 г.", Period(2026, 5)), ("2026-10", Period(2026, 10)),
        ("31102026", Period(2026, 10)), ("20261031", Period(2026, 10)), ("0926", Period(2026, 9)),
        ("квартал 2026", None), ("132026", None), ("99102026", None), ("", None),
    ],
)  # fmt: skip
def test_a_month_on_a_receipt_has_many_spellings(written: str, period: Period | None) -> None:
    assert read_period(written) == period
