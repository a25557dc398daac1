"""What is ambiguous is refused with 4xx, without echo and without effect."""

import json
import shutil
import socket
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk_app.protocol.frames import MAX_BATCH_OPERATIONS, encode
from desk_app.protocol.signing import sign_request
from desk_app.protocol.strict_json import dumps
from desk_app.settlement.app import create_app
from desk_app.settlement.endpoints import OPEN
from desk_app.settlement.endpoints import SIGNED as SERVED
from tests.faults.hostile.asgi import Asked, Line
from tests.helpers.centre import RunningCentre, TestDesk

CANARY = "Канарейкина"
GOOD = {"receipt_type": "tko", "account": "0101", "code": "123456"}
RAW: dict[str, bytes] = {
    "duplicate key": b'{"receipt_type":"tko","account":"0101","code":"123456","code":"654321"}',
    "nan": b'{"receipt_type":"tko","account":"0101","code":NaN}',
    "infinity": b'{"receipt_type":"tko","account":"0101","code":-Infinity}',
    "float": b'{"receipt_type":"tko","account":"0101","code":1.0}',
    "exponent": b'{"receipt_type":"tko","account":"0101","code":1e999}',
    "bool": b'{"receipt_type":"tko","account":"0101","code":true}',
    "null": b'{"receipt_type":"tko","account":"0101","code":null}',
    "number for text": b'{"receipt_type":"tko","account":101,"code":"123456"}',
    "huge integer": b'{"receipt_type":"tko","account":"0101","code":' + b"9" * 5000 + b"}",
    "surrogate": rb'{"receipt_type":"tko","account":"\ud800","code":"123456"}',
    "nul": rb'{"receipt_type":"tko","account":"\u0000","code":"123456"}',
    "raw nul": b'{"receipt_type":"tko","account":"\x00","code":"123456"}',
    "bom": b"\xef\xbb\xbf" + dumps(GOOD),
    "arabic digits": '{"receipt_type":"tko","account":"0101","code":"١٢٣٤٥٦"}'.encode(),
    "unknown field": dumps(GOOD | {"scope": "all"}),
    "canary field": dumps(GOOD | {CANARY: CANARY}),
    "canary value": dumps(GOOD | {"code": CANARY}),
    "missing": dumps({"receipt_type": "tko"}),
    "deep": b"[" * 10_000,
    "deep object": b'{"a":' * 5000 + b"1" + b"}" * 5000,
    "list": b"[]",
    "text": b'"x"',
    "nothing": b"",
    "not json": b"receipt_type=tko",
    "broken utf-8": b'{"receipt_type":"\xff"}',
    "trailing": dumps(GOOD) + b"{}",
    "huge": dumps(GOOD | {"account": "1" * 100_000}),
}


