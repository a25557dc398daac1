"""Messages between desk and centre: enrolment, hello, acks, changes, snapshots, codes.

Each is a frozen value with `to_json` and `read`; the centre signs the payload
of grants, hello answers and acks under a tag of its own.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from desk_app.protocol.fields import Fields, whole
from desk_app.protocol.frames import MAX_BATCH_OPERATIONS
from desk_app.protocol.strict_json import dumps, loads

TAG_GRANT = "SG-GRANT-v1"
TAG_HELLO = "SG-HELLO-v1"
TAG_ACK = "SG-ACK-v1"
TAG_ENROL = "SG-ENROL-v1"
TAG_CODES = "SG-CODES-v1"

VERDICT_OK = "ok"
VERDICT_REWOUND = "rewound"
VERDICT_FORK = "fork"
VERDICT_NEW_EPOCH = "new_epoch"
VERDICT_REVOKED = "revoked"
VERDICT_UPGRADE = "upgrade_required"
STOPS = frozenset({VERDICT_FORK, VERDICT_REVOKED})
"""Verdicts after which nothing new begins at the desk until the operator has acted."""

Position = tuple[int, int]
"""Where a reader of the change feed stands: (transaction, change number); later is greater."""


@dataclass(frozen=True, slots=True)
class Head:
    """The last operation of a desk in one epoch; seq 0 carries the genesis hash."""

    epoch: int
    seq: int
    hash: bytes

    def to_json(self) -> dict[str, Any]:
        """Write the head."""
        return {"epoch": self.epoch, "seq": self.seq, "hash": self.hash.hex()}

    @classmethod
    def read(cls, fields: Fields) -> "Head":
        """Read the head."""
        return cls(fields.number("epoch"), fields.number("seq"), fields.hexes("hash", 32))


@dataclass(frozen=True, slots=True)
class EnrolRequest:
    """A desk introduces itself with a one-time code and proves that it holds its key.

    `proof` signs code, both public keys and install id under TAG_ENROL.
    """

    code: str
    public_key: bytes
    box_key: bytes
    install_id: str
    proof: bytes

    def said(self) -> bytes:
        """Return what the proof signs."""
        return b"|".join((self.code.encode(), self.public_key, self.box_key, self.install_id.encode()))

    def to_json(self) -> dict[str, Any]:
        """Write the request."""
        return {
            "code": self.code,
            "public_key": self.public_key.hex(),
            "box_key": self.box_key.hex(),
            "install_id": self.install_id,
            "proof": self.proof.hex(),
        }

    @classmethod
    def read(cls, fields: Fields) -> "EnrolRequest":
        """Read the request."""
        return cls(
            fields.text("code", most=24, least=6, pattern=r"[0-9A-Z-]+"),
            fields.hexes("public_key", 32),
            fields.hexes("box_key", 32),
            fields.text("install_id", most=32, least=32, pattern=r"[0-9a-f]+"),
            fields.hexes("proof", 64),
        )


@dataclass(frozen=True, slots=True)
class Grant:
    """The centre's leave to work: who the desk is, its epoch and its card numbers.

    `processor` names, with the address, who runs the centre: whoever works on personal data on the organisation's
    behalf. A centre that has not named itself leaves the field out, as all did before it was there.
    """

    desk_id: UUID
    desk_number: int
    desk_title: str
    organisation: str
    organisation_inn: str
    organisation_address: str
    organisation_phone: str
    epoch: int
    card_first: int
    card_last: int
    granted_at: str
    centre_key: bytes
    training: bool
    processor: str = ""

    def to_bytes(self) -> bytes:
        """Write the payload that the centre signs under TAG_GRANT."""
        return dumps(
            {
                "desk_id": str(self.desk_id),
                "desk_number": self.desk_number,
                "desk_title": self.desk_title,
                "organisation": self.organisation,
                "organisation_inn": self.organisation_inn,
                "organisation_address": self.organisation_address,
                "organisation_phone": self.organisation_phone,
                "epoch": self.epoch,
                "card_first": self.card_first,
                "card_last": self.card_last,
                "granted_at": self.granted_at,
                "centre_key": self.centre_key.hex(),
                "training": self.training,
            }
            | ({"processor": self.processor} if self.processor else {})
        )

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Grant":
        """Read the payload."""
        return whole(loads(raw), cls._read)

    @classmethod
    def _read(cls, fields: Fields) -> "Grant":
        return cls(
            desk_id=fields.uuid("desk_id"),
            desk_number=fields.number("desk_number", least=1),
            desk_title=fields.text("desk_title"),
            organisation=fields.text("organisation"),
            organisation_inn=fields.text("organisation_inn", most=12),
            organisation_address=fields.text("organisation_address", most=300),
            organisation_phone=fields.text("organisation_phone", most=40),
            epoch=fields.number("epoch", least=1, most=2**32 - 1),
            card_first=fields.number("card_first", most=10**16),
            card_last=fields.number("card_last", most=10**16),
            granted_at=fields.text("granted_at", most=32),
            centre_key=fields.hexes("centre_key", 32),
            training=fields.flag("training"),
            processor=fields.text("processor", most=520, least=1) if fields.has("processor") else "",
        )


@dataclass(frozen=True, slots=True)
class Hello:
    """A desk says where its journal stands, before it pushes or takes anything."""

    head: Head
    install_id: str
    wall_utc: str
    app_ver: str

    def to_json(self) -> dict[str, Any]:
        """Write the message."""
        return {
            "head": self.head.to_json(),
            "install_id": self.install_id,
            "wall_utc": self.wall_utc,
            "app_ver": self.app_ver,
        }

    @classmethod
    def read(cls, fields: Fields) -> "Hello":
        """Read the message."""
        return cls(
            fields.inner("head", Head.read),
            fields.text("install_id", most=32),
            fields.text("wall_utc", most=24),
            fields.text("app_ver", most=32),
        )


@dataclass(frozen=True, slots=True)
class HelloAnswer:
    """The centre's verdict on a hello (protocol §1.8), its time and what the desk may do.

    `ledger_kop` is what the centre's ledger holds of this desk's payments, suspense included, `ledger_operations`
    how many operations it has, over all epochs. With VERDICT_NEW_EPOCH the JSON carries a signed grant beside it.
    """

    desk_id: str
    verdict: str
    centre_time: str
    head: Head
    clone_suspected: bool
    code_period: str
    card_first: int
    card_last: int
    ledger_kop: int
    ledger_operations: int

    def to_bytes(self) -> bytes:
        """Write the payload that the centre signs under TAG_HELLO."""
        return dumps(
            {
                "desk_id": self.desk_id,
                "verdict": self.verdict,
                "centre_time": self.centre_time,
                "head": self.head.to_json(),
                "clone_suspected": self.clone_suspected,
                "code_period": self.code_period,
                "card_first": self.card_first,
                "card_last": self.card_last,
                "ledger_kop": self.ledger_kop,
                "ledger_operations": self.ledger_operations,
            }
        )

    @classmethod
    def from_bytes(cls, raw: bytes) -> "HelloAnswer":
        """Read the payload."""
        return whole(loads(raw), cls._read)

    @classmethod
    def _read(cls, fields: Fields) -> "HelloAnswer":
        return cls(
            fields.text("desk_id", most=36),
            fields.text("verdict", most=20),
            fields.text("centre_time", most=32),
            fields.inner("head", Head.read),
            fields.flag("clone_suspected"),
            fields.text("code_period", most=7),
            fields.number("card_first", most=10**16),
            fields.number("card_last", most=10**16),
            fields.number("ledger_kop"),
            fields.number("ledger_operations"),
        )


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one operation at the centre.

    `outcome` is one of accepted, accepted_suspense, accepted_conflict,
    accepted_noop, held_schema, held_fork, held_error; `detail` is the reason
    after the colon of the protocol's table; `ref` is the centre's own number.
    """

    seq: int
    op_id: str
    outcome: str
    detail: str
    ref: str

    def to_json(self) -> dict[str, Any]:
        """Write the result."""
        return {
            "seq": self.seq,
            "op_id": self.op_id,
            "outcome": self.outcome,
            "detail": self.detail,
            "ref": self.ref,
        }

    @classmethod
    def read(cls, fields: Fields) -> "Result":
        """Read the result."""
        return cls(
            fields.number("seq", least=1),
            fields.text("op_id", most=36),
            fields.text("outcome", most=24),
            fields.text("detail", most=64),
            fields.text("ref", most=64),
        )


