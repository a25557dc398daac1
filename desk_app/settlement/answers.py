"""What the service says over HTTP: bytes it made itself, never an echo of what it was given."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from desk_app.protocol.strict_json import dumps


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished answer; one with `pieces` is sent as they are read, and its body is empty."""

    body: bytes
    media_type: str = "application/json"
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    pieces: Iterator[bytes] | None = None


class CallRefusedError(Exception):
    """A call that is not answered; `code` is safe to send and to log."""

    def __init__(
        self, status: int, code: str, *, retry_after: int | None = None, extra: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.retry_after = retry_after
        self.extra = dict(extra or {})

    def answer(self) -> Answer:
        """Write the refusal."""
        headers = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        return Answer(dumps({"error": self.code} | self.extra), status=self.status, headers=headers)


def said(value: object) -> Answer:
    """Answer with JSON."""
    return Answer(dumps(value))


def part(pieces: Iterator[bytes], first: int, last: int, size: int) -> Answer:
    """Answer with a range of bytes, piece by piece; `last` is within it."""
    headers = {"Content-Range": f"bytes {first}-{last}/{size}", "Content-Length": str(last - first + 1)}
    return Answer(b"", "application/octet-stream", 206, headers, pieces)


def raw(data: bytes) -> Answer:
    """Answer with bytes."""
    return Answer(data, "application/octet-stream")
