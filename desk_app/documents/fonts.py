"""The typefaces of our papers, and the promise that no letter ever prints as an empty box."""

import re
import unicodedata
from enum import Enum
from functools import cache, lru_cache

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from desk_app.domain.errors import DeskError
from desk_app.domain.money import NBSP
from desk_app.resources import resource

# Breaks of any kind become a space and unseen signs go: faces hold glyphs for some of them (a soft hyphen prints).
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
# What stands in for a sign that a face lacks.
_STAND_INS = {
    "→": "–", "←": "–", "⇒": "–", "✓": "+", "✔": "+", "☐": "–", "□": "–", "●": "•",
    "\u2009": NBSP, "\u202f": NBSP, "\u2007": NBSP, "\u2002": " ", "\u2003": " ", "\u3000": " ",
    "\u2010": "-", "\u2011": "-", "\u2012": "–", "\u2015": "—", "\u2212": "–", "ʼ": "'", "′": "'", "″": '"',
}  # fmt: skip


class GlyphMissingError(DeskError):
    """A paper needs a letter that its face does not have; the paper is not made."""

    def __init__(self, char: str, face: str) -> None:
        """Keep the letter and the face, never the text around it: that may be a name."""
        super().__init__(f"U+{ord(char):04X} {face}")
        self.char = char
        self.face = face


class Face(Enum):
    """A typeface; the value is both its file in resources/fonts and its name in the PDF."""

    SANS = "PTSans-Regular"
    BOLD = "PTSans-Bold"
    MONO = "PTMono-Regular"


def pdf_name(face: Face) -> str:
    """Return the name by which ReportLab knows the face, loading it on first use."""
    _font(face)
    return face.value


# Batches repeat most words, and wrapping measures each word many times.
@lru_cache(maxsize=8192)
def printable(text: str, face: Face) -> str:
    """Return the text with every sign the face lacks replaced by its stand-in.

    Raises:
        GlyphMissingError: a sign has no stand-in; leaving it out could change a name or a sum.
    """
    known = _font(face).face.charToGlyph
    composed = unicodedata.normalize("NFC", _UNSEEN.sub("", _BREAKS.sub(" ", text)))
    if all(ord(char) in known for char in composed):
        return composed
    return "".join(char if ord(char) in known else _stand_in(char, face) for char in composed)


def width_pt(text: str, face: Face, size: float) -> float:
    """Measure printable text, in points."""
    return _unit_width(text, face) * size


@lru_cache(maxsize=8192)
def _unit_width(text: str, face: Face) -> float:
    return float(_font(face).stringWidth(text, 1))


def _stand_in(char: str, face: Face) -> str:
    known = _font(face).face.charToGlyph
    for instead in (_STAND_INS.get(char), unicodedata.normalize("NFKC", char)):
        if instead is not None and all(ord(each) in known for each in instead):
            return instead
    raise GlyphMissingError(char, face.value)


@cache
def _font(face: Face) -> TTFont:
    font = TTFont(face.value, str(resource("fonts", f"{face.value}.ttf")))
    pdfmetrics.registerFont(font)
    return font
