"""Answers a desk that says where its journal stands (protocol §1.8)."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from desk_app.protocol.fields import whole
from desk_app.protocol.frames import genesis
from desk_app.protocol.messages import (
    TAG_HELLO,
    VERDICT_FORK,
    VERDICT_NEW_EPOCH,
    VERDICT_OK,
    VERDICT_REVOKED,
    VERDICT_REWOUND,
    Head,
    Hello,
    HelloAnswer,
)
from desk_app.protocol.signing import Signed
from desk_app.protocol.strict_json import loads
from desk_app.settlement.answers import Answer, CallRefusedError, said
from desk_app.settlement.calls import Call
from desk_app.settlement.cards import renew_lease
from desk_app.settlement.centre import Centre
from desk_app.settlement.clock import stamp
from desk_app.settlement.desks import current_grant
from desk_app.settlement.effects import DeskIdentity
from desk_app.settlement.hear import freeze, raise_alarm
from desk_app.settlement.ledger import desk_cash
from desk_app.settlement.operation_tables import desk_head, epoch_grant, journal, ledger_entry, op_inbox
from desk_app.settlement.tables import desk as desk_table
from desk_app.settlement.tables import desk_install, receipt_type

_CLONE_WINDOW = timedelta(minutes=15)


def answer_hello(centre: Centre, desk: DeskIdentity, call: Call) -> Answer:
    """Judge a hello; the answer is {"hello": signed, "grant": signed or null}."""
    hello = whole(loads(call.body), Hello.read)
    signed, grant = centre.database.run(lambda connection: _judge(connection, centre, desk, hello))
    return said({"hello": signed.to_json(), "grant": grant.to_json() if grant else None})


def answer_recover(centre: Centre, desk: DeskIdentity, call: Call) -> Answer:
    """Note that a desk asks for a new epoch; answer with the grant once the operator has approved."""
    hello = whole(loads(call.body), Hello.read)
    if desk.state != "active":
        raise CallRefusedError(403, "revoked")
    with centre.database.write() as connection:
        head = _newest_head(connection, desk)
        if head.epoch > hello.head.epoch:
            grant = current_grant(connection, desk.id)
            assert grant is not None, "an epoch was granted"
            return said({"state": "granted", "grant": grant.to_json()})
        asked = desk_table.c.id == desk.id
        connection.execute(update(desk_table).where(asked).values(recovery_asked_at=centre.now()))
    return said({"state": "pending", "grant": None})


def _judge(connection: Connection, centre: Centre, desk: DeskIdentity, hello: Hello) -> tuple[Signed, Signed | None]:
    head = _newest_head(connection, desk)
    cloned = _note_install(connection, centre, desk, hello.install_id)
    verdict = VERDICT_REVOKED if desk.state != "active" else _verdict(connection, centre, desk, hello.head, head)
    period = connection.execute(select(func.coalesce(func.max(receipt_type.c.period), ""))).scalar_one()
    lease = renew_lease(connection, desk.id, centre.now())
    said_back = HelloAnswer(
        str(desk.id), verdict, centre.now(), Head(head.epoch, head.seq, head.hash), cloned, period,
        *lease, *_in_ledger(connection, desk),
    )  # fmt: skip
    grant = current_grant(connection, desk.id) if verdict == VERDICT_NEW_EPOCH else None
    return centre.sign(TAG_HELLO, said_back.to_bytes()), grant


def _in_ledger(connection: Connection, desk: DeskIdentity) -> tuple[int, int]:
    """Return what the ledger says this desk took, wherever the other side lies, and how many operations it sent."""
    drawer = (ledger_entry.c.account_id == desk_cash(desk.id), ledger_entry.c.amount_kop > 0)
    kopecks = connection.execute(select(func.coalesce(func.sum(ledger_entry.c.amount_kop), 0)).where(*drawer))
    operations = connection.execute(select(func.count()).select_from(op_inbox).where(op_inbox.c.desk_id == desk.id))
    return int(kopecks.scalar_one()), int(operations.scalar_one())


def _newest_head(connection: Connection, desk: DeskIdentity) -> Any:  # noqa: ANN401 - a row
    query = select(desk_head).where(desk_head.c.desk_id == desk.id).order_by(desk_head.c.epoch.desc())
    return connection.execute(query.limit(1).with_for_update()).one()


def _verdict(connection: Connection, centre: Centre, desk: DeskIdentity, says: Head, head: Any) -> str:  # noqa: ANN401 - any value of the wire or a row
    if says.epoch < head.epoch:
        return VERDICT_NEW_EPOCH
    if says.epoch > head.epoch or head.frozen:
        return VERDICT_FORK
    if says.seq > head.seq:
        return VERDICT_OK  # whether the chain continues ours is seen when it is pushed
    if _hash_at(connection, desk, head.epoch, says.seq) != says.hash:
        freeze(connection, desk.id, head.epoch, "fork", says.hash, centre.now())
        return VERDICT_FORK
    return VERDICT_OK if says.seq == head.seq else VERDICT_REWOUND


def _hash_at(connection: Connection, desk: DeskIdentity, epoch: int, seq: int) -> bytes:
    if seq == 0:
        granted = (epoch_grant.c.desk_id == desk.id, epoch_grant.c.epoch == epoch)
        return genesis(desk.id, epoch, connection.execute(select(epoch_grant.c.signature).where(*granted)).scalar_one())
    place = (journal.c.desk_id == desk.id, journal.c.epoch == epoch, journal.c.seq == seq)
    found: bytes = connection.execute(select(journal.c.hash).where(*place)).scalar_one()
    return found


def _note_install(connection: Connection, centre: Centre, desk: DeskIdentity, install_id: str) -> bool:
    """Tell whether another installation under this key was here within a quarter of an hour."""
    now, mine = centre.clock.now(), desk_install.c.desk_id == desk.id
    others = select(desk_install.c.install_id).where(
        mine, desk_install.c.install_id != install_id, desk_install.c.seen_at > stamp(now - _CLONE_WINDOW)
    )
    cloned = connection.execute(others.limit(1)).first() is not None
    connection.execute(delete(desk_install).where(mine, desk_install.c.install_id == install_id))
    values = {"desk_id": desk.id, "install_id": install_id, "seen_at": stamp(now)}
    connection.execute(insert(desk_install).values(values))
    if cloned:
        raise_alarm(connection, desk.id, "clone", b"", stamp(now))
    return cloned
