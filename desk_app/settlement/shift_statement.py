"""Answers a desk that asks what the centre has of one of its shifts, payment by payment (protocol §1.10)."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from sqlalchemy import Connection, select

from desk_app.protocol.fields import whole
from desk_app.protocol.shift_statement import (
    AMOUNT,
    EXTRA,
    MISSING,
    MOST_TOLD,
    TAG_SHIFT_STATEMENT,
    UNCOUNTED,
    UNKNOWN,
    Differing,
    Listed,
    ShiftAsked,
    ShiftStatement,
)
from desk_app.protocol.strict_json import loads
from desk_app.settlement.answers import Answer, said
from desk_app.settlement.bulk import among
from desk_app.settlement.calls import Call
from desk_app.settlement.centre import Centre
from desk_app.settlement.effects import DeskIdentity
from desk_app.settlement.operation_tables import op_inbox, payment_state, shift


def answer_shift_statement(centre: Centre, desk: DeskIdentity, call: Call) -> Answer:
    """Answer with a shift of the desk, signed; another desk's shift is as unknown as one that never was."""
    asked = whole(loads(call.body), ShiftAsked.read)
    with centre.database.read() as connection:
        stated = _state(connection, desk, asked, centre.now())
    return said(centre.sign(TAG_SHIFT_STATEMENT, stated.to_bytes()).to_json())


def _state(connection: Connection, desk: DeskIdentity, asked: ShiftAsked, now: str) -> ShiftStatement:
    its = select(shift).where(shift.c.desk_id == desk.id, shift.c.shift_id == asked.shift_id)
    known = connection.execute(its).first()
    mine = (payment_state.c.desk_id == desk.id, payment_state.c.shift_id == asked.shift_id)
    rows = connection.execute(select(payment_state.c.op_id, payment_state.c.amount_kop).where(*mine))
    ours = {row.op_id: int(row.amount_kop) for row in rows}
    differences = [] if asked.listed is None else list(_differences(connection, desk, asked.listed, ours))
    return ShiftStatement(
        str(desk.id),
        asked.shift_id,
        now,
        state=UNKNOWN if known is None else known.state,
        number=0 if known is None else known.number,
        business_date="" if known is None else known.business_date,
        opening_kop=0 if known is None else known.opening_kop,
        payments=len(ours),
        payments_kop=sum(ours.values()),
        compared=asked.listed is not None,
        differing=len(differences),
        differences=tuple(differences[:MOST_TOLD]),
    )


def _differences(
    connection: Connection, desk: DeskIdentity, listed: tuple[Listed, ...], ours: Mapping[UUID, int]
) -> Iterator[Differing]:
    theirs = {UUID(one.op_id): one.kopecks for one in listed}
    strange = sorted(theirs.keys() - ours.keys())
    query = select(op_inbox.c.op_id).where(op_inbox.c.desk_id == desk.id, among(connection, op_inbox.c.op_id, strange))
    heard = set(connection.execute(query).scalars())
    for op_id in strange:
        yield Differing(str(op_id), UNCOUNTED if op_id in heard else MISSING, theirs[op_id], 0)
    for op_id, kopecks in sorted(ours.items()):
        if op_id not in theirs:
            yield Differing(str(op_id), EXTRA, 0, kopecks)
        elif theirs[op_id] != kopecks:
            yield Differing(str(op_id), AMOUNT, theirs[op_id], kopecks)
