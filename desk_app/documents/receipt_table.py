"""The table of services on a receipt: as airy as the rows allow, and no row ever left out."""

from collections.abc import Sequence
from dataclasses import dataclass

from desk_app.documents.fonts import Face
from desk_app.documents.receipt_layout import LABEL, TABLE
from desk_app.documents.sheet import Align, Pen
from desk_app.documents.typesetting import Ink, Style, prose, shrink, width, wrap
from desk_app.domain.money import Money
from desk_app.domain.receipts import ReceiptRow
from desk_app.i18n import _

_HEADER = 5.2
_TITLE_WIDTH = 38.6
# Right edges of the four sums, mm from the table's left; the gaps are what «100 000,00» needs.
_EDGES = (52.6, 66.8, 81.0, 96.0)
_COLUMN = 13.6
_NO_SUM = "—"
_NO_ROWS = Style(Face.SANS, 9, Ink.MUTED)


@dataclass(frozen=True, slots=True)
class Density:
    """How tightly rows are set: text size in points, line step as a part of it, padding in mm."""

    size: float
    spread: float
    padding: float


_DENSITIES = (
    Density(9, 1.2, 1.9),
    Density(8.5, 1.15, 1.1),
    Density(8, 1.1, 0.7),
    Density(7.5, 1.1, 0.4),
    Density(7, 1.05, 0.25),
)
_TITLE_LINES = 3


@dataclass(frozen=True, slots=True)
class _SetRow:
    row: ReceiptRow
    lines: tuple[str, ...]
    style: Style
    padding: float

    @property
    def height(self) -> float:
        """From the top of this row to the top of the next, mm."""
        return self.style.step * len(self.lines) + self.padding


def split_rows(rows: Sequence[ReceiptRow]) -> tuple[tuple[ReceiptRow, ...], ...]:
    """Divide rows into tables that each fit one receipt; nearly always one holds them all."""
    room = TABLE.height - _HEADER
    if _height(_set_rows(rows, _DENSITIES[-1])) <= room:
        return (tuple(rows),)
    parts: list[tuple[ReceiptRow, ...]] = [()]
    for row in rows:
        longer = (*parts[-1], row)
        if _height(_set_rows(longer, _DENSITIES[-1])) > room:
            parts.append((row,))
        else:
            parts[-1] = longer
    return tuple(parts)


def draw_table(pen: Pen, rows: Sequence[ReceiptRow]) -> float:
    """Draw the header and the rows; returns where the table ends, mm."""
    _draw_header(pen)
    room = TABLE.height - _HEADER
    airy = next((d for d in _DENSITIES if _height(_set_rows(rows, d)) <= room and _sums_fit(rows, d)), _DENSITIES[-1])
    fitting = _set_rows(rows, airy)
    assert _height(fitting) <= room, "split_rows made the part fit"
    y = TABLE.top + _HEADER
    if not fitting:
        pen.text(TABLE.left, y + 4, _("Начислений за этот месяц нет"), _NO_ROWS)
        return y + 6
    for row in fitting:
        _draw_row(pen, y, row)
        y += row.height
    return y


def _sums_fit(rows: Sequence[ReceiptRow], density: Density) -> bool:
    """Tell whether every sum fits its column, so that all of them print at one size."""
    sums = [amount for row in rows for amount in (row.opening, row.charged, row.paid, row.due) if amount is not None]
    return all(width(amount.show(), Style(Face.BOLD, density.size)) <= _COLUMN for amount in sums)


def _height(rows: Sequence[_SetRow]) -> float:
    return sum(row.height for row in rows)


def _set_rows(rows: Sequence[ReceiptRow], density: Density) -> tuple[_SetRow, ...]:
    style = Style(Face.SANS, density.size, spread=density.spread)
    set_rows = []
    for row in rows:
        lines = wrap(prose(row.title), style, _TITLE_WIDTH, _TITLE_LINES)
        set_rows.append(_SetRow(row, lines, style, density.padding))
    return tuple(set_rows)


def _draw_header(pen: Pen) -> None:
    y = TABLE.top + 2.8
    pen.text(TABLE.left, y, _("Услуга"), LABEL)
    for edge, title in zip(_EDGES, (_("Долг"), _("Начислено"), _("Оплачено"), _("К оплате")), strict=True):
        pen.text(TABLE.left + edge, y, title, LABEL, Align.RIGHT)
    pen.line(TABLE.left, TABLE.top + _HEADER - 0.9, (TABLE.right, TABLE.top + _HEADER - 0.9), 0.9, Ink.TEXT)


def _draw_row(pen: Pen, top: float, row: _SetRow) -> None:
    base = top + row.padding / 2 + row.style.rise
    for place, line in enumerate(row.lines):
        pen.text(TABLE.left, base + place * row.style.step, line, row.style)
    facts = row.row
    for edge, amount in zip(_EDGES, (facts.opening, facts.charged, facts.paid, facts.due), strict=True):
        last = edge == _EDGES[-1]
        _draw_sum(pen, (TABLE.left + edge, base), amount, Face.BOLD if last else Face.SANS, row.style.size)
    pen.line(TABLE.left, top + row.height, (TABLE.right, top + row.height), 0.3, Ink.RULE)


def _draw_sum(pen: Pen, at: tuple[float, float], amount: Money | None, face: Face, size: float) -> None:
    text = _NO_SUM if amount is None else amount.show()
    style = shrink(text, Style(face, size, Ink.TEXT), _COLUMN)
    pen.text(*at, text, style, Align.RIGHT)
