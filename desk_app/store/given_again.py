"""What the centre had acknowledged and has lost, because it was put back from an older copy of itself."""

from collections.abc import Collection
from uuid import UUID

from desk_app.domain.operations import PENDING
from desk_app.protocol.messages import Head
from desk_app.store.sql import Sql

_WAIT_AGAIN = "UPDATE operation SET outcome = 'pending', detail = '', ref = '' WHERE"


def acknowledged_beyond(sql: Sql, head: Head) -> int:
    """Count operations of an epoch that an ack names beyond the centre's head."""
    acked: int = sql.value("SELECT acked_seq FROM epoch WHERE epoch = ?", (head.epoch,)) or 0
    return max(0, acked - head.seq)


def give_again(sql: Sql, head: Head) -> None:
    """Let what was acknowledged beyond a head wait once more; the acks stay as evidence.

    Beyond a head that is not ours everything waits, so that the centre sees the two chains and stops them.
    """
    place, last = head.epoch << 40 | head.seq, (head.epoch + 1 << 40) - 1
    ours = sql.one("SELECT 1 FROM journal WHERE place = ? AND hash = ?", (place, head.hash)) is not None
    seq = head.seq if ours else 0
    sql.run("UPDATE epoch SET acked_seq = ? WHERE epoch = ?", (seq, head.epoch))
    waiting = (head.epoch << 40 | seq, last)
    sql.run(f"{_WAIT_AGAIN} op_id IN (SELECT op_id FROM journal WHERE place > ? AND place <= ?)", waiting)
    _forget_feed(sql)


def give_again_but(sql: Sql, held: Collection[UUID]) -> int:
    """Let every operation wait once more that the centre does not hold; return how many were acknowledged."""
    known = {op_id.bytes for op_id in held}
    told = sql.all("SELECT op_id FROM operation WHERE outcome <> ?", (PENDING,))
    lost = [row for row in told if row[0] not in known]
    sql.many(f"{_WAIT_AGAIN} op_id = ?", lost)
    if lost:
        _forget_feed(sql)
    return len(lost)


def _forget_feed(sql: Sql) -> None:
    """Places in the feed of a centre that was set back mean nothing: the mirror is read anew, with everything."""
    sql.run("UPDATE operation SET feed_tx = 0, feed_change = 0 WHERE outcome <> ?", (PENDING,))
