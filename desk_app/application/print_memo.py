"""Papers of a registration: the memo for the resident and the separate consent sheet."""

from dataclasses import dataclass

from desk_app.application.books import Books
from desk_app.application.papers import CONSENT, MEMO, Facts, Paper, Papers, PaperUnknownError
from desk_app.application.ports import Ids, Store
from desk_app.application.register_resident import registered_from
from desk_app.domain.ids import OperationId
from desk_app.domain.receipts import ConsentFacts, MemoFacts
from desk_app.domain.registration import CONSENT_VERSION
from desk_app.domain.residents import Phone
from desk_app.protocol.bodies import ResidentRegistered

PROCESSOR = "Система Город"


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
        processor=PROCESSOR,
        text_version=CONSENT_VERSION,
        given_at=papers.local(entry.wall),
        training=identity.grant.training,
    )
