"""Whatever answers instead of the centre is never believed, and never costs anything."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from desk_app.application.check_receipt_code import CheckReceiptCode
from desk_app.application.errors import CentreRefusedError, CentreUnreachableError, CursorExpiredError
from desk_app.domain.ids import AccountKey
from desk_app.protocol import signing
from desk_app.protocol.frames import encode
from desk_app.protocol.messages import Head, Hello
from desk_app.protocol.snapshots import ROWS, Manifest, Piece
from desk_app.sync import http_centre
from desk_app.sync.http_centre import Caller, HttpCentre, NotAnAddressError, PlainHttpRefusedError
from tests.helpers.fakes import StoppedClock
from tests.helpers.small_desk import CENTRE, DESK_ID, SECRETS
from tests.helpers.stranger import Said, Stranger, says, stranger
from tests.protocol.samples import HEAD
from tests.protocol.test_frames import frame

PORTAL = Said(b"<html>Wi-Fi: \xd0\xb2\xd0\xbe\xd0\xb9\xd1\x82\xd0\xb8</html>", headers={"Content-Type": "text/html"})
MANIFEST = Manifest("ab-1", ROWS, "c", (0, 1), (Piece(1, 1, b"c" * 32),), ())
FLAT = AccountKey("tko/0102")
CALLS: dict[str, Callable[[HttpCentre], object]] = {
    "hello": lambda centre: centre.hello(Hello(HEAD, "0" * 32, "", "1")),
    "push": lambda centre: centre.push([frame()]),
    "journal": lambda centre: centre.journal(1, 0),
    "changes": lambda centre: centre.changes("c"),
    "snapshot": lambda centre: centre.snapshot(ROWS),
    "pieces": lambda centre: list(centre.pieces(MANIFEST, 0)),
    "codes": lambda centre: centre.codes(""),
    "check": lambda centre: centre.check_code(FLAT, "482913"),
    "enrol": lambda centre: centre.enrol(SECRETS.enrolment("ABCD-2345", "0" * 32)),
}
each_call = pytest.mark.parametrize("call", CALLS.values(), ids=CALLS.keys())


def link(url: str, clock: StoppedClock | None = None) -> HttpCentre:
    """Make the desk's side of the line."""
    known = Caller(str(DESK_ID), signing.public_bytes(CENTRE))
    return HttpCentre(url, SECRETS.signer, lambda: known, clock or StoppedClock())


@contextmanager
def linked(*answers: Said) -> Iterator[tuple[HttpCentre, Stranger]]:
    with stranger(*answers) as other:
        yield link(other.url), other


def reason(call: Callable[[HttpCentre], object], *answers: Said) -> CentreUnreachableError:
    with linked(*answers) as (centre, _), pytest.raises(CentreUnreachableError) as unknown:
        call(centre)
    return unknown.value


@each_call
@pytest.mark.parametrize(
    "answer",
    [
        PORTAL, Said(b"{"), says([]), says({}), says("ok"), says({"payload": "00", "signature": "0" * 128, "key": ""}),
        says({"hello": {}, "grant": None}), says({"state": "granted", "grant": {}}), Said(b"\x00\xff" * 50),
        Said(b"", 302, {"Location": "http://portal.example/"}), Said(b"<html>proxy</html>", 407), Said(b"", 403),
        says({"ok": 1}),
    ],
)  # fmt: skip
def test_an_answer_that_is_not_of_the_protocol_is_not_the_centres(
    call: Callable[[HttpCentre], object], answer: Said
) -> None:
    assert reason(call, answer).reason in ("not_the_centre", "damaged")


