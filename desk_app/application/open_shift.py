"""Opening a shift: a local committed document, not a network call."""

from dataclasses import dataclass
from datetime import date

from desk_app.application.books import Books
from desk_app.application.clock_skew import business_date
from desk_app.application.errors import StoppedByCentreError
from desk_app.application.once import once
from desk_app.application.ports import Store
from desk_app.application.stamps import Stamper, clerk_text
from desk_app.domain.ids import OperationId
from desk_app.domain.money import Money
from desk_app.domain.shifts import Shift, ShiftAlreadyOpenError, check_cash
from desk_app.protocol.bodies import Body, ShiftOpened
from desk_app.protocol.messages import STOPS

CLONE = "clone"
"""Why no shift opens while another installation works under the same key."""


@dataclass(frozen=True, slots=True)
class OpenShift:
    """Fix clerk, opening cash and the business date until the close."""

    store: Store
    stamper: Stamper

    def __call__(self, op_id: OperationId, clerk: str, opening: Money, confirmed: date | None = None) -> Shift:
        """Write the opening, exactly once for one `op_id`; `confirmed` is the day that a person has vouched for.

        Raises:
            AmountNotPositiveError, AmountTooLargeError: no sum that lies in a drawer.
            ShiftAlreadyOpenError: close it first.
            ClockTooWrongError: the clock is more than a day off.
            BusinessDateUnconfirmedError: the clock is off; a person has to confirm the day.
            StoppedByCentreError: the centre has stopped this desk; the operator has to act.
            NotSavedError: nothing was written; repeating is safe.
            OperationDiffersError: `op_id` belongs to another act.
        """
        check_cash(opening)
        return once(
            self.store,
            op_id,
            lambda books: self._write(books, op_id, clerk, opening, confirmed),
            lambda books: _opened(books, op_id),
            lambda body: _same(body, clerk, opening),
        )

    def _write(self, books: Books, op_id: OperationId, clerk: str, opening: Money, confirmed: date | None) -> Shift:
        if books.shifts.current() is not None:
            raise ShiftAlreadyOpenError
        heard = books.desk.last_hello()
        if heard is not None and heard.answer.verdict in STOPS:
            raise StoppedByCentreError(heard.answer.verdict)
        if heard is not None and heard.answer.clone_suspected:
            raise StoppedByCentreError(CLONE)
        day = business_date(self.stamper.skew_s(books), self.stamper.clock.now(), self.stamper.zone, confirmed)
        last = books.shifts.last()
        stamp, now = self.stamper.stamp(books, clerk, op_id)
        body = ShiftOpened(stamp, (last.number if last else 0) + 1, day.isoformat(), opening.kopecks)
        books.journal.append(op_id, body, now)
        return _opened(books, op_id)


def _same(body: Body, clerk: str, opening: Money) -> bool:
    asked = clerk_text(clerk), opening.kopecks
    return isinstance(body, ShiftOpened) and (body.stamp.clerk, body.opening_kop) == asked


def _opened(books: Books, op_id: OperationId) -> Shift:
    shift = books.shifts.of(op_id)
    assert shift is not None
    return shift
