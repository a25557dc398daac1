"""What each call takes beside its signature, as JSON Schema: what the parsers do in code, said once for other people.

A schema is held to the parser by `tests/settlement/test_openapi.py`: whatever
it allows is understood, whatever it forbids is refused.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from desk_app.protocol.decisions import MOST_ASKED
from desk_app.protocol.shift_statement import MOST_LISTED
from desk_app.protocol.snapshots import FILE, ROWS

Schema = Mapping[str, Any]
JSON = "application/json"
FRAMES = "application/octet-stream"
_MOST = 10**15


@dataclass(frozen=True, slots=True)
class Takes:
    """The body (none if empty), the query and the headers of a call; `required` names what the query must have."""

    body: Schema = field(default_factory=dict)
    media: str = JSON
    query: Mapping[str, Schema] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    headers: Mapping[str, Schema] = field(default_factory=dict)


def _text(most: int, least: int = 0) -> Schema:
    # Surrogates are refused too; JSON Schema counts in characters and has no word for them.
    return {"type": "string", "minLength": least, "maxLength": most, "pattern": r"^[^\x00-\x1f\x7f]*$"}


def _like(pattern: str) -> Schema:
    return {"type": "string", "pattern": f"^{pattern}$"}


def _hex(size: int) -> Schema:
    return _like(f"[0-9a-f]{{{2 * size}}}")


def _number(most: int = _MOST, least: int = 0) -> Schema:
    return {"type": "integer", "minimum": least, "maximum": most}


def _listed(items: Schema, most: int) -> Schema:
    return {"type": "array", "items": items, "maxItems": most}


def _object(optional: tuple[str, ...] = (), /, **fields: Schema) -> Schema:
    required = [name for name in fields if name not in optional]
    return {"type": "object", "properties": fields, "required": required, "additionalProperties": False}


UUID = _like("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
ACCOUNT = {"receipt_type": _text(32, 1), "account": _text(40, 1)}

NOTHING = Takes()
ENROL = Takes(
    _object(
        code=_like("[0-9A-Z-]{6,24}"),
        public_key=_hex(32),
        box_key=_hex(32),
        install_id=_hex(16),
        proof=_hex(64),
    )
)
HELLO = Takes(
    _object(
        head=_object(epoch=_number(), seq=_number(), hash=_hex(32)),
        install_id=_text(32),
        wall_utc=_text(24),
        app_ver=_text(32),
    )
)
PUSH = Takes({"type": "string", "format": "binary", "description": "Frames end to end, see protocol/frames.py"}, FRAMES)
PLACE = Takes(query={"epoch": _number(2**32 - 1), "from": _number(10**18 - 1)})
DECISIONS = Takes(_object(operations=_listed(UUID, MOST_ASKED)))
SNAPSHOT = Takes(
    _object(form={"type": "string", "enum": [ROWS, FILE]}, file_format=_number(10**6), repair={"type": "boolean"})
)
PIECES = Takes(headers={"Range": _like("bytes=[0-9]{1,15}-[0-9]{1,15}")})
CHANGES = Takes(query={"cursor": {"type": "string"}, "limit": _number(999_999, 1)})
LOOKUP = Takes(query=ACCOUNT, required=("account",))
CHECK = Takes(_object((), **ACCOUNT, code=_like("[0-9]{6}")))
PACKET = Takes(
    _object(after={"type": "string", "maxLength": 80, "pattern": r"^([^\x00-\x1f\x7f]*/[^\x00-\x1f\x7f]*)?$"})
)
STATEMENT = Takes(
    _object(
        ("operations",),
        shift_id=UUID,
        operations=_listed(_object(op_id=UUID, kopecks=_number(least=1)), MOST_LISTED),
    )
)
