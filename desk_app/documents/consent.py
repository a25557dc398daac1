"""The consent sheet of 152-ФЗ, a document of its own, in exactly the wording the resident was given."""

from collections.abc import Iterator
from functools import cache

from reportlab.pdfgen.canvas import Canvas

from desk_app.documents.flow import Piece, lines, paginate, space, stack
from desk_app.documents.fonts import Face
from desk_app.documents.sheet import A4, Align, Pen, Rect, copy_words, draw_tag, draw_watermark, make_pdf, training_word
from desk_app.documents.typesetting import Ink, Style, width
from desk_app.domain.errors import DeskError
from desk_app.domain.receipts import ConsentFacts
from desk_app.i18n import _
from desk_app.resources import resource

_SIDE = 22.0
_TOP = 20.0
_FOOT = 15.0
_ROOM = A4.width - _SIDE - 16.0

_TITLE = Style(Face.BOLD, 16, spread=1.3)
_HEADING = Style(Face.BOLD, 10.5)
_TEXT = Style(Face.SANS, 10.5, spread=1.3)
_FINE = Style(Face.SANS, 8, Ink.MUTED)
_TAG = Style(Face.BOLD, 8)
_BLANK = "______________________________"


class ConsentTextMissingError(DeskError):
    """No wording of this version is shipped; another wording must never be printed in its place."""

    def __init__(self, version: str) -> None:
        """Keep the version asked for."""
        super().__init__(version)
        self.version = version


def consent_pdf(facts: ConsentFacts) -> bytes:
    """Lay out the consent of `facts.text_version` on A4.

    Raises:
        ConsentTextMissingError: the wording of that version is not shipped.
        GlyphMissingError: a name holds a letter that the paper's face lacks.
    """
    pages = paginate((*_clauses(facts), _signature(facts)), A4.height - _TOP - _FOOT - 6)

    def draw(canvas: Canvas) -> None:
        for number, page in enumerate(pages, start=1):
            pen = Pen(canvas, A4.height)
            _draw_marks(pen, facts)
            stack(page).draw(pen.moved(_SIDE, _TOP))
            _draw_foot(pen, facts, number, len(pages))
            canvas.showPage()

    return make_pdf(_("Согласие на обработку персональных данных"), A4, draw)


@cache
def _wording(version: str) -> str:
    if not version.isalnum():
        raise ConsentTextMissingError(version)
    try:
        return resource("consent", f"{version}.txt").read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConsentTextMissingError(version) from None


def _clauses(facts: ConsentFacts) -> Iterator[Piece]:
    """Set the wording: `#` is the title, `##` a clause's heading, `____` a line to fill in by hand."""
    heading: Piece | None = None
    for line in filter(None, _wording(facts.text_version).splitlines()):
        if line.startswith("# "):
            yield stack((lines(line[2:], _TITLE, _ROOM, Align.CENTRE), space(4)))
        elif line.startswith("## "):
            heading = stack((space(2.2), lines(line[3:], _HEADING, _ROOM)))
        else:
            body = _ruled() if line == "____" else lines(_filled(line, facts), _TEXT, _ROOM)
            yield stack((heading, body)) if heading else body
            heading = None


def _filled(line: str, facts: ConsentFacts) -> str:
    """Put the facts in one by one: a name that holds a brace stays a name."""
    said = {
        "resident": facts.resident,
        "address": facts.address,
        "document": facts.document,
        "phone": facts.phone,
        "operator": facts.operator,
        "operator_address": facts.operator_address,
        "processor": facts.processor,
    }
    return "".join(
        (said.get(piece) or _BLANK) if place % 2 else piece
        for place, piece in enumerate(line.replace("}", "{").split("{"))
    )


def _ruled() -> Piece:
    def draw(pen: Pen) -> None:
        for y in (6.5, 14.0):
            pen.line(0, y, (_ROOM, y))

    return Piece(15.5, draw)


def _signature(facts: ConsentFacts) -> Piece:
    signed = f"{_('Дата')}: {facts.given_at:%d.%m.%Y}"

    def draw(pen: Pen) -> None:
        pen.text(0, 16, signed, _TEXT)
        for left, right, label in ((48.0, 96.0, _("подпись")), (102.0, _ROOM, _("фамилия, имя, отчество"))):
            pen.line(left, 16.8, (right, 16.8))
            pen.text((left + right) / 2, 20.2, label, _FINE, Align.CENTRE)

    return Piece(22, draw)


def _draw_marks(pen: Pen, facts: ConsentFacts) -> None:
    if facts.training:
        draw_watermark(pen, Rect(0, 0, A4.width, A4.height))
    texts = ([training_word()] if facts.training else []) + ([copy_words(facts.copy)] if facts.copy else [])
    x = _SIDE
    for text in texts:
        x += draw_tag(pen, x, 9, text, _TAG) + 1.5


def _draw_foot(pen: Pen, facts: ConsentFacts, number: int, pages: int) -> None:
    y = A4.height - _FOOT
    pen.line(_SIDE, y, (_SIDE + _ROOM, y))
    version = f"{_('Редакция текста')} {facts.text_version} · {facts.given_at:%d.%m.%Y %H:%M}"
    pen.text(_SIDE, y + 4, version, _FINE)
    count = f"{_('лист')} {number} {_('из')} {pages}"
    pen.text(_SIDE + _ROOM - width(count, _FINE), y + 4, count, _FINE)
