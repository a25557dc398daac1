"""The payment slip: what was paid, what was received, and a code that can rebuild the payment from paper."""

from collections.abc import Iterator
from itertools import groupby
from typing import Literal

from reportlab.pdfgen.canvas import Canvas

from desk_app.documents.flow import Piece, lines, pair, paginate, rule, space, stack, unbroken
from desk_app.documents.fonts import Face
from desk_app.documents.qr import Symbol, draw_symbol, make_symbol
from desk_app.documents.sheet import (
    A6,
    Align,
    Pen,
    Rect,
    Size,
    copy_words,
    draw_tag,
    draw_watermark,
    make_pdf,
    training_word,
)
from desk_app.documents.typesetting import Ink, Style, fit, grouped, short_name, width
from desk_app.documents.words import amount_in_words
from desk_app.domain.receipts import SlipFacts, SlipLine
from desk_app.i18n import _

Form = Literal["roll80", "a6"]

_ROLL_WIDTH = 80.0
_ROLL_SIDE = 4.0
_ROLL_ROOM = _ROLL_WIDTH - 2 * _ROLL_SIDE
_DOT = 25.4 / 203
"""One dot of a thermal head, mm; modules of whole dots print with straight edges."""

_A6_SIDE = 8.0
_A6_ROOM = A6.width - 2 * _A6_SIDE

# A thermal head knows black and white only, and letters under 9 points fill in.
_STRONG = Style(Face.BOLD, 11.5, Ink.BLACK)
_TITLE = Style(Face.BOLD, 11, Ink.BLACK)
_TEXT = Style(Face.SANS, 10, Ink.BLACK)
_SMALL = Style(Face.SANS, 9, Ink.BLACK)
_FIGURES = Style(Face.BOLD, 10, Ink.BLACK)
_DIGITS = Style(Face.MONO, 12, Ink.BLACK)
_TOTAL = Style(Face.BOLD, 15, Ink.BLACK)
_TAG = Style(Face.BOLD, 9.5, Ink.BLACK)


def slip_pdf(facts: SlipFacts, form: Form) -> bytes:
    """Lay out a slip on an 80 mm roll (as long as its content) or on sheets of A6.

    Raises:
        GlyphMissingError: a name holds a letter that the paper's face lacks.
    """
    return _roll(facts) if form == "roll80" else _a6(facts)


def _roll(facts: SlipFacts) -> bytes:
    column = stack((*_head(facts, _ROLL_ROOM), *_body(facts, _ROLL_ROOM), _end(facts, _ROLL_ROOM)))
    page = Size(_ROLL_WIDTH, column.height + 2 * _ROLL_SIDE)

    def draw(canvas: Canvas) -> None:
        column.draw(Pen(canvas, page.height, left=_ROLL_SIDE, top=_ROLL_SIDE))
        canvas.showPage()

    return make_pdf(_("Платёжный документ"), page, draw)


def _a6(facts: SlipFacts) -> bytes:
    room = A6.height - 2 * _A6_SIDE + 2
    pieces = (stack(_head(facts, _A6_ROOM)), *_body(facts, _A6_ROOM), _stamped_end(facts, _A6_ROOM))
    pages = paginate(pieces, room)

    def draw(canvas: Canvas) -> None:
        for number, page in enumerate(pages, start=1):
            pen = Pen(canvas, A6.height)
            if facts.training:
                draw_watermark(pen, Rect(0, 0, A6.width, A6.height))
            stack(page).draw(pen.moved(_A6_SIDE, _A6_SIDE - 1))
            if len(pages) > 1:
                footer = f"{facts.number} · {_('лист')} {number} {_('из')} {len(pages)}"
                pen.text(A6.width / 2, A6.height - 3, footer, _SMALL.sized(7), Align.CENTRE)
            canvas.showPage()

    return make_pdf(_("Платёжный документ"), A6, draw)


def _head(facts: SlipFacts, room: float) -> Iterator[Piece]:
    yield from _tags(facts, room)
    yield lines(facts.organisation, _STRONG, room, Align.CENTRE)
    yield lines(f"{_('ИНН')} {facts.organisation_inn}", _SMALL, room, Align.CENTRE)
    yield space(1.2)
    yield unbroken(f"{_('Платёж №')}\u00a0{facts.number}", _TITLE, room, Align.CENTRE)
    where = f"{facts.taken_at:%d.%m.%Y %H:%M} · {facts.desk_title} · {short_name(facts.clerk)}"
    yield lines(where, _SMALL, room, Align.CENTRE)
    if facts.business_date != facts.taken_at.date():
        yield lines(f"{_('Операционный день')} {facts.business_date:%d.%m.%Y}", _SMALL, room, Align.CENTRE)
    yield rule(room, Ink.BLACK)
    yield lines(facts.payer, _TEXT, room)
    yield lines(facts.address, _SMALL, room)


