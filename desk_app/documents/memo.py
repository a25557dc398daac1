"""The memo («памятка») handed to a resident after registration: how to get in, and never a password or a code."""

from collections.abc import Iterator

from reportlab.pdfgen.canvas import Canvas

from desk_app.documents.flow import Piece, lines, panel, rule, space, stack, unbroken
from desk_app.documents.fonts import Face
from desk_app.documents.sheet import A5, Pen, Rect, copy_words, draw_tag, draw_watermark, make_pdf, training_word
from desk_app.documents.typesetting import Ink, Style, fit, grouped
from desk_app.domain.receipts import CopyMark, MemoFacts
from desk_app.i18n import _

_SIDE = 14.0
_TOP = 13.0
_ROOM = A5.width - 2 * _SIDE
_PAD = 5.0

_TITLE = Style(Face.BOLD, 19)
_SITE = Style(Face.BOLD, 16)
_LOGIN = Style(Face.MONO, 17)
_HEADING = Style(Face.BOLD, 11)
_TEXT = Style(Face.SANS, 10.5, spread=1.32)
_LABEL = Style(Face.SANS, 8.5, Ink.MUTED)
_TAG = Style(Face.BOLD, 8)


def memo_pdf(facts: MemoFacts) -> bytes:
    """Lay out a memo on one sheet of A5.

    Raises:
        GlyphMissingError: a name holds a letter that the paper's face lacks.
    """
    column = stack(_pieces(facts))

    def draw(canvas: Canvas) -> None:
        pen = Pen(canvas, A5.height)
        if facts.training:
            draw_watermark(pen, Rect(0, 0, A5.width, A5.height))
        _draw_marks(pen, facts.copy, training=facts.training)
        column.draw(pen.moved(_SIDE, _TOP))
        _draw_foot(pen, facts)
        canvas.showPage()

    return make_pdf(_("Памятка"), A5, draw)


def _draw_marks(pen: Pen, copy: CopyMark | None, *, training: bool) -> None:
    texts = ([training_word()] if training else []) + ([copy_words(copy)] if copy else [])
    x = _SIDE
    for text in texts:
        shown, style = fit(text, _TAG, 92, least=6.5)
        x += draw_tag(pen, x, 5.5, shown, style) + 1.5


def _pieces(facts: MemoFacts) -> Iterator[Piece]:
    yield lines(_("Личный кабинет «Системы Город»"), _TITLE, _ROOM)
    yield lines(f"{_('Памятка для жителя, зарегистрированного')} {facts.registered_at:%d.%m.%Y}", _LABEL, _ROOM)
    yield space(3.5)
    yield lines(facts.resident, _HEADING, _ROOM)
    yield lines(facts.address, _TEXT, _ROOM)
    yield space(4)
    yield panel(_entrance(facts, _ROOM - 2 * _PAD), _ROOM, _PAD)
    yield space(4.5)
    yield from _advice(facts)


def _entrance(facts: MemoFacts, room: float) -> Iterator[Piece]:
    yield lines(_("Адрес в интернете"), _LABEL, room)
    yield unbroken("my.sistemagorod.ru", _SITE, room)
    yield space(2.5)
    yield lines(_("Логин — номер сотового телефона"), _LABEL, room)
    yield unbroken(facts.phone, _LOGIN, room)
    if facts.card_number:
        yield space(2)
        yield lines(_("или номер карты"), _LABEL, room)
        yield unbroken(grouped(facts.card_number), _LOGIN, room)
    yield space(2.5)
    waits = _("Пароль придёт в СМС на этот номер после отправки в центр.")
    yield lines(waits if facts.waits_for_link else _("Пароль придёт в СМС на этот номер."), _HEADING, room)


def _advice(facts: MemoFacts) -> Iterator[Piece]:
    help_line = _("Помощь: %s.") % facts.desk_phone if facts.desk_phone else ""
    advice = (
        (_("Забыли пароль"), _("Отправьте СМС со словом password на номер +7 903 767-20-24. Придёт новый пароль.")),
        (
            _("Мобильное приложение"),
            _("Введите адрес через пробел: населённый пункт, улица, дом, квартира. Пример: «Барнаул Гагарина 52 7»."),
        ),
        (
            _("Телефон и реклама"),
            _("Один номер открывает один адрес. Номер не используется для рекламных сообщений."),
        ),
        (_("Никому не сообщайте пароль"), f"{_('Сотрудники не спрашивают его никогда.')} {help_line}".strip()),
    )
    for heading, text in advice:
        yield lines(heading, _HEADING, _ROOM)
        yield lines(text, _TEXT, _ROOM)
        yield space(2.4)


def _draw_foot(pen: Pen, facts: MemoFacts) -> None:
    foot = stack((rule(_ROOM), lines(facts.organisation, _LABEL, _ROOM)))
    foot.draw(pen.moved(_SIDE, A5.height - 8 - foot.height))
