"""Taking money at the desk."""

from dataclasses import dataclass
from datetime import timedelta

from desk_app.application.books import Books
from desk_app.application.once import once
from desk_app.application.ports import Store
from desk_app.application.stamps import Stamper
from desk_app.domain.basket import Basket, BasketLine
from desk_app.domain.errors import DeskError
from desk_app.domain.ids import OperationId
from desk_app.domain.money import Money
from desk_app.domain.operations import Entry
from desk_app.domain.shifts import ShiftNotOpenError
from desk_app.protocol.bodies import AccountRef, Body, CashPaid, PaidLine, Reading

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
            OperationDiffersError: `op_id` belongs to another act.
        """
        change = basket.change(received)
        return once(
            self.store,
            op_id,
            lambda books: self._write(books, basket, received, change, op_id, another_one),
            lambda books: self._again(books, op_id),
            lambda body: _same(body, basket, received),
        )

    def _write(
        self,
        books: Books,
        basket: Basket,
        received: Money,
        change: Money,
        op_id: OperationId,
        another_one: bool,  # noqa: FBT001 - passed on
    ) -> Taken:
        shift = books.shifts.at_work()
        if shift is None:
            raise ShiftNotOpenError
        stamp, now = self.stamper.stamp(books, shift.clerk, shift.shift_id)
        due = received - change
        if not another_one:
            twin = books.journal.twin({line.account for line in basket.lines}, due, now - TWIN_WINDOW)
            if twin is not None:
                raise PossibleDuplicateError(twin)
        body = CashPaid(
            stamp=stamp,
            lines=tuple(_paid(line) for line in basket.lines),
            total_kop=due.kopecks,
            received_kop=received.kopecks,
            change_kop=change.kopecks,
            another_one=another_one,
        )
        return _taken(books, books.journal.append(op_id, body, now), body)

    def _again(self, books: Books, op_id: OperationId) -> Taken:
        entry, body = books.journal.find(op_id), books.journal.body(op_id)
        assert entry is not None
        assert isinstance(body, CashPaid)
        return _taken(books, entry, body)


def _same(body: Body, basket: Basket, received: Money) -> bool:
    """Tell whether a stored payment is this one; the order of its lines means nothing."""
    if not isinstance(body, CashPaid) or (body.total_kop, body.received_kop) != (
        basket.total.kopecks,
        received.kopecks,
    ):
        return False
    return sorted(body.lines, key=repr) == sorted(map(_paid, basket.lines), key=repr)


def _taken(books: Books, entry: Entry, body: CashPaid) -> Taken:
    return Taken(
        entry.op_id,
        books.journal.number(entry),
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
