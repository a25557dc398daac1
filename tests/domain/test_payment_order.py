"""Requisites decide whether a receipt may carry a bank QR."""

from dataclasses import asdict, replace

import pytest

from desk_app.domain.accounts import Provider
from desk_app.domain.ids import ProviderCode
from desk_app.domain.money import Money
from desk_app.domain.payment_code import PaymentFieldError, read_payment_code
from desk_app.domain.payment_order import PaymentOrder, account_key_holds, inn_holds, order_payload, wrong_requisites
from desk_app.domain.periods import Period

PAYEE = Provider(
    code=ProviderCode("tko"),
    title="ООО «ТКО-Сервис»",
    inn="2225777777",
    kpp="222501001",
    bank_account="40821810802000000002",
    bank_title="АЛТАЙСКОЕ ОТДЕЛЕНИЕ №8644 ПАО СБЕРБАНК",
    bic="040173604",
    corr_account="30101810200000000604",
)
ORDER = PaymentOrder(PAYEE, Money(48567), "0012345678", Period(2026, 10), "Обращение с ТКО")


@pytest.mark.parametrize(
    ("bic", "account"),
    [
        ("044525225", "30101810400000000225"), ("044030827", "30101810200000000827"),
        ("040173604", "30101810200000000604"), ("040173604", "40702810702000000001"),
        ("040173604", "40821810802000000002"), ("040173604", "40603810702000000003"),
        ("012520101", "40102810145370000026"), ("012520101", "03100643000000011700"), ("040173604", "0"),
    ],
)  # fmt: skip
def test_known_good_accounts_pass_the_key_check(bic: str, account: str) -> None:
    assert account_key_holds(bic, account)


@pytest.mark.parametrize("digit", [digit for digit in "0123456789" if digit != "8"])
def test_any_other_key_digit_fails(digit: str) -> None:
    assert not account_key_holds("040173604", f"40821810{digit}02000000002")


@pytest.mark.parametrize(
    ("inn", "right"),
    [("7707083893", True), ("500100732259", True), ("2225777777", True), ("7707083894", False), ("0" * 10, False),
     ("500100732258", False), ("500100732269", False)],
)  # fmt: skip
def test_inn_check_digits(inn: str, right: bool) -> None:
    assert inn_holds(inn) is right


@pytest.mark.parametrize(
    ("field", "value", "key"),
    [
        ("bank_account", "40821810902000000002", "PersonalAcc"), ("bank_account", "", "PersonalAcc"),
        ("bic", "04017360", "BIC"), ("corr_account", "30101810300000000604", "CorrespAcc"),
        ("title", "", "Name"), ("bank_title", " ", "BankName"), ("inn", "2225777778", "PayeeINN"), ("kpp", "1", "KPP"),
    ],
)  # fmt: skip
def test_a_wrong_requisite_is_named_and_keeps_the_code_off_paper(field: str, value: str, key: str) -> None:
    payee = Provider(**{**asdict(PAYEE), field: value})

    assert wrong_requisites(payee) == (key,)
    with pytest.raises(PaymentFieldError):
        order_payload(replace(ORDER, payee=payee))


def test_spaces_inside_account_and_bic_are_dropped() -> None:
    payload = order_payload(replace(ORDER, payee=replace(PAYEE, bank_account="40821 810 8 02000000002")))

    assert b"PersonalAcc=40821810802000000002|" in payload


def test_a_very_long_payee_still_gets_a_code() -> None:
    title = "Общество с ограниченной ответственностью «" + "Управляющая компания " * 12 + "»"

    read = read_payment_code(order_payload(replace(ORDER, payee=replace(PAYEE, title=title))))

    assert read.value("Name").startswith("ООО «Управляющая компания")
    assert len(read.value("Name")) <= 160
    assert read.missing == ()


@pytest.mark.parametrize("kopecks", [0, -1])
def test_nothing_to_pay_makes_no_code(kopecks: int) -> None:
    with pytest.raises(PaymentFieldError):
        order_payload(replace(ORDER, amount=Money(kopecks)))
