"""A plain close: expected, counted, difference with its reason. Any counted sum is accepted."""

from dataclasses import dataclass

from desk_app.application.books import Books
from desk_app.application.once import once
from desk_app.application.ports import Store
from desk_app.application.stamps import Stamper
from desk_app.domain.ids import OperationId
from desk_app.domain.money import Money
from desk_app.domain.shifts import MOST_COUNTED, Shift, ShiftNotOpenError, VarianceReasonMissingError, check_cash
from desk_app.domain.texts import clean_text
from desk_app.protocol.bodies import ShiftClosed


@dataclass(frozen=True, slots=True)
class CloseShift:
    """Write what the desk believes it took and what was counted; unsent operations do not block it."""

    store: Store
    stamper: Stamper

    def __call__(self, op_id: OperationId, counted: Money, reason: str = "") -> Shift:
        """Write the close, exactly once for one `op_id`.

        Raises:
            AmountNotPositiveError, AmountTooLargeError: no sum that lies in a drawer.
            ShiftNotOpenError: nothing to close.
            VarianceReasonMissingError: counted differs and `reason` is empty.
            NotSavedError: nothing was written; repeating is safe.
            OperationDiffersError: `op_id` belongs to another act.
        """
        check_cash(counted, MOST_COUNTED)
        said = clean_text(reason)[:200]
        return once(
            self.store,
            op_id,
            lambda books: self._write(books, op_id, counted, said),
            lambda books: _closed(books, op_id),
            lambda body: isinstance(body, ShiftClosed) and (body.counted_kop, body.reason) == (counted.kopecks, said),
        )

    def _write(self, books: Books, op_id: OperationId, counted: Money, reason: str) -> Shift:
        shift = books.shifts.current()
        if shift is None:
            raise ShiftNotOpenError
        if counted != shift.expected and not reason:
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
            reason=reason,
        )
        books.journal.append(op_id, body, now)
        return _closed(books, op_id)


def _closed(books: Books, op_id: OperationId) -> Shift:
    body = books.journal.body(op_id)
    assert isinstance(body, ShiftClosed)
    shift = books.shifts.of(OperationId(body.stamp.shift_id))
    assert shift is not None
    assert shift.closed
    return shift