@dataclass(frozen=True, slots=True)
class Ack:
    """The only thing a desk trusts: everything up to `head` is the centre's now.

    `results` cover the operations of this push, duplicates included; `stopped`
    is empty or one of malformed, conflict, gap, fork, frozen; `feed` is the place in
    the change feed where the effects of these operations can be read.
    """

    desk_id: str
    head: Head
    results: tuple[Result, ...]
    stopped: str
    feed: Position
    log_size: int
    log_root: bytes
    centre_time: str

    def to_bytes(self) -> bytes:
        """Write the payload that the centre signs under TAG_ACK."""
        return dumps(
            {
                "desk_id": self.desk_id,
                "head": self.head.to_json(),
                "results": [result.to_json() for result in self.results],
                "stopped": self.stopped,
                "feed": {"tx": self.feed[0], "change": self.feed[1]},
                "log_size": self.log_size,
                "log_root": self.log_root.hex(),
                "centre_time": self.centre_time,
            }
        )

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Ack":
        """Read the payload."""
        return whole(loads(raw), cls._read)

    @classmethod
    def _read(cls, fields: Fields) -> "Ack":
        return cls(
            fields.text("desk_id", most=36),
            fields.inner("head", Head.read),
            fields.each("results", Result.read, most=MAX_BATCH_OPERATIONS),
            fields.text("stopped", most=12),
            fields.inner("feed", read_position),
            fields.number("log_size"),
            fields.hexes("log_root", 32),
            fields.text("centre_time", most=32),
        )


