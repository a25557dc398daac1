"""Makes words fit their place: measuring, shrinking, wrapping, and where a Russian line may break."""

import re
from dataclasses import dataclass, replace
from enum import Enum

from desk_app.documents.fonts import Face, printable, width_pt
from desk_app.domain.money import NBSP

MM = 72 / 25.4
"""Points in a millimetre."""

_ELLIPSIS = "…"
_BETWEEN = "·"
# A short word must not hang at a line's end, nor a dash begin a line.
_HANGING = re.compile(r"(?<![^\s(«])((?:[А-Яа-яЁё]{1,2}|для|или|при|что|как|без|над|под|№|ст\.|ч\.|п\.)) (?=\S)")
# Nor may a number part from its unit, «кв.» from its number, or a phone break in two.
_UNIT = re.compile(
    r"(?<=\d) (?=м³|м²|кВт|Гкал|коп|руб|₽|%|г\.|лет|дн)"
    r"|(?<=[а-я]\.) (?=\d)"
    r"|(?<=№) (?=\S)"
    r"|(?<=\b[А-Я]{2}) (?=«)|(?<=\b[А-Я]{3}) (?=«)|(?<=\b[А-Я]{4}) (?=«)"  # the form of a firm from its name
    r"|(?<=[а-я]) (?=20\d\d\b)"  # a month from its year
    r"|(?<=\+7 \d{3}) (?=\d{3}-)"
    r"|(?<=\+7) (?=[(\d])|(?<=\)) (?=\d)"
)
_DASH = re.compile(r" (?=[—–] )")


class Ink(Enum):
    """Colours of our papers, dark enough for a worn laser printer; the value is RGB, 0 to 1."""

    BLACK = (0.0, 0.0, 0.0)
    TEXT = (0.07, 0.09, 0.13)
    MUTED = (0.29, 0.33, 0.40)
    LINE = (0.55, 0.59, 0.65)
    PANEL = (0.93, 0.945, 0.96)
    RULE = (0.78, 0.80, 0.83)
    FAINT = (0.90, 0.908, 0.92)
    WHITE = (1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Style:
    """How a run of text looks: face, size in points, colour, and line step as a part of the size."""

    face: Face
    size: float
    ink: Ink = Ink.TEXT
    spread: float = 1.26

    @property
    def step(self) -> float:
        """From one baseline to the next, mm."""
        return self.size * self.spread / MM

    @property
    def rise(self) -> float:
        """From the top of a line's box down to its baseline, mm; capitals look centred in the step."""
        return self.size * (0.7 + (self.spread - 0.7) / 2) / MM

    def sized(self, size: float) -> "Style":
        """Return the same look at another size in points."""
        return replace(self, size=size)


def width(text: str, style: Style) -> float:
    """Measure text as it will print, mm."""
    return width_pt(printable(text, style.face), style.face, style.size) / MM


def shrink(text: str, style: Style, room: float, least: float = 1.0) -> Style:
    """Return the style, smaller if the text would be wider than `room` mm, but not under `least` points."""
    wide = width(text, style)
    if wide <= room:
        return style
    return style.sized(max(least, int(style.size * room / wide * 20) / 20))


def fit(text: str, style: Style, room: float, least: float) -> tuple[str, Style]:
    """Make one line fit `room` mm: smaller down to `least` points, then cut with an ellipsis.

    Never for amounts, accounts or codes: those use `shrink`, which cuts nothing.
    """
    smaller = shrink(text, style, room, least)
    if width(text, smaller) <= room:
        return text, smaller
    return _cut(text, smaller, room), smaller


def wrap(text: str, style: Style, room: float, lines: int | None = None) -> tuple[str, ...]:
    """Break text into lines of at most `room` mm; past `lines` the rest becomes an ellipsis.

    Where a line breaks at the dot between two facts the dot goes: it stands between words, not at an edge.
    """
    done: list[str] = []
    current = ""
    for word in (piece for long in text.split(" ") if long for piece in _pieces(long, style, room)):
        longer = f"{current} {word}" if current else word
        if current and width(longer, style) > room:
            done.append(current.removesuffix(f" {_BETWEEN}"))
            current = "" if word == _BETWEEN else word
        else:
            current = longer
    done.append(current)
    if lines is None or len(done) <= lines:
        return tuple(done)
    return (*done[: lines - 1], _cut(" ".join(done[lines - 1 :]), style, room))


def balance(text: str, style: Style, room: float) -> tuple[str, ...]:
    """Wrap text to be centred: as few lines as `wrap` makes, but none much shorter than the others."""
    best = wrap(text, style, room)
    narrower = room
    while len(best) > 1 and narrower > room / 2:
        narrower -= room / 40
        tried = wrap(text, style, narrower)
        if len(tried) > len(best):
            break
        best = tried
    return best


def fit_lines(text: str, style: Style, room: float, lines: int, least: float) -> tuple[tuple[str, ...], Style]:
    """Set text in at most `lines` lines: smaller down to `least` points, then an ellipsis."""
    size = style.size
    while size > least and len(wrap(text, style.sized(size), room)) > lines:
        size = max(least, size - 0.5)
    return wrap(text, style.sized(size), room, lines), style.sized(size)


def prose(text: str) -> str:
    """Tie short words to what follows and dashes to what precedes, as Russian typesetting wants."""
    return _DASH.sub(NBSP, _UNIT.sub(NBSP, _HANGING.sub(rf"\1{NBSP}", _HANGING.sub(rf"\1{NBSP}", text))))


def grouped(digits: str) -> str:
    """Write a long number in fours so that it can be read aloud: «2200 0990 0600 1234»."""
    if len(digits) < 12 or not digits.isdecimal():
        return digits
    return NBSP.join(digits[start : start + 4] for start in range(0, len(digits), 4))


def short_name(full: str) -> str:
    """Write «Иванова М. П.» from three plain words; any other name stays as it is."""
    words = full.split()
    if len(words) != 3 or not all(word.isalpha() and word[0].isupper() for word in (w.replace("-", "") for w in words)):
        return full
    return f"{words[0]}{NBSP}{words[1][0]}.{NBSP}{words[2][0]}."


def _cut(text: str, style: Style, room: float) -> str:
    kept = text
    while kept and width(kept + _ELLIPSIS, style) > room:
        kept = kept[:-1]
    return kept.rstrip(f" {NBSP},;") + _ELLIPSIS


def _pieces(word: str, style: Style, room: float) -> list[str]:
    """Split a word that alone is wider than the line; after a hyphen if it has one."""
    if width(word, style) <= room:
        return [word]
    pieces = [""]
    for part in re.findall(r"[^-/]*[-/]|[^-/]+", word):
        for chunk in [part] if width(part, style) <= room else list(part):
            if pieces[-1] and width(pieces[-1] + chunk, style) > room:
                pieces.append("")
            pieces[-1] += chunk
    return pieces
