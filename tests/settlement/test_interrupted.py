"""A batch stopped anywhere, a full disk, a deadlock: everything of it or nothing."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, text

from desk_app.protocol.frames import encode
from desk_app.protocol.messages import Ack
from desk_app.settlement.calls import find_desk
from desk_app.settlement.database import open_database
from desk_app.settlement.hear import hear
from tests.helpers.centre import RunningCentre, TestDesk, line
from tests.helpers.residents import resident


class PlugPulledError(BaseException):
    """Stops everything, as no handler of ordinary errors can hold it."""


@contextmanager
def plug_pulled_at(engine: Engine, statement: int) -> Iterator[None]:
    """Let so many statements through, then stop before the next."""
    left = count(1)

    def before(*_: Any) -> None:  # noqa: ANN401 - SQLAlchemy's arguments
        if next(left) == statement:
            raise PlugPulledError

    event.listen(engine, "before_cursor_execute", before)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", before)


TABLES = ("op_inbox", "op_state", "ledger_entry", "ack", "log_leaf", "change_log", "registration", "sms_outbox")


def sizes(centre: RunningCentre) -> list[int]:
    return [centre.rows(f"SELECT count(*) FROM {table}")[0][0] for table in TABLES]  # noqa: S608 - our own tables


def test_a_batch_stopped_before_any_statement_leaves_nothing_and_can_be_sent_again(
    centre: RunningCentre, desk: TestDesk
) -> None:
    frames = [desk.open_shift(), desk.cash(line(), line("tko/9999", 5)), resident(desk)]
    with centre.database.read() as connection:
        known = find_desk(connection, desk.desk_id)
    assert known is not None
    before = sizes(centre)
    stopped = 0
    for statement in count(1):
        try:
            with plug_pulled_at(centre.database.writer, statement):
                centre.database.run(lambda connection: hear(connection, centre.centre, known, frames, ""))
            break
        except PlugPulledError:
            stopped += 1
            assert sizes(centre) == before, statement

    assert stopped > 30
    assert [result.outcome for result in desk.push(*frames).results] == ["accepted", "accepted_suspense", "accepted"]
    assert sizes(centre)[:4] == [before[0] + 3, before[1] + 3, before[2] + 3, before[3] + 1]


def test_the_victim_of_a_deadlock_does_its_work_again(postgres_address: str) -> None:
    database = open_database(postgres_address)
    met = threading.Barrier(2)
    tries: list[str] = []

    def work(first: str, second: str) -> None:
        mine = count()

        def pay(connection: Connection) -> None:
            tries.append(first)
            for at, key in enumerate((first, second)):
                query = "UPDATE charge SET paid_here = paid_here + 1 WHERE account_key = :key"
                connection.execute(text(query), {"key": key})
                if at == 0 and next(mine) == 0:
                    met.wait(30)

        database.run(pay)

    threads = [
        threading.Thread(target=work, args=pair) for pair in (("tko/0101", "tko/0102"), ("tko/0102", "tko/0101"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.read() as connection:
        paid = connection.execute(text("SELECT paid_here FROM charge WHERE paid_here > 0")).scalars().all()
    database.close()

    assert paid == [2, 2]
    assert len(tries) > 2


def test_a_deadlock_inside_an_effect_is_no_outcome_of_the_operation(postgres_address: str, tmp_path: Path) -> None:
    with RunningCentre(postgres_address, tmp_path / "keys") as centre:
        desk = centre.enrolled_desk()
        acks: list[Ack] = []
        push = threading.Thread(target=lambda: acks.append(desk.push(desk.cash(line()))))
        with centre.database.writer.begin() as other:
            # Whoever looks first is the victim: it has to be the service, not this test.
            other.execute(text("SET LOCAL deadlock_timeout = '1min'"))
            other.execute(text("UPDATE charge SET paid_here = 0 WHERE account_key = 'tko/0101'"))
            push.start()
            while not centre.rows(
                "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%charge%'"
            ):
                pass
            other.execute(text("SELECT key FROM account WHERE key = 'tko/0101' FOR UPDATE"))
        push.join()

    assert [result.outcome for result in acks[0].results] == ["accepted"]


def test_a_full_disk_is_no_outcome_of_an_operation(
    centre: RunningCentre, desk: TestDesk, request: pytest.FixtureRequest
) -> None:
    """The batch is answered «busy» and taken whole once there is room."""
    if centre.database.postgres:
        pytest.skip("the size of a PostgreSQL database is not ours to limit")
    request.applymarker(pytest.mark.expects_log("database"))
    pages = centre.rows("PRAGMA page_count")[0][0]
    frames = [desk.cash(line(kop=kop)) for kop in range(1, 100)]
    raw = b"".join(encode(frame) for frame in frames)
    refused = 0
    for room in count(0, 5):
        # One writer connection, so the limit holds for the next push.
        with centre.database.writer.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + room}")
        answer = desk.push_raw(raw)
        if answer.status_code == 200:
            break
        assert (answer.status_code, answer.json()) == (503, {"error": "busy"})
        refused += 1

    assert refused > 5
    assert {result.outcome for result in desk.open_ack(answer.json()).results} == {"accepted"}
