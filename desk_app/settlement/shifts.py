"""Shifts: the business date of payments, and at the close the centre's own count against the desk's."""

from typing import Any

from sqlalchemy import and_, func, insert, or_, select, update

from desk_app.protocol.bodies import ShiftClosed, ShiftOpened, Stamp
from desk_app.settlement.bulk import insert_rows
from desk_app.settlement.clock import local_day, read_stamp
from desk_app.settlement.effects import ACCEPTED, CONFLICT, NOOP, Effect, Outcome
from desk_app.settlement.ledger import desk_cash
from desk_app.settlement.operation_tables import (
    ledger_entry,
    ledger_tx,
    op_inbox,
    payment_state,
    shift,
    shift_difference,
)


def open_shift(effect: Effect, opened: ShiftOpened) -> Outcome:
    """Note a shift and its business date."""
    known = _find(effect, opened.stamp.shift_id)
    if known is not None:
        return Outcome(NOOP, "already_open")
    effect.memory.dates.pop(opened.stamp.shift_id, None)  # payments before the opening did not know it
    effect.connection.execute(
        insert(shift).values(
            desk_id=effect.desk.id, shift_id=opened.stamp.shift_id, number=opened.number,
            business_date=opened.business_date, opening_kop=opened.opening_kop,
            opened_by=effect.frame.op_id, state="open",
        )
    )  # fmt: skip
    return Outcome(ACCEPTED)


def close_shift(effect: Effect, closed: ShiftClosed) -> Outcome:
    """Recompute the shift from the ledger; keep every difference, by total and by operation."""
    known = _find(effect, closed.stamp.shift_id)
    if known is not None and known.closed_by is not None:
        return Outcome(NOOP, "already_closed")
    differences = _differences(effect, closed, known)
    if differences:
        rows = [{"close_op": effect.frame.op_id} | one for one in differences]
        insert_rows(effect.connection, shift_difference, rows, skip_known=True)
    if known is not None:
        values = {"closed_by": effect.frame.op_id, "state": "mismatch" if differences else "matched"}
        effect.connection.execute(update(shift).where(_is(effect, closed.stamp.shift_id)).values(values))
    return Outcome(CONFLICT, "mismatch") if differences else Outcome(ACCEPTED)


def business_date(effect: Effect, stamp: Stamp) -> str:
    """Return the shift's date; without a known shift, the day of the desk's clock in Altai Krai."""
    dates = effect.memory.dates
    if stamp.shift_id not in dates:
        known = _find(effect, stamp.shift_id)
        dates[stamp.shift_id] = "" if known is None else known.business_date
    return dates[stamp.shift_id] or local_day(read_stamp(stamp.wall_utc)).isoformat()


def _differences(effect: Effect, closed: ShiftClosed, known: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - a row
    if known is None:
        return [_difference("shift", closed.payments, None)]
    count, total = _ledger_totals(effect, closed.stamp.shift_id)
    pairs = {
        "payments": (closed.payments, count),
        "payments_kop": (closed.payments_kop, total),
        "expected_kop": (closed.expected_kop, known.opening_kop + total),
    }
    found = [_difference(name, *values) for name, values in pairs.items() if values[0] != values[1]]
    found += _outside_span(effect, closed)
    if found:
        found += _each_operation(effect, closed.stamp.shift_id)
    return found


def _ledger_totals(effect: Effect, shift_id: str) -> tuple[int, int]:
    query = (
        select(func.count(), func.coalesce(func.sum(ledger_entry.c.amount_kop), 0))
        .join(ledger_tx, ledger_tx.c.tx_id == ledger_entry.c.tx_id)
        .where(ledger_entry.c.account_id == desk_cash(effect.desk.id))
        .where(ledger_tx.c.desk_id == effect.desk.id, ledger_tx.c.shift_id == shift_id)
    )
    count, total = effect.connection.execute(query).one()
    return int(count), int(total)


def _outside_span(effect: Effect, closed: ShiftClosed) -> list[dict[str, Any]]:
    """A payment of this shift that the desk's own range of numbers leaves out.

    Numbers of different epochs say nothing of each other: a close that was carried over names those it had before.
    """
    if effect.frame.origin:
        return []
    outside = or_(payment_state.c.seq < closed.first_seq, payment_state.c.seq > closed.last_seq)
    query = _payments(effect, closed.stamp.shift_id).join(op_inbox, op_inbox.c.op_id == payment_state.c.op_id)
    rows = effect.connection.execute(query.where(outside, op_inbox.c.epoch == effect.frame.epoch))
    return [_difference(f"outside:{row.op_id}", None, row.amount_kop) for row in rows]


def _each_operation(effect: Effect, shift_id: str) -> list[dict[str, Any]]:
    """What the centre has, operation by operation, for the desk to compare with its journal."""
    rows = effect.connection.execute(_payments(effect, shift_id))
    return [_difference(f"op:{row.op_id}", None, row.amount_kop) for row in rows]


def _payments(effect: Effect, shift_id: str) -> Any:  # noqa: ANN401 - a select of two columns
    mine = and_(payment_state.c.desk_id == effect.desk.id, payment_state.c.shift_id == shift_id)
    return select(payment_state.c.op_id, payment_state.c.amount_kop).where(mine)


def _difference(item: str, desk_value: int | None, centre_value: int | None) -> dict[str, Any]:
    return {"item": item[:52], "desk_value": desk_value, "centre_value": centre_value}


def _find(effect: Effect, shift_id: str) -> Any:  # noqa: ANN401 - a row or None
    return effect.connection.execute(select(shift).where(_is(effect, shift_id))).first()


def _is(effect: Effect, shift_id: str) -> Any:  # noqa: ANN401 - a condition
    return and_(shift.c.desk_id == effect.desk.id, shift.c.shift_id == shift_id)
