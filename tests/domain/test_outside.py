"""What a text asks the centre about: an account number or a scan, and never a person."""

import pytest

from desk_app.domain.accounts import Directory, Provider, ReceiptType
from desk_app.domain.ids import ProviderCode, ReceiptTypeCode
from desk_app.domain.outside import Asked, account_asked

INN = "2221000002"
DIRECTORY = Directory(
    {ProviderCode("tko"): Provider(ProviderCode("tko"), "ТКО", INN, "", "", "", "", "")},
    {ReceiptTypeCode("tko"): ReceiptType(ReceiptTypeCode("tko"), "ТКО", ProviderCode("tko"))},
    {},
)
BANK = "ST00012|Name=TKO|PersonalAcc=40702810000000000001|BankName=B|BIC=040173604|CorrespAcc=0|PersAcc=0203"


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("0203", Asked("", "0203")), (" л/с 00-000007 ", Asked("", "00-000007")), ("№ 0203", Asked("", "0203")),
        ("tko/0203", Asked("tko", "0203")), ("00123-А", Asked("", "00123-А")),
        ("SG1|tko|0203|202610|123456", Asked("tko", "0203")),
        (f"{BANK}|PayeeINN={INN}", Asked("tko", "0203")), (BANK, Asked("", "0203")),
    ],
)  # fmt: skip
def test_a_number_or_a_scan_names_an_account(typed: str, asked: Asked) -> None:
    assert account_asked(typed, DIRECTORY) == asked


@pytest.mark.parametrize(
    "typed", ["", "Иванова", "гагарина 52 7", "8 903 767-20-24", "Иванов 1980", "7" * 60, "0203?x=1", "0"]
)
def test_people_addresses_and_phones_are_never_asked_about(typed: str) -> None:
    assert account_asked(typed, DIRECTORY) is None
