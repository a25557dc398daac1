"""Operations that were kept without effect, applied once somebody or something can judge them."""

from sqlalchemy import Connection, and_, or_, select

from desk_app.protocol.frames import decode
from desk_app.settlement.calls import find_desk
from desk_app.settlement.centre import Centre
from desk_app.settlement.effects import HELD_FORK, HELD_SCHEMA
from desk_app.settlement.hear import reapply
from desk_app.settlement.operation_tables import desk_head, op_inbox, op_state


def reapply_held(connection: Connection, centre: Centre) -> int:
    """Apply what a newer program understands and what a new epoch has released; return how many changed.

    `held_error` is left to people: its money already stands in suspense.
    """
    released = and_(op_state.c.outcome == HELD_FORK, desk_head.c.frozen == "superseded")
    query = (
        select(op_inbox.c.desk_id, op_inbox.c.raw)
        .join(op_state)
        .join(desk_head, and_(desk_head.c.desk_id == op_inbox.c.desk_id, desk_head.c.epoch == op_inbox.c.epoch))
        .where(or_(op_state.c.outcome == HELD_SCHEMA, released))
        .order_by(op_inbox.c.desk_id, op_inbox.c.epoch, op_inbox.c.seq)
    )
    done = 0
    for row in connection.execute(query).all():
        desk = find_desk(connection, row.desk_id)
        assert desk is not None, "a desk that pushed is enrolled"
        outcomes = reapply(connection, centre, desk, [decode(row.raw)])
        done += sum(outcome.name != HELD_SCHEMA for outcome in outcomes)
    return done
