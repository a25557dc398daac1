"""Check digits of ИНН, БИК, КПП and bank accounts, as the tax service and the Bank of Russia define them."""

import re

_INN_10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_11 = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_12 = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN = re.compile(r"\d{10}|\d{12}", re.ASCII)
_KPP = re.compile(r"\d{4}[0-9A-Z]{2}\d{3}", re.ASCII)
_BIC = re.compile(r"0[14]\d{7}", re.ASCII)
_ACCOUNT = re.compile(r"\d{5}[0-9ABCEHKMPTX]\d{14}", re.ASCII)
# A letter in the sixth place stands for a foreign currency and weighs as a digit.
_LETTERS = str.maketrans("ABCEHKMPTX", "0123456789")
_KEY_WEIGHTS = (7, 1, 3)
_KEY_PLACE = 8


def _weighed(digits: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False)) % 11 % 10


def inn_is_right(inn: str) -> bool:
    """Check an ИНН of 10 or 12 digits."""
    if _INN.fullmatch(inn) is None or not inn.strip("0"):
        return False
    if len(inn) == 10:
        return _weighed(inn, _INN_10) == int(inn[9])
    return _weighed(inn, _INN_11) == int(inn[10]) and _weighed(inn, _INN_12) == int(inn[11])


def inn_with_check_digit(nine: str) -> str:
    """Complete the first nine digits of an organisation's ИНН."""
    return nine + str(_weighed(nine, _INN_10))


def kpp_is_right(kpp: str) -> bool:
    """Check the form of a КПП; it has no check digit."""
    return _KPP.fullmatch(kpp) is not None


def bic_is_right(bic: str) -> bool:
    """Check the form of a БИК; it has no check digit."""
    return _BIC.fullmatch(bic) is not None


def account_is_right(account: str, bic: str) -> bool:
    """Check the key of a bank account held at the bank or treasury body with this БИК.

    Treasury accounts 03… fail the rule by design and pass by their form.
    """
    if _ACCOUNT.fullmatch(account) is None or not bic_is_right(bic):
        return False
    if account.startswith("03"):
        return True
    return _key_sum(account, _prefix(account, bic)) == 0


def correspondent_is_right(account: str, bic: str) -> bool:
    """Check a correspondent account: 301…, ending like the БИК, key by the РКЦ; «0» or nothing where there is none."""
    if account in {"", "0"}:
        return True
    if account.startswith("40102"):
        return account_is_right(account, bic)
    return account.startswith("301") and account[-3:] == bic[-3:] and account_is_right(account, bic)


def account_with_key(account: str, bic: str) -> str:
    """Put the right key digit into the ninth place of an account."""
    for digit in "0123456789":
        keyed = account[:_KEY_PLACE] + digit + account[_KEY_PLACE + 1 :]
        if account_is_right(keyed, bic):
            return keyed
    raise AssertionError("one digit of ten always fits")


def _prefix(account: str, bic: str) -> str:
    held_at_central_bank = bic[6:8] == "00" or bic.startswith("01") or account.startswith("301")
    return f"0{bic[4:6]}" if held_at_central_bank else bic[-3:]


def _key_sum(account: str, prefix: str) -> int:
    digits = (prefix + account).translate(_LETTERS)
    return sum(int(digit) * _KEY_WEIGHTS[place % 3] % 10 for place, digit in enumerate(digits)) % 10
