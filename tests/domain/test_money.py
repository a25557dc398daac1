"""Money is whole kopecks: read as people type it, shown as they expect it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.money import ZERO, AmountUnreadableError, Money, total

AMOUNTS = st.integers(-(10**14) + 1, 10**14 - 1).map(Money)


@pytest.mark.parametrize(
    ("typed", "kopecks"),
    [
        ("1234,56", 123_456), ("1234.56", 123_456), ("1 234,56", 123_456), ("1\u00a0234,56", 123_456),
        ("1\u202f234,56\u00a0₽", 123_456), (" 12 ", 1_200), ("12,5", 1_250), ("12,05", 1_205), ("0", 0), ("0,01", 1),
        ("−12", -1_200), ("-12,34", -1_234), ("-0", 0), ("007", 700), ("100₽", 10_000), ("999999999999,99", 10**14 - 1),
    ],
)  # fmt: skip
def test_an_amount_has_many_spellings(typed: str, kopecks: int) -> None:
    assert Money.parse(typed) == Money(kopecks)


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "₽", "-", "1,234,56", "1,234.56", "12,345", "12,", ",5", "1e3", "12 руб", "+5", "--5", "١٢", "12%",
        "1234567890123", "nan", "0x10", "1_000", "½", "5 ₽ 5",
    ],
)  # fmt: skip
def test_what_is_not_an_amount_is_refused_with_what_was_typed(typed: str) -> None:
    with pytest.raises(AmountUnreadableError) as refused:
        Money.parse(typed)
    assert refused.value.typed == typed


@given(AMOUNTS)
def test_what_is_shown_can_be_typed_again(amount: Money) -> None:
    assert Money.parse(amount.show()) == amount
    assert Money.parse(amount.plain()) == amount


@given(st.text(max_size=12))
def test_any_text_is_an_amount_or_a_refusal(typed: str) -> None:
    try:
        assert isinstance(Money.parse(typed).kopecks, int)
    except AmountUnreadableError as refused:
        assert refused.typed == typed  # noqa: PT017 - either way is right


@pytest.mark.parametrize(
    ("kopecks", "shown", "plain"),
    [
        (0, "0,00", "0.00"), (5, "0,05", "0.05"), (123_456, "1\u00a0234,56", "1234.56"), (-5, "−0,05", "-0.05"),
        (123_456_789_00, "123\u00a0456\u00a0789,00", "123456789.00"), (-100_000_00, "−100\u00a0000,00", "-100000.00"),
    ],
)  # fmt: skip
def test_an_amount_is_shown_with_no_break_spaces_and_a_real_minus(kopecks: int, shown: str, plain: str) -> None:
    assert (Money(kopecks).show(), Money(kopecks).plain()) == (shown, plain)


@given(AMOUNTS, AMOUNTS)
def test_sums_and_differences_are_exact(one: Money, other: Money) -> None:
    assert (one + other) - other == one
    assert one - other == -(other - one)
    assert (one < other) == (one.kopecks < other.kopecks)


@given(st.lists(AMOUNTS), st.randoms())
def test_a_total_does_not_depend_on_the_order(amounts: list[Money], random: object) -> None:
    shuffled = list(amounts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random
    assert total(shuffled) == total(amounts) == Money(sum(one.kopecks for one in amounts))


def test_three_times_ten_kopecks_are_thirty() -> None:
    assert total((Money.parse("0,10"),) * 3) == Money.parse("0,30")


def test_only_nothing_is_false() -> None:
    assert (bool(ZERO), bool(Money(1)), bool(Money(-1)), total([])) == (False, True, True, ZERO)
