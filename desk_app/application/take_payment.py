"""Taking money at the desk."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from desk_app.application.once import once
from desk_app.application.ports import Books, Store
from desk_app.application.stamps import Stamper
from desk_app.domain.basket import Basket, BasketLine
from desk_app.domain.errors import DeskError
from desk_app.domain.ids import OperationId
from desk_app.domain.money import Money
from desk_app.domain.operations import PAY_CASH, Entry
from desk_app.domain.shifts import ShiftNotOpenError
from desk_app.protocol.bodies import AccountRef, CashPaid, PaidLine, Reading

TWIN_WINDOW = timedelta(minutes=10)


class PossibleDuplicateError(DeskError):
    """The same sum for the same account was taken a few minutes ago; the clerk has to say it is another one."""

    def __init__(self, entry: Entry) -> None:
        """Keep the earlier payment."""
        super().__init__("possible duplicate")
        self.entry = entry


@dataclass(frozen=True, slots=True)
class Taken:
    """A payment in the journal: durable, not yet acknowledged by the centre."""

    op_id: OperationId
    number: str
    total: Money
    received: Money
    change: Money


@dataclass(frozen=True, slots=True)
class TakePayment:
    """Journal one cash payment for everything in the basket."""

    store: Store
    stamper: Stamper

    def __call__(self, basket: Basket, received: Money, op_id: OperationId, *, another_one: bool = False) -> Taken:
        """Write the payment, exactly once for one `op_id`.

        Raises:
            BasketEmptyError, NotEnoughReceivedError: nothing was written.
            ShiftNotOpenError: open the shift first; the basket is kept.
            PossibleDuplicateError: unless `another_one` says it is meant.
            NotSavedError: nothing was written; repeating is safe.
        """
        basket.change(received)
        return once(
            self.store, op_id, lambda: self._write(basket, received, op_id, another_one), lambda: self._again(op_id)
        )

    def _write(self, basket: Basket, received: Money, op_id: OperationId, another_one: bool) -> Taken:  # noqa: FBT001 - private, passed on
        with self.store.writing() as books:
            shift = books.shifts.current()
            if shift is None:
                raise ShiftNotOpenError
            stamp, now = self.stamper.stamp(books, shift.clerk, shift.shift_id)
            body = CashPaid(
                stamp=stamp,
                lines=tuple(_paid(line) for line in basket.lines),
                total_kop=basket.total.kopecks,
                received_kop=received.kopecks,
                change_kop=basket.change(received).kopecks,
            )
            if not another_one:
                _refuse_twin(books, body, now - TWIN_WINDOW)
            entry = books.journal.append(op_id, body, now)
            return _taken(books, entry, body)

    def _again(self, op_id: OperationId) -> Taken:
        with self.store.reading() as books:
            entry, body = books.journal.find(op_id), books.journal.body(op_id)
            assert entry is not None
            assert isinstance(body, CashPaid)
            return _taken(books, entry, body)


def receipt_number(books: Books, entry: Entry) -> str:
    """Return DESK-EPOCH-SEQ, the number printed on every paper of an operation."""
    identity = books.desk.identity()
    assert identity is not None
    return f"{identity.grant.desk_number}-{entry.epoch}-{entry.seq}"


def _taken(books: Books, entry: Entry, body: CashPaid) -> Taken:
    return Taken(
        entry.op_id,
        receipt_number(books, entry),
        Money(body.total_kop),
        Money(body.received_kop),
        Money(body.change_kop),
    )


def _paid(line: BasketLine) -> PaidLine:
    receipt_type, number = line.account.split("/", 1)
    return PaidLine(
        account=AccountRef(receipt_type, number),
        service=line.service.code,
        mode=line.mode,
        period=line.period.iso(),
        amount_kop=line.amount.kopecks,
        readings=tuple(Reading(one.meter.serial, one.value, one.meter.last_value, one.reason) for one in line.readings),
    )


def _refuse_twin(books: Books, body: CashPaid, since: datetime) -> None:
    accounts = {line.account.key for line in body.lines}
    for entry in books.journal.recent(20):
        if entry.kind != PAY_CASH or entry.amount.kopecks != body.total_kop or entry.wall < since:
            continue
        earlier = books.journal.body(entry.op_id)
        if isinstance(earlier, CashPaid) and accounts & {line.account.key for line in earlier.lines}:
            raise PossibleDuplicateError(entry)