@each_call
@pytest.mark.parametrize(
    ("answer", "word", "wait"),
    [
        (Said(b"", 500), "server_error", 0), (Said(b"<html>", 502), "server_error", 0),
        (Said(b"", 503), "server_error", 0),
        (says({"error": "busy"}, 429, Retry_After="17"), "busy", 17), (Said(b"", 429), "busy", 0),
        (Said(b"", 429, {"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}), "busy", 0),
        (Said(b"", 429, {"Retry-After": "\xb2"}), "busy", 0), (Said(b"", 429, {"Retry-After": "9" * 5000}), "busy", 0),
        (Said(b"", 503, {"Retry-After": "5"}), "server_error", 5), (Said(b"{}", 200, announced=999), "refused", 0),
    ],
)  # fmt: skip
def test_a_centre_in_trouble_is_asked_again_later(
    call: Callable[[HttpCentre], object], answer: Said, word: str, wait: int
) -> None:
    unknown = reason(call, answer)
    assert (unknown.reason, unknown.retry_after_s) == (word, wait)


def test_a_redirect_is_never_followed() -> None:
    with stranger(PORTAL) as portal, linked(Said(b"", 307, {"Location": portal.url})) as (centre, other):
        with pytest.raises(CentreUnreachableError):
            centre.push([frame()])
        assert (len(other.asked), portal.asked) == (1, [])


def test_nobody_listening_a_wrong_lock_and_silence_have_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http_centre, "TIMEOUT", (0.2, 0.2))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(CentreUnreachableError, match="timeout"):
            link(f"http://127.0.0.1:{port}").changes("c")
    with pytest.raises(CentreUnreachableError, match="refused"):
        link(f"http://127.0.0.1:{port}").changes("c")
    with stranger(PORTAL) as other, pytest.raises(CentreUnreachableError, match="tls"):
        link(other.url.replace("http:", "https:")).changes("c")


@each_call
def test_only_the_centres_own_word_is_a_refusal(call: Callable[[HttpCentre], object]) -> None:
    with linked(says({"error": "revoked"}, 403)) as (centre, _), pytest.raises(CentreRefusedError) as refused:
        call(centre)
    assert refused.value.code == "revoked"


def test_an_expired_cursor_is_said_by_the_centre_and_not_by_a_proxy() -> None:
    with linked(says({"error": "cursor_expired"}, 410)) as (centre, _), pytest.raises(CursorExpiredError):
        centre.changes("c")
    assert reason(CALLS["changes"], Said(b"Gone", 410)).reason == "not_the_centre"


# --- where it may be ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", ["ftp://127.0.0.2", "", "centre.example"])
def test_what_is_no_address_is_said_to_be_none(url: str) -> None:
    with pytest.raises(NotAnAddressError) as refused:
        link(url)
    assert refused.value.code == "not_address"


@pytest.mark.parametrize("url", ["http://centre.example", "http://10.0.0.1"])
def test_without_tls_only_this_very_machine_is_spoken_to(url: str) -> None:
    with pytest.raises(PlainHttpRefusedError) as refused:
        link(url)
    assert refused.value.code == "plain_http"


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1", "https://centre.example"]
)
def test_tls_or_this_machine_is_fine(url: str) -> None:
    assert link(url).session.trust_env is False, "a proxy of the environment is not asked"


def test_a_private_authority_is_pinned() -> None:
    centre = HttpCentre("https://centre.example", SECRETS.signer, Caller, StoppedClock(), "ca.pem")
    assert centre.session.verify == "ca.pem"


# --- what is sent ---------------------------------------------------------------------------------------------------


def test_every_call_is_signed_for_that_very_call_and_enrolment_is_not() -> None:
    for name, call in CALLS.items():
        with linked(PORTAL) as (centre, other), pytest.raises(CentreUnreachableError):
            call(centre)
        (asked,) = other.asked
        assert asked.headers["Sync-Protocol"] == "2"
        if name == "enrol":
            assert signing.HEADER_SIGNATURE not in asked.headers
            continue
        said = signing.request_bytes(
            asked.method, asked.target, asked.body, int(asked.headers[signing.HEADER_TIME]),
            asked.headers[signing.HEADER_NONCE], str(DESK_ID),
        )  # fmt: skip
        signature = bytes.fromhex(asked.headers[signing.HEADER_SIGNATURE])
        assert signing.request_genuine(signing.public_bytes(SECRETS.signer), said, signature), name


def test_frames_are_pushed_as_they_were_signed() -> None:
    frames = [frame(), frame(seq=2)]
    with linked(PORTAL) as (centre, other), pytest.raises(CentreUnreachableError):
        centre.push(frames)
    assert other.asked[0].body == b"".join(map(encode, frames))


def test_a_code_is_checked_online_only() -> None:
    with linked(says({"ok": True}), says({"ok": False})) as (centre, _):
        check = CheckReceiptCode(centre)
        assert [check(FLAT, "482913"), check(FLAT, "482913")] == [True, False]


# --- a wrong clock --------------------------------------------------------------------------------------------------


def test_the_clock_is_learned_from_the_centres_own_refusal() -> None:
    clock = StoppedClock()
    told = {"error": "clock", "centre_time": (clock.now() + timedelta(hours=2)).isoformat()}
    with stranger(says(told, 401), says({"ok": True})) as other:
        centre = link(other.url, clock)
        assert centre.check_code(FLAT, "482913")
    first, second = (int(asked.headers[signing.HEADER_TIME]) for asked in other.asked)
    assert (second - first, centre.offset_s) == (7200, 7200)


@pytest.mark.parametrize(
    ("told", "error"),
    [
        ({"error": "signature"}, CentreRefusedError), ({"error": "clock"}, CentreRefusedError),
        ({"error": "clock", "centre_time": "noon"}, CentreRefusedError),
        ({"error": "clock", "centre_time": "2026-11-16T03:00:00"}, CentreRefusedError),
        ([], CentreUnreachableError),
    ],
)  # fmt: skip
def test_a_refusal_that_names_no_time_is_not_repeated(told: object, error: type[Exception]) -> None:
    with linked(says(told, 401)) as (centre, other), pytest.raises(error):
        centre.check_code(FLAT, "482913")
    assert (len(other.asked), centre.offset_s) == (1, 0)


def test_a_clock_that_stays_wrong_is_refused_and_not_asked_for_ever() -> None:
    told = says({"error": "clock", "centre_time": "2026-11-16T03:00:00Z"}, 401)
    with linked(told) as (centre, other), pytest.raises(CentreRefusedError, match="clock"):
        centre.check_code(FLAT, "482913")
    assert len(other.asked) == 2


def test_a_head_is_said_as_it_is() -> None:
    with linked(PORTAL) as (centre, other), pytest.raises(CentreUnreachableError):
        centre.hello(Hello(Head(1, 2, b"h" * 32), "0" * 32, "w", "1"))
    assert b'"seq":2' in other.asked[0].body
