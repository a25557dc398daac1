"""JSON read without guessing: what is ambiguous is refused, not repaired.

Ordinary parsers accept duplicate keys, NaN, floats for integers and lone
surrogates; where bytes are signed, each of these is a forgery surface
(threat 10 of the protocol). Floats are refused altogether: money and meter
readings travel as integers.
"""

import json
import re
from collections.abc import Callable
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, NoReturn

MAX_BYTES = 1 << 20
MAX_DEPTH = 32
UNSAID = "unsaid"
"""Metadata of a flag that is written only where it is set: what was signed before it existed keeps its bytes."""

_LONGEST_INTEGER = 20
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_FORBIDDEN = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_BRACKET = re.compile(rb"[\[\]{}]")


class MalformedError(Exception):
    """Bytes that are not what the protocol allows; `code` is safe to log and to answer."""

    def __init__(self, code: str) -> None:
        """Keep a machine code that never holds any of the input."""
        super().__init__(code)
        self.code = code


def loads(raw: bytes, *, max_bytes: int = MAX_BYTES) -> Any:  # noqa: ANN401 - any JSON value
    """Parse strict UTF-8 JSON.

    Raises:
        MalformedError: size, depth, encoding, duplicate keys, floats, NaN,
            surrogates, NUL, huge integers or plain syntax.
    """
    if len(raw) > max_bytes:
        raise MalformedError("too_large")
    if raw.startswith(b"\xef\xbb\xbf"):
        raise MalformedError("bom")
    _check_depth(raw)
    try:
        value = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_float=_no_float,
            parse_constant=_no_float,
            parse_int=_small_int,
        )
    except UnicodeDecodeError:
        raise MalformedError("encoding") from None
    except (ValueError, RecursionError):
        raise MalformedError("syntax") from None
    # The parser itself refuses raw control characters, and UTF-8 has no surrogates: only escapes and DEL bring them in.
    if b"\\" in raw or b"\x7f" in raw:
        _check_texts(value)
    return value


def dumps(value: object) -> bytes:
    """Write compact UTF-8 JSON of plain values and slotted dataclasses, fields in their order."""
    return _WRITER.encode(value).encode()


def check_text(text: str) -> str:
    """Refuse lone surrogates and control characters inside a text."""
    if _FORBIDDEN.search(text):
        raise MalformedError("characters")
    return text


def _check_depth(raw: bytes) -> None:
    """Count brackets outside strings before the parser recurses into them."""
    if raw.count(b"[") + raw.count(b"{") <= MAX_DEPTH:
        return
    depth = 0
    for bracket in _BRACKET.finditer(_STRING.sub(b"", raw)):
        depth += 1 if bracket[0] in b"[{" else -1
        if depth > MAX_DEPTH:
            raise MalformedError("depth")


def _fields_of(value: object) -> dict[str, Any]:
    # dataclasses.asdict copies everything it meets, and would be the dearest part of a payment.
    kind: Any = type(value)
    names, values, unsaid = _reader(kind)
    told = dict(zip(names, values(value), strict=True))
    for name in unsaid:
        if not told[name]:
            del told[name]
    return told


@cache
def _reader(kind: Any) -> tuple[tuple[str, ...], Callable[[object], tuple[Any, ...]], tuple[str, ...]]:  # noqa: ANN401 - any slotted dataclass
    """Return the names of a slotted dataclass, what reads them all in one call, and the flags left unsaid."""
    names: tuple[str, ...] = kind.__slots__
    unsaid = tuple(field.name for field in fields(kind) if field.metadata.get(UNSAID))
    if len(names) == 1:
        return names, lambda value: (getattr(value, names[0]),), unsaid
    return names, attrgetter(*names), unsaid


# Made once: `json.dumps` would make it anew for every body. Frozen values hold no circles to look for.
_WRITER = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False, default=_fields_of
)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise MalformedError("duplicate_key")
        found[key] = value
    return found


def _check_texts(value: object) -> None:
    if isinstance(value, str):
        check_text(value)
    elif isinstance(value, list):
        for item in value:
            _check_texts(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            check_text(key)
            _check_texts(item)


def _no_float(_text: str) -> NoReturn:
    raise MalformedError("float")


def _small_int(text: str) -> int:
    # What a database column holds: 64 bits. The length comes first, because reading a long number is slow.
    if len(text) > _LONGEST_INTEGER or not -(1 << 63) <= int(text) < 1 << 63:
        raise MalformedError("integer_range")
    return int(text)
