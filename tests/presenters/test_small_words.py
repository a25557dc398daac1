"""Small readings: scans told from typing, commands found, places marked, times said."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.found import Found, FoundRow
from desk_app.domain.ids import AccountKey, PremiseKey
from desk_app.domain.money import ZERO
from desk_app.presenters.marks import marks
from desk_app.presenters.palette import matching
from desk_app.presenters.scan import CARD, PAYMENT, REGISTRATION, ScanCatcher, ScanSettings, page_for
from desk_app.presenters.times import ago, at, span
from tests.helpers.centre import NOON


def keys(catcher: ScanCatcher, text: str, gap: int, start: int = 1_000) -> str:
    now = start
    for character in text:
        catcher.character(character, now)
        now += gap
    return catcher.enter(now)


def test_a_fast_run_that_ends_with_enter_is_a_scan() -> None:
    assert keys(ScanCatcher(), "SG1|tko|0102|2026-10|123456", 8) == "SG1|tko|0102|2026-10|123456"


@given(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=40), st.integers(60, 400))
def test_a_typist_is_never_a_scanner(text: str, gap: int) -> None:
    assert keys(ScanCatcher(), text, gap) == ""


def test_a_short_run_is_no_scan() -> None:
    assert keys(ScanCatcher(), "1234567", 5) == ""


def test_what_was_typed_before_the_scan_does_not_belong_to_it() -> None:
    catcher = ScanCatcher()
    catcher.character("И", 0)
    catcher.character("в", 200)
    assert keys(catcher, "0123456789", 5, start=600) == "0123456789"


def test_another_key_ends_the_run() -> None:
    catcher = ScanCatcher()
    catcher.character("1", 0)
    catcher.other_key()
    assert catcher.length == 0


def test_a_prefix_is_wanted_and_taken_away() -> None:
    catcher = ScanCatcher()
    catcher.settings = ScanSettings(prefix="~")
    assert keys(catcher, "~0123456789", 5) == "0123456789"
    assert keys(catcher, "0123456789", 5, start=9_000) == ""


ROW = FoundRow(AccountKey("a/1"), PremiseKey("p"), "1", "", "", "", ZERO, "", "", closed=False)


@pytest.mark.parametrize(
    ("rows", "opens", "page"),
    [(1, PAYMENT, "payment"), (1, REGISTRATION, "registration"), (1, CARD, "search"), (2, PAYMENT, "search")],
)
def test_a_scan_opens_what_was_chosen_when_it_is_certain(rows: int, opens: str, page: str) -> None:
    assert page_for(Found("scan", (ROW,) * rows), ScanSettings(opens=opens)) == page


TITLES = ("Принять оплату", "Напечатать квитанции", "Страница «Оплата»")


@pytest.mark.parametrize(
    ("typed", "found"),
    [("", (0, 1, 2)), ("квит", (1,)), ("rdbn", (1,)), ("опл", (0, 2)), ("стр опл", (2,)), ("нет такого", ())],
)
def test_commands_are_found_by_beginnings_of_words_in_either_layout(typed: str, found: tuple[int, ...]) -> None:
    assert matching(TITLES, typed) == found


@pytest.mark.parametrize(
    ("text", "typed", "marked"),
    [
        ("Иванова Мария", "иван", ["Иван"]),
        ("Фёдорова Мария", "федор мар", ["Фёдор", "Мар"]),
        ("Барнаул, Гагарина, 52, кв. 7", "гагарина 52 7", ["Гагарина", "52", "7"]),
        ("Петров", "етров", []),
    ],
)
def test_typed_letters_are_marked_where_words_begin(text: str, typed: str, marked: list[str]) -> None:
    assert [text[start : start + length] for start, length in marks(text, typed)] == marked


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(seconds=20), "меньше минуты"),
        (timedelta(minutes=5), "5 мин"),
        (timedelta(hours=2, minutes=10), "2 ч 10 мин"),
        (timedelta(hours=3), "3 ч"),
        (timedelta(days=2), "2 дня"),
    ],
)
def test_a_span_is_said_in_words(length: timedelta, said: str) -> None:
    assert span(length) == said


def test_an_instant_is_said_in_the_desks_zone() -> None:
    assert at(NOON, "Asia/Barnaul", NOON) == "12:00"
    assert at(NOON, "Asia/Barnaul", NOON + timedelta(days=1)) == "23 нояб., 12:00"
    assert ago(NOON, NOON + timedelta(minutes=2)) == "2 мин назад"
    assert ago(NOON + timedelta(hours=1), NOON) == "только что"
