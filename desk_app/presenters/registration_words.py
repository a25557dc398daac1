"""Turns the registration form into what the screen shows."""

from desk_app.application.open_card import Card
from desk_app.domain.registration import read_code
from desk_app.i18n import _
from desk_app.presenters import registration_form as form
from desk_app.presenters.phone_mask import mask, preview
from desk_app.presenters.registration_form import Filled
from desk_app.presenters.registration_view import FieldView, MemoView, RegistrationView, ServiceView

_UNKNOWN_CARD = "9900 •••• •••• ••••"


def form_view(filled: Filled, card: Card | None, candidates: tuple[Card, ...]) -> RegistrationView:
    """Show every field with what is wrong in the fields already left."""
    wrong = form.faults(filled, card)
    shown = {name: fault for name, fault in wrong.items() if name in filled.left}
    return RegistrationView(
        types=_types(candidates),
        receipt_type=filled.account,
        account=_account(filled, card, candidates, shown),
        address=card.account.address.line() if card is not None else "",
        by_document=filled.by_document,
        code=_code(filled, card, shown),
        documents=form.DOCUMENTS,
        document=filled.document,
        tail=_field(filled.tail, shown.get("tail"), _("Последние 3 цифры")),
        name=_field(filled.name, shown.get("name"), _("Как в паспорте")),
        phone=_field(mask(filled.phone), shown.get("phone"), _("На него придёт пароль")),
        email=_field(filled.email, shown.get("email"), ""),
        services=_services(filled, card),
        services_fault=shown.get("services", ""),
        consent=filled.consent,
        consent_fault=shown.get("consent", ""),
        memo=_memo(filled, card),
        remaining=tuple((name, form.TITLES[name]) for name in wrong) if filled.left & set(wrong) else (),
    )


def _field(text: str, fault: str | None, hint: str) -> FieldView:
    return FieldView(text, fault, "error") if fault else FieldView(text, hint)


def _types(candidates: tuple[Card, ...]) -> tuple[tuple[str, str], ...]:
    found = []
    for card in candidates:
        kind = card.directory.receipt_types[card.account.receipt_type]
        found.append((str(card.account.key), f"{kind.title} — {card.directory.providers[kind.provider].title}"))
    return tuple(found)


def _account(filled: Filled, card: Card | None, candidates: tuple[Card, ...], shown: dict[str, str]) -> FieldView:
    if card is None and len(candidates) > 1:
        return FieldView(filled.number, _("Такой номер есть в нескольких квитанциях: выберите тип"), "wait")
    if "account" in shown:
        return FieldView(filled.number, shown["account"], "error")
    if card is not None:
        return FieldView(filled.number, _("Найден"), "ok")
    return FieldView(filled.number, _("Номер с квитанции или скан"))


def _code(filled: Filled, card: Card | None, shown: dict[str, str]) -> FieldView:
    if "code" in shown:
        return FieldView(filled.code, shown["code"], "error")
    if len(read_code(filled.code)) != 6 or not filled.verdict:
        return FieldView(filled.code, _("6 цифр из последней квитанции"))
    if filled.verdict == form.RIGHT:
        period = max((charge.period for charge in card.account.charges), default=None) if card else None
        words = _("Код верный, квитанция за {month}").format(month=period.words()) if period else _("Код верный")
        return FieldView(filled.code, words, "ok")
    if filled.verdict == form.LATER:
        return FieldView(filled.code, _("Проверит центр, когда появится связь"), "wait")
    if filled.verdict == form.WRONG:
        return FieldView(filled.code, _("Код неверный: нужен из последней квитанции"), "error")
    return FieldView(filled.code, _("Проверяем…"))


def _services(filled: Filled, card: Card | None) -> tuple[ServiceView, ...]:
    if card is None:
        return ()
    return tuple(
        ServiceView(f"{service.title} — {provider}", number, (key, service.code) not in filled.unticked)
        for key, number, service, provider in form.offered_services(card)
    )


def _memo(filled: Filled, card: Card | None) -> MemoView:
    return MemoView(
        name=filled.name.strip(),
        address=card.account.address.line() if card else "",
        phone=preview(filled.phone),
        card=_UNKNOWN_CARD,
        note=_("Пароль придёт в СМС"),
    )
