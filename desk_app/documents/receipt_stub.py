"""The tear-off stub («извещение») of a receipt, which stays at the cash desk."""

from desk_app.documents import receipt_layout as at
from desk_app.documents.qr import draw_symbol, make_symbol
from desk_app.documents.sheet import Pen, Rect
from desk_app.documents.typesetting import Style, fit_lines, grouped, prose, short_name, shrink
from desk_app.domain.money import NBSP, ZERO
from desk_app.domain.payment_code import RegistrationCode, build_registration_code
from desk_app.domain.receipts import ReceiptFacts
from desk_app.i18n import _

_PAID_BOX = Rect(at.STUB.left, 94, at.STUB.width, 9)
_SIGN_Y = 111.0
_QR_Y = 119.5


def draw_stub(pen: Pen, facts: ReceiptFacts, *, part: int, parts: int) -> None:
    """Draw the stub of one receipt, or of one part of a very long one."""
    pen.cut(at.TEAR_X, 5, (at.TEAR_X, at.HALF.height - 5))
    pen.text(at.STUB.left, at.STUB.top + 5.2, _("ИЗВЕЩЕНИЕ"), Style(at.TITLE.face, 12))
    pen.text(at.STUB.left, at.STUB.top + 9.2, _("остаётся в кассе"), at.LABEL)
    y = _draw_facts(pen, facts, at.STUB.top + 12.6)
    if part == parts:
        _draw_sum(pen, facts, y)
        _draw_signature(pen)
    else:
        pen.text(at.STUB.left, y + 4, f"{_('часть')} {part} {_('из')} {parts}", at.STRONG)
    _draw_registration(pen, facts)


def _draw_facts(pen: Pen, facts: ReceiptFacts, y: float) -> float:
    number, month = grouped(facts.account), facts.period.words().replace(" ", NBSP)
    said = (
        (_("Лицевой счёт"), number, shrink(number, Style(at.ACCOUNT_DIGITS.face, 11), at.STUB.width), 1),
        (_("Плательщик"), short_name(facts.holder), at.BODY_TEXT, 2),
        (_("Адрес"), facts.address.line(), at.BODY_TEXT, 4),
        (_("Квитанция"), f"{prose(facts.receipt_title)}, {month}", at.BODY_TEXT, 2),
    )
    for label, text, style, lines in said:
        pen.text(at.STUB.left, y + at.LABEL.rise, label, at.LABEL)
        y += at.LABEL.step
        shown, smaller = fit_lines(text, style, at.STUB.width, lines, least=style.size - 2.5)
        for line in shown:
            pen.text(at.STUB.left, y + smaller.rise, line, smaller)
            y += smaller.step
        y += 1.7
    return y


def _draw_sum(pen: Pen, facts: ReceiptFacts, y: float) -> None:
    owed = facts.total > ZERO
    pen.text(at.STUB.left, y + at.LABEL.rise, _("К оплате, ₽") if owed else _("Оплата не требуется"), at.LABEL)
    shown = max(facts.total, ZERO).show()
    style = shrink(shown, at.STUB_SUM, at.STUB.width)
    pen.text(at.STUB.left, y + at.LABEL.step + style.rise - 0.6, shown, style)


def _draw_signature(pen: Pen) -> None:
    pen.frame(_PAID_BOX)
    pen.text(_PAID_BOX.left + 1.2, _PAID_BOX.top + 2.8, f"{_('Оплачено')},{NBSP}₽", at.FINE)
    pen.line(at.STUB.left, _SIGN_Y, (at.STUB.right, _SIGN_Y), 0.6)
    pen.text(at.STUB.left, _SIGN_Y + 2.9, _("подпись плательщика, дата"), at.FINE)


def _draw_registration(pen: Pen, facts: ReceiptFacts) -> None:
    text = build_registration_code(
        RegistrationCode(facts.receipt_type, facts.account, facts.period, facts.code),
    )
    side = at.STUB_QR_SIDE
    draw_symbol(pen, make_symbol(text.encode("ascii")), at.STUB.left, _QR_Y, side)
    x, y = at.STUB.left + side + 4, _QR_Y + 2.6
    for line in (_("Для окна"), _("регистрации"), _("и кассы")):
        pen.text(x, y, line, at.SMALL)
        y += at.SMALL.step
