"""A phone grows into its mask; what is wrong with it is said in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.residents import Phone
from desk_app.presenters.phone_mask import mask, phone_fault, preview


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("", ""),
        ("9", "+7 9"),
        ("8903", "+7 903"),
        ("+7", "+7 "),
        ("903767", "+7 903 767"),
        ("9037672", "+7 903 767-2"),
        ("8 903 767 20 24", "+7 903 767-20-24"),
        ("+7 (903) 767-20-24", "+7 903 767-20-24"),
        ("+380501112233", "+380501112233"),
        ("890376720245", "890376720245"),
    ],
)
def test_the_mask_grows_with_the_number(typed: str, shown: str) -> None:
    assert mask(typed) == shown


@given(st.text("0123456789 +-()", max_size=16))
def test_masking_twice_is_masking_once(typed: str) -> None:
    assert mask(mask(typed)) == mask(typed)


@given(st.from_regex(r"9[0-9]{9}", fullmatch=True))
def test_typing_digit_by_digit_gives_the_number_itself(digits: str) -> None:
    field = ""
    for digit in digits:
        field = mask(field + digit)
    assert field == Phone.parse(digits).show()


def test_the_memo_shows_what_is_still_missing() -> None:
    assert preview("903767202") == "+7 903 767-20-2_"
    assert preview("") == "+7 ___ ___-__-__"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("903767202", "Не хватает 1 цифры"),
        ("9037672", "Не хватает 3 цифр"),
        ("+7 385 222-33-44", "Это городской номер, СМС на него не придёт"),
        ("+380501112233", "Иностранный номер: нужен российский сотовый"),
        ("89037672024555", "Лишние цифры: нужно 10 после +7"),
        ("8 903 767 20 24", ""),
    ],
)
def test_a_phone_is_judged_in_words(typed: str, said: str) -> None:
    assert phone_fault(typed) == said
