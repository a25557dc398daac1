"""A tiny HTTP server that answers whatever a test tells it to: portals, proxies, broken servers, impostors."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from desk_app.protocol.strict_json import dumps


@dataclass(frozen=True, slots=True)
class Said:
    """One answer; `announced` lies about its length."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    announced: int | None = None


def says(value: object, status: int = 200, **headers: str) -> Said:
    """Answer JSON; underscores in header names stand for hyphens."""
    return Said(dumps(value), status, {name.replace("_", "-"): held for name, held in headers.items()})


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Stranger:
    """Answers in turn; the last answer is given for ever."""

    url: str
    answers: list[Said]
    asked: list[Asked] = field(default_factory=list)

    def answer(self, asked: Asked) -> Said:
        """Note the request and take the next answer."""
        self.asked.append(asked)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def stranger(*answers: Said) -> Iterator[Stranger]:
    """Listen on a free loopback port for the length of the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    answering = Stranger(f"http://127.0.0.1:{server.server_address[1]}", list(answers))
    server.RequestHandlerClass = _handler(answering.answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield answering
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(answer: Callable[[Asked], Said]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Speaks for the stranger."""

        def do_GET(self) -> None:
            """Answer anything."""
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            said = answer(Asked(self.command, self.path, dict(self.headers), body))
            self.send_response(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said.body) if said.announced is None else said.announced))
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(said.body)
            self.close_connection = True

        do_POST = do_GET  # noqa: N815 - http.server's own name

        def log_message(self, *_: Any) -> None:  # noqa: ANN401 - http.server's own
            """Stay silent."""

    return Handler
