"""The table of services on a receipt: as airy as the rows allow, and no row ever left out."""

from collections.abc import Sequence
from dataclasses import dataclass

from desk_app.documents.fonts import Face
from desk_app.documents.receipt_layout import LABEL, TABLE
from desk_app.documents.sheet import Align, Pen
from desk_app.documents.typesetting import Ink, Style, fit_lines, prose, shrink
from desk_app.domain.money import Money
from desk_app.domain.receipts import ReceiptRow
from desk_app.i18n import _

_HEADER = 6.0
_TITLE_WIDTH = 35.0
# Right edges of the four sums, mm from the table's left; each column is 15 mm wide.
_EDGES = (49.0, 64.5, 79.5, 96.0)
_COLUMN = 14.2
_NO_SUM = "—"


@dataclass(frozen=True, slots=True)
class Density:
    """How tightly rows are set: text size in points, padding in mm, lines a title may take."""

    size: float
    padding: float
    lines: int


_DENSITIES = (Density(9, 1.7, 2), Density(8.5, 1.0, 2), Density(8, 0.5, 2), Density(7.5, 0.3, 2), Density(7.5, 0.2, 1))


@dataclass(frozen=True, slots=True)
class _SetRow:
    row: ReceiptRow
    lines: tuple[str, ...]
    style: Style
    height: float


def split_rows(rows: Sequence[ReceiptRow]) -> tuple[tuple[ReceiptRow, ...], ...]:
    """Divide rows into tables that each fit one receipt; nearly always there is one."""
    room = TABLE.height - _HEADER
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
    choices = (_set_rows(rows, density) for density in _DENSITIES)
    fitting = next((rows for rows in choices if _height(rows) <= room), None)
    assert fitting is not None, "split_rows made the part fit"
    y = TABLE.top + _HEADER
    for row in fitting:
        _draw_row(pen, y, row)
        y += row.height
    return y


def _height(rows: Sequence[_SetRow]) -> float:
    return sum(row.height for row in rows)


def _set_rows(rows: Sequence[ReceiptRow], density: Density) -> tuple[_SetRow, ...]:
    wanted = Style(Face.SANS, density.size, spread=1.14)
    set_rows = []
    for row in rows:
        lines, style = fit_lines(prose(row.title), wanted, _TITLE_WIDTH, density.lines, least=density.size - 1.5)
        set_rows.append(_SetRow(row, lines, style, wanted.step * len(lines) + density.padding))
    return tuple(set_rows)


def _draw_header(pen: Pen) -> None:
    y = TABLE.top + 3.2
    pen.text(TABLE.left, y, _("Услуга"), LABEL)
    for edge, title in zip(_EDGES, (_("Долг"), _("Начислено"), _("Оплачено"), _("К оплате")), strict=True):
        pen.text(TABLE.left + edge, y, title, LABEL, Align.RIGHT)
    pen.line(TABLE.left, TABLE.top + _HEADER - 1.2, (TABLE.right, TABLE.top + _HEADER - 1.2), 0.9)


def _draw_row(pen: Pen, top: float, row: _SetRow) -> None:
    step = (row.height - _padding(row)) / len(row.lines)
    base = top + _padding(row) / 2 + row.style.rise
    for place, line in enumerate(row.lines):
        pen.text(TABLE.left, base + place * step, line, row.style)
    facts = row.row
    for edge, amount in zip(_EDGES, (facts.opening, facts.charged, facts.paid, facts.due), strict=True):
        last = edge == _EDGES[-1]
        _draw_sum(pen, (TABLE.left + edge, base), amount, Face.BOLD if last else Face.SANS, row.style.size)
    pen.line(TABLE.left, top + row.height, (TABLE.right, top + row.height), 0.25)


def _padding(row: _SetRow) -> float:
    return row.height - row.style.step * len(row.lines)


def _draw_sum(pen: Pen, at: tuple[float, float], amount: Money | None, face: Face, size: float) -> None:
    text = _NO_SUM if amount is None else amount.show()
    style = shrink(text, Style(face, size, Ink.TEXT), _COLUMN)
    pen.text(*at, text, style, Align.RIGHT)
