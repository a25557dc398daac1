"""A phone that can receive the password, however it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.residents import Phone, PhoneRefusedError, short_name, show_card

MOBILE = st.from_regex(r"9[0-9]{9}", fullmatch=True)
GAPS = st.lists(st.sampled_from([" ", "-", "(", ")", ".", "\u00a0", ""]), min_size=10, max_size=10)


@pytest.mark.parametrize(
    "typed",
    [
        "8 903 767 -20-24", "+7 (903) 767-20-24", "89037672024", "79037672024", "9037672024", "+79037672024",
        "8(903)7672024", "879037672024", "+7 903 767 20 24", " 8-903-767-20-24\n", "т. 8 903 767 20 24",
    ],
)  # fmt: skip
def test_one_number_has_many_spellings(typed: str) -> None:
    assert Phone.parse(typed) == Phone("+79037672024")


@pytest.mark.parametrize(
    ("typed", "reason", "missing"),
    [
        ("", "short", 10), ("8903767202", "short", 1), ("+7 903 767 20", "short", 2), ("903767", "short", 4),
        ("7903767202", "short", 1), ("9", "short", 9), ("890376720245", "long", 0), ("99037672024", "long", 0),
        ("869037672024", "long", 0), ("8 3852 12-34-56", "landline", 0), ("3852123456", "landline", 0),
        ("+7 3852 123456", "landline", 0), ("8 800 555-35-35", "landline", 0), ("+7 701 123 45 67", "foreign", 0),
        ("8 777 123 45 67", "foreign", 0), ("+375 29 123-45-67", "foreign", 0), ("+1 903 767 2024", "foreign", 0),
        ("٨٩٠٣٧٦٧٢٠٢٤", "short", 10),
    ],
)  # fmt: skip
def test_a_number_that_cannot_get_the_sms_is_refused_by_reason(typed: str, reason: str, missing: int) -> None:
    with pytest.raises(PhoneRefusedError) as refused:
        Phone.parse(typed)
    assert (refused.value.reason, refused.value.missing) == (reason, missing)


@given(MOBILE, GAPS, st.sampled_from(["8", "7", "+7", "87", ""]))
def test_spaces_and_brackets_never_matter(digits: str, gaps: list[str], prefix: str) -> None:
    typed = prefix + "".join(gap + digit for gap, digit in zip(gaps, digits, strict=True))
    assert Phone.parse(typed).e164 == "+7" + digits


@given(MOBILE)
def test_what_is_shown_can_be_typed_again_and_a_mask_tells_only_the_edges(digits: str) -> None:
    phone = Phone.parse(digits)
    assert Phone.parse(phone.show()) == phone
    assert phone.masked() == f"+7 {digits[:3]} ***-**-{digits[-2:]}"


@given(st.text(max_size=16))
def test_any_text_is_a_phone_or_a_refusal(typed: str) -> None:
    try:
        assert Phone.parse(typed).e164.isascii()
    except PhoneRefusedError as refused:
        assert refused.reason in {"short", "long", "landline", "foreign"}  # noqa: PT017 - either way is right


def test_a_phone_and_a_card_are_shown_in_groups() -> None:
    assert Phone("+79037672024").show() == "+7 903 767-20-24"
    assert show_card("9900060000000001") == "9900 0600 0000 0001"


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("Иванова Мария Петровна", "Иванова М. П."), ("Иванова", "Иванова"), ("  Ли  Ким ", "Ли К."),
        ("", ""), (" ", ""),
        ("Салтыков-Щедрин М. Е.", "Салтыков-Щедрин М. Е."),
    ],
)  # fmt: skip
def test_a_name_is_shortened_for_papers_that_others_see(full: str, short: str) -> None:
    assert short_name(full) == short
