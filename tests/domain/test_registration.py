"""A registration form says at once everything that has to be mended."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.domain.ids import AccountKey, ServiceCode
from desk_app.domain.registration import (
    AlreadyRegisteredError,
    RegistrationForm,
    RegistrationRefusedError,
    clean_name,
    read_code,
)
from desk_app.domain.residents import Phone
from desk_app.domain.texts import clean_text, fits
from tests.helpers.refusal import refusal

FORM = RegistrationForm(
    AccountKey("tko/1"), "Иванова Мария", Phone("+79037672024"), (ServiceCode("tko"),), consent=True, code="482913"
)


@pytest.mark.parametrize(
    "change",
    [
        {}, {"code": "", "document": "Паспорт РФ"}, {"code": "", "document": "Паспорт", "document_tail": "123"},
        {"email": "m@example.org"}, {"email": "  "}, {"name": "  Иванова \u00a0 Мария  Петровна "},
    ],
)  # fmt: skip
def test_a_complete_form_passes(change: dict[str, Any]) -> None:
    assert refusal(replace(FORM, **change).check) is None


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"code": "48291"}, ("code",)), ({"code": "48291a"}, ("code",)), ({"code": "٤٨٢٩١٣"}, ("code",)),
        ({"code": ""}, ("code",)), ({"code": "", "document": " \n"}, ("code",)), ({"name": "Иванова"}, ("name",)),
        ({"name": "И" * 100 + " " + "М" * 100}, ("name",)), ({"name": "\u200b \u200b"}, ("name",)),
        ({"email": "m.example.org"}, ("email",)), ({"email": "m@" + "e" * 120}, ("email",)),
        ({"email": "m@\u0000"}, ("email",)), ({"document_tail": "12"}, ("document",)),
        ({"document": "П" * 61}, ("document",)), ({"services": ()}, ("services",)), ({"consent": False}, ("consent",)),
        (
            {"code": "", "name": "", "email": "x", "document_tail": "x", "services": (), "consent": False},
            ("code", "name", "email", "document", "services", "consent"),
        ),
    ],
)  # fmt: skip
def test_every_field_to_mend_is_named_in_the_order_of_the_form(change: dict[str, Any], fields: tuple[str, ...]) -> None:
    with pytest.raises(RegistrationRefusedError) as refused:
        replace(FORM, **change).check()
    assert refused.value.fields == fields


def test_an_account_registered_already_is_named() -> None:
    assert AlreadyRegisteredError(FORM.account).account == FORM.account


def test_a_code_is_its_digits_and_a_name_keeps_its_capitals() -> None:
    assert read_code(" 482-913 ") == "482913"
    assert clean_name(" ИВАНОВА\tМария\u00a0 ") == "ИВАНОВА Мария"


@given(st.text(max_size=40))
def test_a_cleaned_text_can_always_be_signed(typed: str) -> None:
    cleaned = clean_text(typed)
    assert fits(cleaned, 40)
    assert clean_text(cleaned) == cleaned
    assert cleaned == cleaned.strip()


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("не хватило\nрубля", "не хватило рубля"),
        ("Ива\u00adнова\ud83d", "Иванова"),
        ("\x00\x7f", ""),
        ("a \u200b b", "a b"),
    ],
)
def test_line_ends_become_spaces_and_the_invisible_goes(typed: str, cleaned: str) -> None:
    assert clean_text(typed) == cleaned
