"""A line that fails: a TCP proxy that loses, cuts, repeats and delays calls, or answers in the centre's stead."""

import socket
import struct
import threading
from collections import Counter, deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Self

FAULTS: dict[str, int] = {
    "drop_request": 4,
    "cut_request": 3,
    "drop_answer": 8,
    "cut_answer": 4,
    "reset_after": 3,
    "twice": 4,
    "late": 6,
    "half_open": 1,
    "half_open_after": 1,
    "500": 6,
    "500_after": 4,
    "502": 2,
    "429": 2,
    "407": 2,
    "portal": 3,
    "redirect": 2,
    "garbage": 2,
    "empty": 2,
}
_AFTER = frozenset({"drop_answer", "cut_answer", "reset_after", "twice", "half_open_after", "500_after"})
_HTML = b"<html><title>Wi-Fi</title>Please sign in</html>"
_TOLD: dict[str, tuple[str, bytes]] = {
    "500": ("500 Internal Server Error", b'{"error":"internal"}'),
    "500_after": ("500 Internal Server Error", b"oops"),
    "502": ("502 Bad Gateway", _HTML),
    "429": ("429 Too Many Requests\r\nRetry-After: 7", b'{"error":"busy"}'),
    "407": ("407 Proxy Authentication Required", _HTML),
    "portal": ("200 OK\r\nContent-Type: text/html", _HTML),
    "redirect": ("302 Found\r\nLocation: http://127.0.0.1:1/login", b""),
    "garbage": ("200 OK\r\nContent-Type: application/json", b'{"payload":"00","signature":"","key":""}'),
    "empty": ("200 OK", b""),
}


@dataclass(slots=True)
class Proxy:
    """Listens on a free port; `stormy` turns the faults on; `seen` counts each that happened."""

    target: tuple[str, int]
    random: Random
    stormy: bool = False
    seen: Counter[str] = field(default_factory=Counter)
    _stop: bool = False
    _client: socket.socket | None = None
    _late: deque[bytes] = field(default_factory=deque)
    _listening: socket.socket = field(init=False)
    _thread: threading.Thread = field(init=False)

    def __enter__(self) -> Self:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, name="proxy", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        # A waiting accept is woken by a last caller, who says nothing.
        port = self._listening.getsockname()[1]
        self._stop = True
        if self._client is not None:
            with suppress(OSError):
                self._client.shutdown(socket.SHUT_RDWR)
        socket.create_connection(("127.0.0.1", port)).close()
        self._thread.join()
        self._listening.close()

    @property
    def url(self) -> str:
        """Return the address that a desk is given."""
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def _serve(self) -> None:
        while True:
            client, _ = self._listening.accept()
            with client:
                if self._stop:
                    return
                self._client = client
                try:
                    while (request := _message(client)) and self._one(client, request):
                        pass
                except OSError:
                    self.seen["client_gone"] += 1

    def _one(self, client: socket.socket, request: bytes) -> bool:
        """Carry one call; tell whether the connection still stands."""
        fault = self._choose(b"/v2/desk/push" in request.split(b"\r\n", 1)[0])
        self.seen[fault] += 1
        if fault == "late":
            self._late.append(request)
            return False
        answer = b"" if fault == "drop_request" else self._carry(request, fault)
        while self._late:  # what was delayed comes behind what was said after it
            self._exchange(self._late.popleft())
        return self._answer(client, fault, answer)

    def _choose(self, is_push: bool) -> str:
        """Most faults hit pushes: there the money is."""
        if not self.stormy or self.random.random() > (0.7 if is_push else 0.12):
            return "none"
        return self.random.choices(list(FAULTS), list(FAULTS.values()))[0]

    def _carry(self, request: bytes, fault: str) -> bytes:
        if fault == "cut_request":
            with socket.create_connection(self.target) as upstream:
                upstream.sendall(request[: len(request) // 2])
            return b""
        if fault != "none" and fault not in _AFTER:
            return b""
        answer = self._exchange(request)
        if fault == "twice":
            self._exchange(request)
        return answer

    def _exchange(self, request: bytes) -> bytes:
        with socket.create_connection(self.target) as upstream:
            upstream.sendall(request)
            return _message(upstream)

    def _answer(self, client: socket.socket, fault: str, answer: bytes) -> bool:
        if fault in _TOLD:
            status, body = _TOLD[fault]
            client.sendall(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
            return True
        if fault in ("none", "twice"):
            client.sendall(answer)
            return bool(answer)
        if fault == "cut_answer":
            client.sendall(answer[: self.random.randrange(len(answer) or 1)])
        elif fault.startswith("half_open"):
            while client.recv(1 << 16):
                pass  # nothing is said until the caller gives up
        elif fault == "reset_after":
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return False


def _message(source: socket.socket) -> bytes:
    """Read one HTTP message with its body; nothing when the other side is gone."""
    raw = _read_until(source, b"", lambda got: b"\r\n\r\n" in got)
    head, _, _body = raw.partition(b"\r\n\r\n")
    sizes = [line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    size = int(sizes[0]) if sizes else 0
    return _read_until(source, raw, lambda got: len(got) >= len(head) + 4 + size) if raw else b""


def _read_until(source: socket.socket, got: bytes, enough: Callable[[bytes], bool]) -> bytes:
    while not enough(got):
        part = source.recv(1 << 16)
        if not part:
            return b""
        got += part
    return got
