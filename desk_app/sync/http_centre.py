"""The centre over HTTP: signed calls, verified answers, foreign errors converted once."""

import re
import secrets
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import TypeVar
from urllib.parse import quote, urlencode, urlsplit

import msgspec
import requests
from urllib3.exceptions import HTTPError as Urllib3Error

from desk_app.application.errors import CentreRefusedError, CentreUnreachableError, CursorExpiredError
from desk_app.application.ports import Clock
from desk_app.domain.ids import AccountKey, OperationId
from desk_app.mirror_file.tables import FORMAT
from desk_app.protocol.decisions import TAG_DECISIONS, Decisions
from desk_app.protocol.entities import AccountEntity, ProviderEntity, ReceiptTypeEntity, ServiceEntity
from desk_app.protocol.fields import Fields, whole
from desk_app.protocol.frames import Frame, Signer, decode_batch, encode
from desk_app.protocol.lookups import LookedUp, read_found
from desk_app.protocol.messages import (
    TAG_ACK,
    TAG_GRANT,
    TAG_HELLO,
    Ack,
    ChangePage,
    CodePacket,
    EnrolRequest,
    Grant,
    Hello,
    HelloAnswer,
)
from desk_app.protocol.signing import Signed, sign_request
from desk_app.protocol.snapshots import Manifest, SnapshotRequest, read_answer
from desk_app.protocol.strict_json import MalformedError, dumps, loads
from desk_app.settings import is_address

TIMEOUT = (5, 30)
CHANGES_A_PAGE = 2000
_DATES = frozenset({9, 10})  # X509_V_ERR_CERT_NOT_YET_VALID, X509_V_ERR_CERT_HAS_EXPIRED
_MOST_ANSWER = 64 << 20
_ENTITIES = {
    "provider": ProviderEntity, "receipt_type": ReceiptTypeEntity, "service": ServiceEntity, "account": AccountEntity,
}  # fmt: skip
_SECONDS = re.compile("[0-9]{1,6}")
T = TypeVar("T")


class NotAnAddressError(CentreRefusedError):
    """No centre can be at such an address."""

    def __init__(self) -> None:
        """Name the reason."""
        super().__init__("not_address")


class PlainHttpRefusedError(CentreRefusedError):
    """Only a centre on this very machine may be spoken to without TLS."""

    def __init__(self) -> None:
        """Name the reason."""
        super().__init__("plain_http")


def check_address(url: str) -> None:
    """Refuse an address that is none, or that would show residents' data to the network.

    Raises:
        NotAnAddressError: it is none.
        PlainHttpRefusedError: no TLS, and not this machine.
    """
    if not is_address(url):
        raise NotAnAddressError
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise PlainHttpRefusedError


@dataclass(frozen=True, slots=True)
class Caller:
    """Who speaks: empty until the desk is enrolled."""

    desk_id: str = ""
    centre_key: bytes = b""


