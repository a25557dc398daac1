"""Commands that do a clerk's work: search, shift, register, pay, receipt."""

import argparse
import uuid
from pathlib import Path

from desk_app.application.desk import Desk
from desk_app.cli.answers import Answer, UsageError
from desk_app.domain.basket import MODE_ADVANCE, MODE_DEBT, Basket, BasketLine
from desk_app.domain.ids import AccountKey, OperationId
from desk_app.domain.money import ZERO, Money
from desk_app.domain.registration import RegistrationForm, read_code
from desk_app.domain.residents import Phone, show_card
from desk_app.i18n import _


def search(desk: Desk, args: argparse.Namespace) -> Answer:
    """Find residents."""
    found = desk.find_accounts(" ".join(args.text), args.limit)
    rows = [
        {
            "account": row.account,
            "number": row.number,
            "receipt_type": row.receipt_title,
            "holder": row.holder,
            "address": row.address,
            "due_kopecks": row.due.kopecks,
            "cabinet": row.cabinet,
            "more": row.more,
        }
        for row in found.rows
    ]
    lines = [f"{row.account}  {row.holder}  {row.address}  {row.due.show()} ₽" for row in found.rows]
    facts = {"kind": found.kind, "shown_for": found.shown_for, "nearly": found.nearly, "rows": rows}
    return Answer(facts, tuple(lines) or (_("Никого не нашли."),))


def shift(desk: Desk, args: argparse.Namespace) -> Answer:
    """Open or close a shift."""
    cash = Money.parse(args.cash)
    if args.act == "open":
        if not args.clerk:
            raise UsageError(_("Назовите кассира: --clerk"))
        opened = desk.open_shift(_operation(desk, args), args.clerk, cash)
        return Answer({"shift": opened.number, "business_date": opened.business_date.isoformat()})
    closed = desk.close_shift(_operation(desk, args), cash, args.reason)
    return Answer(
        {
            "shift": closed.number,
            "payments": closed.payments,
            "taken_kopecks": closed.taken.kopecks,
            "expected_kopecks": closed.expected.kopecks,
            "counted_kopecks": closed.counted.kopecks,
        }
    )


def register(desk: Desk, args: argparse.Namespace) -> Answer:
    """Register a resident."""
    account = AccountKey(args.account)
    card = desk.open_card(account)
    form = RegistrationForm(
        account=account,
        name=args.name or card.account.holder,
        phone=Phone.parse(args.phone),
        services=tuple(dict.fromkeys(one.service.code for one in desk.offer_services(account).services)),
        consent=args.consent,
        code=read_code(args.code),
        document=args.document,
        document_tail=args.tail,
        email=args.email,
    )
    done = desk.register_resident(form, _operation(desk, args), args.clerk)
    if args.memo:
        paper = desk.print_memo(done.op_id, args.clerk)
        _write(args.memo, paper.pdf)
        desk.papers.printed(paper.print_id)
    facts = {"operation": done.op_id, "card": done.card_number, "state": "pending"}
    return Answer(facts, (_("Зарегистрировано. Карта {card}").format(card=show_card(done.card_number)),))


def pay(desk: Desk, args: argparse.Namespace) -> Answer:
    """Take a cash payment."""
    basket = _basket(desk, AccountKey(args.account), args.line)
    received = Money.parse(args.received) if args.received else basket.total
    taken = desk.take_payment(basket, received, _operation(desk, args), another_one=args.another_one)
    if args.slip:
        paper = desk.print_slip(taken.op_id, "")
        _write(args.slip, paper.pdf)
        desk.papers.printed(paper.print_id)
    facts = {
        "operation": taken.op_id,
        "number": taken.number,
        "total_kopecks": taken.total.kopecks,
        "received_kopecks": taken.received.kopecks,
        "change_kopecks": taken.change.kopecks,
        "state": "pending",
    }
    words = _("Принято {total} ₽, сдача {change} ₽, № {number}. Ждёт отправки в центр.")
    line = words.format(total=taken.total.show(), change=taken.change.show(), number=taken.number)
    return Answer(facts, (line,))


def receipt(desk: Desk, args: argparse.Namespace) -> Answer:
    """Make receipts."""
    keys = [AccountKey(account) for account in args.account]
    paper = desk.print_receipt(keys, _operation(desk, args), args.clerk)
    _write(args.out, paper.pdf)
    copy = desk.papers.printed(paper.print_id)
    facts = {"operation": paper.print_id, "asked": len(keys), "pages": paper.pages, "copy": copy, "file": str(args.out)}
    return Answer(facts, (_("Квитанции в файле {file}").format(file=args.out),))


def _operation(desk: Desk, args: argparse.Namespace) -> OperationId:
    """Return the caller's id, so that a script can repeat a call safely."""
    if not args.operation:
        return desk.ids.new()
    try:
        return OperationId(str(uuid.UUID(args.operation)))
    except ValueError:
        raise UsageError(_("--operation ждёт UUID")) from None


def _basket(desk: Desk, account: AccountKey, lines: list[str]) -> Basket:
    offer = desk.offer_services(account)
    basket = Basket()
    if not lines:
        for one in offer.services:
            if one.charge and one.charge.due > ZERO:
                basket = basket.add(BasketLine(one.account, one.service, one.period, MODE_DEBT, one.charge.due))
        return basket
    for line in lines:
        code, _equals, amount = line.partition("=")
        one_offered = next((one for one in offer.services if one.service.code == code), None)
        if one_offered is None:
            raise UsageError(_("Такой услуги по этому адресу нет: {code}").format(code=code))
        owed = one_offered.charge.due if one_offered.charge else ZERO
        sum_ = Money.parse(amount)
        mode = MODE_DEBT if sum_ <= owed else MODE_ADVANCE
        basket = basket.add(BasketLine(one_offered.account, one_offered.service, one_offered.period, mode, sum_))
    return basket


def _write(path: Path, pdf: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pdf)
