"""Sums as a clerk handles them: «120+35» typed, banknotes given, change counted out."""

import re

from pytils import numeral

from desk_app.domain.errors import DeskError
from desk_app.domain.money import MINUS, NBSP, ZERO, AmountUnreadableError, Money
from desk_app.i18n import _, plural

NOTES = (5000, 2000, 1000, 500, 200, 100, 50, 10)
COINS = (5, 2, 1)
_STEPS = (100, 500, 1000, 5000)
_SIGNED = re.compile(r"[+-]")


class SumNotPositiveError(DeskError):
    """A typed sum came to nothing, or to less than nothing."""


def read_sum(typed: str) -> Money:
    """Read «120+35» or «452,70−52,70»; only plus and minus, read left to right.

    Raises:
        AmountUnreadableError: something else was typed.
        SumNotPositiveError: the result is zero or negative.
    """
    text = typed.replace(MINUS, "-")
    parts, signs = _SIGNED.split(text), _SIGNED.findall(text)
    result = _part(parts[0], typed)
    for sign, part in zip(signs, parts[1:], strict=True):
        amount = _part(part, typed)
        result = result + amount if sign == "+" else result - amount
    if result <= ZERO:
        raise SumNotPositiveError
    return result


def _part(text: str, typed: str) -> Money:
    if not text.strip():
        raise AmountUnreadableError(typed)
    return Money.parse(text)


def is_sum(typed: str) -> bool:
    """Tell whether an operator was typed, so that the result is worth showing."""
    return _SIGNED.search(typed.replace(MINUS, "-")) is not None


def rubles(amount: Money) -> str:
    """Write «1 452,70 ₽»."""
    return f"{amount.show()}{NBSP}₽"


def round_rubles(amount: Money) -> str:
    """Write «1 500» for a banknote button."""
    return amount.show().removesuffix(",00")


def quick_sums(total: Money) -> tuple[Money, ...]:
    """Return up to three round sums that a resident is likely to give for a total."""
    whole = -(-total.kopecks // 100)
    likely = {Money(-(-whole // step) * step * 100) for step in _STEPS}
    return tuple(sorted(one for one in likely if one > total))[:3]


def split_in_notes(amount: Money) -> str:
    """Write how to count out a sum with the fewest notes and coins: «1 × 500 · 4 × 10 · 30 коп.»."""
    left, kopecks = divmod(amount.kopecks, 100)
    parts = []
    for note in (*NOTES, *COINS):
        count, left = divmod(left, note)
        if count:
            parts.append(f"{count}{NBSP}×{NBSP}{note}")
    if kopecks:
        parts.append(_("{kopecks} коп.").format(kopecks=kopecks).replace(" ", NBSP))
    return " · ".join(parts)


def amount_in_words(amount: Money) -> str:
    """Write «Одна тысяча двести тридцать четыре рубля 56 копеек», as the papers say it."""
    whole, kopecks = divmod(amount.kopecks, 100)
    words = numeral.sum_string(whole, numeral.MALE, (_("рубль"), _("рубля"), _("рублей")))
    said = f"{words} {kopecks:02} {plural(kopecks, _('копейка'), _('копейки'), _('копеек'))}"
    return said[0].upper() + said[1:]
