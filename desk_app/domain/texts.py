"""Texts that go into a signed operation: one line, nothing invisible, of bounded length."""

import re

_SPACES = re.compile(r"\s+")


def clean_text(typed: str) -> str:
    """Collapse spaces and line ends, and drop control characters, zero-width signs and halves of pairs.

    The centre refuses to read them, and an operation is signed for ever.
    """
    seen = _SPACES.sub(" ", typed)
    if not seen.isprintable():
        seen = _SPACES.sub(" ", "".join(sign for sign in seen if sign.isprintable()))
    return seen.strip()


def fits(text: str, most: int) -> bool:
    """Tell whether a text can be signed as it stands."""
    return len(text) <= most and text.isprintable()
