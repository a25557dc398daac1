"""The payment slip: what was paid, what was received, and a code that can rebuild the payment from paper."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from reportlab.pdfgen.canvas import Canvas

from desk_app.documents.flow import Piece, lines, paginate, pair, rule, space, stack, unbroken
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
from desk_app.documents.typesetting import Ink, Style, fit, grouped, short_name, shrink, width
from desk_app.documents.words import amount_in_words
from desk_app.domain.money import NBSP
from desk_app.domain.receipts import SlipFacts, SlipLine
from desk_app.i18n import _

Form = Literal["roll80", "a6"]

_ROLL_WIDTH = 80.0
_ROLL_SIDE = 4.0
_DOT = 25.4 / 203
"""One dot of a thermal head, mm; modules of whole dots print with straight edges."""

_A6_SIDE = 8.0
_A6_CODE = 27.0


@dataclass(frozen=True, slots=True)
class Look:
    """The width in mm and the type of one form of slip."""

    room: float
    strong: Style
    title: Style
    text: Style
    small: Style
    figures: Style
    digits: Style
    total: Style


def _look(room: float, scale: float) -> Look:
    faces = (
        (Face.BOLD, 11.5), (Face.BOLD, 11), (Face.SANS, 10), (Face.SANS, 9),
        (Face.BOLD, 10), (Face.MONO, 12), (Face.BOLD, 15),
    )  # fmt: skip
    return Look(room, *(Style(face, size * scale, Ink.BLACK) for face, size in faces))


# A thermal head knows black and white only, and letters under 9 points fill in; A6 comes from a laser printer.
_ROLL = _look(_ROLL_WIDTH - 2 * _ROLL_SIDE, 1.0)
_A6 = _look(A6.width - 2 * _A6_SIDE, 0.86)


def slip_pdf(facts: SlipFacts, form: Form) -> bytes:
    """Lay out a slip on an 80 mm roll (as long as its content) or on sheets of A6.

    Raises:
        GlyphMissingError: a name holds a letter that the paper's face lacks.
    """
    return _roll(facts) if form == "roll80" else _a6(facts)


def _roll(facts: SlipFacts) -> bytes:
    column = stack((*_head(facts, _ROLL), *_body(facts, _ROLL), _end(facts, _ROLL)))
    page = Size(_ROLL_WIDTH, column.height + 2 * _ROLL_SIDE)

    def draw(canvas: Canvas) -> None:
        column.draw(Pen(canvas, page.height, left=_ROLL_SIDE, top=_ROLL_SIDE))
        canvas.showPage()

    return make_pdf(_("Квитанция об оплате"), page, draw)


def _a6(facts: SlipFacts) -> bytes:
    room = A6.height - 2 * _A6_SIDE + 2
    pieces = (stack(_head(facts, _A6)), *_body(facts, _A6), _stamped_end(facts, _A6))
    pages = paginate(pieces, room)

    def draw(canvas: Canvas) -> None:
        for number, page in enumerate(pages, start=1):
            pen = Pen(canvas, A6.height)
            if facts.training:
                draw_watermark(pen, Rect(0, 0, A6.width, A6.height))
            stack(page).draw(pen.moved(_A6_SIDE, _A6_SIDE - 1))
            if len(pages) > 1:
                footer = f"{facts.number} · {_('лист')} {number} {_('из')} {len(pages)}"
                pen.text(A6.width / 2, A6.height - 3, footer, _A6.small.sized(7), Align.CENTRE)
            canvas.showPage()

    return make_pdf(_("Квитанция об оплате"), A6, draw)


def _head(facts: SlipFacts, look: Look) -> Iterator[Piece]:
    room = look.room
    yield from _tags(facts, look)
    yield lines(facts.organisation, look.strong, room, Align.CENTRE)
    yield lines(f"{_('ИНН')} {facts.organisation_inn}", look.small, room, Align.CENTRE)
    if facts.organisation_address:
        yield lines(facts.organisation_address, look.small, room, Align.CENTRE)
    yield space(1.2)
    yield lines(_("Квитанция об оплате"), look.text, room, Align.CENTRE)
    yield unbroken(f"{_('Платёж №')}{NBSP}{facts.number}", look.title, room, Align.CENTRE)
    where = f"{facts.taken_at:%d.%m.%Y %H:%M} · {facts.desk_title} · {short_name(facts.clerk)}"
    yield lines(where, look.small, room, Align.CENTRE)
    if facts.business_date != facts.taken_at.date():
        yield lines(f"{_('Операционный день')} {facts.business_date:%d.%m.%Y}", look.small, room, Align.CENTRE)
    yield rule(room, Ink.BLACK)
    yield lines(facts.payer, look.text, room)
    yield lines(facts.address, look.small, room)


def _tags(facts: SlipFacts, look: Look) -> Iterator[Piece]:
    texts = [training_word()] if facts.training else []
    texts += [_("ОТМЕНЕНО")] if facts.cancelled else []
    # A roll is narrow: the copy's number stands over its date and clerk.
    if facts.copy:
        texts += copy_words(facts.copy).split(" · ", 1)
    for text in texts:
        yield _tag(text, look)
        yield space(1.0)


def _tag(text: str, look: Look) -> Piece:
    shown, style = fit(text, look.figures, look.room - 3.2, least=7)
    left = (look.room - width(shown, style) - 3.2) / 2

    def draw(pen: Pen) -> None:
        draw_tag(pen, left, 0, shown, style)

    return Piece(style.step + 1.2, draw)


def _body(facts: SlipFacts, look: Look) -> Iterator[Piece]:
    for account, paid in groupby(facts.lines, key=lambda line: line.account):
        # The number stays with its first line when a sheet breaks.
        pieces = [_line(line, look) for line in paid]
        yield stack((rule(look.room, Ink.BLACK), _account(account, look), space(0.6), pieces[0]))
        yield from pieces[1:]


def _account(account: str, look: Look) -> Piece:
    label = _("Счёт")
    left = width(label, look.small) + 1.8
    number = grouped(account)
    digits = shrink(number, look.digits, look.room - left)

    def draw(pen: Pen) -> None:
        pen.text(0, look.digits.rise, label, look.small)
        pen.text(left, look.digits.rise, number, digits)

    return Piece(look.digits.step, draw)


def _line(line: SlipLine, look: Look) -> Piece:
    inn = f"{_('ИНН')}{NBSP}{line.provider_inn}" if line.provider_inn else ""
    detail = " · ".join(part for part in (line.provider, inn, line.period) if part)
    return stack(
        (
            pair(line.service, line.amount.show(), (look.text, look.figures), look.room),
            *([lines(detail, look.small, look.room)] if detail else []),
            *(lines(reading, look.small, look.room, indent=3) for reading in line.readings),
            space(0.9),
        )
    )


def _sums(facts: SlipFacts, look: Look) -> Iterator[Piece]:
    room = look.room
    tender = f" ({facts.tender})" if facts.tender else ""
    yield rule(room, Ink.BLACK, 0.9, around=1.2)
    yield pair(_("ИТОГО"), f"{facts.total.show()}{NBSP}₽", (look.total, look.total), room)
    yield lines(amount_in_words(facts.total), look.small, room)
    yield space(1.2)
    yield pair(f"{_('Получено')}{tender}", facts.received.show(), (look.text, look.text), room)
    yield pair(_("Сдача"), facts.change.show(), (look.title, look.title), room)


def _notes(facts: SlipFacts) -> Iterator[str]:
    yield _("Проверить платёж: покажите код в любом окне.")
    if facts.offline:
        yield _("Принято без связи: платёж уйдёт в центр в течение дня.")
    yield _("Не является кассовым чеком.")


def _end(facts: SlipFacts, look: Look) -> Piece:
    """Everything under the lines of a roll."""
    symbol = make_symbol(facts.check_code.encode("ascii"))
    side = _module(symbol) * symbol.modules
    return stack(
        (
            *_sums(facts, look),
            rule(look.room, Ink.BLACK, around=symbol.quiet(side) + 0.5),
            Piece(side + 3, lambda pen: draw_symbol(pen, symbol, (look.room - side) / 2, 0, side)),
            *(lines(note, look.small, look.room, Align.CENTRE) for note in _notes(facts)),
            *((space(1.5), _tag(training_word(), look)) if facts.training else ()),
        )
    )


def _module(symbol: Symbol) -> float:
    """Choose a module of whole thermal dots, so that the code is about 30 mm wide."""
    return max(3, min(6, round(30 / symbol.modules / _DOT))) * _DOT


def _stamped_end(facts: SlipFacts, look: Look) -> Piece:
    """Everything under the lines of an A6 sheet: the code at the left, signature and stamp at the right."""
    symbol = make_symbol(facts.check_code.encode("ascii"))
    left = _A6_CODE + 5
    notes = stack(
        (
            *(lines(note, look.small, look.room - left) for note in _notes(facts)),
            space(7),
            lines(_("Кассир ____________________"), look.text, look.room - left),
            space(1),
            lines(_("М. П."), look.small, look.room - left),
        )
    )

    def draw(pen: Pen) -> None:
        draw_symbol(pen, symbol, 0, 0, _A6_CODE)
        notes.draw(pen.moved(left, 0))

    foot = Piece(max(_A6_CODE, notes.height), draw)
    return stack((*_sums(facts, look), rule(look.room, Ink.BLACK, around=symbol.quiet(_A6_CODE) + 0.5), foot))
