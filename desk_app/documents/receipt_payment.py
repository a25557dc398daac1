"""What a receipt asks for: the total, the words, and the codes by which a bank pays it."""

from desk_app.documents import receipt_layout as at
from desk_app.documents.qr import draw_symbol, make_symbol
from desk_app.documents.sheet import Align, Pen, Rect, training_word
from desk_app.documents.typesetting import fit_lines, prose, shrink, wrap
from desk_app.documents.words import amount_in_words
from desk_app.domain.money import NBSP, ZERO, Money, total
from desk_app.domain.payment_code import PaymentFieldError
from desk_app.domain.payment_order import PaymentOrder, order_payload, short_form
from desk_app.domain.receipts import ReceiptFacts
from desk_app.i18n import _

_MAIN = Rect(at.QR_X, at.QR_Y, at.QR_SIDE, at.QR_SIDE)
_PENALTY = Rect(at.QR_X, at.PENALTY_QR_Y, at.PENALTY_QR_SIDE, at.PENALTY_QR_SIDE)


def payment_sums(facts: ReceiptFacts) -> tuple[Money, Money]:
    """Part what is due into principal and late fees, each paid by its own code.

    Late fees have service codes of their own, so one QR must not mix them. The
    two never ask for more than the receipt's total.
    """
    if facts.total <= ZERO:
        return ZERO, ZERO
    fees = total([row.due for row in facts.rows if row.is_penalty])
    penalty = min(max(fees, ZERO), facts.total)
    return facts.total - penalty, penalty


def payment_orders(facts: ReceiptFacts) -> tuple[PaymentOrder | None, PaymentOrder | None]:
    """Return what the principal's and the late fee's QR say; None where there is nothing to pay."""
    principal, penalty = payment_sums(facts)
    fee_titles = {row.title for row in facts.rows if row.is_penalty}
    fee_title = fee_titles.pop() if len(fee_titles) == 1 else f"{_('Пеня')} {facts.receipt_title}"
    return (
        _order(facts, principal, facts.receipt_title, is_penalty=False) if principal else None,
        _order(facts, penalty, fee_title, is_penalty=True) if penalty else None,
    )


def draw_total(pen: Pen, facts: ReceiptFacts, top: float) -> None:
    """Draw the line «Итого к оплате» with the sum in digits and in words, or say that nothing is owed."""
    base = top + 5.8
    label, amount, words = _total_words(facts)
    shown = f"{amount.show()}{NBSP}₽"
    pen.text(at.TABLE.left, base, label, at.TOTAL)
    pen.text(at.TABLE.right, base, shown, shrink(shown, at.TOTAL_SUM, 56), Align.RIGHT)
    lines, style = fit_lines(words, at.SMALL, at.TABLE.width, 1, least=6)
    pen.text(at.TABLE.left, base + 4.6, lines[0], style)


def draw_payment(pen: Pen, facts: ReceiptFacts) -> None:
    """Draw the payment QR, and a second one for the late fee where there is one."""
    principal, penalty = payment_orders(facts)
    if principal is not None:
        _draw_order(pen, _MAIN, principal, _("Оплата по QR"))
    if penalty is not None:
        _draw_order(pen, _PENALTY if principal else _MAIN, penalty, _("Пеня"))


def draw_requisites(pen: Pen, facts: ReceiptFacts) -> None:
    """Draw the payee's bank requisites in words, as п. 69 of the Rules 354 wants."""
    payee = facts.provider
    said = (
        (_("Получатель:"), short_form(payee.title)), (_("ИНН"), payee.inn), (_("КПП"), payee.kpp),
        (_("р/с"), payee.bank_account), (_("в"), payee.bank_title),
        (_("БИК"), payee.bic), (_("к/с"), payee.corr_account),
    )  # fmt: skip
    text = " ".join(f"{label}{NBSP}{value}" for label, value in said if value)
    lines, style = fit_lines(prose(text), at.FINE, at.TABLE.width, 3, least=5.5)
    for place, line in enumerate(lines):
        y = at.BOTTOM - (len(lines) - 1 - place) * style.step
        pen.text(at.TABLE.left, y, line, style)


def _total_words(facts: ReceiptFacts) -> tuple[str, Money, str]:
    if facts.total < ZERO:
        return _("Аванс на счёте"), -facts.total, _("Оплата не требуется.")
    if not facts.total:
        return _("Оплата не требуется"), ZERO, ""
    _principal, penalty = payment_sums(facts)
    including = f", {_('в том числе пеня')} {penalty.show()}{NBSP}₽" if penalty else ""
    return _("Итого к оплате"), facts.total, amount_in_words(facts.total) + including


def _order(facts: ReceiptFacts, amount: Money, title: str, *, is_penalty: bool) -> PaymentOrder:
    codes = {row.service_code for row in facts.rows if row.is_penalty == is_penalty}
    purpose = f"{title}, {_('л/с')} {facts.account}, {facts.period.words()}"
    if facts.training:
        # A trainee's scan must not become a real transfer unnoticed.
        purpose = f"{training_word()}. {purpose}"
    return PaymentOrder(
        payee=facts.provider,
        amount=amount,
        account=facts.account,
        period=facts.period,
        purpose=purpose,
        category=title,
        service_code=codes.pop() if len(codes) == 1 else "",
    )


def _draw_order(pen: Pen, box: Rect, order: PaymentOrder, caption: str) -> None:
    try:
        payload = order_payload(order)
    except PaymentFieldError:
        # Wrong requisites are reported before a batch; one provider's must not stop the others' receipts.
        _note(pen, box, _("Оплата в банке-партнёре и на почте: достаточно назвать адрес"))
        return
    draw_symbol(pen, make_symbol(payload), box.left, box.top, box.width)
    shown = f"{order.amount.show()}{NBSP}₽"
    if box is _MAIN:
        y = at.TABLE.top + 2.8
        pen.text(box.left, y, caption, at.LABEL)
        pen.text(box.right, y, shown, shrink(shown, at.SMALL_STRONG, 21), Align.RIGHT)
    else:
        x = box.right + 2.4
        pen.text(x, box.top + 2.2, caption, at.LABEL)
        pen.text(x, box.top + 5.8, shown, shrink(shown, at.SMALL_STRONG, at.BODY.right - x))


def _note(pen: Pen, box: Rect, text: str) -> None:
    lines = wrap(prose(text), at.BODY_TEXT, at.QR_SIDE)
    for place, line in enumerate(lines):
        pen.text(box.left, box.top + at.BODY_TEXT.rise + place * at.BODY_TEXT.step, line, at.BODY_TEXT)
