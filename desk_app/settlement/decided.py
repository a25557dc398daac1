"""Tells a desk what people have decided about the operations of its open tasks."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, select

from desk_app.protocol.decisions import MOST_ASKED, TAG_DECISIONS, Closed, Decided, Decisions
from desk_app.protocol.strict_json import MalformedError
from desk_app.settlement.answers import Answer, said
from desk_app.settlement.calls import Call
from desk_app.settlement.centre import Centre
from desk_app.settlement.effects import DeskIdentity
from desk_app.settlement.operation_tables import case_decision, op_inbox, suspense_case
from desk_app.settlement.registrations import NEEDS_PERSON
from desk_app.settlement.resident_tables import registration


def answer_decisions(centre: Centre, desk: DeskIdentity, call: Call) -> Answer:
    """Answer {"operations": […]} with those of the desk's own that nobody waits for any more, signed."""
    fields = call.json()
    asked = tuple(_uuid(text) for text in fields.texts("operations", most=MOST_ASKED, longest=36))
    fields.done()
    with centre.database.read() as connection:
        closed = _closed(connection, desk, asked)
    return said(centre.sign(TAG_DECISIONS, Decisions(str(desk.id), closed).to_bytes()).to_json())


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise MalformedError("uuid:operations") from None


def _closed(connection: Connection, desk: DeskIdentity, asked: Sequence[UUID]) -> tuple[Closed, ...]:
    # Another desk's operation is as unknown as one that never was.
    mine = select(op_inbox.c.op_id).where(op_inbox.c.op_id.in_(asked), op_inbox.c.desk_id == desk.id).scalar_subquery()
    money = select(suspense_case.c.op_id).where(suspense_case.c.op_id.in_(mine), suspense_case.c.resolved_at.is_(None))
    people = select(registration.c.op_id).where(registration.c.op_id.in_(mine), registration.c.state == NEEDS_PERSON)
    waits = {*connection.execute(money).scalars(), *connection.execute(people).scalars()}
    decided = defaultdict[UUID, list[Decided]](list)
    rows = select(case_decision).where(case_decision.c.op_id.in_(mine)).order_by(case_decision.c.line)
    for row in connection.execute(rows):
        decided[row.op_id].append(Decided(row.action, row.account_key, row.reason))
    return tuple(Closed(str(op_id), tuple(found)) for op_id, found in decided.items() if op_id not in waits)
