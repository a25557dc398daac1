"""Printing receipts with account number and 6-digit code: one or a run."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from desk_app.application.books import Books
from desk_app.application.errors import AccountUnknownError
from desk_app.application.once import once
from desk_app.application.papers import RECEIPT, Paper, Papers
from desk_app.application.ports import Store
from desk_app.application.stamps import Stamper
from desk_app.domain.accounts import Account, Charge, Directory
from desk_app.domain.errors import DeskError
from desk_app.domain.ids import AccountKey, OperationId
from desk_app.domain.legal import Deadlines
from desk_app.domain.money import total
from desk_app.domain.receipts import ReceiptFacts, ReceiptRow
from desk_app.protocol.bodies import AccountRef, CodesPrinted

NAMED_IN_OPERATION = 200
"""A longer run is named by its digest; the frame has a size."""


class NothingChargedError(DeskError):
    """The account has no charges, so there is no receipt to print."""

    def __init__(self, account: AccountKey) -> None:
        """Keep the account."""
        super().__init__("nothing charged")
        self.account = account


class PacketDamagedError(DeskError):
    """The sealed packet of codes cannot be opened with this desk's key."""


@dataclass(frozen=True, slots=True)
class PrintReceipt:
    """Journal the print (an audited act), store the snapshot, lay the sheets out."""

    store: Store
    papers: Papers
    stamper: Stamper
    deadlines: Deadlines

    def __call__(self, keys: Sequence[AccountKey], op_id: OperationId, clerk: str) -> Paper:
        """Return the receipts of these accounts, two on a sheet.

        Raises:
            AccountUnknownError: an account is not held here.
            NothingChargedError: an account has nothing to show.
            NotSavedError: nothing was written; repeating is safe.
            OperationDiffersError: `op_id` belongs to another act.
        """
        return once(
            self.store,
            op_id,
            lambda books: self._write(books, tuple(keys), op_id, clerk),
            lambda books: self.papers.again_from(books, op_id, clerk),
            lambda body: isinstance(body, CodesPrinted) and body.digest == digest_of(keys),
        )

    def _write(self, books: Books, keys: tuple[AccountKey, ...], op_id: OperationId, clerk: str) -> Paper:
        facts = [receipt_facts(books, key, self.deadlines) for key in keys]
        shift = books.shifts.at_work()
        stamp, now = self.stamper.stamp(books, clerk, shift.shift_id if shift else "")
        paper = self.papers.first(books, op_id, RECEIPT, " ".join(keys[:1]), facts)
        body = CodesPrinted(
            stamp=stamp,
            period=max(one.period for one in facts).iso(),
            asked=len(keys),
            made=len(facts),
            pages=paper.pages,
            copies=1,
            accounts=tuple(AccountRef(*key.split("/", 1)) for key in keys[:NAMED_IN_OPERATION]),
            digest=digest_of(keys),
        )
        books.journal.append(op_id, body, now)
        return paper


def digest_of(keys: Sequence[AccountKey]) -> str:
    """Name a run of receipts: the same accounts in the same order."""
    return sha256("\n".join(keys).encode()).hexdigest()


def receipt_facts(books: Books, key: AccountKey, deadlines: Deadlines) -> ReceiptFacts:
    """Gather what one receipt states.

    Raises:
        AccountUnknownError, NothingChargedError: there is no such receipt.
    """
    account = books.accounts.get(key)
    if account is None:
        raise AccountUnknownError(key)
    if not account.charges:
        raise NothingChargedError(key)
    directory = books.accounts.directory()
    period = max(charge.period for charge in account.charges)
    rows = tuple(_row(directory, charge) for charge in _ordered(account, directory))
    identity = books.desk.identity()
    return ReceiptFacts(
        provider=directory.provider_of(account.receipt_type),
        receipt_type=account.receipt_type,
        receipt_title=directory.receipt_types[account.receipt_type].title,
        account=account.number,
        holder=account.holder,
        address=account.address,
        period=period,
        pay_until=deadlines.pay_until(period),
        rows=rows,
        total=total([row.due for row in rows]),
        code=books.codes.code(key, period.iso()),
        training=bool(identity and identity.grant.training),
    )


def _ordered(account: Account, directory: Directory) -> list[Charge]:
    place = {service.code: at for at, service in enumerate(directory.services_of(account.receipt_type))}
    return sorted(account.charges, key=lambda charge: place.get(charge.service, len(place)))


def _row(directory: Directory, charge: Charge) -> ReceiptRow:
    service = directory.services.get(charge.service)
    title = service.title if service else charge.service
    penalty = bool(service and service.penalty_of)
    return ReceiptRow(title, charge.opening, charge.charged, charge.paid, charge.due, penalty, charge.service)
