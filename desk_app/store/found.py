"""From what was typed or scanned to rows on the screen: one row a flat."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from desk_app.domain.accounts import Account, Directory
from desk_app.domain.found import Found, FoundRow
from desk_app.domain.ids import AccountKey, PremiseKey, account_key
from desk_app.domain.money import Money
from desk_app.domain.payment_code import (
    NotAPaymentCodeError,
    NotARegistrationCodeError,
    read_payment_code,
    read_registration_code,
)
from desk_app.domain.queries import read_query
from desk_app.domain.search import QueryKind
from desk_app.store.search import SearchIndex
from desk_app.store.sql import Sql

_ACCOUNTS_A_FLAT = 4
"""Hits are accounts and rows are flats; so many accounts are looked up for one row."""


class Accounts(Protocol):
    """The accounts of one view, as finding needs them."""

    @property
    def sql(self) -> Sql:
        """The open transaction."""
        ...

    @property
    def index(self) -> SearchIndex:
        """The search index over it."""
        ...

    def get(self, key: AccountKey) -> Account | None:
        """Return one account."""
        ...

    def premise(self, key: PremiseKey) -> tuple[Account, ...]:
        """Return all accounts of one flat."""
        ...

    def directory(self) -> Directory:
        """Return providers, receipt types and services."""
        ...


def find(accounts: Accounts, typed: str, limit: int) -> Found:
    """Search by whatever was typed or scanned."""
    query = read_query(typed)
    if query.kind == QueryKind.EMPTY:
        return Found("empty")
    if query.kind == QueryKind.SCAN:
        return _scanned(accounts, typed)
    answer = accounts.index.find(accounts.sql.connection, query, limit * _ACCOUNTS_A_FLAT)
    rows = _rows(accounts, (hit.account_key for hit in answer.hits), limit)
    if query.kind == QueryKind.PHONE and not rows:
        rows = _registered_here(accounts, query.readings[0].phone_tail, limit)
    shown_for = answer.shown_for or (typed if answer.nearly else None)
    return Found(query.kind.value, rows, shown_for, nearly=answer.nearly)


def _scanned(accounts: Accounts, scanned: str) -> Found:
    try:
        own = read_registration_code(scanned)
    except NotARegistrationCodeError:
        return _bank_code(accounts, scanned)
    key = account_key(own.receipt_type, own.account)
    return Found("scan", _rows(accounts, [key], 1), code=own.code)


def _bank_code(accounts: Accounts, scanned: str) -> Found:
    """Find the account of a payment QR; the payee tells apart equal numbers of two providers."""
    try:
        code = read_payment_code(scanned)
    except NotAPaymentCodeError:
        return Found("scan")
    number, payee = code.account, code.value("PayeeINN")
    if not number:
        return Found("scan", amount=code.amount)
    directory = accounts.directory()
    keys = [
        account_key(kind.code, number)
        for kind in directory.receipt_types.values()
        if not payee or directory.provider_of(kind.code).inn == payee
    ]
    return Found("scan", _rows(accounts, keys, len(keys)), amount=code.amount)


def _registered_here(accounts: Accounts, tail: str, limit: int) -> tuple[FoundRow, ...]:
    """Find residents registered at this desk whose registration has not come back from the centre yet."""
    rows = accounts.sql.all("SELECT account FROM own_registration WHERE phone_tail = ?", (tail,))
    return _rows(accounts, [AccountKey(account) for (account,) in rows], limit)


def _rows(accounts: Accounts, keys: Iterable[AccountKey], limit: int) -> tuple[FoundRow, ...]:
    found: list[FoundRow] = []
    seen: set[str] = set()
    directory: Directory | None = None
    for key in keys:
        account = None if key in seen else accounts.get(key)
        if account is None:
            continue
        directory = directory or accounts.directory()
        flat = accounts.premise(account.address.premise_key) if account.address.house else (account,)
        seen.update(one.key for one in flat)
        found.append(_row(account, flat, directory))
        if len(found) == limit:
            break
    return tuple(found)


def _row(account: Account, flat: Sequence[Account], directory: Directory) -> FoundRow:
    cabinet = account.cabinet or next((one.cabinet for one in flat if one.cabinet), None)
    kind = directory.receipt_types.get(account.receipt_type)
    return FoundRow(
        account=account.key,
        premise=account.address.premise_key,
        number=account.number,
        receipt_title=kind.title if kind else account.receipt_type,
        holder=account.holder,
        address=account.address.line(),
        due=sum((one.due for one in flat), start=Money(0)),
        cabinet=cabinet.state if cabinet else "",
        phone_masked=cabinet.phone_masked if cabinet else "",
        closed=account.closed,
        more=len(flat) - 1,
    )
