"""The resident's card as it is shown: one flat, all its accounts, what it owes."""

from dataclasses import dataclass
from datetime import datetime

from desk_app.application.open_card import Card
from desk_app.domain.accounts import Account, Cabinet, Charge, Directory
from desk_app.domain.ids import AccountKey
from desk_app.domain.money import ZERO, Money, total
from desk_app.domain.outside import Shown
from desk_app.domain.periods import Period
from desk_app.domain.residents import show_card
from desk_app.i18n import _, plural
from desk_app.presenters.times import at

OUTSIDE = _("Из центра, не сохранено")
CODE_HIDDEN = "•••\u00a0•••"


@dataclass(frozen=True, slots=True)
class Chip:
    """A short state with its tone."""

    text: str
    tone: str = "plain"


@dataclass(frozen=True, slots=True)
class OwedView:
    """One service to pay for; a late fee stands apart from what it belongs to."""

    title: str
    detail: str
    amount: str
    tone: str = ""
    penalty: bool = False


@dataclass(frozen=True, slots=True)
class CardView:
    """What the right side shows; `code` is a mask until the clerk asks for it."""

    key: AccountKey
    name: str
    address: str
    chips: tuple[Chip, ...]
    number: str
    receipt_title: str
    code: str
    can_show_code: bool
    phone: str
    card_number: str
    owed: tuple[OwedView, ...]
    penalties: str
    total: str
    as_of: str
    period: str
    can_register: bool
    can_print: bool
    busy: bool = False


def card_view(card: Card, zone: str, now: datetime, *, show_code: bool = False) -> CardView:
    """Put a card into words."""
    if card.shown is not None:
        return _shown_view(card, card.shown)
    account = card.account
    latest = max((charge.period for each in card.accounts for charge in each.charges), default=None)
    owed = [_owed(card, each, charge, latest) for each in card.accounts for charge in _ordered(each, card.directory)]
    return CardView(
        key=account.key,
        name=account.holder or _("Владелец не указан"),
        address=account.address.line(),
        chips=tuple(_chips(card)),
        number=show_number(account.number),
        receipt_title=card.directory.receipt_types[account.receipt_type].title,
        code=_code(card.code, show=show_code),
        can_show_code=card.code is not None and not show_code,
        phone=(account.cabinet.phone_masked if account.cabinet else "") or "—",
        card_number=show_card(account.cabinet.card_number) if account.cabinet else "—",
        owed=tuple(owed),
        penalties=_penalties(card),
        total=rubles(card.to_pay),
        as_of=_("Долги на {when}").format(when=at(card.as_of, zone, now)) if card.as_of else "",
        period=_("Начислено за {month}").format(month=latest.words()) if latest else "",
        can_register=not account.registered and not account.closed,
        can_print=any(each.charges for each in card.accounts),
    )


def _shown_view(card: Card, shown: Shown) -> CardView:
    """Show what only the centre knows: masked, without debts, and said to be kept nowhere."""
    account, directory = shown.account, card.directory
    provider = directory.provider_of(account.receipt_type).title
    services = [directory.services[code] for code in shown.services if code in directory.services]
    chips = [Chip(OUTSIDE, "warn"), *([Chip(_("Счёт закрыт"), "warn")] if account.closed else [])]
    return CardView(
        key=account.key,
        name=account.holder or _("Владелец не указан"),
        address=account.address.line(),
        chips=tuple(chips),
        number=show_number(account.number),
        receipt_title=directory.receipt_types[account.receipt_type].title,
        code="—",
        can_show_code=False,
        phone="—",
        card_number="—",
        owed=tuple(OwedView(one.title, provider, "—", penalty=one.penalty_of is not None) for one in services),
        penalties="",
        total="—",
        as_of=_("Долг здесь не виден: спросите сумму"),
        period="",
        can_register=False,
        can_print=False,
    )


def rubles(amount: Money) -> str:
    """Write «1 452,70 ₽»."""
    return f"{amount.show()}\u00a0₽"


def show_number(number: str) -> str:
    """Write a long account number in fours from the left; letters and short numbers stay as they are."""
    if not (number.isascii() and number.isdigit()) or len(number) < 9:
        return number
    return "\u00a0".join(number[place : place + 4] for place in range(0, len(number), 4))


def cabinet_chip(cabinet: Cabinet | None) -> Chip:
    """Say in two words how the resident's cabinet stands."""
    return cabinet_state_chip(cabinet.state if cabinet else "")


def cabinet_state_chip(state: str) -> Chip:
    """Say a cabinet's state: active, pending, attention or none."""
    chips = {
        "active": Chip(_("Есть"), "ok"),
        "pending": Chip(_("Ждёт центра"), "warn"),
        "attention": Chip(_("Требует решения"), "error"),
    }
    return chips.get(state, Chip(_("Нет")))


def printable(card: Card) -> tuple[AccountKey, ...]:
    """Return the flat's accounts that have a receipt to print."""
    return tuple(each.key for each in card.accounts if each.charges)


def _chips(card: Card) -> list[Chip]:
    cabinet = card.account.cabinet
    words = {
        "active": Chip(_("Кабинет есть"), "ok"),
        "pending": Chip(_("Регистрация ждёт центра"), "warn"),
        "attention": Chip(_("Регистрация требует решения"), "error"),
    }
    chips = [words.get(cabinet.state if cabinet else "", Chip(_("Кабинета нет")))]
    if card.account.closed:
        chips.append(Chip(_("Счёт закрыт"), "warn"))
    if len(card.accounts) > 1:
        n = len(card.accounts)
        chips.append(Chip(f"{n} " + plural(n, _("счёт"), _("счёта"), _("счетов"))))
    return chips


def _code(code: str | None, *, show: bool) -> str:
    if code is None:
        return _("не загружен")
    return f"{code[:3]}\u00a0{code[3:]}" if show else CODE_HIDDEN


def _ordered(account: Account, directory: Directory) -> list[Charge]:
    place = {service.code: at for at, service in enumerate(directory.services_of(account.receipt_type))}
    return sorted(account.charges, key=lambda charge: place.get(charge.service, len(place)))


def _owed(card: Card, account: Account, charge: Charge, latest: Period | None) -> OwedView:
    service = card.directory.services.get(charge.service)
    penalty = bool(service and service.penalty_of)
    details = [] if penalty else [card.directory.provider_of(account.receipt_type).title]
    if account.key != card.account.key and not penalty:
        details.append(_("счёт {number}").format(number=account.number))
    if charge.period != latest:
        details.append(charge.period.words())
    return OwedView(
        title=service.title if service else charge.service,
        detail=" · ".join(details),
        amount=rubles(charge.due),
        tone="ok" if charge.due < ZERO else "",
        penalty=penalty,
    )


def _penalties(card: Card) -> str:
    services = card.directory.services
    fees = [
        charge.due
        for account in card.accounts
        for charge in account.charges
        if charge.due > ZERO and charge.service in services and services[charge.service].penalty_of
    ]
    return _("в том числе пени {sum}").format(sum=rubles(total(fees))) if fees else ""