@dataclass(slots=True)
class HttpCentre:
    """Implements the Centre port; one instance belongs to the network worker.

    `offset_s` is how far this desk's clock is behind the centre's, learned
    from the centre's own words when it refuses a stale signature.
    """

    url: str
    key: Signer
    caller: Callable[[], Caller]
    clock: Clock
    ca_file: str = ""
    session: requests.Session = field(default_factory=requests.Session)
    offset_s: int = 0

    def __post_init__(self) -> None:
        """Refuse an address that will not do."""
        check_address(self.url)
        self.session.trust_env = False
        if self.ca_file:
            self.session.verify = self.ca_file

    # -- the port ------------------------------------------------------------

    def enrol(self, request: EnrolRequest) -> Signed | None:
        """Ask to be enrolled; None while the operator has not confirmed the key."""
        answer = self._json("POST", "/v2/desk/enrol", dumps(request.to_json()), signed=False)
        _, signed = _read(lambda: whole(answer, lambda one: (one.text("state", most=10), _maybe_grant(one))))
        if signed is None:
            return None
        grant = _read(lambda: Grant.from_bytes(signed.payload))
        if not signed.genuine(grant.centre_key, TAG_GRANT):
            raise CentreUnreachableError("not_the_centre")
        return signed

    def hello(self, hello: Hello) -> tuple[HelloAnswer, Signed, Signed | None]:
        """Say where the journal stands; return the verdict, read and as signed, and a new epoch's grant."""
        told = self._json("POST", "/v2/desk/hello", dumps(hello.to_json()))
        said, grant = _read(lambda: whole(told, lambda one: (one.inner("hello", Signed.read), _maybe_grant(one))))
        answer = _read(lambda: HelloAnswer.from_bytes(self._genuine(said, TAG_HELLO).payload))
        _read(lambda: _instant(answer.centre_time))
        if answer.desk_id != self.caller().desk_id:
            raise CentreUnreachableError("not_the_centre")
        return answer, said, None if grant is None else self._genuine(grant, TAG_GRANT)

    def push(self, frames: Sequence[Frame]) -> tuple[Signed, Ack]:
        """Send frames; return the verified ack."""
        body = b"".join(encode(frame) for frame in frames)
        answer = self._json("POST", "/v2/desk/push", body)
        signed = self._genuine(_read(lambda: whole(answer, Signed.read)), TAG_ACK)
        ack = _read(lambda: Ack.from_bytes(signed.payload))
        if ack.desk_id != self.caller().desk_id:
            raise CentreUnreachableError("not_the_centre")
        return signed, ack

    def journal(self, epoch: int, after: int) -> tuple[Frame, ...]:
        """Fetch this desk's own frames back."""
        raw = self._call("GET", f"/v2/desk/journal?{urlencode({'epoch': epoch, 'from': after + 1})}")
        return _read(lambda: decode_batch(raw))

    def changes(self, cursor: str) -> ChangePage:
        """Read a page of the change feed."""
        query = urlencode({"cursor": cursor, "limit": CHANGES_A_PAGE}, quote_via=quote)
        answer = self._json("GET", f"/v2/sync/changes?{query}")
        return _read(lambda: _readable(whole(answer, ChangePage.read)))

    def snapshot(self, form: str, *, repair: bool = False) -> Manifest | None:
        """Ask for a snapshot of the scope; None while the centre is making it."""
        asked = SnapshotRequest(form, FORMAT, repair)
        answer = self._json("POST", "/v2/sync/snapshot", dumps(asked.to_json()))
        return _read(lambda: whole(answer, read_answer))

    def pieces(self, manifest: Manifest, first: int) -> Iterator[bytes]:
        """Fetch the pieces of a snapshot from one on, in one answer; each is verified before it is given."""
        offsets = manifest.offsets()
        if first == len(manifest.pieces):
            return
        ranged = {"Range": f"bytes={offsets[first]}-{offsets[-1] - 1}"}
        with self._stream("GET", f"/v2/sync/snapshot/{manifest.snapshot_id}", ranged) as answer:
            for piece in manifest.pieces[first:]:
                with _cut_off():
                    raw = _exactly(answer, piece.size)
                if sha256(raw).digest() != piece.sha256:
                    raise CentreUnreachableError("damaged")
                yield raw

    def codes(self, after: str) -> CodePacket:
        """Fetch the next run of sealed receipt codes."""
        answer = self._json("POST", "/v2/codes/packet", dumps({"after": after}))
        return _read(lambda: whole(answer, CodePacket.read))

    def decisions(self, op_ids: Sequence[OperationId]) -> Decisions:
        """Ask what people have decided about operations."""
        answer = self._json("POST", "/v2/desk/decisions", dumps({"operations": list(op_ids)}))
        signed = self._genuine(_read(lambda: whole(answer, Signed.read)), TAG_DECISIONS)
        decisions = _read(lambda: Decisions.from_bytes(signed.payload))
        if decisions.desk_id != self.caller().desk_id:
            raise CentreUnreachableError("not_the_centre")
        return decisions

    def look_up(self, receipt_type: str, number: str) -> tuple[LookedUp, ...]:
        """Ask for the accounts of a number (throttled, audited)."""
        asked = {"receipt_type": receipt_type, "account": number} if receipt_type else {"account": number}
        answer = self._json("GET", f"/v2/lookup/account?{urlencode(asked, quote_via=quote)}")
        return _read(lambda: whole(answer, read_found))

    def check_code(self, key: AccountKey, code: str) -> bool:
        """Ask whether the code belongs to the account's last receipt (throttled)."""
        receipt_type, number = key.split("/", 1)
        said = dumps({"receipt_type": receipt_type, "account": number, "code": code})
        answer = self._json("POST", "/v2/codes/check", said)
        return _read(lambda: whole(answer, lambda fields: fields.flag("ok")))

    # -- one call ------------------------------------------------------------

    def _genuine(self, signed: Signed, tag: str) -> Signed:
        if not signed.genuine(self.caller().centre_key, tag):
            raise CentreUnreachableError("not_the_centre")
        return signed

    def _json(self, method: str, target: str, body: bytes = b"", *, signed: bool = True) -> object:
        raw = self._call(method, target, body, signed=signed)
        return _read(lambda: loads(raw, max_bytes=_MOST_ANSWER))

    def _call(self, method: str, target: str, body: bytes = b"", *, signed: bool = True) -> bytes:
        """Make one call, once more if the centre says that only the clock is wrong."""
        answer = self._send(method, target, body, signed=signed)
        if answer.status_code == 401 and self._learn_clock(answer):
            answer = self._send(method, target, body, signed=signed)
        _refuse(answer)
        return answer.content

    @contextmanager
    def _stream(self, method: str, target: str, headers: dict[str, str]) -> Iterator[requests.Response]:
        """Make one call whose answer is read as it comes."""
        with closing(self._send(method, target, b"", signed=True, stream=True, **headers)) as answer, _converted():
            if answer.status_code != 206:
                _refuse(answer)
                raise CentreUnreachableError("not_the_centre")
            yield answer

    def _send(
        self, method: str, target: str, body: bytes, *, signed: bool, stream: bool = False, **more: str
    ) -> requests.Response:
        headers = {"Content-Type": "application/octet-stream", "Sync-Protocol": "2", **more}
        if signed:
            now = int(self.clock.now().timestamp()) + self.offset_s
            nonce = secrets.token_hex(16)
            headers |= sign_request(self.key, method, target, body, now, nonce, self.caller().desk_id)
        with _converted():
            return self.session.request(
                method, self.url + target, data=body or None, headers=headers,
                timeout=TIMEOUT, allow_redirects=False, stream=stream,
            )  # fmt: skip

    def _learn_clock(self, answer: requests.Response) -> bool:
        try:
            fields = Fields(loads(answer.content))
            if fields.text("error", most=40) != "clock":
                return False
            centre = datetime.fromisoformat(fields.text("centre_time", most=40))
            self.offset_s = round((centre - self.clock.now()).total_seconds())
        except (MalformedError, ValueError, TypeError):  # a time without a zone cannot be subtracted
            return False
        return True


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError
    return instant


