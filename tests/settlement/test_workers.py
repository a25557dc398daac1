"""Several processes beside one PostgreSQL behave as one centre."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from desk_app.protocol.frames import encode
from desk_app.protocol.signing import sign_request
from desk_app.settlement import desks
from desk_app.settlement.audit import audit
from desk_app.settlement.centre import Centre
from desk_app.settlement.clock import SystemClock
from desk_app.settlement.database import Database, open_database
from desk_app.settlement.keys import open_keys
from desk_app.settlement.main import main
from desk_app.settlement.workers import Place, Workers, WorkersFailedError
from tests.helpers.centre import StoppedClock, TestDesk, line

DESKS = 4


@contextmanager
def serving(where: list[str]) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The service in three processes, ended as an operator would end it."""
    # Should the tests be killed, the service ends with them.
    arguments = ["serve", "--port", "0", "--workers", "3", "--until-stdin-closes", *where]
    command = [sys.executable, "-m", "desk_app.settlement.main", *arguments]
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nowhere, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[1], process
        finally:
            process.terminate()
        assert process.wait() == 0


@pytest.fixture
def where(postgres_address: str, tmp_path: Path) -> list[str]:
    open_keys(tmp_path / "keys", create=True)
    return ["--database", postgres_address, "--data-dir", str(tmp_path / "keys")]


@pytest.fixture
def database(where: list[str]) -> Iterator[Database]:
    opened = open_database(where[1])
    yield opened
    assert [one.name for one in audit(opened) if not one.holds] == []
    opened.close()


def enrolled(url: str, where: list[str], database: Database) -> list[TestDesk]:
    centre = Centre(database, open_keys(Path(where[3]), create=False), SystemClock())
    made = []
    for number in range(DESKS):
        clock = StoppedClock(SystemClock().now())
        desk = TestDesk(url, clock)
        with database.write() as connection:
            asked = desks.Invitation(
                "УК Уют", "2221000001", f"Касса {number}", None, training=True, trust_first_key=True
            )
            code = desks.invite(connection, centre, asked)[1]
        desk.enrol(code)
        made.append(desk)
    return made


def kopecks(database: Database) -> int:
    with database.read() as connection:
        query = "SELECT coalesce(sum(amount_kop), 0) FROM ledger_entry WHERE amount_kop > 0"
        return int(connection.exec_driver_sql(query).scalar_one())


def children(process: subprocess.Popen[str]) -> list[int]:
    told = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii")
    return [int(pid) for pid in told.split()]


def test_desks_that_push_to_any_of_the_processes_are_heard_once(where: list[str], database: Database) -> None:
    with serving(where) as (url, _):
        found = enrolled(url, where, database)

        def work(desk: TestDesk) -> None:
            for at in range(6):
                frames = [desk.cash(line(f"tko/0{1 + at % 2}0{1 + n % 3}", 100 + n)) for n in range(5)]
                said = b"".join(encode(frame) for frame in frames)
                with ThreadPoolExecutor(2) as twice:  # the same bytes over two lines at once
                    answers = list(twice.map(TestDesk.push_raw, (again(desk), again(desk)), (said, said)))
                assert [answer.text for answer in answers if answer.status_code != 200] == []
                assert {desk.open_ack(answer.json()).head for answer in answers} == {desk.position()}

        with ThreadPoolExecutor(DESKS) as together:
            list(together.map(work, found))
    assert kopecks(database) == DESKS * 6 * sum(100 + n for n in range(5))


def again(desk: TestDesk) -> TestDesk:
    """The same desk over another line."""
    return TestDesk(desk.url, desk.clock, desk.key, desk.box, desk.install_id, desk.grant, desk.seq, desk.head)


def test_a_repeated_call_is_refused_whichever_process_hears_it(where: list[str], database: Database) -> None:
    with serving(where) as (url, _):
        desk = enrolled(url, where, database)[0]
        now_s = int(desk.clock.now().timestamp())
        headers = sign_request(desk.key, "GET", "/v2/sync/changes", b"", now_s, "a1b2c3d4e5", str(desk.desk_id))

        def call(_: int) -> int:
            return requests.get(url + "/v2/sync/changes", headers=headers, timeout=30).status_code

        with ThreadPoolExecutor(6) as together:
            answers = sorted(together.map(call, range(12)))
    assert answers == [401] * 11 + [410], "one was heard: a feed without a cursor begins with a snapshot"


def test_a_process_that_dies_is_replaced_and_its_desks_lose_nothing(where: list[str], database: Database) -> None:
    with serving(where) as (url, process):
        found = enrolled(url, where, database)
        former = children(process)
        taken = 0
        for at in range(len(former)):
            os.kill(former[at], signal.SIGKILL)
            for desk in found:
                frame = desk.cash(line(kop=10 + at))
                taken += 10 + at
                _until_heard(desk, encode(frame))
        assert not set(children(process)) & set(former)
    assert kopecks(database) == taken


def _until_heard(desk: TestDesk, said: bytes) -> None:
    """Push the same bytes until an ack comes, as a desk does whose line breaks."""
    for _ in range(200):
        try:
            answer = again(desk).push_raw(said)
        except requests.ConnectionError:
            continue
        if answer.status_code == 200:
            assert desk.open_ack(answer.json()).head == desk.position()
            return
    raise AssertionError("never heard")


def test_an_embedded_database_is_served_by_one_process(
    file_address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--database", file_address, "--data-dir", str(tmp_path / "keys")]
    open_keys(tmp_path / "keys", create=True)
    assert main(["serve", "--workers", "2", "--port", "0", *where]) == 1
    assert "нужен PostgreSQL" in capsys.readouterr().err


def test_processes_that_cannot_start_are_not_started_for_ever(where: list[str], database: Database) -> None:
    """The keys go away while the service runs: whoever dies is replaced a few times, then people are called."""
    assert database.postgres
    arguments = ["serve", "--port", "0", "--workers", "2", *where]
    command = [sys.executable, "-m", "desk_app.settlement.main", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("listening ")
        Path(where[3]).rename(Path(where[3]).with_name("gone"))
        for child in children(process):
            os.kill(child, signal.SIGKILL)
        _, said = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "Процессы службы не запускаются" in said
    assert said.count("worker_failed") >= 5


def test_a_service_whose_processes_do_not_start_says_so_and_never_listens(where: list[str], database: Database) -> None:
    assert database.postgres
    started = Workers.start(Place(where[1], Path(where[3]), "127.0.0.1"), 0, 1, lambda: None)
    started.stop()
    with pytest.raises(WorkersFailedError):
        Workers.start(Place(where[1], Path(where[3]) / "none", "127.0.0.1"), 0, 1, lambda: None)
