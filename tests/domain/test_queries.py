"""What the search box understands of what clerks type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.queries import LONGEST_TYPED, MOST_WORDS, Reading, full_phone, read_query
from desk_app.domain.search import QueryKind


def _first(typed: str) -> Reading:
    return read_query(typed).readings[0]


@pytest.mark.parametrize(
    ("typed", "words", "house", "flat"),
    [
        ("Барнаул Гагарина 52 7", "барнаул гагарина", "52", "7"),
        ("Барнаул, ул. Гагарина, д.52, кв.7", "барнаул гагарина", "52", "7"),
        ("гагарина дом 52 кв 7", "гагарина", "52", "7"),
        ("гагарина д52 кв7", "гагарина", "52", "7"),
        ("гагарина 52кв7", "гагарина", "52", "7"),
        ("80 Гвардейской Дивизии 5 12", "80 гвардейской дивизии", "5", "12"),
        ("8 Марта 35 1", "8 марта", "35", "1"),
        ("1-я Западная 5", "1 западная", "5", ""),
        ("40-летия Победы 5а-12", "40 летия победы", "5а", "12"),
        ("гагарина 52а", "гагарина", "52а", ""),
        ("гагарина 52 а", "гагарина", "52а", ""),
        ("гагарина 52A", "гагарина", "52а", ""),
        ("гагарина 052", "гагарина", "52", ""),
        ("гагарина 86Д 1", "гагарина", "86д", "1"),
        ("гагарина д 86д кв 1", "гагарина", "86д", "1"),
        ("гагарина 12 к 2", "гагарина", "12к2", ""),
        ("гагарина 12 корп. 2", "гагарина", "12к2", ""),
        ("гагарина 12, корпус 2, кв. 3", "гагарина", "12к2", "3"),
        ("гагарина 5 стр 1", "гагарина", "5с1", ""),
        ("гагарина 10/1", "гагарина", "10/1", ""),
        ("гагарина 10 / 1 7", "гагарина", "10/1", "7"),
        ("гагарина 5-2", "гагарина", "5", "2"),
        ("гагарина 5 - 2", "гагарина", "5", "2"),
        ("Ёлочная 5", "елочная", "5", ""),
        ("Усть-Калманка Ленина 3", "усть калманка ленина", "3", ""),
        ("набережная 5", "набережная", "5", ""),
        ("656000, Алтайский край, г Барнаул, ул Гагарина, д 52, кв 7", "барнаул гагарина", "52", "7"),
    ],
)
def test_house_and_flat_are_the_numbers_on_the_right(typed: str, words: str, house: str, flat: str) -> None:
    reading = _first(typed)
    assert (reading.kind, " ".join(reading.words), reading.house, reading.flat) == ("address", words, house, flat)
    assert read_query(typed).kind is QueryKind.ADDRESS


@pytest.mark.parametrize(
    ("typed", "words"),
    [("12 лет Октября", "12 лет октября"), ("8 марта", "8 марта"), ("9 мая барнаул", "9 мая барнаул")],
)
def test_a_number_before_words_belongs_to_the_name_first(typed: str, words: str) -> None:
    assert " ".join(_first(typed).words) == words


@pytest.mark.parametrize("typed", ["гагарина 52 7 барнаул", "52 7 гагарина барнаул", "барнаул 52 7 гагарина"])
def test_words_and_the_pair_of_numbers_come_in_any_order(typed: str) -> None:
    pairs = [(set(reading.words), reading.house, reading.flat) for reading in read_query(typed).readings]
    assert ({"барнаул", "гагарина"}, "52", "7") in pairs


def test_a_house_that_is_itself_written_with_a_hyphen_is_read_too() -> None:
    assert [(one.house, one.flat) for one in read_query("гагарина 5-2").readings] == [("5", "2"), ("5-2", ""), ("", "")]


@pytest.mark.parametrize(
    ("typed", "still_open"),
    [
        ("гагарина 5", "house"), ("гагарина 5 1", "flat"), ("гагарина 5-1", "flat"), ("гагарина 5 ", ""),
        ("гагарина 5 1 барнаул", ""), ("гагарина 5 кв", ""), ("гагарина д 5 кв 1", "flat"),
    ],
)  # fmt: skip
def test_only_the_last_number_is_still_being_typed(typed: str, still_open: str) -> None:
    readings = [reading for reading in read_query(typed).readings if reading.house]
    assert readings[0].open == still_open


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("", "empty"), ("  \t\n", "empty"), ("%_'\"", "empty"), ("\0", "empty"), ("😀", "empty"), ("\ud83d", "empty"),
        ("LK|0012345678|123456", "scan"), ("ST00012|Name=", "scan"), ("ЫЕ00012/Тфьу=", "scan"), ("ДЛ/00", "scan"),
        ("8 903 767 -20-24", "phone"), ("+7 (903) 767-20-24", "phone"), ("9037672024", "phone"),
        ("00-000123", "account"), ("0012345678", "account"), ("№ 52", "account"), ("л/с 0012345678", "account"),
        ("75да533315-01", "account"), ("75DA533315", "account"),
        ("9900 0600 0000 0000", "card"),
        ("иванов", "name"), ("Иванов И.И.", "name"), ("барнаул г", "name"),
        ("Иванов 00-000123", "mixed"), ("иванов 8 903 767-20-24", "mixed"),
        ("иванов 52", "address"), ("80 Гвардейской Дивизии", "address"),
    ],
)  # fmt: skip
def test_the_kind_is_told_from_the_text(typed: str, kind: str) -> None:
    assert read_query(typed).kind == kind


def test_a_phone_is_looked_for_by_its_last_four_digits_and_as_an_account() -> None:
    phone, account, _card = read_query("8 903 767-20-24").readings
    assert (phone.phone_tail, account.number) == ("2024", "89037672024")


@pytest.mark.parametrize("typed", ["00-000123", "00000123", "00 000123", " 00-000-123 "])
def test_punctuation_in_an_account_number_does_not_matter(typed: str) -> None:
    assert _first(typed).number == "00000123"


@pytest.mark.parametrize(
    ("digits", "ten"),
    [("89037672024", "9037672024"), ("9037672024", "9037672024"), ("8790376720241", ""), ("879037672024", "9037672024"),
     ("1234567890", ""), ("", ""), ("2024", "")],
)  # fmt: skip
def test_a_full_phone_has_ten_digits_behind_the_prefix(digits: str, ten: str) -> None:
    assert full_phone(digits) == ten


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (",fhyfek", "барнаул"), ("ufufhbyf 52 7", "гагарина 52 7"), ("bdfyjd", "иванов"), ("`kjxyfz 5", "ёлочная 5"),
        ("'ytnr", "энетк"), ("gjl]tpl", "подъезд"), ("Ufufhbyf 10/1", "Гагарина 10/1"), ("[jhjif", "хороша"),
    ],
)  # fmt: skip
def test_text_in_the_wrong_layout_is_repaired_before_punctuation_goes(typed: str, meant: str) -> None:
    repaired = read_query(typed).repaired
    assert repaired is not None
    assert repaired.typed == meant
    assert repaired.readings == read_query(meant).readings


@pytest.mark.parametrize("typed", ["барнаул", "00-000123", "", ",.;'[]`"])
def test_text_without_latin_letters_is_left_alone(typed: str) -> None:
    assert read_query(typed).repaired is None


def test_a_long_paste_is_cut_to_what_a_clerk_could_type() -> None:
    query = read_query("слово" + " а1б2 слог" * 1000)
    assert len(query.typed) == LONGEST_TYPED
    assert max(len(reading.words) for reading in query.readings) <= MOST_WORDS


@given(st.text(max_size=300))
def test_any_text_can_be_read(typed: str) -> None:
    query = read_query(typed)
    assert (query.kind is QueryKind.EMPTY) == (not query.readings and query.kind is not QueryKind.SCAN)
    for reading in query.readings:
        assert reading.words or reading.number or reading.card or reading.phone_tail
        assert all(word and word == word.casefold() and "ё" not in word for word in reading.words)


@given(st.text(alphabet="бар гагарин 0123456789-/,.а кв", max_size=40))
def test_case_and_yo_never_matter(typed: str) -> None:
    assert read_query(typed.upper().replace("Е", "Ё")).readings == read_query(typed).readings
