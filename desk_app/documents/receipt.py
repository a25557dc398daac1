"""Receipts («квитанции»): two on a sheet of A4, each with a stub for the cash desk."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reportlab.pdfgen.canvas import Canvas

from desk_app.documents import receipt_layout as at
from desk_app.documents.receipt_payment import draw_payment, draw_requisites, draw_total
from desk_app.documents.receipt_stub import draw_stub
from desk_app.documents.receipt_table import draw_table, split_rows
from desk_app.documents.sheet import (
    A4,
    Pen,
    Rect,
    copy_words,
    draw_tag,
    draw_watermark,
    make_pdf,
    training_word,
)
from desk_app.documents.typesetting import Style, fit, fit_lines, grouped, prose, shrink, width, wrap
from desk_app.domain.money import NBSP, ZERO
from desk_app.domain.payment_order import short_form
from desk_app.domain.periods import day_words
from desk_app.domain.receipts import ReceiptFacts, ReceiptRow
from desk_app.i18n import _


@dataclass(frozen=True, slots=True)
class Half:
    """What one half sheet shows: all of a receipt, or one part of a very long one."""

    facts: ReceiptFacts
    rows: tuple[ReceiptRow, ...]
    part: int = 1
    parts: int = 1

    @property
    def is_last(self) -> bool:
        """Only the last part asks for money, so that nobody pays twice."""
        return self.part == self.parts


def receipts_pdf(facts: Iterable[ReceiptFacts]) -> bytes:
    """Lay out receipts in the order given, two on a sheet.

    Raises:
        GlyphMissingError: a name holds a letter that the paper's face lacks.
    """

    def draw(canvas: Canvas) -> None:
        for drawn, half in enumerate(half for each in facts for half in halves(each)):
            lower = drawn % 2
            if not lower and drawn:
                canvas.showPage()
            if not lower:
                _draw_cut_line(Pen(canvas, A4.height))
            draw_half(Pen(canvas, A4.height, top=lower * at.HALF.height), half)
        canvas.showPage()

    return make_pdf(_("Квитанции"), A4, draw)


def halves(facts: ReceiptFacts) -> Iterator[Half]:
    """Divide a receipt into half sheets; more than one only past a dozen or so services."""
    tables = split_rows(facts.rows)
    for part, rows in enumerate(tables, start=1):
        yield Half(facts, rows, part, len(tables))


def draw_half(pen: Pen, half: Half) -> None:
    """Draw one receipt, its corner where the pen stands; touches nothing else."""
    if half.facts.training:
        draw_watermark(pen, at.BODY)
    draw_stub(pen, half.facts, part=half.part, parts=half.parts)
    _draw_head(pen, half)
    _draw_address(pen, half.facts)
    _draw_tags(pen, half.facts)
    _draw_panel(pen, half.facts)
    end = draw_table(pen, half.rows)
    if half.is_last:
        draw_total(pen, half.facts, end)
        draw_payment(pen, half.facts)
    else:
        pen.text(at.TABLE.left, end + 5, _("Продолжение и итог — в следующей части"), at.STRONG)
    draw_requisites(pen, half.facts)


def _draw_cut_line(pen: Pen) -> None:
    y = at.HALF.height
    pen.cut(0, y, (at.HALF.width, y))
    pen.text(4, y - 0.8, _("линия отреза"), Style(at.FINE.face, 5.5, at.FINE.ink))


def _draw_head(pen: Pen, half: Half) -> None:
    box = at.HEAD
    pen.text(box.left, box.top + 5.2, _("КВИТАНЦИЯ"), at.TITLE)
    top = box.top + 7.4
    said = _head_words(half)
    scales = (1.0, 0.93, 0.87, 0.8)
    settings = ([_set(text, style.sized(style.size * by)) for text, style in said] for by in scales)
    fitting = next((lines for lines in settings if _depth(lines) <= box.bottom - top), None)
    y = top
    for lines, style in fitting or [_set(text, style.sized(6), 2) for text, style in said]:
        for line in lines:
            pen.text(box.left, y + style.rise, line, style)
            y += style.step


def _set(text: str, style: Style, lines: int | None = None) -> tuple[tuple[str, ...], Style]:
    return wrap(text, style, at.HEAD.width, lines), style


def _depth(setting: list[tuple[tuple[str, ...], Style]]) -> float:
    return sum(style.step * len(lines) for lines, style in setting)


def _head_words(half: Half) -> list[tuple[str, Style]]:
    facts, provider = half.facts, half.facts.provider
    said = [
        (prose(facts.receipt_title), at.STRONG),
        (f"{_('за')} {facts.period.words()}".replace(" ", NBSP), at.BODY_TEXT),
    ]
    if half.parts > 1:
        said.append((f"{_('часть')} {half.part} {_('из')} {half.parts}", at.BODY_TEXT))
    if facts.total > ZERO:
        said.append((f"{_('Оплатить до')} {day_words(facts.pay_until)}", at.SMALL_STRONG))
    said += [("", at.GAP), (prose(short_form(provider.title)), at.SMALL_STRONG)]
    known = ((_("ИНН"), provider.inn), ("", provider.address), (_("тел."), provider.phone))
    said += [(prose(f"{label} {value}".strip()), at.FINE) for label, value in known if value]
    return said


def _draw_address(pen: Pen, facts: ReceiptFacts) -> None:
    window = at.WINDOW
    _draw_corners(pen, window)
    x, room = window.left + 12, window.width - 18
    address = facts.address
    flat = f"кв.{NBSP}{address.flat}" if address.flat else ""
    street = ", ".join(part for part in (address.street, address.house, flat) if part)
    y = window.top + 10
    said = ((facts.holder, at.ADDRESSEE, 2), (street, at.ADDRESS, 2), (address.settlement, at.ADDRESS, 1))
    for text, style, lines in said:
        shown, smaller = fit_lines(text, style, room, lines, least=style.size - 3)
        for line in shown:
            pen.text(x, y + smaller.rise, line, smaller)
            y += smaller.step
        y += 0.5


def _draw_corners(pen: Pen, box: Rect, arm: float = 3.0) -> None:
    """Mark the window's corners only: guidance for folding without a frame around the address."""
    for x, inwards in ((box.left, arm), (box.right, -arm)):
        for y, down in ((box.top, arm), (box.bottom, -arm)):
            pen.line(x, y, (x + inwards, y), 0.4)
            pen.line(x, y, (x, y + down), 0.4)


