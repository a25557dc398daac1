"""Meter readings that arrive with a payment: all are kept, only plausible ones move the meter."""

from sqlalchemy import and_, insert, select, update

from desk_app.protocol.bodies import CashPaid, Reading
from desk_app.settlement.clock import local_day, read_stamp
from desk_app.settlement.effects import Effect
from desk_app.settlement.operation_tables import reading
from desk_app.settlement.tables import meter


def store_readings(effect: Effect, paid: CashPaid, day: str) -> list[str]:
    """Keep every reading of a payment; return the flags the clerk should see."""
    del day  # a reading is of the day it was taken, not of the shift's business date
    taken_on = local_day(read_stamp(paid.stamp.wall_utc)).isoformat()
    states = [
        _store(effect, line.account.key, number, one, taken_on)
        for number, line in enumerate(paid.lines)
        for one in line.readings
    ]
    return sorted({f"reading_{state}" for state in states if state != "accepted"})


def _store(effect: Effect, key: str, line: int, one: Reading, taken_on: str) -> str:
    where = and_(meter.c.account_key == key, meter.c.serial == one.meter)
    known = effect.connection.execute(select(meter.c.last, meter.c.last_date).where(where)).first()
    if known is None:
        state = "unknown"
    elif known.last_date > taken_on:
        state = "late"
    elif one.value < known.last and not one.reason:
        state = "disputed"
    else:
        state = "accepted"
        values = {"last": one.value, "last_date": taken_on}
        effect.connection.execute(update(meter).where(where).values(values))
        effect.touched.accounts.add(key)
    effect.connection.execute(
        insert(reading).values(
            account_key=key, op_id=effect.frame.op_id, line=line, meter=one.meter, value=one.value,
            previous=one.previous, reason=one.reason, state=state, taken_on=taken_on,
        )
    )  # fmt: skip
    return state
