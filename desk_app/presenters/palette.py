"""Which commands fit what was typed into the palette, in either keyboard layout."""

from collections.abc import Sequence

from desk_app.domain.addresses import fold
from desk_app.domain.keyboard import as_russian


def matching(titles: Sequence[str], typed: str) -> tuple[int, ...]:
    """Return the places of the titles that fit, best first; everything fits an empty text."""
    scored = []
    for place, title in enumerate(titles):
        score = max(_score(title, typed), _score(title, as_russian(typed) or "") - 1 if as_russian(typed) else 0)
        if score > 0:
            scored.append((-score, place))
    return tuple(place for _score_, place in sorted(scored))


def _score(title: str, typed: str) -> int:
    words, wanted = fold(title).split(), fold(typed).split()
    if not wanted:
        return 2
    if not all(any(word.startswith(one) for word in words) for one in wanted):
        return 0
    return 10 if words[0].startswith(wanted[0]) else 5
