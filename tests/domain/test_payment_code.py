"""Payment codes: what we write, banks read; what others write, we forgive."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.money import Money
from desk_app.domain.payment_code import (
    Charset,
    NotAPaymentCodeError,
    NotARegistrationCodeError,
    PaymentBlockTooLongError,
    PaymentCode,
    PaymentFieldError,
    RegistrationCode,
    build_payload,
    build_registration_code,
    one_line,
    read_payment_code,
    read_registration_code,
    unwedge,
)
from desk_app.domain.periods import Period

REQUIRED = (
    ("Name", "ООО «ТКО-Сервис»"),
    ("PersonalAcc", "40821810802000000002"),
    ("BankName", "АЛТАЙСКОЕ ОТДЕЛЕНИЕ №8644 ПАО СБЕРБАНК"),
    ("BIC", "040173604"),
    ("CorrespAcc", "30101810200000000604"),
)
EXAMPLE = (
    "ST00012|Name=ООО «ТКО-Сервис»|PersonalAcc=40821810802000000002|BankName=АЛТАЙСКОЕ ОТДЕЛЕНИЕ №8644 ПАО СБЕРБАНК"
    "|BIC=040173604|CorrespAcc=30101810200000000604|PayeeINN=2225777777|Sum=48567|Purpose=Обращение с ТКО"
    "|LastName=Иванов|FirstName=Иван|MiddleName=Иванович|PayerAddress=Барнаул, Гагарина, 52, кв. 7"
    "|PersAcc=0012345678|PaymPeriod=102026|Category=ТКО|ServiceName=5258|Phone=79037672024|TechCode=02"
)
_ENGLISH = "`qwertyuiop[]asdfghjkl;'zxcvbnm,./~QWERTYUIOP{}|ASDFGHJKL:\"ZXCVBNM<>?@#$^&"
_RUSSIAN = 'ёйцукенгшщзхъфывапролджэячсмитьбю.ЁЙЦУКЕНГШЩЗХЪ/ФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,"№;:?'
in_russian_layout = str.maketrans(_ENGLISH, _RUSSIAN)

printable = st.text(
    st.characters(codec="cp1251", exclude_categories=["Cc", "Cf", "Zl", "Zp"], exclude_characters="~"), min_size=1
)
six_digits = st.from_regex(r"[0-9]{6}", fullmatch=True)
ascii_text = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=40)


def build(**optional: str) -> str:
    return build_payload([*REQUIRED, *optional.items()]).decode()


def test_the_published_example_is_written_byte_for_byte_but_for_the_phone() -> None:
    fields = [tuple(pair.split("=", 1)) for pair in EXAMPLE.split("|")[1:] if not pair.startswith("Phone=")]

    payload = build_payload([(key, value) for key, value in fields])

    assert payload.decode() == EXAMPLE.replace("|Phone=79037672024", "")


def test_required_fields_lead_whatever_order_they_are_given_in() -> None:
    payload = build_payload([("Sum", "100"), *reversed(REQUIRED)]).decode()

    assert [pair.split("=")[0] for pair in payload.split("|")[1:]] == [*(key for key, _ in REQUIRED), "Sum"]


@pytest.mark.parametrize("used", ["|", "|#", "|#;:^_~"])
def test_one_separator_that_no_value_contains_serves_the_whole_text(used: str) -> None:
    text = build(Purpose=f"дом {used} 5")

    separator = text[7]
    assert separator not in used
    assert text.count(separator) == 6
    assert read_payment_code(text).value("Purpose") == f"дом {used} 5"


@given(st.lists(st.tuples(st.sampled_from(["Purpose", "Category", "PersAcc", "LastName"]), printable), max_size=4))
def test_what_is_written_is_read_back(optional: list[tuple[str, str]]) -> None:
    optional = [(key, one_line(value)[:160]) for key, value in dict(optional).items() if one_line(value)]
    for charset in (Charset.UTF8, Charset.CP1251):
        read = read_payment_code(build_payload([*REQUIRED, *optional], charset))

        assert read.fields == (*REQUIRED, *((key, one_line(value)) for key, value in optional))
        assert read.missing == ()


@given(st.integers(min_value=1, max_value=10**15))
def test_the_sum_travels_as_whole_kopecks(kopecks: int) -> None:
    text = build(Sum=str(kopecks))

    assert f"|Sum={kopecks}" in text
    assert read_payment_code(text).amount == Money(kopecks)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("Sum", "485.67"), ("Sum", "0"), ("Sum", "-5"), ("BIC", "04017360"), ("PersonalAcc", "40821 810 80200000002"),
        ("PaymPeriod", "132026"), ("PaymPeriod", "202610"), ("Purpose", "я" * 161), ("Name", ""), ("TechCode", "16"),
        ("Phone", "79037672024"), ("Nonsense", "1"), ("sum", "100"), ("PayeeINN", "123"),
    ],
)  # fmt: skip
def test_a_field_a_bank_would_refuse_is_refused_by_its_name(key: str, value: str) -> None:
    with pytest.raises(PaymentFieldError) as refused:
        build_payload([*REQUIRED, (key, value)] if value else [pair for pair in REQUIRED if pair[0] != key])

    assert refused.value.key == key


def test_a_required_block_over_300_bytes_is_refused_in_utf8_and_fits_in_cp1251() -> None:
    long = [("Name", "Я" * 160), *REQUIRED[1:]]

    with pytest.raises(PaymentBlockTooLongError) as refused:
        build_payload(long)

    assert refused.value.size > 300
    assert build_payload(long, Charset.CP1251).startswith(b"ST00011|Name=\xdf\xdf")


def test_values_that_use_up_every_separator_are_refused() -> None:
    with pytest.raises(PaymentFieldError):
        build(Purpose="|#;:^_~{}!$%&()*+,/@")


def test_a_letter_the_charset_lacks_is_refused() -> None:
    with pytest.raises(PaymentFieldError):
        build_payload([*REQUIRED, ("Purpose", "Қала")], Charset.CP1251)


def test_line_breaks_never_reach_the_code() -> None:
    assert "|Purpose=a b c" in build(Purpose="a\r\n\tb\u2028c ")


@pytest.mark.parametrize(
    ("written", "period"),
    [
        ("102026", Period(2026, 10)), ("112021", Period(2021, 11)), ("0926", Period(2026, 9)),
        ("62015", Period(2015, 6)), ("10.2026", Period(2026, 10)), ("ноябрь 2021", Period(2021, 11)),
        ("Мая 2026 г.", Period(2026, 5)), ("март2026", Period(2026, 3)), ("202610", Period(2026, 10)),
        ("2026-10", Period(2026, 10)), ("01.10.2026", Period(2026, 10)), ("2026-10-01", Period(2026, 10)),
        ("окт. 26", Period(2026, 10)), ("июня 2026 года", Period(2026, 6)), ("июль 2026", Period(2026, 7)),
        ("132026", None), ("2026", None), ("", None), ("скоро", None), ("45.10.2026", None), ("1026г", None),
    ],
)  # fmt: skip
def test_a_month_is_read_in_every_spelling_seen_and_never_guessed(written: str, period: Period | None) -> None:
    assert read_payment_code(f"ST00012|Name=X|PaymPeriod={written}").period == period


@pytest.mark.parametrize("written", ["485.00", "485,67", "4 85", "-100", "1O0"])
def test_a_sum_that_is_not_whole_kopecks_is_shown_as_doubtful_and_never_multiplied(written: str) -> None:
    read = read_payment_code(f"ST00012|Name=X|Sum={written}")

    assert (read.amount, read.doubtful_sum) == (None, written)


@pytest.mark.parametrize(
    "text",
    [
        "ST00012|name=X|persAcc=001|SUM=100|",  # keys in any case, trailing separator
        "ST00012|\nName=X|\n  PersAcc=001|\nSum=100\n",  # a public generator breaks lines
        "SТ00012|Nаme=X|РersAcc=001|Sum=100",  # Cyrillic Т, а and Р
        "\ufeffST00012~Name=X~PersAcc=001~Sum=100",
        "]Q3ST00012|Name=X|PersAcc=001|Sum=100",
        "st00012|nAME=x|pERSaCC=001|sUM=100",  # Caps Lock
        "ЫЕ00012/Тфьу=Ч/ЗукыФсс=001/Ыгь=100",  # Russian layout
        "ыу00012/тФЬУ=ч/зУКЫфСС=001/ыГЬ=100".replace("ыу", "ые"),  # both
    ],
)
def test_what_real_receipts_and_scanners_get_wrong_is_forgiven(text: str) -> None:
    read = read_payment_code(text)

    assert (read.value("Name"), read.account, read.amount) == ("X", "001", Money(100))


def test_cp1251_bytes_under_a_utf8_label_are_still_read() -> None:
    assert read_payment_code("ST00012|Name=ТСЖ|Sum=1".encode("cp1251")).value("Name") == "ТСЖ"


def test_unknown_fields_are_kept_and_an_unescaped_separator_stays_in_its_value() -> None:
    read = read_payment_code("ST00012|Name=А|Б|Amount=5")

    assert read.fields == (("Name", "А|Б"), ("Amount", "5"))
    assert read.missing == ("PersonalAcc", "BankName", "BIC", "CorrespAcc")


@given(st.one_of(st.text(), st.binary(), st.text().map("ST00012|{}".format)))
def test_any_other_scan_is_either_understood_or_named_as_no_payment_code(scanned: str | bytes) -> None:
    with suppress(NotAPaymentCodeError):
        assert isinstance(read_payment_code(scanned), PaymentCode)


@pytest.mark.parametrize("text", ["", "ST0001", "ST00012", "ST00012|", "ST00014|Name=X", "LK|5", "ST00012Name=X"])
def test_a_text_that_only_resembles_a_payment_code_is_refused(text: str) -> None:
    with pytest.raises(NotAPaymentCodeError):
        read_payment_code(text)


def test_our_own_code_is_plain_ascii() -> None:
    facts = RegistrationCode("tko", "0012345678", Period(2026, 10), "482913")

    assert build_registration_code(facts) == "SG1|tko|0012345678|202610|482913"


@given(printable, printable, st.integers(2000, 2099), st.integers(1, 12), st.none() | six_digits)
def test_our_own_code_survives_a_keyboard_scanner_in_either_layout(
    receipt_type: str, account: str, year: int, month: int, code: str | None
) -> None:
    facts = RegistrationCode(receipt_type, account, Period(year, month), code)
    text = build_registration_code(facts)

    assert text.isascii()
    assert read_registration_code(text) == facts
    assert read_registration_code(text.translate(in_russian_layout)) == facts
    assert read_registration_code(text.swapcase()) == facts


@pytest.mark.parametrize(
    "text",
    ["", "SG1|tko|1|202610", "SG1|tko|1|202613|482913", "SG1|tko|1|202610|48291", "SG1|tko||202610|482913", EXAMPLE],
)
def test_anything_else_is_no_registration_code(text: str) -> None:
    with pytest.raises(NotARegistrationCodeError):
        read_registration_code(text)


@given(ascii_text)
def test_every_key_of_the_keyboard_is_undone(tail: str) -> None:
    text = "ST00012|" + tail

    assert unwedge(text.translate(in_russian_layout)) == text


@given(st.text(st.characters(exclude_characters="1")))
def test_what_is_no_code_comes_back_untouched(typed: str) -> None:
    assert unwedge(typed) == typed


def test_a_surname_typed_by_hand_is_not_repaired() -> None:
    assert unwedge("Ыпатов/5") == "Ыпатов/5"
