"""Papers of a registration: the memo for the resident and the separate consent sheet."""

from dataclasses import dataclass, replace
from datetime import datetime

from desk_app.application.books import Books
from desk_app.application.errors import AccountUnknownError, NotEnrolledError
from desk_app.application.papers import CONSENT, MEMO, Facts, Paper, Papers, PaperUnknownError, read_snapshot
from desk_app.application.ports import Ids, Store
from desk_app.application.register_resident import registered_from
from desk_app.domain.ids import AccountKey, OperationId
from desk_app.domain.receipts import ConsentFacts, MemoFacts
from desk_app.domain.registration import CONSENT_VERSION, clean_name
from desk_app.domain.residents import Phone
from desk_app.protocol.bodies import ResidentRegistered


@dataclass(frozen=True, slots=True)
class Signer:
    """Who is about to sign: the form as it stands, before anything is registered."""

    account: AccountKey
    name: str
    phone: str
    document: str = ""


@dataclass(frozen=True, slots=True)
class PrintMemo:
    """Lay out the memo («памятка»); never a password, never a code."""

    store: Store
    papers: Papers
    ids: Ids

    def __call__(self, registration: OperationId, clerk: str) -> Paper:
        """Return the memo of a registration made at this desk.

        Raises:
            PaperUnknownError: no such registration here.
        """
        return _paper(self, registration, clerk, MEMO)


@dataclass(frozen=True, slots=True)
class PrintConsent:
    """Lay out the consent sheet of 152-ФЗ."""

    store: Store
    papers: Papers
    ids: Ids

    def __call__(self, registration: OperationId, clerk: str) -> Paper:
        """Return the consent sheet of a registration made at this desk.

        Raises:
            PaperUnknownError: no such registration here.
        """
        return _paper(self, registration, clerk, CONSENT)

    def before(self, registration: OperationId, signer: Signer, clerk: str) -> Paper:
        """Return the sheet to be signed before the registration is made; other words make a new sheet.

        Raises:
            AccountUnknownError: not an account of this desk.
            NotEnrolledError: the operator's name is not known yet.
        """
        with self.store.writing() as books:
            facts = _to_sign(books, signer, self.papers.local(self.papers.clock.now()))
            known = books.prints.of_subject(CONSENT, registration)
            same = known is not None and _same_words(read_snapshot(known)[0], facts)
            if known is None or not same:
                return self.papers.first(books, self.ids.new(), CONSENT, registration, [facts])
        return self.papers.again(known.print_id, clerk)


def _paper(act: PrintMemo | PrintConsent, registration: OperationId, clerk: str, kind: str) -> Paper:
    with act.store.writing() as books:
        known = books.prints.of_subject(kind, registration)
        if known is None:
            facts = _facts(books, registration, act.papers, kind)
            return act.papers.first(books, act.ids.new(), kind, registration, [facts])
    return act.papers.again(known.print_id, clerk)


def _facts(books: Books, registration: OperationId, papers: Papers, kind: str) -> Facts:
    return (_memo if kind == MEMO else _consent)(books, registration, papers)


def _memo(books: Books, registration: OperationId, papers: Papers) -> Facts:
    entry, identity = books.journal.find(registration), books.desk.identity()
    body = books.journal.body(registration)
    if entry is None or identity is None or not isinstance(body, ResidentRegistered):
        raise PaperUnknownError
    done = registered_from(books, registration)
    return MemoFacts(
        resident=done.name,
        address=done.account.address.line(),
        phone=Phone(done.phone).show(),
        card_number=done.card_number,
        registered_at=papers.local(entry.wall),
        organisation=identity.grant.organisation,
        desk_phone=identity.grant.organisation_phone,
        waits_for_link=not entry.acknowledged,
        training=identity.grant.training,
    )


def _consent(books: Books, registration: OperationId, papers: Papers) -> Facts:
    entry, identity = books.journal.find(registration), books.desk.identity()
    body = books.journal.body(registration)
    if entry is None or identity is None or not isinstance(body, ResidentRegistered):
        raise PaperUnknownError
    done = registered_from(books, registration)
    return ConsentFacts(
        resident=done.name,
        address=done.account.address.line(),
        phone=Phone(done.phone).show(),
        document=body.proof.document,
        operator=identity.grant.organisation,
        operator_address=identity.grant.organisation_address,
        processor=identity.grant.processor,
        text_version=CONSENT_VERSION,
        given_at=papers.local(entry.wall),
        training=identity.grant.training,
    )


def _to_sign(books: Books, signer: Signer, now: datetime) -> ConsentFacts:
    identity, account = books.desk.identity(), books.accounts.get(signer.account)
    if identity is None:
        raise NotEnrolledError
    if account is None:
        raise AccountUnknownError(signer.account)
    return ConsentFacts(
        resident=clean_name(signer.name),
        address=account.address.line(),
        phone=signer.phone,
        document=signer.document,
        operator=identity.grant.organisation,
        operator_address=identity.grant.organisation_address,
        processor=identity.grant.processor,
        text_version=CONSENT_VERSION,
        given_at=now,
        training=identity.grant.training,
    )


def _same_words(one: Facts, other: ConsentFacts) -> bool:
    return isinstance(one, ConsentFacts) and replace(one, given_at=other.given_at) == other
