"""JSON read without guessing: what is ambiguous is refused, not repaired.

Ordinary parsers accept duplicate keys, NaN, floats for integers and lone
surrogates; where bytes are signed, each of these is a forgery surface
(threat 10 of the protocol). Floats are refused altogether: money and meter
readings travel as integers.
"""

import json
import re
from typing import Any, NoReturn

MAX_BYTES = 1 << 20
MAX_DEPTH = 32
MAX_DIGITS = 18
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
    return value


def dumps(value: object) -> bytes:
    """Write compact UTF-8 JSON; what is written once is never written again differently."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


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


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        check_text(key)
        if key in found:
            raise MalformedError("duplicate_key")
        if isinstance(value, str):
            check_text(value)
        found[key] = value
    return found


def _no_float(_text: str) -> NoReturn:
    raise MalformedError("float")


def _small_int(text: str) -> int:
    if len(text.lstrip("-")) > MAX_DIGITS:
        raise MalformedError("integer_range")
    return int(text)
