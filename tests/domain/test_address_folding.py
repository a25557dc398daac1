"""Spellings of one address that must come out the same."""

import unicodedata

import pytest

from desk_app.domain.addresses import Address, fold, fold_flat, fold_house, natural_key, without_kind
from desk_app.domain.search import fold_number, place_words, words_of


@pytest.mark.parametrize("house", ["52а", "52 А", "52A", "д. 52а", "дом 52 а", "д52а", "52 лит. А", "052а"])
def test_one_house_has_many_spellings(house: str) -> None:
    assert fold_house(house) == "52а"


@pytest.mark.parametrize("house", ["12к2", "12 к. 2", "12 корп.2", "12, корпус 2", "12К2", "12K2"])
def test_a_block_is_written_in_many_ways(house: str) -> None:
    assert fold_house(house) == "12к2"


@pytest.mark.parametrize("flat", ["7", "кв. 7", "кв7", "007", "квартира 7"])
def test_one_flat_has_many_spellings(flat: str) -> None:
    assert fold_flat(flat) == "7"


@pytest.mark.parametrize(
    ("house", "folded"),
    [("10 / 1", "10/1"), ("10 - 1", "10-1"), ("10/01", "10/1"), ("100", "100"), ("0", "0"), ("", "")],
)
def test_fractions_and_zeros_stay_what_they_are(house: str, folded: str) -> None:
    assert fold_house(house) == folded


def test_a_letter_pasted_in_two_pieces_is_one_letter() -> None:
    assert fold(unicodedata.normalize("NFD", "Королёвский")) == "королевский"


def test_control_characters_and_broken_surrogates_become_spaces() -> None:
    assert fold("Бар\0наул\ud83d\x1f Ленина") == "бар наул ленина"


@pytest.mark.parametrize(
    ("name", "bare"),
    [("г. Барнаул", "барнаул"), ("пр-кт Ленина", "ленина"), ("Набережная ул", "набережная"), ("12 лет Октября пос",
     "12 лет октября"), ("Улица", "улица")],
)  # fmt: skip
def test_the_kind_of_a_place_is_dropped_unless_it_is_the_name(name: str, bare: str) -> None:
    assert without_kind(name) == bare


def test_accounts_of_one_flat_share_a_key_whatever_the_provider_writes() -> None:
    one = Address("г. Барнаул", "ул. Гагарина", "д. 52A", "кв. 07")
    other = Address("БАРНАУЛ Г", "Гагарина ул", "52 а", "7")
    assert one.premise_key == other.premise_key


def test_words_are_runs_of_letters_and_digits() -> None:
    assert words_of("Салтыков-Щедрин М.Е. (1-я)") == ("салтыков", "щедрин", "м", "е", "1")
    assert place_words("пр-кт 1-я Западная") == ("1", "западная")


@pytest.mark.parametrize("number", ["75ДА533315-01", "75DA533315-01", "75да 533315 01"])
def test_latin_look_alikes_in_an_account_number_are_cyrillic(number: str) -> None:
    # «D» has no look-alike, so only the «A» turns.
    assert fold_number(number) in {"75да53331501", "75dа53331501"}


def test_natural_order_puts_two_before_ten() -> None:
    assert sorted(["10", "2", "2а", "1/2", "1"], key=natural_key) == ["1", "1/2", "2", "2а", "10"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Гагарина", "ул. Гагарина", True),
        ("Гагарина ул", "Гагарина", True),
        ("пер. Гагарина", "Гагарина", False),
        ("пр-кт Ленина", "Ленина проспект", True),
        ("пр-т Ленина", "ул. Ленина", False),
        ("12 лет Октября", "12 лет Октября ул", True),
        ("Улица", "Улица", True),
    ],
)
def test_a_lane_is_not_the_street_of_the_same_name(one: str, other: str, same: bool) -> None:
    keys = {Address("Барнаул", street, "5", "7").premise_key for street in (one, other)}
    assert len(keys) == (1 if same else 2)