def _maybe_grant(fields: Fields) -> Signed | None:
    grant = fields.take("grant")
    return None if grant is None else whole(grant, Signed.read)


@contextmanager
def _cut_off() -> Iterator[None]:
    """Tell a line that broke while an answer came from one that was never there."""
    try:
        yield
    except (requests.exceptions.RequestException, Urllib3Error):
        raise CentreUnreachableError("cut") from None


def _exactly(answer: requests.Response, size: int) -> bytes:
    """Read so many bytes of an answer that is still coming in."""
    data: bytes = answer.raw.read(size)
    if len(data) != size:
        raise CentreUnreachableError("cut")
    return data


def _readable(page: ChangePage) -> ChangePage:
    """See that the mirror will be able to read every value: what it cannot read is not of the centre."""
    for change in page.changes:
        if change.value is not None:
            try:
                msgspec.convert(change.value, _ENTITIES[change.entity])
            except msgspec.ValidationError:
                raise MalformedError("value") from None
    return page


def _read(read: Callable[[], T]) -> T:
    """Read an answer; what is not of the protocol came from something that is not the centre."""
    try:
        return read()
    except (MalformedError, ValueError):
        raise CentreUnreachableError("not_the_centre") from None


def _refuse(answer: requests.Response) -> None:
    """Turn a status into what the desk may conclude from it."""
    status = answer.status_code
    if status == 200 and answer.content is not None:  # read to its end: a stream may still break
        return
    wait = answer.headers.get("Retry-After", "")
    if status in (408, 425, 429) or status >= 500:
        reason = "busy" if status == 429 else "server_error"
        raise CentreUnreachableError(reason, int(wait) if _SECONDS.fullmatch(wait) else 0)
    try:
        code = Fields(loads(answer.content)).text("error", most=64)
    except MalformedError:
        # A captive portal answers too; only the centre's own words are a refusal.
        raise CentreUnreachableError("not_the_centre") from None
    if code == "cursor_expired":
        raise CursorExpiredError
    raise CentreRefusedError(code)


def _out_of_date(failed: BaseException | None) -> bool:
    """Tell whether a certificate was refused for its dates alone: most often it is this computer's clock."""
    while failed is not None:
        if isinstance(failed, ssl.SSLCertVerificationError):
            return failed.verify_code in _DATES
        failed = failed.__context__
    return False


@contextmanager
def _converted() -> Iterator[None]:
    """Above this line nobody knows `requests`."""
    try:
        yield
    except requests.exceptions.SSLError as failed:
        raise CentreUnreachableError("clock" if _out_of_date(failed) else "tls") from None
    except requests.exceptions.Timeout:
        raise CentreUnreachableError("timeout") from None
    except (requests.exceptions.RequestException, Urllib3Error):  # the latter while an answer is read as it comes
        raise CentreUnreachableError("refused") from None
