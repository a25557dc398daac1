"""A month loaded by mistake is taken back: what was owed is owed again, what was taken stays taken."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from desk_app.settlement.loading import FileRefusedError, NoSuchMonthError, load_file, withdraw_month
from desk_app.settlement.main import main
from desk_app.settlement.resident_tables import audit_event
from desk_app.settlement.tables import charge, receipt_type
from tests.helpers.centre import RunningCentre, TestDesk, line

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
ACCOUNT = "heat/0101"


def registry(due: str, number: str = "0101") -> bytes:
    row = f"Иванов Пётр Сергеевич;Барнаул,Гагарина,1,1;{number};{due}"
    return f"#FILESUM {due}\n#TYPE 7\n#SERVICE heat\n{row}\n".encode("cp1251")


def load(centre: RunningCentre, month: str, due: str, number: str = "0101") -> None:
    with centre.database.write() as connection:
        load_file(connection, registry(due, number), "saldo.txt", period=month, now=NOW)


def withdraw(centre: RunningCentre, month: str) -> int:
    with centre.database.write() as connection:
        return withdraw_month(connection, "heat", month, centre.centre.now())


def owed(connection: Connection, key: str = ACCOUNT) -> tuple[str, int]:
    """The month, and what a desk shows as still to pay."""
    query = select(charge.c.period, charge.c.due - charge.c.paid_here).where(charge.c.account_key == key)
    month, kopecks = connection.execute(query).one()
    return month, kopecks


def test_a_withdrawn_month_gives_back_the_one_before_and_no_payment_is_lost(
    centre: RunningCentre, desk: TestDesk
) -> None:
    desk.push(desk.open_shift(), desk.cash(line(ACCOUNT, 10_000, "heat")))
    load(centre, "2026-11", "700.00")
    desk.push(desk.cash(line(ACCOUNT, 5_000, "heat")))
    with centre.database.read() as connection:
        assert owed(connection) == ("2026-11", 65_000)
    assert withdraw(centre, "2026-11") == 1
    with centre.database.read() as connection:
        assert owed(connection) == ("2026-10", 50_000 - 10_000 - 5_000)
        assert connection.execute(select(receipt_type.c.period).where(receipt_type.c.code == "heat")).scalar() == (
            "2026-10"
        )
        noted = connection.execute(select(audit_event.c.subject, audit_event.c.count)).all()
    assert ("heat 2026-11", 1) in [tuple(row) for row in noted]


def test_after_it_the_right_month_is_loaded_and_later_the_true_one(centre: RunningCentre) -> None:
    load(centre, "2026-12", "500.00")
    with pytest.raises(FileRefusedError) as refused:
        load(centre, "2026-11", "500.00")
    assert "withdraw-month" in refused.value.text()
    withdraw(centre, "2026-12")
    load(centre, "2026-11", "500.00")
    with centre.database.read() as connection:
        assert owed(connection) == ("2026-11", 50_000)
    load(centre, "2026-12", "500.00")  # the very bytes that were withdrawn
    with centre.database.read() as connection:
        assert owed(connection) == ("2026-12", 50_000)


def test_a_month_that_was_right_after_all_is_loaded_from_the_same_file(centre: RunningCentre) -> None:
    load(centre, "2026-11", "700.00")
    withdraw(centre, "2026-11")
    load(centre, "2026-11", "700.00")
    with centre.database.read() as connection:
        assert owed(connection) == ("2026-11", 70_000)


def test_a_file_sent_again_within_a_month_does_not_blur_the_month_before(centre: RunningCentre) -> None:
    load(centre, "2026-11", "700.00")
    load(centre, "2026-11", "710.00")
    withdraw(centre, "2026-11")
    with centre.database.read() as connection:
        assert owed(connection) == ("2026-10", 50_000)


def test_an_account_that_had_no_month_before_owes_nothing_and_keeps_what_it_paid(
    centre: RunningCentre, desk: TestDesk
) -> None:
    load(centre, "2026-12", "300.00", "0999")
    desk.push(desk.open_shift(), desk.cash(line("heat/0999", 2_000, "heat")))
    withdraw(centre, "2026-12")
    with centre.database.read() as connection:
        assert owed(connection, "heat/0999") == ("2026-11", -2_000)
    load(centre, "2026-11", "300.00", "0999")
    with centre.database.read() as connection:
        assert owed(connection, "heat/0999") == ("2026-11", 28_000)


def test_january_is_preceded_by_december(centre: RunningCentre) -> None:
    with centre.database.write() as connection:
        load_file(connection, registry("1.00", "0777"), "a", period="2026-01", now=NOW)
        withdraw_month(connection, "heat", "2026-01", centre.centre.now())
        assert owed(connection, "heat/0777") == ("2025-12", 0)


def test_a_month_that_nobody_loaded_is_refused_and_nothing_changes(centre: RunningCentre) -> None:
    with pytest.raises(NoSuchMonthError):
        withdraw(centre, "2026-11")
    with centre.database.read() as connection:
        assert owed(connection) == ("2026-10", 50_000)


def test_desks_hear_of_a_withdrawn_month(centre: RunningCentre) -> None:
    load(centre, "2026-11", "700.00")
    before = centre.rows("SELECT max(version) FROM account WHERE key = 'heat/0101'")
    withdraw(centre, "2026-11")
    after = centre.rows("SELECT max(version) FROM account WHERE key = 'heat/0101'")
    assert after[0][0] == before[0][0] + 1


def test_the_operator_withdraws_a_month_by_a_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with RunningCentre(tmp_path / "c.db", tmp_path / "keys") as centre:
        centre.load_sample()
    where = ["--database", str(tmp_path / "c.db"), "--data-dir", str(tmp_path / "keys")]
    call = ["withdraw-month", "--receipt-type", "heat", "--month"]
    assert main([*call, "2026-09", *where]) == 1
    assert "нет начислений за 2026-09, ничего не изменено" in capsys.readouterr().err
    assert main([*call, "2026-10", *where]) == 0
    assert "отозван, начислений: 6. Принятые деньги остались учтены." in capsys.readouterr().out
