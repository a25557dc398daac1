"""Accounts outside the desk's mirror: what may be asked about, and what is known of them for a while."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from desk_app.domain.accounts import Account, Directory
from desk_app.domain.ids import AccountKey, ReceiptTypeCode, ServiceCode
from desk_app.domain.payment_code import (
    NotAPaymentCodeError,
    NotARegistrationCodeError,
    read_payment_code,
    read_registration_code,
)
from desk_app.domain.periods import Period

_LABEL = re.compile(r"^\s*(?:л/?с|лицевой сч[её]т|сч[её]т|№)*\s*№?\s*", re.IGNORECASE)
_NUMBER = re.compile(r"(?=.*[0-9])[0-9A-Za-zА-Яа-яЁё._/-]{2,40}")


@dataclass(frozen=True, slots=True)
class Asked:
    """One account number; `receipt_type` is empty where nobody knows it."""

    receipt_type: str
    number: str


@dataclass(frozen=True, slots=True)
class Shown:
    """An account as the centre has shown it: masked, without debts; `month` is when it was asked."""

    account: Account
    services: tuple[ServiceCode, ...]
    month: Period


@dataclass(frozen=True, slots=True)
class Outside:
    """What the centre has shown since the program was started; nothing of it is ever written down."""

    held: dict[AccountKey, Shown] = field(default_factory=dict)

    def remember(self, shown: Collection[Shown]) -> None:
        """Keep accounts until the program ends."""
        self.held.update({one.account.key: one for one in shown})

    def get(self, key: AccountKey) -> Shown | None:
        """Return an account that was shown."""
        return self.held.get(key)


def account_asked(typed: str, directory: Directory) -> Asked | None:
    """Return the account that a text or a scan names; the centre is asked for numbers only, never for people."""
    return _scanned(typed, directory) or _typed(typed, directory)


def _scanned(typed: str, directory: Directory) -> Asked | None:
    try:
        own = read_registration_code(typed)
    except NotARegistrationCodeError:
        pass
    else:
        return Asked(own.receipt_type, own.account)
    try:
        code = read_payment_code(typed)
    except NotAPaymentCodeError:
        return None
    payee = code.value("PayeeINN")
    kinds = [one.code for one in directory.receipt_types.values() if directory.provider_of(one.code).inn == payee]
    return Asked(kinds[0] if payee and len(kinds) == 1 else "", code.account) if code.account else None


def _typed(typed: str, directory: Directory) -> Asked | None:
    text = _LABEL.sub("", typed, count=1).strip()
    kind, slash, number = text.partition("/")
    if slash and ReceiptTypeCode(kind) in directory.receipt_types and _NUMBER.fullmatch(number):
        return Asked(kind, number)
    return Asked("", text) if _NUMBER.fullmatch(text) else None
