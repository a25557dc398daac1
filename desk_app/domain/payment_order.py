"""What a receipt asks the resident's bank to pay, and whether the payee's requisites allow asking."""

from dataclasses import dataclass

from desk_app.domain.accounts import Provider
from desk_app.domain.money import ZERO, Money
from desk_app.domain.payment_code import (
    REQUIRED,
    Charset,
    PaymentBlockTooLongError,
    PaymentFieldError,
    build_payload,
    one_line,
    shape_holds,
)
from desk_app.domain.periods import Period

_LEGAL_FORMS = (
    ("общество с ограниченной ответственностью", "ООО"),
    ("публичное акционерное общество", "ПАО"),
    ("акционерное общество", "АО"),
    ("товарищество собственников жилья", "ТСЖ"),
    ("товарищество собственников недвижимости", "ТСН"),
    ("жилищно-строительный кооператив", "ЖСК"),
    ("муниципальное унитарное предприятие", "МУП"),
    ("индивидуальный предприниматель", "ИП"),
)
_LETTER_DIGITS = dict(zip("ABCEHKMPTX", "0123456789", strict=True))
_KEY_WEIGHTS = (7, 1, 3)
_INN_WEIGHTS = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)


@dataclass(frozen=True, slots=True)
class PaymentOrder:
    """What a resident's bank should be asked to pay: one sum to one payee."""

    payee: Provider
    amount: Money
    account: str
    period: Period
    purpose: str
    category: str = ""
    service_code: str = ""


def order_payload(order: PaymentOrder) -> bytes:
    """Write the payment QR of a receipt: UTF-8, or the shorter cp1251 where the payee's names are long.

    Raises:
        PaymentFieldError: the provider's requisites or the sum will not do.
    """
    if wrong := wrong_requisites(order.payee):
        raise PaymentFieldError(wrong[0])
    fields = _order_fields(order)
    try:
        return build_payload(fields)
    except PaymentBlockTooLongError:
        return build_payload(fields, Charset.CP1251)


def wrong_requisites(provider: Provider) -> tuple[str, ...]:
    """Name the requisites that keep a payment QR off this provider's receipts; call it before a batch."""
    requisites = dict(_payee_fields(provider))
    wrong = [key for key, value in requisites.items() if (value or key in REQUIRED) and not shape_holds(key, value)]
    bic = requisites["BIC"]
    if "BIC" not in wrong:
        for key in ("PersonalAcc", "CorrespAcc"):
            if key not in wrong and not account_key_holds(bic, requisites[key]):
                wrong.append(key)
    if requisites["PayeeINN"] and "PayeeINN" not in wrong and not inn_holds(requisites["PayeeINN"]):
        wrong.append("PayeeINN")
    return tuple(wrong)


def account_key_holds(bic: str, account: str) -> bool:
    """Tell whether the check digit of a 20-place bank account fits its bank.

    Treasury accounts (03…) break the rule by design and «0» stands for no
    correspondent account: both pass.
    """
    if account == "0" or account.startswith("03"):
        return True
    at_central_bank = bic[6:8] == "00" or account.startswith(("301", "40102"))
    whole = ("0" + bic[4:6] if at_central_bank else bic[6:]) + account
    digits = [int(_LETTER_DIGITS.get(char, char)) for char in whole]
    return sum(digit * _KEY_WEIGHTS[place % 3] % 10 for place, digit in enumerate(digits)) % 10 == 0


def inn_holds(inn: str) -> bool:
    """Tell whether the check digits of an ИНН (10 or 12 places) are right."""
    digits = [int(char) for char in inn]
    places = (9,) if len(digits) == 10 else (10, 11)
    right = (
        sum(w * d for w, d in zip(_INN_WEIGHTS[11 - place :], digits, strict=False)) % 11 % 10 == digits[place]
        for place in places
    )
    return any(digits) and all(right)


def _order_fields(order: PaymentOrder) -> tuple[tuple[str, str], ...]:
    if order.amount <= ZERO:
        raise PaymentFieldError("Sum")
    return (
        *_payee_fields(order.payee),
        ("Sum", str(order.amount.kopecks)),
        ("Purpose", _clip(order.purpose, 160)),
        ("PersAcc", order.account),
        ("PaymPeriod", order.period.qr()),
        ("Category", _clip(order.category, 160)),
        ("ServiceName", order.service_code),
        ("TechCode", "02"),
    )


def _payee_fields(payee: Provider) -> tuple[tuple[str, str], ...]:
    return (
        ("Name", _clip(short_form(payee.title), 160)),
        ("PersonalAcc", _compact(payee.bank_account)),
        ("BankName", _clip(payee.bank_title, 45)),
        ("BIC", _compact(payee.bic)),
        ("CorrespAcc", _compact(payee.corr_account) or "0"),
        ("PayeeINN", _compact(payee.inn)),
        ("KPP", _compact(payee.kpp)),
    )


def short_form(title: str) -> str:
    """Write the legal form as banks do, so that the required block fits."""
    for long, short in _LEGAL_FORMS:
        if title.casefold().startswith(long):
            return short + title[len(long) :]
    return title


def _clip(text: str, limit: int) -> str:
    """Cut at a word; the bank finds the payee by account and BIC, not by the end of its name."""
    tidy = one_line(text)
    if len(tidy) <= limit:
        return tidy
    return tidy[: limit + 1].rpartition(" ")[0] or tidy[:limit]


def _compact(requisite: str) -> str:
    """Drop spaces: banks refuse «40703 810 7 …»."""
    return "".join(requisite.split())
