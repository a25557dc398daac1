"""What the clerk has filled in so far on the registration screen, and what of it has to be mended."""

import re
from dataclasses import dataclass, field, replace

from desk_app.application.open_card import Card
from desk_app.domain.accounts import Service
from desk_app.domain.ids import AccountKey, ServiceCode
from desk_app.domain.registration import RegistrationForm, clean_name, read_code
from desk_app.domain.residents import Phone
from desk_app.i18n import _
from desk_app.presenters.phone_mask import phone_fault
from desk_app.presenters.unloaded_words import unloaded_words

DOCUMENTS = (
    _("Паспорт РФ"),
    _("Временное удостоверение"),
    _("Вид на жительство"),
    _("Паспорт иностранного гражданина"),
)

RIGHT, WRONG, LATER, ASKING = "right", "wrong", "later", "asking"

_TYPED = {name: name for name in ("code", "tail", "name", "phone", "email")} | {"account": "number"}
_TAIL = re.compile(r"\d{3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Filled:
    """The form as typed; `verdict` is what the centre said of the code (right, wrong, later, asking or nothing).

    `lacks` says why the account that was typed could not be found at all (`Found.lacks`).
    """

    number: str = ""
    account: AccountKey = AccountKey("")  # noqa: RUF009 - a plain text
    code: str = ""
    verdict: str = ""
    by_document: bool = False
    document: str = DOCUMENTS[0]
    tail: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    unticked: tuple[tuple[str, str], ...] = ()
    consent: bool = False
    lacks: str = ""
    left: frozenset[str] = field(default_factory=frozenset)

    @property
    def touched(self) -> bool:
        """Tell whether there is anything to lose."""
        return bool(self.number or self.code or self.name or self.phone or self.email)

    @property
    def has_own_words(self) -> bool:
        """Tell whether the clerk typed what no card could bring back."""
        return bool(self.phone or self.email or self.tail)

    def text_of(self, name: str) -> str:
        """Return what was typed into a field: account, code, tail, name, phone or email."""
        return str(getattr(self, "number" if name == "account" else name))

    def with_text(self, name: str, text: str) -> "Filled":
        """Return the form with one field typed; it is judged anew only when it is left."""
        # Every name here is a field of text; the verdict belonged to the code that stood here before.
        assert name in _TYPED
        changed = replace(self, left=self.left - {name}, **{_TYPED[name]: text})  # type: ignore[arg-type]  # see above
        return replace(changed, verdict="") if name in ("code", "account") else changed

    def domain(self, services: tuple[ServiceCode, ...]) -> RegistrationForm:
        """Return the form for the use case; call it only when nothing has to be mended."""
        return RegistrationForm(
            account=self.account,
            name=self.name,
            phone=Phone.parse(self.phone),
            services=services,
            consent=self.consent,
            code="" if self.by_document else read_code(self.code),
            document=self.document if self.by_document else "",
            document_tail=self.tail if self.by_document else "",
            email=self.email.strip(),
        )


def offered_services(card: Card) -> tuple[tuple[AccountKey, str, Service, str], ...]:
    """Return account, number, service and provider of what the flat can connect; late fees follow their service."""
    found = []
    for account in card.accounts:
        if account.closed:
            continue
        provider = card.directory.provider_of(account.receipt_type).title
        for service in card.directory.services_of(account.receipt_type):
            if service.penalty_of is not None:
                continue
            found.append((account.key, account.number, service, provider))
    return tuple(found)


def ticked_services(card: Card, unticked: tuple[tuple[str, str], ...]) -> tuple[ServiceCode, ...]:
    """Return the codes to connect: what is ticked, each with its late fee."""
    codes = [one[2].code for one in offered_services(card) if (one[0], one[2].code) not in unticked]
    fees = [service.code for service in card.directory.services.values() if service.penalty_of in codes]
    return tuple(dict.fromkeys((*codes, *fees)))


def faults(filled: Filled, card: Card | None) -> dict[str, str]:
    """Say what has to be mended, field by field, in the order of the form."""
    found: dict[str, str] = {}
    if card is None:
        found["account"] = _missing(filled)
    elif card.account.registered:
        found["account"] = _("У этого счёта уже есть личный кабинет")
    found |= _proof_faults(filled)
    if len(clean_name(filled.name).split()) < 2:
        found["name"] = _("Нужны фамилия и имя")
    if fault := phone_fault(filled.phone):
        found["phone"] = fault if filled.phone.strip(" +7") else _("Введите сотовый телефон")
    email = filled.email.strip()
    if email and ("@" not in email or len(email) > 120):
        found["email"] = _("Адрес почты не читается")
    if card is not None and not ticked_services(card, filled.unticked):
        found["services"] = _("Отметьте хотя бы одну услугу")
    if not filled.consent:
        found["consent"] = _("Нужно подписанное согласие")
    return found


def unloaded(filled: Filled) -> str:
    """Say that nobody can be found here yet and what helps; nothing where it is only this account that is not here."""
    words = unloaded_words(filled.lacks)
    return f"{words[0]}. {words[1]}" if words else ""


def _missing(filled: Filled) -> str:
    if not filled.number:
        return _("Введите лицевой счёт")
    return _("Искать пока не в чем") if filled.lacks else _("Такого счёта здесь нет")


def _proof_faults(filled: Filled) -> dict[str, str]:
    if filled.by_document:
        return {} if _TAIL.fullmatch(filled.tail) else {"tail": _("Три последние цифры номера")}
    digits = read_code(filled.code)
    if len(digits) != 6:
        return {"code": _("В коде 6 цифр, введено {count}").format(count=len(digits))}
    if filled.verdict == WRONG:
        return {"code": _("Код неверный: нужен из последней квитанции")}
    return {}


TITLES = {
    "account": _("лицевой счёт"),
    "code": _("код из квитанции"),
    "tail": _("документ"),
    "name": _("ФИО"),
    "phone": _("телефон"),
    "email": _("почту"),
    "services": _("услуги"),
    "consent": _("согласие"),
}
