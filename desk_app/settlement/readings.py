"""Meter readings that arrive with payments: all are kept, only plausible ones move the meter."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from sqlalchemy import Connection, select

from desk_app.protocol.bodies import CashPaid, Reading
from desk_app.settlement.bulk import among, change_rows, insert_rows
from desk_app.settlement.clock import local_day, read_stamp
from desk_app.settlement.effects import Effect
from desk_app.settlement.operation_tables import reading
from desk_app.settlement.tables import meter

_Meter = tuple[str, str]
"""Account key and serial number."""


@dataclass(slots=True)
class Readings:
    """The meters of a run of payments as they stand while the run is heard; `write` keeps what came of it."""

    known: dict[_Meter, tuple[int, str]]
    moved: set[_Meter] = field(default_factory=set)
    rows: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def find(cls, connection: Connection, bodies: Sequence[CashPaid]) -> Self:
        """Look up the meters that these payments read."""
        keys = sorted({line.account.key for paid in bodies for line in paid.lines if line.readings})
        if not keys:
            return cls({})
        query = select(meter.c.account_key, meter.c.serial, meter.c.last, meter.c.last_date)
        rows = connection.execute(query.where(among(connection, meter.c.account_key, keys)))
        return cls({(row.account_key, row.serial): (row.last, row.last_date) for row in rows})

    def take(self, effect: Effect, paid: CashPaid) -> list[str]:
        """Judge every reading of a payment; return the flags the clerk should see."""
        # A reading is of the day it was taken, not of the shift's business date.
        taken_on = local_day(read_stamp(paid.stamp.wall_utc)).isoformat()
        states = [
            self._take(effect, line.account.key, number, one, taken_on)
            for number, line in enumerate(paid.lines)
            for one in line.readings
        ]
        return sorted({f"reading_{state}" for state in states if state != "accepted"})

    def write(self, connection: Connection) -> None:
        """Keep the readings, and where they left the meters."""
        insert_rows(connection, reading, self.rows)
        moved = [
            {"account_key": key, "serial": serial, "last": self.known[key, serial][0]}
            | {"last_date": self.known[key, serial][1]}
            for key, serial in sorted(self.moved)
        ]
        change_rows(connection, meter, ("account_key", "serial"), moved, put=("last", "last_date"))

    def _take(self, effect: Effect, key: str, line: int, one: Reading, taken_on: str) -> str:
        state = _judge(self.known.get((key, one.meter)), one, taken_on)
        if state == "accepted":
            self.known[key, one.meter] = (one.value, taken_on)
            self.moved.add((key, one.meter))
            effect.touched.accounts.add(key)
        place = {"account_key": key, "op_id": effect.frame.op_id, "line": line, "meter": one.meter}
        said = {"value": one.value, "previous": one.previous, "reason": one.reason}
        self.rows.append(place | said | {"state": state, "taken_on": taken_on})
        return state


def _judge(known: tuple[int, str] | None, one: Reading, taken_on: str) -> str:
    if known is None:
        return "unknown"
    last, last_date = known
    if last_date > taken_on:
        return "late"
    return "disputed" if one.value < last and not one.reason else "accepted"
