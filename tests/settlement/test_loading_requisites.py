"""Check digits of ИНН, БИК, КПП and bank accounts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.settlement.loading.requisites import (
    account_is_right,
    account_with_key,
    bic_is_right,
    correspondent_is_right,
    inn_is_right,
    inn_with_check_digit,
    kpp_is_right,
)

SBERBANK_ALTAI = "040173604"


@pytest.mark.parametrize(
    ("inn", "right"),
    [
        ("7707083893", True),
        ("2225777777", True),
        ("500100732259", True),
        ("7707083894", False),
        ("500100732258", False),
        ("500100732269", False),
        ("0000000000", False),
        ("000000000000", False),
        ("770708389", False),
        ("77070838933", False),
        ("٧٧٠٧٠٨٣٨٩٣", False),
        ("", False),
    ],
)
def test_an_inn_carries_check_digits(inn: str, right: bool) -> None:
    assert inn_is_right(inn) is right


@pytest.mark.parametrize(
    ("account", "bic", "right"),
    [
        ("40702810702000000001", SBERBANK_ALTAI, True),
        ("40821810802000000002", SBERBANK_ALTAI, True),
        ("40603810702000000003", SBERBANK_ALTAI, True),
        ("30101810400000000225", "044525225", True),
        ("30101810200000000827", "044030827", True),
        ("30101810200000000604", SBERBANK_ALTAI, True),
        ("40102810145370000026", "012520101", True),
        ("03100643000000011700", "010173001", True),
        ("40702810802000000001", SBERBANK_ALTAI, False),
        ("40702810702000000001", "044525225", False),
        ("4070281070200000000", SBERBANK_ALTAI, False),
        ("4070281 702000000001", SBERBANK_ALTAI, False),
        ("40702810702000000001", "04017360", False),
    ],
)
def test_an_account_carries_a_key_of_its_bank(account: str, bic: str, right: bool) -> None:
    assert account_is_right(account, bic) is right


@pytest.mark.parametrize(
    ("account", "bic", "right"),
    [
        ("30101810200000000604", SBERBANK_ALTAI, True),
        ("", SBERBANK_ALTAI, True),
        ("0", SBERBANK_ALTAI, True),
        ("40102810145370000026", "012520101", True),
        ("30101810400000000225", SBERBANK_ALTAI, False),
        ("40702810702000000001", SBERBANK_ALTAI, False),
    ],
)
def test_a_correspondent_account_belongs_to_the_bank(account: str, bic: str, right: bool) -> None:
    assert correspondent_is_right(account, bic) is right


def test_forms_without_check_digits() -> None:
    assert kpp_is_right("222501001")
    assert kpp_is_right("2225AB001")
    assert not kpp_is_right("2225ab001")
    assert bic_is_right("040173604")
    assert not bic_is_right("940173604")


@given(st.from_regex(r"[1-9][0-9]{8}", fullmatch=True), st.integers(1, 9))
def test_an_inn_has_only_one_right_check_digit(nine: str, step: int) -> None:
    right = inn_with_check_digit(nine)
    assert inn_is_right(right)
    assert not inn_is_right(right[:-1] + str((int(right[-1]) + step) % 10))


@given(st.from_regex(r"40[1-8]0[1-8]810[0-9]{12}", fullmatch=True), st.integers(0, 19), st.integers(1, 9))
def test_any_one_wrong_digit_in_an_account_is_noticed(account: str, place: int, step: int) -> None:
    right = account_with_key(account[:20].ljust(20, "0"), SBERBANK_ALTAI)
    wrong = right[:place] + str((int(right[place]) + step) % 10) + right[place + 1 :]
    assert account_is_right(right, SBERBANK_ALTAI)
    assert wrong.startswith("03") or not account_is_right(wrong, SBERBANK_ALTAI)
