"""Asks the service in this process, byte for byte as a server would hand a call over, and so faster than any line."""

import asyncio
import threading
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote

from fastapi import FastAPI


@dataclass(frozen=True, slots=True)
class Asked:
    """One call as its bytes come in; `broken` says that the line breaks after the last part."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    parts: tuple[bytes, ...] = (b"",)
    broken: bool = False

    @property
    def path(self) -> str:
        """Return the path without the query."""
        return self.target.partition("?")[0]


@dataclass(slots=True)
class Answered:
    """What came back; status 0 is nothing at all."""

    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


@dataclass(slots=True)
class Line:
    """The way into the service; use it as a block."""

    app: FastAPI
    runner: asyncio.Runner = field(default_factory=asyncio.Runner)

    def __enter__(self) -> Self:
        self.runner.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.runner.__exit__(kind, error, trace)

    def ask(self, asked: Asked) -> Answered:
        """Ask, and wait for the whole answer; what the service lets through is told as status 599."""
        try:
            return self.runner.run(_ask(self.app, asked))
        except Exception as error:  # noqa: BLE001 - whatever comes through is the finding
            assert threading.current_thread() is threading.main_thread(), "one line, one thread"
            return Answered(599, (), type(error).__name__.encode())


async def _ask(app: FastAPI, asked: Asked) -> Answered:
    waiting = list(asked.parts)
    answered = Answered()

    async def receive() -> dict[str, Any]:
        if waiting:
            part = waiting.pop(0)
            return {"type": "http.request", "body": part, "more_body": bool(waiting) or asked.broken}
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:  # noqa: ANN401 - any message of the protocol
        if message["type"] == "http.response.start":
            answered.status = message["status"]
            answered.headers = tuple(
                (name.decode("latin-1"), value.decode("latin-1")) for name, value in message["headers"]
            )
        else:
            answered.body += message.get("body", b"")

    await app(_scope(asked), receive, send)
    return answered


def _scope(asked: Asked) -> dict[str, Any]:
    path, _, query = asked.target.partition("?")
    return {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": asked.method, "scheme": "http",
        "path": unquote(path), "raw_path": path.encode("latin-1"), "query_string": query.encode("latin-1"),
        "root_path": "", "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
        "headers": [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in asked.headers],
    }  # fmt: skip
