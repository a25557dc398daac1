"""The line between a desk and the centre, in this process: real bytes, a real HttpCentre, and every kind of trouble."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from random import Random
from typing import Any, Protocol

import requests

from desk_app.protocol.frames import Frame
from desk_app.protocol.messages import Ack
from desk_app.protocol.signing import Signed
from desk_app.settlement.answers import Answer
from desk_app.sync.http_centre import HttpCentre
from tests.faults.sim.chance import Trace

URL = "https://centre.simulated"
PORTAL = b"<!DOCTYPE html><html><head><title>Wi-Fi</title></head><body>Please sign in</body></html>"
_PAYLOAD = b'"payload":"'
TROUBLES = {
    "lost_request": 6, "lost_answer": 8, "duplicated": 5, "delayed": 4, "truncated_request": 2, "truncated_answer": 4,
    "corrupted_request": 2, "corrupted_answer": 4, "portal": 3, "redirect": 1, "error_500": 2, "error_502": 2,
    "busy_429": 2, "proxy_407": 1, "tls": 1, "reset": 2, "another_answer": 2,
    "forged_answer": 4,
}  # fmt: skip


class Far(Protocol):
    """Where requests arrive."""

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer one request."""
        ...


@dataclass(frozen=True, slots=True)
class Sent:
    """One request as it left the desk."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class Weather:
    """Chooses what happens to each request; `late` takes requests that will arrive after others."""

    random: Random
    trace: Trace
    seen: Counter[str]
    late: Callable[[Sent], None]
    badness: float = 0.0
    troubles: Mapping[str, int] = field(default_factory=lambda: TROUBLES)

    def next(self) -> str:
        """Return the next request's trouble, empty for none."""
        if not self.badness or self.random.random() >= self.badness:
            return ""
        trouble = self.random.choices(list(self.troubles), list(self.troubles.values()))[0]
        self.seen[trouble] += 1
        return trouble


@dataclass(slots=True)
class LineSession:
    """Stands where `requests.Session` stands in HttpCentre; nothing else of the desk's network side is replaced."""

    name: str
    far: Far
    weather: Weather
    cut: bool = False
    last: bytes = b"{}"
    trust_env: bool = False
    verify: object = True

    def request(
        self, method: str, url: str, *, data: bytes | None, headers: Mapping[str, str], **_more: object
    ) -> requests.Response:
        """Carry one request over, or not."""
        if self.cut:
            self.weather.seen["outage"] += 1
            raise requests.exceptions.ConnectionError
        sent = Sent(method, url.removeprefix(URL), dict(headers), data or b"")
        trouble = self.weather.next()
        answer = self._carry(sent, trouble)
        if trouble:
            self.weather.trace.note("line", self.name, method, sent.target.partition("?")[0], trouble)
        return answer

    def _carry(self, sent: Sent, trouble: str) -> requests.Response:
        faked = _without_the_centre(trouble)
        if faked is not None:
            return faked
        if trouble in ("lost_request", "tls"):
            raise requests.exceptions.SSLError if trouble == "tls" else requests.exceptions.ConnectTimeout
        if trouble == "delayed":
            self.weather.late(sent)
            raise requests.exceptions.ReadTimeout
        if trouble in ("truncated_request", "corrupted_request"):
            body = self._spoil(sent.body, trouble)
            sent = Sent(sent.method, sent.target, sent.headers, body)
        answer = self._ask(sent)
        if trouble == "duplicated":
            answer = self._ask(sent)  # the answer of the second is what comes back
        if trouble in ("lost_answer", "reset"):
            raise requests.exceptions.ReadTimeout if trouble == "lost_answer" else requests.exceptions.ConnectionError
        return self._back(sent, answer, trouble)

    def _ask(self, sent: Sent) -> Answer:
        return self.far.answer(sent.method, sent.target, sent.headers, sent.body)

    def _back(self, sent: Sent, answer: Answer, trouble: str) -> requests.Response:
        content = answer.body
        if trouble in ("truncated_answer", "corrupted_answer"):
            content = self._spoil(content, trouble)
            if trouble == "corrupted_answer" and sent.target.startswith("/v2/sync/"):
                content += b"\0"  # no signature but TLS guards the feed: what arrives changed does not arrive
        elif trouble == "forged_answer":
            content = _forged(content, self.weather.random)
        elif trouble == "another_answer":
            content = self.last  # a proxy that mixes up answers
        self.last = answer.body
        return response(answer.status, content, answer.headers)

    def _spoil(self, body: bytes, trouble: str) -> bytes:
        """Cut a body short, or change some bits of one byte."""
        if not body:
            return b"\0"
        at = self.weather.random.randrange(len(body))
        if trouble.startswith("truncated"):
            return body[:at]
        return body[:at] + bytes([body[at] ^ (1 << self.weather.random.randrange(8))]) + body[at + 1 :]


def _forged(body: bytes, random: Random) -> bytes:
    """Change one digit of what was signed, so that all but the signature still fits."""
    begin = body.find(_PAYLOAD) + len(_PAYLOAD)
    end = body.find(b'"', begin)
    if begin < len(_PAYLOAD) or end <= begin:
        return body
    at = random.randrange(begin, end)
    digit = random.choice(b"0123456789abcdef".replace(body[at : at + 1], b""))
    return body[:at] + bytes([digit]) + body[at + 1 :]


def _without_the_centre(trouble: str) -> requests.Response | None:
    """Answer as something on the way does that is not the centre."""
    if trouble == "portal":
        return response(200, PORTAL, {})
    if trouble == "redirect":
        return response(302, PORTAL, {"Location": "http://login.example/"})
    if trouble == "busy_429":
        return response(429, b"{}", {"Retry-After": "7"})
    kind, _, status = trouble.partition("_")
    if kind in ("error", "proxy"):
        return response(int(status), PORTAL, {})
    return None


def response(status: int, content: bytes, headers: Mapping[str, str]) -> requests.Response:
    """Make what `requests` would hand over."""
    made: Any = requests.Response()
    made.status_code = status
    made._content = content
    made.raw = BytesIO(content)
    made.headers.update(headers)
    found: requests.Response = made
    return found


class FumblingCentre:
    """The way to the centre of a desk that sometimes sends its frames out of order, or without the first of them."""

    def __init__(self, way: HttpCentre, weather: Weather) -> None:
        self._way, self._weather, self.fumbles = way, weather, False

    def push(self, frames: Sequence[Frame]) -> tuple[Signed, Ack]:
        """Send; or leave out the beginning, or turn the batch around."""
        chance = self._weather.random.random() if self.fumbles and len(frames) > 1 else 1.0
        if chance < 0.08:
            self._weather.seen["gapped"] += 1
            return self._way.push(frames[1:])
        if chance < 0.16:
            self._weather.seen["reversed"] += 1
            return self._way.push(frames[::-1])
        return self._way.push(frames)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - any other call of the port
        return getattr(self._way, name)
