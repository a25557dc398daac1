"""Addresses as residents say them; the tables of spellings are in test_address_folding."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.addresses import Address, fold, fold_flat, fold_house, is_kind, natural_key, without_kind
from desk_app.domain.ids import account_key
from desk_app.domain.queries import read_query

NUMBERS = st.integers(1, 999)
LETTERS = st.sampled_from(["", "а", "Б", "в"])
STREETS = st.sampled_from("ул. ул улица".split())
KINDS = [
    ("пр-кт", "проспект", "пр."),
    ("пер.", "переулок"),
    ("б-р", "бульвар"),
    ("мкр", "мкр-н"),
    ("наб.", "набережная"),
]
NAMES = st.sampled_from(["Гагарина", "80 Гвардейской Дивизии", "8 Марта", "Мало-Олонская", "1-я Западная", "Взлётная"])


@pytest.mark.parametrize(
    ("said", "folded"),
    [
        ("52А", "52а"), ("52 а", "52а"), ("12 к. 2", "12к2"), ("10/1", "10/1"), ("д. 5 стр. 1", "5с1"),
        ("5, строение 1", "5с1"), ("дом 7", "7"), ("двлд 3", "3"), ("12А корп 2", "12ак2"), ("4 литер Б", "4б"),
        ("5 - 2", "5-2"), ("010 / 01", "10/1"), ("52A", "52а"),
    ],
)  # fmt: skip
def test_a_house_comes_to_one_form(said: str, folded: str) -> None:
    assert fold_house(said) == folded


@pytest.mark.parametrize(
    ("said", "folded"),
    [
        ("кв. 7", "7"),
        ("007", "7"),
        ("7 А", "7а"),
        ("пом 3", "3"),
        ("офис 12", "12"),
        ("7A", "7а"),
        ("", ""),
        ("н1", "н1"),
    ],
)
def test_a_flat_comes_to_one_form(said: str, folded: str) -> None:
    assert fold_flat(said) == folded


@given(NUMBERS, LETTERS, NUMBERS)
def test_folding_twice_changes_nothing(number: int, letter: str, block: int) -> None:
    for said in (f"д. {number} {letter}", f"{number}{letter} корп. {block}", f"{number} / {block}"):
        assert fold_house(fold_house(said)) == fold_house(said)
    assert fold_flat(fold_flat(f"кв. {number} {letter}")) == fold_flat(f"{number}{letter}")


@given(st.text(max_size=30))
def test_any_text_folds_and_stays_folded(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert not {"\n", "\0", "ё", "  "} & set(fold(text))


@given(STREETS, NAMES, NUMBERS, LETTERS, NUMBERS)
def test_a_street_may_be_called_one_before_or_after_or_not_at_all(
    kind: str, name: str, house: int, letter: str, flat: int
) -> None:
    spellings = {
        Address("г. Барнаул", f"{kind} {name}", f"д. {house}{letter}", f"кв. {flat}").premise_key,
        Address("БАРНАУЛ", f"{name.upper()} {kind.upper()}", f"{house} {letter}", f"{flat:03}").premise_key,
        Address("Барнаул г", name, f"{house}{letter}", str(flat)).premise_key,
    }
    assert len(spellings) == 1


@given(st.sampled_from(KINDS), NAMES)
def test_any_other_kind_is_part_of_the_name_however_it_is_written(kinds: tuple[str, ...], name: str) -> None:
    keys = {Address("Барнаул", f"{kind} {name}", "1").house_key for kind in kinds}
    keys |= {Address("Барнаул", f"{name} {kind}", "1").house_key for kind in kinds}
    assert len(keys) == 1
    assert Address("Барнаул", f"ул. {name}", "1").house_key not in keys


def test_a_street_named_like_a_kind_has_one_key() -> None:
    names = ("Набережная ул", "ул. Набережная", "Набережная", "набережная улица")
    assert len({Address("Барнаул", name, "1").house_key for name in names}) == 1


@given(NUMBERS, NUMBERS)
def test_houses_sort_as_people_count(one: int, other: int) -> None:
    assert (natural_key(f"{one}а") < natural_key(f"{other}а")) == (one < other)


def test_a_line_leaves_out_what_is_not_known() -> None:
    assert Address("Барнаул", "Гагарина", "52", "7").line() == "Барнаул, Гагарина, 52, кв. 7"
    assert Address("Барнаул", "", "52").line() == "Барнаул, 52"
    assert Address("", "", "").line() == ""


def test_a_name_that_is_itself_a_kind_is_kept() -> None:
    assert (without_kind("Улица"), without_kind("ул. Площадь")) == ("улица", "ул площадь")
    assert (is_kind("пр-т"), is_kind("набережная")) == (True, False)


def test_an_account_is_named_by_its_receipt_type_and_number() -> None:
    assert account_key("tko", "00-123") == "tko/00-123"


def test_a_number_after_a_labelled_house_is_the_flat() -> None:
    first = read_query("гагарина д. 52 7").readings[0]
    assert (first.house, first.flat) == ("52", "7")
