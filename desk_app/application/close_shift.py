"""A plain close: expected, counted, difference with its reason. Any counted sum is accepted."""

from dataclasses import dataclass

from desk_app.application.books import Books
from desk_app.application.once import once
from desk_app.application.ports import Store
from desk_app.application.stamps import Stamper
from desk_app.domain.ids import OperationId
from desk_app.domain.money import Money
from desk_app.domain.shifts import Shift, ShiftNotOpenError, VarianceReasonMissingError
from desk_app.protocol.bodies import ShiftClosed


@dataclass(frozen=True, slots=True)
class CloseShift:
    """Write what the desk believes it took and what was counted; unsent operations do not block it."""

    store: Store
    stamper: Stamper

    def __call__(self, op_id: OperationId, counted: Money, reason: str = "") -> Shift:
        """Write the close, exactly once for one `op_id`.

        Raises:
            ShiftNotOpenError: nothing to close.
            VarianceReasonMissingError: counted differs and `reason` is empty.
            NotSavedError: nothing was written; repeating is safe.
        """
        return once(self.store, op_id, lambda books: self._write(books, op_id, counted, reason), _last)

    def _write(self, books: Books, op_id: OperationId, counted: Money, reason: str) -> Shift:
        shift = books.shifts.current()
        if shift is None:
            raise ShiftNotOpenError
        if counted != shift.expected and not reason.strip():
            raise VarianceReasonMissingError(counted - shift.expected)
        stamp, now = self.stamper.stamp(books, shift.clerk, shift.shift_id)
        first, last = books.shifts.span(shift)
        body = ShiftClosed(
            stamp=stamp,
            payments=shift.payments,
            payments_kop=shift.taken.kopecks,
            first_seq=first,
            last_seq=last,
            expected_kop=shift.expected.kopecks,
            counted_kop=counted.kopecks,
            reason=reason.strip(),
        )
        books.journal.append(op_id, body, now)
        closed = books.shifts.last()
        assert closed is not None
        assert closed.closed
        return closed


def _last(books: Books) -> Shift:
    shift = books.shifts.last()
    assert shift is not None
    return shift
