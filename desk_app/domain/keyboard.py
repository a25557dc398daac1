"""Text typed while the keyboard stood in the other layout."""

import re

_LATIN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,./~QWERTYUIOP{}|ASDFGHJKL:\"ZXCVBNM<>?@#$^&"
_RUSSIAN = 'ёйцукенгшщзхъфывапролджэячсмитьбю.ЁЙЦУКЕНГШЩЗХЪ/ФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,"№;:?'
_TO_RUSSIAN = str.maketrans(_LATIN, _RUSSIAN)
_TO_LATIN = str.maketrans(_RUSSIAN, _LATIN)
_HAS_LATIN = re.compile(r"[A-Za-z]")
# «10/1» may come from the number pad, where both layouts agree.
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[.,/](?=\d)")


def as_russian(typed: str) -> str | None:
    """Return what the same keys give in ЙЦУКЕН: «,fhyfek» is «барнаул».

    Works on the text exactly as typed: б ю ж э х ъ ё sit on punctuation keys.
    None when no Latin letter was typed, so there is nothing to repair.
    """
    if not _HAS_LATIN.search(typed):
        return None
    kept = {found.start() for found in _BETWEEN_DIGITS.finditer(typed)}
    return "".join(sign if at in kept else sign.translate(_TO_RUSSIAN) for at, sign in enumerate(typed))


def as_latin(typed: str) -> str:
    """Return what the same keys give in QWERTY: «ЫЕ00012/» is «ST00012|»."""
    return typed.translate(_TO_LATIN)
