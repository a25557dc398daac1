"""A phone number as it grows under the clerk's fingers, and what is wrong with it afterwards."""

import re

from desk_app.domain.residents import Phone, PhoneRefusedError
from desk_app.i18n import _, plural

_DIGITS = re.compile(r"\D")
_PLACES = "+7 ___ ___-__-__"


def mask(typed: str) -> str:
    """Write what was typed so far as «+7 903 767-20»; foreign and overlong numbers stay as typed."""
    digits = _own_digits(typed)
    if digits is None:
        return typed
    if not digits:
        return "+7 " if typed.strip() else ""
    grown = "+7 " + digits[:3]
    for sign, piece in ((" ", digits[3:6]), ("-", digits[6:8]), ("-", digits[8:10])):
        grown += f"{sign}{piece}" if piece else ""
    return grown


def preview(typed: str) -> str:
    """Write «+7 903 767-20-__» for the memo: what is still missing is shown as missing."""
    grown = mask(typed)
    return grown + _PLACES[len(grown) :] if grown.startswith("+7") else grown or _PLACES


def _own_digits(typed: str) -> str | None:
    """Return the digits after +7, or None where the number cannot be masked as a Russian one."""
    digits = _DIGITS.sub("", typed)
    if typed.strip().startswith("+") and not digits.startswith("7"):
        return None if digits else ""
    if digits[:2] == "87" and len(digits) == 12:
        digits = digits[2:]
    elif digits[:1] in ("7", "8"):
        digits = digits[1:]
    return digits if len(digits) <= 10 else None


def phone_fault(typed: str) -> str:
    """Say what is wrong with a phone, or nothing."""
    try:
        Phone.parse(typed)
    except PhoneRefusedError as refused:
        return _fault(refused)
    return ""


def _fault(refused: PhoneRefusedError) -> str:
    if refused.reason == "short":
        missing = refused.missing
        return _("Не хватает {missing} {digits}").format(
            missing=missing, digits=plural(missing, "цифры", "цифр", "цифр")
        )
    words = {
        "long": _("Лишние цифры: нужно 10 после +7"),
        "landline": _("Это городской номер, СМС на него не придёт"),
        "foreign": _("Иностранный номер: нужен российский сотовый"),
    }
    return words[refused.reason]
