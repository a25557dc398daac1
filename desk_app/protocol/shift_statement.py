"""One shift as the centre's books have it, signed, and how that differs from the desk's own list.

A desk that names its payments learns of each that differs: missing (the
centre never heard it), uncounted (heard, but not in the books of this shift: it
is held, or belongs to another), extra (the desk did not name it), amount.
"""

from dataclasses import dataclass
from typing import Any

from desk_app.protocol.fields import Fields, whole
from desk_app.protocol.strict_json import MalformedError, dumps, loads

TAG_SHIFT_STATEMENT = "SG-SHIFT-STATEMENT-v1"
MOST_LISTED = 2000
MOST_TOLD = 2 * MOST_LISTED

MISSING, UNCOUNTED, EXTRA, AMOUNT = "missing", "uncounted", "extra", "amount"
UNKNOWN, OPEN, MATCHED, MISMATCH = "unknown", "open", "matched", "mismatch"
_KINDS = f"{MISSING}|{UNCOUNTED}|{EXTRA}|{AMOUNT}"
_STATES = f"{UNKNOWN}|{OPEN}|{MATCHED}|{MISMATCH}"


@dataclass(frozen=True, slots=True)
class Listed:
    """A payment as the desk has it."""

    op_id: str
    kopecks: int

    def to_json(self) -> dict[str, Any]:
        """Write it."""
        return {"op_id": self.op_id, "kopecks": self.kopecks}

    @classmethod
    def read(cls, fields: Fields) -> "Listed":
        """Read it."""
        return cls(str(fields.uuid("op_id")), fields.number("kopecks", least=1))


@dataclass(frozen=True, slots=True)
class ShiftAsked:
    """What a desk asks; without a list (None) it gets totals only, an empty list says that it has no payments."""

    shift_id: str
    listed: tuple[Listed, ...] | None = None

    def to_json(self) -> dict[str, Any]:
        """Write the question."""
        listed = {} if self.listed is None else {"operations": [one.to_json() for one in self.listed]}
        return {"shift_id": self.shift_id} | listed

    @classmethod
    def read(cls, fields: Fields) -> "ShiftAsked":
        """Read the question.

        Raises:
            MalformedError: a field wrong, or an operation named twice.
        """
        shift_id = str(fields.uuid("shift_id"))  # it is said back, signed: no free text
        if not fields.has("operations"):
            return cls(shift_id)
        listed = fields.each("operations", Listed.read, most=MOST_LISTED)
        if len({one.op_id for one in listed}) != len(listed):
            raise MalformedError("twice:operations")
        return cls(shift_id, listed)


@dataclass(frozen=True, slots=True)
class Differing:
    """One payment that differs; what a side does not have is 0."""

    op_id: str
    kind: str
    desk_kop: int
    centre_kop: int

    def to_json(self) -> dict[str, Any]:
        """Write it."""
        return {"op_id": self.op_id, "kind": self.kind, "desk_kop": self.desk_kop, "centre_kop": self.centre_kop}

    @classmethod
    def read(cls, fields: Fields) -> "Differing":
        """Read it."""
        kind = fields.text("kind", most=10, pattern=_KINDS)
        return cls(str(fields.uuid("op_id")), kind, fields.number("desk_kop"), fields.number("centre_kop"))


@dataclass(frozen=True, slots=True)
class ShiftStatement:
    """The centre's answer; `differing` counts all that differ, of which `differences` tells the first."""

    desk_id: str
    shift_id: str
    centre_time: str
    state: str
    number: int
    business_date: str
    opening_kop: int
    payments: int
    payments_kop: int
    compared: bool
    differing: int
    differences: tuple[Differing, ...]

    @property
    def expected_kop(self) -> int:
        """Return what the drawer should hold."""
        return self.opening_kop + self.payments_kop

    def to_bytes(self) -> bytes:
        """Write the payload that the centre signs under TAG_SHIFT_STATEMENT."""
        names = ("desk_id", "shift_id", "centre_time", "state", "number", "business_date", "opening_kop")
        more = ("payments", "payments_kop", "compared", "differing")
        told = {name: getattr(self, name) for name in (*names, *more)}
        return dumps(told | {"differences": [one.to_json() for one in self.differences]})

    @classmethod
    def from_bytes(cls, raw: bytes) -> "ShiftStatement":
        """Read the payload."""
        return whole(loads(raw), cls._read)

    @classmethod
    def _read(cls, fields: Fields) -> "ShiftStatement":
        return cls(
            desk_id=str(fields.uuid("desk_id")),
            shift_id=fields.text("shift_id", most=36, least=1),
            centre_time=fields.text("centre_time", most=24),
            state=fields.text("state", most=10, pattern=_STATES),
            number=fields.number("number"),
            business_date=fields.text("business_date", most=10),
            opening_kop=fields.number("opening_kop"),
            payments=fields.number("payments"),
            payments_kop=fields.number("payments_kop"),
            compared=fields.flag("compared"),
            differing=fields.number("differing"),
            differences=fields.each("differences", Differing.read, most=MOST_TOLD),
        )
