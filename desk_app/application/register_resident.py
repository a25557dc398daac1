"""Registering a resident at the desk: the in-person way to the «Личный кабинет»."""

from dataclasses import dataclass, replace
from datetime import datetime

from desk_app.application.books import Books
from desk_app.application.errors import AccountUnknownError
from desk_app.application.once import once
from desk_app.application.ports import Store
from desk_app.application.stamps import Stamper
from desk_app.domain.accounts import Account
from desk_app.domain.ids import AccountKey, OperationId
from desk_app.domain.registration import (
    CONSENT_VERSION,
    AlreadyRegisteredError,
    RegistrationForm,
    clean_name,
)
from desk_app.domain.texts import clean_text
from desk_app.protocol.bodies import AccountRef, Body, Proof, ResidentRegistered, Stamp


@dataclass(frozen=True, slots=True)
class Registered:
    """A registration in the journal; the centre has not judged it yet."""

    op_id: OperationId
    card_number: str
    name: str
    phone: str
    account: Account
    at: datetime


@dataclass(frozen=True, slots=True)
class RegisterResident:
    """Journal one registration with a card number from the desk's lease."""

    store: Store
    stamper: Stamper

    def __call__(self, form: RegistrationForm, op_id: OperationId, clerk: str) -> Registered:
        """Write the registration, exactly once for one `op_id`.

        Raises:
            RegistrationRefusedError: fields to mend.
            AccountUnknownError: not an account of this desk.
            AlreadyRegisteredError: the account has a cabinet, or one on its way.
            CardNumbersUsedUpError: exchange with the centre first.
            NotSavedError: nothing was written; repeating is safe.
            OperationDiffersError: `op_id` belongs to another act.
        """
        form.check()
        return once(
            self.store,
            op_id,
            lambda books: self._write(books, form, op_id, clerk),
            lambda books: registered_from(books, op_id),
            lambda body: _same(body, form),
        )

    def _write(self, books: Books, form: RegistrationForm, op_id: OperationId, clerk: str) -> Registered:
        account = books.accounts.get(form.account)
        if account is None:
            raise AccountUnknownError(form.account)
        if account.registered:
            raise AlreadyRegisteredError(form.account)
        shift = books.shifts.at_work()
        stamp, now = self.stamper.stamp(books, clerk, shift.shift_id if shift else "")
        period = max((charge.period for charge in account.charges), default=None)
        named = AccountRef(account.receipt_type, account.number)
        body = _body(form, stamp, named, books.cards.take(), period.iso() if period else "")
        books.journal.append(op_id, body, now)
        return Registered(op_id, body.card, body.name, body.phone, account, now)


def _same(body: Body, form: RegistrationForm) -> bool:
    """Tell whether a stored registration is this one; the month of the receipt is not the clerk's word."""
    if not isinstance(body, ResidentRegistered) or body.account.key != form.account:
        return False
    asked = _body(form, body.stamp, body.account, body.card, body.proof.period)
    return body == replace(asked, consent_version=body.consent_version)


def registered_from(books: Books, op_id: OperationId) -> Registered:
    """Read a registration back from the journal."""
    entry, body = books.journal.find(op_id), books.journal.body(op_id)
    assert entry is not None
    assert isinstance(body, ResidentRegistered)
    account = books.accounts.get(AccountKey(body.account.key))
    if account is None:
        raise AccountUnknownError(AccountKey(body.account.key))
    return Registered(op_id, body.card, body.name, body.phone, account, entry.wall)


def _body(form: RegistrationForm, stamp: Stamp, account: AccountRef, card: str, period: str) -> ResidentRegistered:
    return ResidentRegistered(
        stamp=stamp,
        account=account,
        name=clean_name(form.name),
        phone=form.phone.e164,
        email=form.email.strip(),
        proof=_proof(form, period),
        card=card,
        services=tuple(form.services),
        consent_version=CONSENT_VERSION,
    )


def _proof(form: RegistrationForm, period: str) -> Proof:
    if form.code:
        return Proof("code", code=form.code, period=period)
    return Proof("document", document=clean_text(form.document), tail=form.document_tail)
