"""Sums typed with plus and minus, banknotes, change in notes, and the drawer."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.documents import words
from desk_app.domain.money import AmountUnreadableError, Money
from desk_app.presenters.amounts import SumNotPositiveError, amount_in_words, quick_sums, read_sum, split_in_notes
from desk_app.presenters.drawer import ROWS, Drawer

kopecks = st.integers(1, 10_000_000_00)


@pytest.mark.parametrize(
    ("typed", "sum_"),
    [
        ("120+35", 15_500),
        ("120 + 35,50", 15_550),
        ("452,70-52,70", 40_000),
        ("1 452,70", 145_270),
        ("1000−1+0,01", 99_901),
        ("7", 700),
    ],
)
def test_a_typed_sum_is_worked_out(typed: str, sum_: int) -> None:
    assert read_sum(typed) == Money(sum_)


@pytest.mark.parametrize("typed", ["", "120+", "+", "2*3", "1e3", "12,345", "0x10", "__import__('os')", "-5", "½"])
def test_what_is_not_a_sum_is_refused(typed: str) -> None:
    with pytest.raises(AmountUnreadableError):
        read_sum(typed)


@pytest.mark.parametrize("typed", ["0", "5-5", "1-2"])
def test_a_sum_that_comes_to_nothing_is_refused(typed: str) -> None:
    with pytest.raises(SumNotPositiveError):
        read_sum(typed)


@given(st.lists(kopecks, min_size=1, max_size=5))
def test_adding_by_typing_is_adding(parts: list[int]) -> None:
    assert read_sum("+".join(Money(part).show() for part in parts)) == Money(sum(parts))


def test_round_sums_offer_what_a_resident_is_likely_to_give() -> None:
    assert [one.show() for one in quick_sums(Money(145_270))] == ["1\u00a0500,00", "2\u00a0000,00", "5\u00a0000,00"]


@given(kopecks)
def test_every_banknote_button_gives_more_than_the_sum(total: int) -> None:
    offered = quick_sums(Money(total))
    assert len(offered) <= 3
    assert all(one > Money(total) for one in offered)
    assert list(offered) == sorted(set(offered))


def test_change_is_counted_out_in_notes() -> None:
    said = split_in_notes(Money(54_730)).replace("\u00a0", " ")
    assert said == "1 × 500 · 2 × 20 · 1 × 5 · 1 × 2 · 30 коп.".replace("2 × 20", "4 × 10")


@given(kopecks)
def test_the_notes_of_the_change_add_up_to_the_change(change: int) -> None:
    said = split_in_notes(Money(change)).replace("\u00a0", " ")
    notes = sum(int(count) * int(note) for count, note in re.findall(r"(\d+) × (\d+)", said))
    coins = re.search(r"(\d+) коп", said)
    assert notes * 100 + (int(coins[1]) if coins else 0) == change


def test_a_drawer_counted_in_notes_and_coins() -> None:
    drawer = Drawer().with_count(0, "2").with_count(3, "1").with_count(ROWS - 1, "16,80")
    assert drawer.counted() == Money(10_516_80)


@pytest.mark.parametrize("typed", ["-1", "2,5", "x", "²"])
def test_a_count_that_is_not_a_number_leaves_the_drawer_uncounted(typed: str) -> None:
    drawer = Drawer().with_count(1, typed)
    assert drawer.counted() is None
    assert drawer.rows()[1].fault


@given(st.lists(st.integers(0, 999), min_size=ROWS - 1, max_size=ROWS - 1))
def test_subtotals_add_up_to_what_was_counted(counts: list[int]) -> None:
    drawer = Drawer(counts=(*map(str, counts), ""))
    subtotals = [Money.parse(row.subtotal) for row in drawer.rows() if row.subtotal]
    assert drawer.counted() == Money(sum(one.kopecks for one in subtotals))


def test_switching_the_way_of_counting_loses_nothing() -> None:
    drawer = Drawer(by_notes=False, one_sum="5 000").with_count(0, "1")
    assert drawer.counted() == Money(500_000)
    assert drawer.counts[0] == "1"


@given(kopecks)
def test_the_screen_says_a_sum_as_the_papers_do(sum_: int) -> None:
    assert amount_in_words(Money(sum_)) == words.amount_in_words(Money(sum_))
