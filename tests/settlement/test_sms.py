"""Messages go out after the effect is durable, are tried again, and leave no text behind."""

import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from pathlib import Path

import pytest

from desk_app.settlement.logs import AllowListFormatter
from desk_app.settlement.sms import FileSms, HttpSms, SmsNotSentError, SmsPost, deliver_waiting
from tests.helpers.centre import RunningCentre, StoppedClock, TestDesk, line
from tests.helpers.residents import PHONE, register


class Gateway(HTTPServer):
    """An operator's gateway that answers as told and remembers what it was handed."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.status = 200
        self.taken: list[tuple[str | None, dict[str, str]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/sms"


class _Handler(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.taken.append((self.headers["Authorization"], body))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def gateway() -> Iterator[Gateway]:
    with Gateway() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_the_gateway_gets_phone_text_and_token_once(centre: RunningCentre, desk: TestDesk) -> None:
    register(desk)
    with gateway() as operator:
        sender = HttpSms(operator.url, "secret")
        assert (deliver_waiting(centre.centre, sender), deliver_waiting(centre.centre, sender)) == (1, 0)

    [(token, body)] = operator.taken
    assert (token, body["phone"]) == ("Bearer secret", PHONE)
    assert body["text"].removeprefix("пароль для доступа в Личный кабинет: ").isdigit()


@pytest.mark.expects_log("sms_not_sent")
@pytest.mark.parametrize("status", [500, 302, 401])
def test_a_message_that_was_not_taken_is_tried_later_and_given_up_in_the_end(
    centre: RunningCentre, desk: TestDesk, status: int
) -> None:
    register(desk)
    with gateway() as operator:
        operator.status = status
        sender = HttpSms(operator.url, "secret")
        assert deliver_waiting(centre.centre, sender) == 0
        assert deliver_waiting(centre.centre, sender) == 0
        assert len(operator.taken) == 1
        for _ in range(12):
            centre.clock.forward(hours=10)
            deliver_waiting(centre.centre, sender)

    assert len(operator.taken) == 8
    assert [tuple(row) for row in centre.rows("SELECT sealed, failed FROM sms_outbox")] == [(None, True)]


def test_an_unreachable_gateway_is_no_error_of_ours() -> None:
    with pytest.raises(SmsNotSentError):
        HttpSms("http://127.0.0.1:9/", "").send(PHONE, "x")


def test_the_password_is_stored_only_as_a_mac(centre: RunningCentre, desk: TestDesk, tmp_path: Path) -> None:
    register(desk)
    sender = FileSms(tmp_path / "sms")
    deliver_waiting(centre.centre, sender)
    password = json.loads(sender.path.read_text("utf-8"))["text"][-6:]

    row = centre.rows("SELECT op_id, mac FROM one_time_password")[0]
    op_id = centre.rows("SELECT op_id FROM registration")[0][0]
    said = f"{op_id if centre.database.postgres else _uuid(op_id)}|{password}"
    assert bytes(row.mac) == centre.centre.keys.mac("otp", said)


def test_messages_go_out_while_the_service_runs(centre: RunningCentre, desk: TestDesk, tmp_path: Path) -> None:
    sent = threading.Event()

    class Told(FileSms):
        def send(self, phone: str, text: str) -> None:
            super().send(phone, text)
            sent.set()

    post = SmsPost.start(centre.centre, Told(tmp_path / "sms"), every_s=0.01)
    register(desk)

    assert sent.wait(30)
    post.stop()


@pytest.mark.expects_log("oops", "Канарейкина")
def test_nothing_personal_reaches_the_log(desk: TestDesk) -> None:
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(AllowListFormatter())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        register(desk, name="Канарейкина Зоя", phone="+79037654321", email="zoya@example.org")
        desk.push(desk.cash(line("tko/Канарейка-77")))
        desk.post("/v2/codes/check", {"receipt_type": "tko", "account": "0101", "code": "Канарейка"})
        desk.call("GET", "/v2/lookup/account?receipt_type=tko&account=0101")
        logging.getLogger("settlement").error("oops", extra={"phone": "+79037654321"})
        logging.getLogger("stranger").error("Канарейкина %s", "Зоя")
    finally:
        root.removeHandler(handler)
        root.setLevel(before)

    said = stream.getvalue()
    assert '"event": "oops"' in said
    for canary in ("Канарейк", "Зоя", "7654321", "example.org", "0101"):
        assert canary not in said


def _uuid(text: str) -> str:
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


class Rounds(threading.Event):
    """Lets so many rounds happen and notes how long each would have waited."""

    def __init__(self, rounds: int) -> None:
        super().__init__()
        self.rounds, self.pauses = rounds, list[float | None]()

    def wait(self, timeout: float | None = None) -> bool:
        self.pauses.append(timeout)
        return len(self.pauses) > self.rounds


class Faulty:
    """A sender that ends so many rounds; the claim of a round is over by the next."""

    def __init__(self, clock: StoppedClock, rounds: int) -> None:
        self.clock, self.left = clock, rounds

    def send(self, phone: str, text: str) -> None:
        del phone, text
        self.clock.forward(minutes=2)
        self.left -= 1
        if self.left >= 0:
            raise RuntimeError


@pytest.mark.expects_log("sms_round_failed")
def test_rounds_that_fail_come_ever_less_often_but_never_stop(centre: RunningCentre, desk: TestDesk) -> None:
    register(desk)
    rounds = Rounds(12)
    SmsPost(centre.centre, Faulty(centre.clock, 12), 2.0, rounds, threading.Thread())._run()
    assert rounds.pauses == [2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, *[300.0] * 5]


@pytest.mark.expects_log("sms_round_failed")
def test_a_round_that_succeeds_ends_the_waiting(centre: RunningCentre, desk: TestDesk) -> None:
    register(desk)
    rounds = Rounds(3)
    SmsPost(centre.centre, Faulty(centre.clock, 1), 2.0, rounds, threading.Thread())._run()
    assert rounds.pauses == [2.0, 4.0, 2.0, 2.0]


@pytest.mark.expects_log("sms_not_sent")
def test_a_file_that_is_no_longer_writable_puts_messages_off(
    centre: RunningCentre, desk: TestDesk, tmp_path: Path
) -> None:
    register(desk)
    file = tmp_path / "out" / "sms.txt"
    assert deliver_waiting(centre.centre, FileSms(file)) == 0
    file.parent.mkdir()
    centre.clock.forward(minutes=3)
    assert deliver_waiting(centre.centre, FileSms(file)) == 1
    assert PHONE in file.read_text("utf-8")
