"""Commands that do a clerk's work: search, shift, register, pay, receipt."""

import argparse
import uuid
from dataclasses import dataclass
from datetime import date
from errno import EISDIR, ENOENT
from pathlib import Path

from desk_app.application.desk import Desk
from desk_app.application.errors import AccountUnknownError
from desk_app.application.offer_services import Offer, Offered
from desk_app.application.papers import Paper
from desk_app.cli.answers import Answer, UsageError
from desk_app.cli.words import NothingOfferedError, PaperNotWrittenError, ServiceNotOfferedError
from desk_app.domain.basket import MODE_ADVANCE, MODE_DEBT, AmountNotPositiveError, Basket, BasketLine
from desk_app.domain.found import FoundRow
from desk_app.domain.ids import AccountKey, OperationId, ServiceCode
from desk_app.domain.money import ZERO, Money
from desk_app.domain.outside import Shown
from desk_app.domain.periods import Period
from desk_app.domain.registration import RegistrationForm, read_code
from desk_app.domain.residents import Phone, show_card
from desk_app.domain.shifts import ShiftNotOpenError
from desk_app.i18n import _
from desk_app.presenters.registration_form import ticked_services
from desk_app.presenters.shift import CLERK
from desk_app.protocol.bodies import Body, CashPaid, ResidentRegistered

_NOBODY = {
    "unloaded": _("Данные жителей ещё не загружены, искать не в чем. Выполните desk-app sync."),
    "no_accounts": _("Обмен прошёл, но счетов для этого рабочего места в центре нет. Позвоните оператору центра."),
}


def search(desk: Desk, args: argparse.Namespace) -> Answer:
    """Find residents."""
    typed = " ".join(args.text)
    found = desk.find_accounts(typed, args.limit)
    if args.ask_centre and not found.rows:
        return _shown(desk.ask_centre(typed), args.limit)
    rows = [
        {
            "account": row.account,
            "number": row.number,
            "receipt_type": row.receipt_title,
            "holder": row.holder,
            "address": row.address,
            "due_kopecks": row.due.kopecks,
            "cabinet": row.cabinet,
            "closed": row.closed,
            "more": row.more,
        }
        for row in found.rows
    ]
    lines = [_row(row) for row in found.rows]
    seen = desk.report_status()
    facts = {
        "kind": found.kind,
        "shown_for": found.shown_for,
        "nearly": found.nearly,
        "rows": rows,
        "lacks": found.lacks,
        "accounts": seen.accounts,
        "synced_at": seen.synced_at.isoformat() if seen.synced_at else None,
    }
    return Answer(facts, tuple(lines) or (_NOBODY.get(found.lacks, _("Никого не нашли.")),))


def _row(row: FoundRow) -> str:
    closed = (_("счёт закрыт"),) if row.closed else ()
    return "  ".join((row.account, row.holder, row.address, f"{row.due.show()} ₽", *closed))


def _shown(found: tuple[Shown, ...], limit: int) -> Answer:
    """Tell what only the centre knows, and that nothing of it is kept."""
    rows = [
        {
            "account": one.account.key,
            "number": one.account.number,
            "holder": one.account.holder,
            "address": one.account.address.line(),
            "closed": one.account.closed,
            "services": list(one.services),
        }
        for one in found[:limit]
    ]
    note = _("Из центра, не сохранено")
    lines = [f"{row['account']}  {row['holder']}  {row['address']}  {note}" for row in rows]
    facts = {"source": "centre", "saved": False, "rows": rows}
    return Answer(facts, tuple(lines) or (_("Такого счёта нет и в центре."),))


def shift(desk: Desk, args: argparse.Namespace) -> Answer:
    """Open or close a shift."""
    cash, asked = Money.parse(args.cash), _operation(desk, args)
    if args.act == "open":
        opened = desk.open_shift(asked.op_id, _clerk(desk, args.clerk), cash, _confirmed(args.date))
        facts = {"shift": opened.number, "business_date": opened.business_date.isoformat()}
        return Answer(asked.facts | facts)
    closed = desk.close_shift(asked.op_id, cash, args.reason)
    return Answer(
        asked.facts
        | {
            "shift": closed.number,
            "payments": closed.payments,
            "taken_kopecks": closed.taken.kopecks,
            "expected_kopecks": closed.expected.kopecks,
            "counted_kopecks": closed.counted.kopecks,
        }
    )