def _tags(facts: SlipFacts, room: float) -> Iterator[Piece]:
    texts = [training_word()] if facts.training else []
    texts += [_("ОТМЕНЕНО")] if facts.cancelled else []
    texts += [copy_words(facts.copy)] if facts.copy else []
    for text in texts:
        yield _tag(text, room)
        yield space(1.2)


def _tag(text: str, room: float) -> Piece:
    shown, style = fit(text, _TAG, room - 3.2, least=8)
    left = (room - width(shown, style) - 3.2) / 2

    def draw(pen: Pen) -> None:
        draw_tag(pen, left, 0, shown, style)

    return Piece(style.step + 1.2, draw)


def _body(facts: SlipFacts, room: float) -> Iterator[Piece]:
    for account, paid in groupby(facts.lines, key=lambda line: line.account):
        # The number stays with its first line when a sheet breaks.
        pieces = [_line(line, room) for line in paid]
        head = (rule(room, Ink.BLACK), unbroken(f"{_('Счёт')} {grouped(account)}", _DIGITS, room), space(0.6))
        yield stack((*head, pieces[0]))
        yield from pieces[1:]


def _line(line: SlipLine, room: float) -> Piece:
    detail = " · ".join(part for part in (line.provider, line.period) if part)
    return stack(
        (
            pair(line.service, line.amount.show(), (_TEXT, _FIGURES), room),
            *([lines(detail, _SMALL, room)] if detail else []),
            *(lines(reading, _SMALL, room, indent=3) for reading in line.readings),
            space(0.9),
        )
    )


def _sums(facts: SlipFacts, room: float) -> Iterator[Piece]:
    tender = f" ({facts.tender})" if facts.tender else ""
    yield rule(room, Ink.BLACK, 0.9, around=1.2)
    yield pair(_("ИТОГО"), f"{facts.total.show()}\u00a0₽", (_TOTAL, _TOTAL), room)
    yield lines(amount_in_words(facts.total), _SMALL, room)
    yield space(1.2)
    yield pair(f"{_('Получено')}{tender}", facts.received.show(), (_TEXT, _TEXT), room)
    yield pair(_("Сдача"), facts.change.show(), (_TITLE, _TITLE), room)


def _notes(facts: SlipFacts) -> Iterator[str]:
    if facts.offline:
        yield _("Принято без связи: платёж уйдёт в центр в течение дня.")
    yield _("Не является кассовым чеком.")


def _end(facts: SlipFacts, room: float) -> Piece:
    symbol = make_symbol(facts.check_code.encode("ascii"))
    side = _module(symbol) * symbol.modules
    return stack(
        (
            *_sums(facts, room),
            rule(room, Ink.BLACK),
            space(2),
            Piece(side + 2, lambda pen: draw_symbol(pen, symbol, (room - side) / 2, 0, side)),
            space(1),
            lines(_("Проверить платёж: покажите код в любом окне"), _SMALL, room, Align.CENTRE),
            *(lines(note, _SMALL, room, Align.CENTRE) for note in _notes(facts)),
            *_tags_at_end(facts, room),
        )
    )


def _tags_at_end(facts: SlipFacts, room: float) -> Iterator[Piece]:
    if facts.training:
        yield space(1.5)
        yield _tag(training_word(), room)


def _module(symbol: Symbol) -> float:
    """Choose a module of whole thermal dots, so large that the code is about 30 mm wide."""
    return max(3, min(6, round(30 / symbol.modules / _DOT))) * _DOT


def _stamped_end(facts: SlipFacts, room: float) -> Piece:
    symbol = make_symbol(facts.check_code.encode("ascii"))
    side = 27.0
    beside = room - side - 5
    notes = stack(
        (
            *(lines(note, _SMALL.sized(8), beside) for note in _notes(facts)),
            space(9),
            lines(_("Кассир ______________________"), _SMALL, beside),
            lines(_("М. П."), _SMALL.sized(8), beside),
        )
    )

    def draw(pen: Pen) -> None:
        draw_symbol(pen, symbol, 0, 0, side)
        notes.draw(pen.moved(side + 5, 0))

    foot = Piece(max(side, notes.height), draw)
    return stack((*_sums(facts, room), rule(room, Ink.BLACK, around=2.4), foot))
