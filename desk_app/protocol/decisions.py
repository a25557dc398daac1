"""What people at the centre have decided about operations that could not be settled alone.

A desk names the operations of its open tasks; the centre answers, signed
under a tag of its own, with those of them that nobody waits for any more.
"""

from dataclasses import dataclass
from typing import Any

from desk_app.protocol.fields import Fields, whole
from desk_app.protocol.strict_json import dumps, loads

TAG_DECISIONS = "SG-DECISIONS-v1"
MOST_ASKED = 200

TO, REFUNDED, BIND, DROP = "to", "refund", "bind", "drop"
ACTIONS = (TO, REFUNDED, BIND, DROP)


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision: what was done, to which account the money went if it did, and why, in the words of who decided."""

    action: str
    account: str
    reason: str

    def to_json(self) -> dict[str, Any]:
        """Write the decision."""
        return {"action": self.action, "account": self.account, "reason": self.reason}

    @classmethod
    def read(cls, fields: Fields) -> "Decided":
        """Read the decision."""
        return cls(
            fields.text("action", most=10, pattern="|".join(ACTIONS)),
            fields.text("account", most=80),
            fields.text("reason", most=300),
        )


@dataclass(frozen=True, slots=True)
class Closed:
    """One operation about which everything is decided."""

    op_id: str
    decisions: tuple[Decided, ...]

    def to_json(self) -> dict[str, Any]:
        """Write it."""
        return {"op_id": self.op_id, "decisions": [one.to_json() for one in self.decisions]}

    @classmethod
    def read(cls, fields: Fields) -> "Closed":
        """Read it."""
        return cls(str(fields.uuid("op_id")), fields.each("decisions", Decided.read, least=1, most=200))


@dataclass(frozen=True, slots=True)
class Decisions:
    """The centre's answer; an operation it does not name still waits."""

    desk_id: str
    closed: tuple[Closed, ...]

    def to_bytes(self) -> bytes:
        """Write the payload that the centre signs under TAG_DECISIONS."""
        return dumps({"desk_id": self.desk_id, "closed": [one.to_json() for one in self.closed]})

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Decisions":
        """Read the payload."""
        return whole(loads(raw), cls._read)

    @classmethod
    def _read(cls, fields: Fields) -> "Decisions":
        return cls(fields.text("desk_id", most=36), fields.each("closed", Closed.read, most=MOST_ASKED))
