"""Stacks pieces of a paper from the top down: a slip grows with its content, a sheet breaks between pieces."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from desk_app.documents.sheet import Align, Pen, Rect
from desk_app.documents.typesetting import Ink, Style, balance, prose, shrink, width, wrap


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a column: its height in mm and how to draw it with the pen at its top left."""

    height: float
    draw: Callable[[Pen], None]


def space(height: float) -> Piece:
    """Leave white, mm."""
    return Piece(height, lambda _pen: None)


def lines(text: str, style: Style, room: float, align: Align = Align.LEFT, indent: float = 0.0) -> Piece:
    """Set text in as many lines as it takes."""
    setter = balance if align is Align.CENTRE else wrap
    shown = setter(prose(text), style, room - indent)
    x = indent + (room - indent) * (0, 0.5, 1)[align.value]

    def draw(pen: Pen) -> None:
        for place, line in enumerate(shown):
            pen.text(x, style.rise + place * style.step, line, style, align)

    return Piece(style.step * len(shown), draw)


def unbroken(text: str, style: Style, room: float, align: Align = Align.LEFT) -> Piece:
    """Set a number or code on one line, smaller if need be, never cut."""
    smaller = shrink(text, style, room)
    x = room * (0, 0.5, 1)[align.value]
    return Piece(style.step, lambda pen: pen.text(x, style.rise, text, smaller, align))


def pair(left: str, right: str, styles: tuple[Style, Style], room: float, gap: float = 3.0) -> Piece:
    """Set words at the left and a sum at the right, on the baseline of the words' last line."""
    words, figures = styles
    sum_style = shrink(right, figures, room * 0.6)
    shown = wrap(prose(left), words, room - width(right, sum_style) - gap)
    rise = max(words.rise, figures.rise)
    last = rise + words.step * (len(shown) - 1)

    def draw(pen: Pen) -> None:
        for place, line in enumerate(shown):
            pen.text(0, rise + place * words.step, line, words)
        pen.text(room, last, right, sum_style, Align.RIGHT)

    return Piece(last - rise + max(words.step, figures.step), draw)


def rule(room: float, ink: Ink = Ink.LINE, weight: float = 0.5, around: float = 1.6) -> Piece:
    """Draw a line across with white above and below."""
    return Piece(2 * around, lambda pen: pen.line(0, around, (room, around), weight, ink))


def panel(pieces: Iterable[Piece], room: float, pad: float, ink: Ink = Ink.PANEL) -> Piece:
    """Set pieces on a tinted panel; they were made for `room - 2 * pad` mm."""
    inside = stack(pieces)

    def draw(pen: Pen) -> None:
        pen.panel(Rect(0, 0, room, inside.height + 2 * pad), ink, radius=2)
        inside.draw(pen.moved(pad, pad))

    return Piece(inside.height + 2 * pad, draw)


def stack(pieces: Iterable[Piece]) -> Piece:
    """Join pieces into one that is never broken across pages."""
    joined = tuple(pieces)

    def draw(pen: Pen) -> None:
        y = 0.0
        for piece in joined:
            piece.draw(pen.moved(0, y))
            y += piece.height

    return Piece(sum(piece.height for piece in joined), draw)


def paginate(pieces: Iterable[Piece], room: float) -> list[list[Piece]]:
    """Share pieces out over pages of `room` mm; a piece taller than a page stands alone."""
    pages: list[list[Piece]] = [[]]
    used = 0.0
    for piece in pieces:
        if pages[-1] and used + piece.height > room:
            pages.append([])
            used = 0.0
        pages[-1].append(piece)
        used += piece.height
    return pages
