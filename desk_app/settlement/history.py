"""Gives a desk back what it sent: acks lost on the way, and its own frames after a loss."""

from sqlalchemy import select

from desk_app.protocol.frames import MAX_BATCH_BYTES, MAX_BATCH_OPERATIONS
from desk_app.protocol.signing import Signed
from desk_app.settlement.answers import Answer, raw, said
from desk_app.settlement.calls import Call
from desk_app.settlement.centre import Centre
from desk_app.settlement.effects import DeskIdentity
from desk_app.settlement.operation_tables import ack, journal

_ACKS = 50


def answer_acks(centre: Centre, desk: DeskIdentity, call: Call) -> Answer:
    """Answer {"acks": […]} with the acks that reach `from` or further, oldest first."""
    asked = call.query(**{"epoch": 2**32 - 1, "from": 10**18})
    query = select(ack).where(ack.c.desk_id == desk.id, ack.c.epoch == asked.get("epoch", 0))
    query = query.where(ack.c.upto_seq >= asked.get("from", 0)).order_by(ack.c.number).limit(_ACKS)
    with centre.database.read() as connection:
        found = [Signed(row.payload, row.signature, row.key_id).to_json() for row in connection.execute(query)]
    return said({"acks": found})


def answer_journal(centre: Centre, desk: DeskIdentity, call: Call) -> Answer:
    """Answer with the desk's own frames from `from` on, as many as one batch holds; ask again from the next."""
    asked = call.query(**{"epoch": 2**32 - 1, "from": 10**18})
    query = select(journal.c.raw).where(journal.c.desk_id == desk.id, journal.c.epoch == asked.get("epoch", 0))
    query = query.where(journal.c.seq >= asked.get("from", 0)).order_by(journal.c.seq)
    parts: list[bytes] = []
    size = 0
    with centre.database.read() as connection:
        for frame in connection.execute(query.limit(MAX_BATCH_OPERATIONS)).scalars():
            size += len(frame)
            if size > MAX_BATCH_BYTES:
                break
            parts.append(frame)
    return raw(b"".join(parts))
