"""Says an amount in words, as cash papers must."""

from pytils import numeral

from desk_app.domain.money import Money
from desk_app.i18n import plural


def amount_in_words(amount: Money) -> str:
    """Write «Одна тысяча двести тридцать четыре рубля 56 копеек»; a negative one begins with «Минус»."""
    rubles, kopecks = divmod(abs(amount.kopecks), 100)
    words = numeral.sum_string(rubles, numeral.MALE, ("рубль", "рубля", "рублей"))
    sign = "минус " if amount.kopecks < 0 else ""
    said = f"{sign}{words} {kopecks:02} {plural(kopecks, 'копейка', 'копейки', 'копеек')}"
    return said[0].upper() + said[1:]
