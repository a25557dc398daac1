"""A sheet of paper in millimetres from its top left corner, with the furniture every paper shares."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from io import BytesIO

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from desk_app.documents.fonts import Face, pdf_name, printable
from desk_app.documents.typesetting import MM, Ink, Style, short_name, width
from desk_app.domain.receipts import CopyMark
from desk_app.i18n import _


class Align(Enum):
    """Where a text stands relative to its x."""

    LEFT = 0
    CENTRE = 1
    RIGHT = 2


@dataclass(frozen=True, slots=True)
class Size:
    """Width and height of a page, mm."""

    width: float
    height: float


A4 = Size(210, 297)
A5 = Size(148, 210)
A6 = Size(105, 148)


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle, mm from the top left corner of its area."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Its right edge, mm."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge, mm."""
        return self.top + self.height

    def grown(self, across: float, down: float) -> "Rect":
        """Return it enlarged by so many mm on each side."""
        return Rect(self.left - across, self.top - down, self.width + 2 * across, self.height + 2 * down)

    def meets(self, other: "Rect") -> bool:
        """Tell whether the two share any area."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


@dataclass(frozen=True, slots=True)
class Pen:
    """Draws on a canvas in mm, y downwards, from the corner of one area of the page."""

    canvas: Canvas
    page_height: float
    left: float = 0.0
    top: float = 0.0

    def moved(self, across: float, down: float) -> "Pen":
        """Return a pen whose corner lies elsewhere on the same page."""
        return replace(self, left=self.left + across, top=self.top + down)

    def text(self, x: float, y: float, text: str, style: Style, align: Align = Align.LEFT) -> None:
        """Write one line with its baseline at y; every sign is checked against the face."""
        shown = printable(text, style.face)
        start = x - width(shown, style) * (0, 0.5, 1)[align.value]
        self.canvas.setFillColorRGB(*style.ink.value)
        self.canvas.setFont(pdf_name(style.face), style.size)
        self.canvas.drawString(*self._at(start, y), shown)

    def line(self, x: float, y: float, to: tuple[float, float], weight: float = 0.5, ink: Ink = Ink.LINE) -> None:
        """Draw a line, `weight` in points."""
        self._stroke(ink, weight)
        self.canvas.line(*self._at(x, y), *self._at(*to))

    def cut(self, x: float, y: float, to: tuple[float, float]) -> None:
        """Draw a dashed line along which paper is torn or cut."""
        self._stroke(Ink.LINE, 0.5, [2.2, 2.2])
        self.canvas.line(*self._at(x, y), *self._at(*to))

    def panel(self, rect: Rect, ink: Ink = Ink.PANEL, radius: float = 0.0) -> None:
        """Fill a rectangle, its corners rounded by `radius` mm."""
        self.canvas.setFillColorRGB(*ink.value)
        self._rectangle(rect, radius, filled=True)

    def frame(self, rect: Rect, ink: Ink = Ink.LINE, weight: float = 0.6, radius: float = 0.0) -> None:
        """Outline a rectangle."""
        self._stroke(ink, weight)
        self._rectangle(rect, radius, filled=False)

    def _stroke(self, ink: Ink, weight: float, dashes: Sequence[float] = ()) -> None:
        self.canvas.setStrokeColorRGB(*ink.value)
        self.canvas.setLineWidth(weight)
        self.canvas.setDash(list(dashes))

    def _rectangle(self, rect: Rect, radius: float, *, filled: bool) -> None:
        corner = self._at(rect.left, rect.bottom)
        size = (rect.width * MM, rect.height * MM)
        self.canvas.roundRect(*corner, *size, radius * MM, stroke=int(not filled), fill=int(filled))

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return (self.left + x) * MM, (self.page_height - self.top - y) * MM


def make_pdf(title: str, page: Size, draw: Callable[[Canvas], None]) -> bytes:
    """Draw a document; the same facts always give the same bytes.

    Args:
        title: shown by PDF readers; nothing personal in it.
        page: size of the pages.
        draw: draws every page; each ends with `showPage()`.
    """
    buffer = BytesIO()
    # Binary streams: text-armoured ones take a tenth more time and a quarter more bytes.
    rl_config.useA85 = 0
    # No creation time and no random id: a print job can be compared with its earlier self.
    size = (page.width * MM, page.height * MM)
    canvas = Canvas(buffer, pagesize=size, invariant=1, pageCompression=1, lang="ru-RU")
    canvas.setTitle(title)
    canvas.setAuthor(_("Система Город"))
    draw(canvas)
    canvas.save()
    return buffer.getvalue()


def copy_words(copy: CopyMark) -> str:
    """Say «КОПИЯ № 2 · 22.11.2026 12:41 · Соколова Е. В.»."""
    return f"{_('КОПИЯ №')}\u00a0{copy.number} · {copy.printed_at:%d.%m.%Y %H:%M} · {short_name(copy.clerk)}"


def training_word() -> str:
    """Say what a paper of the training mode is."""
    return _("УЧЕБНЫЙ")


def draw_watermark(pen: Pen, area: Rect) -> None:
    """Lay the training mark across an area, under everything drawn later."""
    style = Style(Face.BOLD, 12, Ink.FAINT)
    size = style.size * 0.94 * area.width / width(training_word(), style)
    canvas = pen.canvas
    canvas.saveState()
    canvas.translate(
        (pen.left + area.left + area.width / 2) * MM,
        (pen.page_height - pen.top - area.top - area.height / 2) * MM,
    )
    canvas.rotate(28)
    canvas.setFillColorRGB(*Ink.FAINT.value)
    canvas.setFont(pdf_name(Face.BOLD), size)
    canvas.drawCentredString(0, -size * 0.35, training_word())
    canvas.restoreState()


def draw_tag(pen: Pen, x: float, y: float, text: str, style: Style) -> float:
    """Draw words in a solid label whose top is at y; returns the label's width, mm."""
    wide = width(text, style) + 3.2
    pen.panel(Rect(x, y, wide, style.step + 1.2), style.ink, radius=0.8)
    pen.text(x + 1.6, y + 0.6 + style.rise, text, replace(style, ink=Ink.WHITE))
    return wide
