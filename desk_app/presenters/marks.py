"""Which places of a shown text were typed: found by the beginnings of words, as the search itself does."""

import re

from desk_app.domain.addresses import fold

Mark = tuple[int, int]
"""Start and length within the shown text."""

_WORD = re.compile(r"[0-9A-Za-zА-Яа-яЁё]+")


def marks(text: str, typed: str) -> tuple[Mark, ...]:
    """Return the places of `text` that begin with a word of `typed`, the longest for each word."""
    wanted = sorted({fold(word[0]) for word in _WORD.finditer(typed)}, key=len, reverse=True)
    found: list[Mark] = []
    for word in _WORD.finditer(text):
        folded = fold(word[0])
        hit = next((one for one in wanted if folded.startswith(one)), "")
        if hit:
            found.append((word.start(), len(hit)))
    return tuple(found)
