"""The month of a load is a month of the calendar that has come: one that is not would stop the desks."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, Table, select, text, update
from sqlalchemy.exc import DBAPIError

from desk_app.settlement.audit import audit
from desk_app.settlement.database import open_database
from desk_app.settlement.loading import FileRefusedError, load_file
from desk_app.settlement.main import main
from desk_app.settlement.tables import charge, receipt_type

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
SHORT = "#FILESUM 100.00\n#TYPE 7\n#SERVICE heat\nПетров Пётр;Барнаул,Гагарина,1,2;77;100.00\n".encode("cp1251")


@contextmanager
def writing(address: str) -> Iterator[Connection]:
    database = open_database(address)
    with database.write() as connection:
        yield connection
    database.close()


def months(connection: Connection) -> list[str]:
    return list(connection.execute(select(charge.c.period).where(charge.c.account_key == "heat/77")).scalars())


def reason(connection: Connection, month: str) -> str:
    """Load with a month and return why it was refused; nothing may have been written."""
    with pytest.raises(FileRefusedError) as refused:
        load_file(connection, SHORT, "short.txt", period=month, now=NOW)
    assert months(connection) == []
    return refused.value.faults[0].reason_code


@pytest.mark.parametrize("month", ["2026-13", "abc", "2026-00", "20261", "1999-10", ""])
def test_what_is_given_with_a_file_is_a_month_or_nothing_is_loaded(address: str, month: str) -> None:
    with writing(address) as connection:
        assert reason(connection, month) == "month_unreadable"


def test_a_month_that_has_not_come_is_refused_for_it_would_shut_out_the_right_one(address: str) -> None:
    with writing(address) as connection:
        assert reason(connection, "2062-10") == "period_future"
        assert reason(connection, "2027-01") == "period_future"
        load_file(connection, SHORT, "short.txt", period="2026-12", now=NOW)
        assert months(connection) == ["2026-12"]


def test_the_same_bytes_with_another_month_are_another_file(address: str) -> None:
    with writing(address) as connection:
        load_file(connection, SHORT, "short.txt", period="2026-09", now=NOW)
        assert load_file(connection, SHORT, "short.txt", period="2026-09", now=NOW).repeated
        assert not load_file(connection, SHORT, "short.txt", period="2026-10", now=NOW).repeated
        assert load_file(connection, SHORT, "short.txt", now=NOW).repeated
        assert months(connection) == ["2026-10"]


@pytest.mark.parametrize("table", [charge, receipt_type], ids=["charge", "receipt_type"])
def test_no_program_can_write_a_month_that_is_not_in_the_calendar(address: str, table: Table) -> None:
    with writing(address) as connection, pytest.raises(DBAPIError), connection.begin_nested():
        connection.execute(update(table).values(period="2026-13"))


def test_a_month_that_lies_there_all_the_same_is_found_by_the_audit(file_address: str) -> None:
    database = open_database(file_address)
    with database.write() as connection:
        connection.execute(text("DROP TRIGGER charge_month_update"))
        connection.execute(update(charge).where(charge.c.account_key == "tko/0101").values(period="2026-13"))
    found = {one.name: one.examples for one in audit(database) if not one.holds}
    database.close()
    assert found == {"months": ("charge|2026-13",)}


def test_the_command_takes_nothing_for_a_month_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["--database", str(tmp_path / "c.db"), "--data-dir", str(tmp_path / "keys")]
    with pytest.raises(SystemExit) as ended:
        main(["load", "file.txt", "--period", "2026-13", *where])
    assert ended.value.code == 2
    assert "ГГГГ-ММ" in capsys.readouterr().err
