"""Hears what a desk pushes: every well-signed operation once, in order, with a signed ack.

A frozen epoch is one whose history split (another operation under a known id,
or a chain that does not continue ours). Choice taken here: frames that extend
the centre's own chain are still taken into the inbox as `held_fork`, without
effect, because the centre cannot know which copy of the desk is the true one
and money is never refused; the operator's new epoch releases them. Frames that
do not extend the chain stop the batch with «frozen» and stay in the desk's
journal, to be carried into the new epoch.

A damaged frame (hash or signature wrong, bytes unreadable) stops the batch
with an alarm but freezes nothing: it is no second history, the head has not
moved, and the intact frame may follow.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, insert, select, update

from desk_app.protocol.frames import Frame, decode, encode, verify
from desk_app.protocol.merkle import LogHead
from desk_app.protocol.messages import TAG_ACK, Ack, Head, Result
from desk_app.protocol.signing import Signed
from desk_app.settlement.bulk import among, insert_rows
from desk_app.settlement.centre import Centre
from desk_app.settlement.changes import Touched, feed_position, record
from desk_app.settlement.effects import HELD_FORK, DeskIdentity, Effect, Memory, Outcome
from desk_app.settlement.kinds import accounts_of, apply_all, read
from desk_app.settlement.operation_tables import (
    ack,
    alarm,
    desk_head,
    log_head,
    log_leaf,
    op_carried,
    op_inbox,
    op_state,
)
from desk_app.settlement.tables import account

MALFORMED = "malformed"
CONFLICT = "conflict"
GAP = "gap"
FORK = "fork"
FROZEN = "frozen"


class NoSuchEpochError(Exception):
    """The desk speaks of an epoch that was never granted to it."""


@dataclass(slots=True)
class _Batch:
    """One push in progress: first everything is judged, then what is new takes effect.

    `seq` and `hash` are the head of the desk's chain and move with each frame that continues it.
    `hashes_of` an operation are those of every frame that brought it, `results` what became of it; `answered` are
    the frames that get a result in the ack, of which `fresh` are new and `carried` bring an operation again.
    """

    connection: Connection
    centre: Centre
    desk: DeskIdentity
    now: str
    epoch: int
    seq: int
    hash: bytes
    frozen: str
    acks: int
    hashes_of: dict[UUID, set[bytes]] = field(default_factory=dict)
    results: dict[UUID, tuple[str, str, str]] = field(default_factory=dict)
    answered: list[Frame] = field(default_factory=list)
    fresh: list[Frame] = field(default_factory=list)
    carried: list[Frame] = field(default_factory=list)
    stopped: str = ""


def hear(connection: Connection, centre: Centre, desk: DeskIdentity, frames: Sequence[Frame], broken: str) -> Signed:
    """Take a batch in one transaction; `broken` says what follows the readable frames, if anything.

    Raises:
        NoSuchEpochError: nothing was granted under that number.
    """
    batch = _begin(connection, centre, desk, frames[0].epoch if frames else None)
    _find_heard_before(batch, frames)
    key = Ed25519PublicKey.from_public_bytes(desk.public_key)
    for frame in frames:
        if not _judge(batch, frame, key):
            break
    if broken and not batch.stopped:
        _stop(batch, MALFORMED, b"")
    return _acknowledge(batch, _keep_and_apply(batch))


def reapply(connection: Connection, centre: Centre, desk: DeskIdentity, frames: Sequence[Frame]) -> list[Outcome]:
    """Apply operations that were held, now that the program or the operator can judge them."""
    now, touched, memory = centre.now(), Touched(), Memory()
    effects = [Effect(connection, centre, desk, frame, read(frame), now, memory) for frame in frames]
    outcomes = list(apply_all(effects))
    for effect, outcome in zip(effects, outcomes, strict=True):
        touched.add(effect.touched)
        values = {"outcome": outcome.name, "detail": outcome.detail, "settled_at": now}
        connection.execute(update(op_state).where(op_state.c.op_id == effect.frame.op_id).values(values))
    record(connection, touched)
    _extend_log(connection, [_leaf(frame, outcome.name) for frame, outcome in zip(frames, outcomes, strict=True)])
    return outcomes


def freeze(connection: Connection, desk_id: UUID, epoch: int, why: str, evidence: bytes, now: str) -> None:
    """Stop an epoch until an operator has looked, and keep the evidence; the first reason stays."""
    mine = (desk_head.c.desk_id == desk_id, desk_head.c.epoch == epoch)
    frozen = connection.execute(update(desk_head).where(*mine, desk_head.c.frozen == "").values(frozen=why))
    if frozen.rowcount:
        raise_alarm(connection, desk_id, why, evidence, now)


def raise_alarm(connection: Connection, desk_id: UUID, kind: str, evidence: bytes, now: str) -> None:
    """Leave a case for a person."""
    connection.execute(insert(alarm).values(desk_id=desk_id, kind=kind, at=now, evidence=evidence))


def _begin(connection: Connection, centre: Centre, desk: DeskIdentity, epoch: int | None) -> _Batch:
    query = select(desk_head).where(desk_head.c.desk_id == desk.id).order_by(desk_head.c.epoch.desc())
    if epoch is not None:
        query = query.where(desk_head.c.epoch == epoch)
    head = connection.execute(query.limit(1).with_for_update()).first()
    if head is None:
        raise NoSuchEpochError
    return _Batch(
        connection, centre, desk, centre.now(), head.epoch, head.seq, head.hash, head.frozen, head.acks
    )  # fmt: skip


def _find_heard_before(batch: _Batch, frames: Sequence[Frame]) -> None:
    """Look up, in one go, which operations were heard before and what became of them."""
    ids = [frame.op_id for frame in frames]
    query = select(op_inbox.c.op_id, op_inbox.c.hash, op_state.c.outcome, op_state.c.detail, op_state.c.ref)
    for row in batch.connection.execute(query.join(op_state).where(among(batch.connection, op_inbox.c.op_id, ids))):
        batch.hashes_of[row.op_id] = {row.hash}
        batch.results[row.op_id] = (row.outcome, row.detail, row.ref)
    again = select(op_carried.c.op_id, op_carried.c.hash).where(among(batch.connection, op_carried.c.op_id, ids))
    for op_id, carried in batch.connection.execute(again):
        batch.hashes_of[op_id].add(carried)


def _judge(batch: _Batch, frame: Frame, key: Ed25519PublicKey) -> bool:
    """Judge one frame without any effect yet; return whether the next may follow."""
    mine = frame.desk_id == batch.desk.id and frame.epoch == batch.epoch
    if not mine or not verify(frame, key):
        return _stop(batch, MALFORMED, encode(frame))
    hashes = batch.hashes_of.get(frame.op_id, set())
    if frame.hash in hashes:
        batch.answered.append(frame)
        return True
    if hashes and not _brings_again(batch, frame):
        return _freeze_split_history(batch, CONFLICT, frame)
    if frame.seq > batch.seq + 1:
        return _stop(batch, GAP, b"")
    if frame.seq <= batch.seq or frame.prev_hash != batch.hash:
        return _freeze_split_history(batch, FORK, frame)
    batch.hashes_of.setdefault(frame.op_id, set()).add(frame.hash)
    batch.seq, batch.hash = frame.seq, frame.hash
    batch.answered.append(frame)
    (batch.carried if hashes else batch.fresh).append(frame)
    return True


def _brings_again(batch: _Batch, frame: Frame) -> bool:
    """Tell whether a frame brings an operation we have into a later epoch with the same content, and says so.

    The frame it names need not be the one we have: a centre that was set back has lost the epochs between.
    """
    if not frame.origin:
        return False
    query = select(op_inbox.c.raw).where(op_inbox.c.op_id == frame.op_id)
    raw = batch.connection.execute(query).scalar()
    if raw is None:
        return False
    old = decode(raw)
    same = (old.desk_id, old.kind, old.schema_ver, old.body) == (
        frame.desk_id, frame.kind, frame.schema_ver, frame.body,
    )  # fmt: skip
    return same and old.epoch < frame.epoch


def _keep_and_apply(batch: _Batch) -> Touched:
    """Keep what is new exactly as received, then let it take effect in order."""
    touched, memory = Touched(), Memory()
    insert_rows(batch.connection, op_carried, [_carried_row(frame, batch.now) for frame in batch.carried])
    if not batch.fresh:
        return touched
    insert_rows(batch.connection, op_inbox, [_inbox_row(frame, batch.now) for frame in batch.fresh])
    bodies = [read(frame) for frame in batch.fresh]
    memory.closed = _find_accounts(batch, bodies)
    effects = [
        Effect(batch.connection, batch.centre, batch.desk, frame, body, batch.now, memory)
        for frame, body in zip(batch.fresh, bodies, strict=True)
    ]
    outcomes = [Outcome(HELD_FORK, batch.frozen)] * len(effects) if batch.frozen else list(apply_all(effects))
    for effect, outcome in zip(effects, outcomes, strict=True):
        touched.add(effect.touched)
        ref = f"{batch.desk.number}-{effect.frame.epoch}-{effect.frame.seq}"
        batch.results[effect.frame.op_id] = (outcome.name, outcome.detail, ref)
    insert_rows(batch.connection, op_state, [_state_row(batch, frame.op_id) for frame in batch.fresh])
    return touched


def _find_accounts(batch: _Batch, bodies: Sequence[Any]) -> dict[str, bool]:
    """Look up and lock what the batch will change, in one order for all, so that desks queue and never deadlock."""
    keys = sorted(set().union(*map(accounts_of, bodies)))
    query = select(account.c.key, account.c.closed).where(among(batch.connection, account.c.key, keys))
    query = query.order_by(account.c.key)
    return {row.key: row.closed for row in batch.connection.execute(query.with_for_update())}


def _state_row(batch: _Batch, op_id: UUID) -> dict[str, Any]:
    outcome, detail, ref = batch.results[op_id]
    return {"op_id": op_id, "outcome": outcome, "detail": detail, "ref": ref, "settled_at": batch.now}


def _inbox_row(frame: Frame, now: str) -> dict[str, Any]:
    return _carried_row(frame, now) | {"kind": frame.kind, "schema_ver": frame.schema_ver}


def _carried_row(frame: Frame, now: str) -> dict[str, Any]:
    place = {"desk_id": frame.desk_id, "epoch": frame.epoch, "seq": frame.seq, "op_id": frame.op_id}
    return place | {"hash": frame.hash, "raw": encode(frame), "received_at": now}


def _freeze_split_history(batch: _Batch, why: str, frame: Frame) -> bool:
    """Two histories under one name: freeze at the first sight of it."""
    if batch.frozen:
        return _stop(batch, FROZEN, b"")
    freeze(batch.connection, batch.desk.id, batch.epoch, why, encode(frame), batch.now)
    return _stop(batch, why, b"")


def _stop(batch: _Batch, why: str, evidence: bytes) -> bool:
    batch.stopped = why
    if why == MALFORMED:
        raise_alarm(batch.connection, batch.desk.id, why, evidence, batch.now)
    return False


def _acknowledge(batch: _Batch, touched: Touched) -> Signed:
    connection = batch.connection
    mine = (desk_head.c.desk_id == batch.desk.id, desk_head.c.epoch == batch.epoch)
    if batch.fresh or batch.carried:
        values = {"seq": batch.seq, "hash": batch.hash, "acks": batch.acks + 1}
        connection.execute(update(desk_head).where(*mine).values(values))
        record(connection, touched)
    feed = feed_position(connection, batch.centre.database.postgres)
    log = _extend_log(connection, [_leaf(frame, batch.results[frame.op_id][0]) for frame in batch.fresh])
    results = tuple(Result(frame.seq, str(frame.op_id), *batch.results[frame.op_id]) for frame in batch.answered)
    head = Head(batch.epoch, batch.seq, batch.hash)
    said = Ack(str(batch.desk.id), head, results, batch.stopped, feed, log.size, log.root, batch.now)
    signed = batch.centre.sign(TAG_ACK, said.to_bytes())
    if batch.fresh or batch.carried:
        values = {"desk_id": batch.desk.id, "epoch": batch.epoch, "number": batch.acks + 1, "upto_seq": batch.seq}
        values |= {"payload": signed.payload, "signature": signed.signature, "key_id": signed.key_id}
        connection.execute(insert(ack).values(values))
    return signed


def _leaf(frame: Frame, outcome: str) -> bytes:
    return frame.op_id.bytes + frame.hash + outcome.encode("ascii")


def _extend_log(connection: Connection, leaves: list[bytes]) -> LogHead:
    """Take the one lock all desks share last of all, so that it is held for the shortest time."""
    row = connection.execute(select(log_head).with_for_update() if leaves else select(log_head)).one()
    head = LogHead.from_bytes(row.size, row.peaks)
    if not leaves:
        return head
    rows = [{"number": head.size + at, "leaf": leaf} for at, leaf in enumerate(leaves)]
    insert_rows(connection, log_leaf, rows)
    head = head.append(leaves)
    connection.execute(update(log_head).values(size=head.size, peaks=head.to_bytes()))
    return head