def read_position(fields: Fields) -> Position:
    """Read a place in the change feed."""
    return fields.number("tx", most=2**63 - 1), fields.number("change", most=2**63 - 1)


@dataclass(frozen=True, slots=True)
class Change:
    """One entity as it stands now (`value` is None for a tombstone or an exit from scope)."""

    entity: str
    entity_id: str
    version: int
    value: dict[str, Any] | None

    def to_json(self) -> dict[str, Any]:
        """Write the change."""
        return {"entity": self.entity, "id": self.entity_id, "version": self.version, "value": self.value}

    @classmethod
    def read(cls, fields: Fields) -> "Change":
        """Read the change; the value is read by the entity's own reader."""
        entity = fields.text("entity", most=20, pattern="provider|receipt_type|service|account")
        entity_id = fields.text("id", most=80, least=1)
        version = fields.number("version", least=1)
        value = fields.take("value")
        if value is not None:
            Fields(value)
        return cls(entity, entity_id, version, value)


@dataclass(frozen=True, slots=True)
class Tally:
    """Count and order-independent hash of one entity in a desk's scope (40-bit sums)."""

    entity: str
    count: int
    digest: int

    def to_json(self) -> dict[str, Any]:
        """Write the tally."""
        return {"entity": self.entity, "count": self.count, "digest": self.digest}

    @classmethod
    def read(cls, fields: Fields) -> "Tally":
        """Read the tally."""
        return cls(
            fields.text("entity", most=20),
            fields.number("count"),
            fields.number("digest", most=2**63 - 1),
        )


@dataclass(frozen=True, slots=True)
class ChangePage:
    """A page of the change feed; the last page carries the tallies of the whole scope."""

    changes: tuple[Change, ...]
    cursor: str
    position: Position
    more: bool
    tallies: tuple[Tally, ...]

    def to_json(self) -> dict[str, Any]:
        """Write the page."""
        return {
            "changes": [change.to_json() for change in self.changes],
            "cursor": self.cursor,
            "position": {"tx": self.position[0], "change": self.position[1]},
            "more": self.more,
            "tallies": [tally.to_json() for tally in self.tallies],
        }

    @classmethod
    def read(cls, fields: Fields) -> "ChangePage":
        """Read the page."""
        return cls(
            fields.each("changes", Change.read, most=5000),
            fields.text("cursor", most=120),
            fields.inner("position", read_position),
            fields.flag("more"),
            fields.each("tallies", Tally.read, most=20),
        )


@dataclass(frozen=True, slots=True)
class CodePacket:
    """Receipt codes of one month for a run of accounts, sealed to the desk's box key.

    The opened box is JSON: a list of [account key, six digits, version].
    `last` is where the next request continues; empty when there is no more.
    """

    period: str
    expires: str
    last: str
    count: int
    box: bytes

    def to_json(self) -> dict[str, Any]:
        """Write the packet."""
        return {
            "period": self.period,
            "expires": self.expires,
            "last": self.last,
            "count": self.count,
            "box": self.box.hex(),
        }

    @classmethod
    def read(cls, fields: Fields) -> "CodePacket":
        """Read the packet."""
        period = fields.text("period", most=7)
        expires = fields.text("expires", most=10)
        last = fields.text("last", most=80)
        count = fields.number("count")
        return cls(period, expires, last, count, fields.hexes("box", most=1 << 21))
