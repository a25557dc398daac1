"""Printing the payment slip from the journal, and printing what a crash left unprinted."""

from dataclasses import dataclass
from datetime import date

from desk_app.application.books import Books
from desk_app.application.papers import SLIP, Paper, Papers, PaperUnknownError
from desk_app.application.ports import Ids, Store
from desk_app.domain.accounts import Directory
from desk_app.domain.ids import AccountKey, OperationId, ServiceCode
from desk_app.domain.meters import show_reading
from desk_app.domain.money import Money
from desk_app.domain.operations import Entry
from desk_app.domain.periods import Period
from desk_app.domain.receipts import SlipFacts, SlipLine
from desk_app.domain.residents import short_name
from desk_app.protocol.bodies import CashPaid, PaidLine


@dataclass(frozen=True, slots=True)
class PrintSlip:
    """Lay out the slip of a payment; the second time it is a copy."""

    store: Store
    papers: Papers
    ids: Ids

    def __call__(self, payment: OperationId, clerk: str, *, offline: bool = False) -> Paper:
        """Return the slip of a payment taken at this desk.

        Raises:
            PaperUnknownError: no such payment here.
        """
        with self.store.writing() as books:
            known = books.prints.of_subject(SLIP, payment)
            if known is None:
                facts = slip_facts(books, payment, self.papers, offline=offline)
                return self.papers.first(books, self.ids.new(), SLIP, payment, [facts])
        return self.papers.again(known.print_id, clerk)


@dataclass(frozen=True, slots=True)
class UnprintedPayments:
    """What was taken and never reached a printer: shown after a crash and before a close."""

    store: Store

    def __call__(self) -> tuple[Entry, ...]:
        """Return the payments, oldest first."""
        with self.store.reading() as books:
            return books.prints.unprinted_payments(20)


def slip_facts(books: Books, payment: OperationId, papers: Papers, *, offline: bool) -> SlipFacts:
    """Gather what the slip states from the journal row and the directory."""
    entry, body, identity = books.journal.find(payment), books.journal.body(payment), books.desk.identity()
    if entry is None or identity is None or not isinstance(body, CashPaid):
        raise PaperUnknownError
    payer = books.accounts.get(AccountKey(body.lines[0].account.key))
    shift = books.shifts.of(OperationId(body.stamp.shift_id))
    directory = books.accounts.directory()
    return SlipFacts(
        organisation=identity.grant.organisation,
        organisation_inn=identity.grant.organisation_inn,
        organisation_address=identity.grant.organisation_address,
        desk_title=identity.grant.desk_title,
        number=books.journal.number(entry),
        taken_at=papers.local(entry.wall),
        business_date=shift.business_date if shift else date.fromisoformat(body.stamp.wall_utc[:10]),
        clerk=body.stamp.clerk,
        payer=short_name(payer.holder) if payer else "",
        address=payer.address.line() if payer else "",
        lines=tuple(_line(directory, line) for line in body.lines),
        total=Money(body.total_kop),
        received=Money(body.received_kop),
        change=Money(body.change_kop),
        check_code=books.journal.paper_code(payment),
        offline=offline,
        training=identity.grant.training,
    )


def _line(directory: Directory, line: PaidLine) -> SlipLine:
    service = directory.services.get(ServiceCode(line.service))
    provider = directory.provider_of(service.receipt_type) if service else None
    readings = tuple(
        f"№ {one.meter}: {show_reading(one.previous)} → {show_reading(one.value)}" for one in line.readings
    )
    title = service.title if service else line.service
    period = Period.parse(line.period).words()
    return SlipLine(
        title, provider.title if provider else "", line.account.account, period, Money(line.amount_kop), readings,
        provider_inn=provider.inn if provider else "",
    )  # fmt: skip