def _confirmed(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError(_("--date ждёт дату ГГГГ-ММ-ДД")) from None


def register(desk: Desk, args: argparse.Namespace) -> Answer:
    """Register a resident."""
    account, asked, clerk = AccountKey(args.account), _operation(desk, args), _clerk(desk, args.clerk)
    _check_folder(args.memo)
    name, services = _defaults(desk, account, asked.before)
    form = RegistrationForm(
        account=account,
        name=args.name or name,
        phone=Phone.parse(args.phone),
        services=services,
        consent=args.consent,
        code=read_code(args.code),
        document=args.document,
        document_tail=args.tail,
        email=args.email,
    )
    form.check()
    if form.code and asked.before is None:  # a code that was used once is no longer right
        desk.check_receipt_code.refuse_wrong(account, form.code)
    done = desk.register_resident(form, asked.op_id, clerk)
    if args.memo:
        _put(desk, desk.print_memo(done.op_id, clerk), args.memo, asked)
    facts = asked.facts | {"card": done.card_number, "state": "pending"}
    return Answer(facts, (_("Зарегистрировано. Карта {card}").format(card=show_card(done.card_number)),))


def _defaults(desk: Desk, account: AccountKey, before: Body | None) -> tuple[str, tuple[ServiceCode, ...]]:
    """Return name and services as the provider tells them, or as they were told when the call was first made."""
    if isinstance(before, ResidentRegistered):
        return before.name, tuple(ServiceCode(code) for code in before.services)
    card = desk.open_card(account)
    services = ticked_services(card, ())
    if not services:
        raise NothingOfferedError(account)
    return card.account.holder, services


def pay(desk: Desk, args: argparse.Namespace) -> Answer:
    """Take a cash payment."""
    asked, given = _operation(desk, args), Money.parse(args.received) if args.received else None
    if given is not None and given <= ZERO:
        raise AmountNotPositiveError  # wrong whatever is owed
    if asked.before is None and desk.report_status().shift is None:
        raise ShiftNotOpenError  # before it is said what else is wrong
    _check_folder(args.slip)
    if args.ask_centre:
        _know(desk, AccountKey(args.account))
    basket = _basket(desk, AccountKey(args.account), args.line, asked.before)
    received = basket.total if given is None else given
    taken = desk.take_payment(basket, received, asked.op_id, another_one=args.another_one)
    if args.slip:
        _put(desk, desk.print_slip(taken.op_id, _at_work(desk)), args.slip, asked)
    facts = asked.facts | {
        "number": taken.number,
        "total_kopecks": taken.total.kopecks,
        "received_kopecks": taken.received.kopecks,
        "change_kopecks": taken.change.kopecks,
        "state": "pending",
    }
    words = _("Принято {total} ₽, сдача {change} ₽, № {number}. Ждёт отправки в центр.")
    line = words.format(total=taken.total.show(), change=taken.change.show(), number=taken.number)
    return Answer(facts, (line,))


def _know(desk: Desk, account: AccountKey) -> None:
    """Let the centre show an account that is not here."""
    try:
        desk.open_card(account)
    except AccountUnknownError:
        desk.ask_centre(account)


def receipt(desk: Desk, args: argparse.Namespace) -> Answer:
    """Make receipts."""
    keys = list(dict.fromkeys(AccountKey(account) for account in args.account))
    asked, clerk = _operation(desk, args), _clerk(desk, args.clerk)
    _check_folder(args.out)
    paper = desk.print_receipt(keys, asked.op_id, clerk)
    _put(desk, paper, args.out, asked)
    # As the paper says it: «КОПИЯ № 1» is the second print, the original has no number.
    facts = asked.facts | {"asked": len(keys), "pages": paper.pages, "copy": paper.copy - 1, "file": str(args.out)}
    return Answer(facts, (_("Квитанции в файле {file}").format(file=args.out),))


@dataclass(frozen=True, slots=True)
class Asked:
    """The operation of a call, and what the journal said under its id before the call; None is the usual case."""

    op_id: OperationId
    before: Body | None = None

    @property
    def facts(self) -> dict[str, object]:
        """Return what every answer about an operation begins with."""
        return {"operation": self.op_id, "repeated": self.before is not None}


def _operation(desk: Desk, args: argparse.Namespace) -> Asked:
    """Return the caller's id, so that a script can repeat a call safely."""
    if not args.operation:
        return Asked(desk.ids.new())
    try:
        named = uuid.UUID(args.operation)
    except ValueError:
        raise UsageError(_("--operation ждёт UUID")) from None
    if not named.int:
        raise UsageError(_("Нулевой UUID не называет операцию"))
    op_id = OperationId(str(named))
    return Asked(op_id, desk.find_operation(op_id))


def _clerk(desk: Desk, named: str) -> str:
    """Return who acts: as the call says, else who has the open shift, else who last opened one here."""
    clerk = named.strip() or _at_work(desk)
    if not clerk:
        raise UsageError(_("Назовите кассира: --clerk"))
    return clerk


def _at_work(desk: Desk) -> str:
    shift = desk.report_status().shift
    return (shift.clerk if shift else "") or desk.choices.get(CLERK).strip()


def _basket(desk: Desk, account: AccountKey, lines: list[str], before: Body | None) -> Basket:
    offer = desk.offer_services(account)
    if isinstance(before, CashPaid):
        return _basket_again(offer, lines, before)
    if not offer.services:
        raise NothingOfferedError(account)
    basket = Basket()
    if not lines:
        for one in offer.services:
            if one.charge and one.charge.due > ZERO:
                basket = basket.add(BasketLine(one.account, one.service, one.period, MODE_DEBT, one.charge.due))
        return basket
    for line in lines:
        code, amount = _line(line)
        offered = _offered(offer, code)
        owed = offered.charge.due if offered.charge else ZERO
        mode = MODE_DEBT if amount <= owed else MODE_ADVANCE
        basket = basket.add(BasketLine(offered.account, offered.service, offered.period, mode, amount))
    return basket


def _basket_again(offer: Offer, lines: list[str], before: CashPaid) -> Basket:
    """Return what the call asked for when it was first made: it has lowered the debt since.

    A line that the payment does not have stays as it is asked now, and the use case refuses it.
    """
    basket = Basket()
    paid = {(line.account.key, line.service): line for line in before.lines}
    wanted = [(_offered(offer, code), amount) for code, amount in map(_line, lines)] or [
        (_offered(offer, line.service, line.account.key), Money(line.amount_kop)) for line in before.lines
    ]
    for offered, amount in wanted:
        line = paid.get((offered.account, offered.service.code))
        mode, period = (line.mode, Period.parse(line.period)) if line else (MODE_ADVANCE, offered.period)
        basket = basket.add(BasketLine(offered.account, offered.service, period, mode, amount))
    return basket


def _line(text: str) -> tuple[str, Money]:
    code, _equals, amount = text.partition("=")
    return code, Money.parse(amount)


def _offered(offer: Offer, code: str, account: str = "") -> Offered:
    found = [one for one in offer.services if one.service.code == code]
    if not found:
        raise ServiceNotOfferedError(code, tuple((one.service.code, one.service.title) for one in offer.services))
    return next((one for one in found if one.account == account), found[0])


def _check_folder(file: Path | None) -> None:
    """Refuse a file that cannot be written before anything is journalled for it."""
    if file is not None and not file.parent.is_dir():
        raise FileNotFoundError(ENOENT, "no folder", str(file.parent))
    if file is not None and file.is_dir():
        raise IsADirectoryError(EISDIR, "a folder", str(file))


def _put(desk: Desk, paper: Paper, file: Path, asked: Asked) -> None:
    """Write a paper; the operation stands whatever the disk says, so the refusal names it."""
    try:
        file.write_bytes(paper.pdf)
    except OSError as failed:
        raise PaperNotWrittenError(asked.op_id, failed) from failed
    desk.papers.printed(paper.print_id)