@pytest.fixture(scope="module")
def file_centre(file_with_sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:  # noqa: ANN401 - any value of the wire or a row
    folder = tmp_path_factory.mktemp("strict")
    with RunningCentre(shutil.copy(file_with_sample, folder / "c.db"), folder / "keys") as running:
        yield running


@pytest.fixture(scope="module")
def caller(file_centre: RunningCentre) -> TestDesk:
    return file_centre.enrolled_desk()


def told_nothing(answer: Any) -> bool:  # noqa: ANN401 - a response
    return set(answer.json()) <= {"error", "reason"} and CANARY not in answer.text


@pytest.mark.parametrize("name", RAW)
def test_ambiguous_bytes_are_refused_without_echo_or_effect(
    file_centre: RunningCentre, caller: TestDesk, name: str
) -> None:
    before = file_centre.rows("SELECT count(*) FROM audit_event")

    codes, desks = ("check", "packet"), ("hello", "recover", "decisions")
    targets = [*(f"/v2/codes/{one}" for one in codes), *(f"/v2/desk/{one}" for one in desks), "/v2/shift/statement"]
    for target in targets:
        answer = caller.call("POST", target, RAW[name])
        assert answer.status_code in (400, 413), target
        assert told_nothing(answer), target
    assert file_centre.rows("SELECT count(*) FROM audit_event") == before


@pytest.mark.parametrize("name", RAW)
def test_enrolment_is_as_strict_though_anybody_may_ask(caller: TestDesk, name: str) -> None:
    answer = caller.http.post(f"{caller.url}/v2/desk/enrol", data=RAW[name], timeout=30)

    assert answer.status_code in (400, 413)
    assert told_nothing(answer)


@pytest.mark.parametrize(
    "target",
    [
        "/v2/desk/acks?epoch=1&epoch=2&from=1",
        "/v2/desk/acks?epoch=-1&from=1",
        "/v2/desk/acks?epoch=1&from=9999999999999999999999",
        "/v2/desk/journal?epoch=%D9%A1&from=1",
        "/v2/desk/journal?epoch=%FF&from=1",
        "/v2/desk/journal?epoch=1;from=1",
        "/v2/desk/journal?organisation=1",
        "/v2/sync/changes?cursor=1&limit=0",
        "/v2/sync/changes?cursor=1&limit=-5",
        "/v2/sync/changes?scope=all",
        "/v2/lookup/account?receipt_type=tko",
        "/v2/lookup/account?receipt_type=tko&account=%00",
        "/v2/lookup/account?receipt_type=tko&account=" + "1" * 100,
        "/v2/sync/changes?&&&&",
    ],
)
def test_a_query_is_read_as_strictly_as_a_body(caller: TestDesk, target: str) -> None:
    answer = caller.call("GET", target)

    assert answer.status_code == 400
    assert told_nothing(answer)


@pytest.mark.parametrize(
    ("method", "target", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/docs", 404),
        ("GET", "/openapi.json", 404),
        ("GET", "/v2/desk/push", 405),
        ("DELETE", "/v2/desk/journal", 405),
        ("OPTIONS", "/v2/health", 405),
        ("GET", "/v2/sync/snapshot/%00/0", 404),
        ("GET", "/v2/sync/snapshot/..%2F..%2Fetc/0", 404),
        ("GET", "/v2/sync/snapshot/00000000-0000-0000-0000-000000000000/x", 404),
        ("GET", "/v2/sync/snapshot/00000000-0000-0000-0000-000000000000/0", 404),
    ],
)
def test_what_is_not_served_is_refused_plainly(caller: TestDesk, method: str, target: str, status: int) -> None:
    answer = caller.call(method, target)

    assert answer.status_code == status
    assert told_nothing(answer)


SIGNED = [
    ("POST", "/v2/desk/hello"), ("POST", "/v2/desk/recover"), ("POST", "/v2/desk/push"),
    ("POST", "/v2/desk/decisions"),
    ("POST", "/v2/shift/statement"),
    ("GET", "/v2/desk/acks?epoch=1&from=1"), ("GET", "/v2/desk/journal?epoch=1&from=1"),
    ("POST", "/v2/sync/snapshot"), ("GET", "/v2/sync/changes?cursor=1"), ("POST", "/v2/codes/check"),
    ("POST", "/v2/codes/packet"), ("GET", "/v2/lookup/account?receipt_type=tko&account=0101"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "target"), SIGNED)
@pytest.mark.parametrize(
    "change",
    [
        {"Desk_Signature": "00" * 64},
        {"Desk_Signature": ""},
        {"Desk_Nonce": "12345678"},
        {"Desk_Id": "00000000-0000-0000-0000-000000000000"},
        {"Desk_Id": "../../etc"},
        {"Desk_Time": "now"},
        {"Desk_Time": "0"},
    ],
    ids=str,
)
def test_no_call_passes_with_another_identity(
    caller: TestDesk, method: str, target: str, change: dict[str, str]
) -> None:
    answer = caller.call(method, target, b"", **change)

    assert answer.status_code == 401
    assert told_nothing(answer)


def test_every_route_but_enrolment_and_health_is_signed() -> None:
    assert {one.path for one in OPEN} == {"/v2/desk/enrol", "/v2/health"}
    assert {one.path.split("{")[0].rstrip("/") for one in SERVED} == {target.split("?")[0] for _, target in SIGNED}


def test_a_signature_fits_one_call_only(caller: TestDesk) -> None:
    now_s = int(caller.clock.now().timestamp())
    headers = sign_request(
        caller.key, "GET", "/v2/desk/acks?epoch=1&from=1", b"", now_s, "abcdefgh", str(caller.desk_id)
    )
    first = caller.http.get(f"{caller.url}/v2/desk/acks?epoch=1&from=1", headers=headers, timeout=30)
    other = caller.http.get(f"{caller.url}/v2/desk/acks?epoch=1&from=2", headers=headers, timeout=30)
    again = caller.http.get(f"{caller.url}/v2/desk/acks?epoch=1&from=1", headers=headers, timeout=30)

    assert first.status_code == 200
    assert (other.status_code, other.json()) == (401, {"error": "signature"})
    assert (again.status_code, again.json()) == (401, {"error": "replay"})


@pytest.mark.parametrize("seconds", [-301, 301])
def test_a_wrong_clock_is_told_the_right_time(caller: TestDesk, seconds: int) -> None:
    now_s = int(caller.clock.now().timestamp()) + seconds
    headers = sign_request(caller.key, "GET", "/v2/desk/acks", b"", now_s, "12345678", str(caller.desk_id))

    answer = caller.http.get(f"{caller.url}/v2/desk/acks", headers=headers, timeout=30)

    assert answer.status_code == 401
    assert answer.json() == {"error": "clock", "centre_time": "2026-11-23T05:00:00.000Z"}


def test_another_protocol_is_told_to_upgrade(caller: TestDesk) -> None:
    answer = caller.call("GET", "/v2/desk/acks", Sync_Protocol="1")
    assert (answer.status_code, answer.json()) == (426, {"error": "protocol"})


@pytest.mark.parametrize("one", [*OPEN, *SERVED], ids=lambda one: one.path)
def test_a_call_is_served_in_one_way_only(file_centre: RunningCentre, one: Any) -> None:  # noqa: ANN401 - either kind of call
    with Line(create_app(file_centre.centre)) as way:
        for method in {"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"} - {one.method}:
            answer = way.ask(Asked(method, one.path))
            assert (answer.status, answer.body) == (405, b'{"error":"method"}'), method


@pytest.mark.parametrize("path", ["/v2/desk/push/", "//v2/desk/push", "/v2/health/"])
def test_nobody_is_sent_elsewhere(caller: TestDesk, path: str) -> None:
    answer = caller.http.post(caller.url + path, headers={"Host": CANARY.encode()}, allow_redirects=False, timeout=30)

    assert (answer.status_code, answer.json()) == (404, {"error": "not_found"})
    assert set(answer.headers) == {"content-length", "content-type"}


@pytest.mark.parametrize("length", ["²", "½", "9" * 5000, "-1", "", "1_0"])
def test_a_length_that_is_no_number_is_too_large(file_centre: RunningCentre, length: str) -> None:
    with Line(create_app(file_centre.centre)) as way:
        answer = way.ask(Asked("POST", "/v2/desk/enrol", (("Content-Length", length),)))

    assert (answer.status, answer.body) == (413, b'{"error":"too_large"}')


def test_too_much_is_refused_before_it_is_read(caller: TestDesk) -> None:
    assert caller.push_raw(bytes((1 << 20) + 1)).status_code == 413
    unannounced = caller.http.post(f"{caller.url}/v2/desk/push", data=iter([bytes(1 << 20), b"x"]), timeout=30)
    assert unannounced.status_code == 413
    host, port = caller.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=30) as raw:
        raw.sendall(b"POST /v2/desk/push HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n")
        assert raw.recv(100).startswith(b"HTTP/1.1 413")


def test_too_many_frames_are_refused_as_a_whole(file_centre: RunningCentre) -> None:
    desk = file_centre.enrolled_desk("Много")
    raw = b"".join(encode(desk.frame(b"{}", "x")) for _ in range(MAX_BATCH_OPERATIONS + 1))

    answer = desk.push_raw(raw)

    assert (answer.status_code, answer.json()) == (400, {"error": "malformed", "reason": "too_many"})


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.binary(max_size=300) | VALUES.map(lambda value: json.dumps(value).encode()),
    n=st.integers(0, len(SIGNED) - 1),
)
def test_no_input_ever_makes_the_service_fail(caller: TestDesk, body: bytes, n: int) -> None:
    method, target = SIGNED[n]
    answer = caller.call(method, target, body)

    assert answer.status_code < 500
    if answer.status_code >= 400:
        assert set(answer.json()) <= {"error", "reason"}