def _draw_tags(pen: Pen, facts: ReceiptFacts) -> None:
    texts = [training_word()] if facts.training else []
    texts += [copy_words(facts.copy)] if facts.copy else []
    right = at.BODY.right
    for text in reversed(texts):
        shown, style = fit(text, at.TAG, 80, least=6)
        right -= width(shown, style) + 3.2
        draw_tag(pen, right, at.TAGS_Y, shown, style)
        right -= 1.5


def _draw_panel(pen: Pen, facts: ReceiptFacts) -> None:
    pen.panel(at.PANEL, radius=2)
    label_y, digits_y = at.CODE.top - 3.0, at.CODE.bottom - 1.6
    pen.text(at.CODE.left, label_y, _("Код для личного кабинета"), at.LABEL)
    pen.text(at.ACCOUNT.left, label_y, _("Лицевой счёт"), at.LABEL)
    number = grouped(facts.account)
    pen.text(at.ACCOUNT.left, digits_y, number, shrink(number, at.ACCOUNT_DIGITS, at.ACCOUNT.width))
    if facts.code is None:
        absent = _("будет в следующей квитанции")
        pen.text(at.CODE.left, digits_y - 0.6, absent, shrink(absent, at.STRONG, at.CODE.width))
    else:
        pen.text(at.CODE.left, digits_y, f"{facts.code[:3]}{NBSP}{facts.code[3:]}", at.CODE_DIGITS)
    y = at.CODE.bottom + 1.6
    for text in _help_lines(facts):
        shown, style = fit(text, at.SMALL, at.PANEL.width - 8, least=6.5)
        pen.text(at.CODE.left, y + style.rise, shown, style)
        y += at.SMALL.step


def _help_lines(facts: ReceiptFacts) -> tuple[str, str]:
    forgotten = _("Забыли пароль — отправьте СМС «password» на +7 903 767-20-24.")
    if facts.code is None:
        return _("Личный кабинет my.sistemagorod.ru: зарегистрируем без кода в нашем окне, по документу."), forgotten
    how = _("Регистрация: my.sistemagorod.ru, «По квитанции» — тип квитанции, лицевой счёт, код, номер сотового.")
    return how, forgotten
