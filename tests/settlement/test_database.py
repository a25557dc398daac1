"""The database gives what the centre promises, or the centre does not start."""

import re
from itertools import chain
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import CheckConstraint, text
from sqlalchemy.exc import DBAPIError

from desk_app.resources import resource
from desk_app.settlement import operation_tables, schema
from desk_app.settlement.audit import audit
from desk_app.settlement.database import Database, UnsafeDatabaseError, check_version, open_database
from tests.helpers.centre import RunningCentre, TestDesk, line
from tests.helpers.refusal import refusal
from tests.helpers.residents import register

HISTORY = ["op_inbox", "ledger_tx", "ledger_entry", "ack", "log_leaf", "epoch_grant"]


def test_migrations_build_exactly_what_the_tables_say(address: str) -> None:
    database = open_database(address)
    with database.read() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), operation_tables.op_inbox.metadata)
    database.close()

    assert differences == []


def test_an_upgrade_of_an_upgraded_database_changes_nothing(address: str) -> None:
    database = open_database(address)
    schema.upgrade(database, "later")
    schema.require_current(database)
    with database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM centre")).scalar_one() == 1
    database.close()


def test_a_database_of_another_version_is_not_used(address: str) -> None:
    database = open_database(address)
    with database.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(schema.SchemaError):
        schema.require_current(database)
    database.close()


def refused(database: Database, statement: str) -> bool:
    try:
        with database.write() as connection:
            connection.execute(text(statement))
    except DBAPIError:
        return True
    return False


@pytest.mark.parametrize("table", HISTORY)
def test_history_can_be_neither_changed_nor_deleted_nor_replaced(
    centre: RunningCentre, desk: TestDesk, table: str
) -> None:
    desk.push(desk.open_shift(), desk.cash(line()))
    column = {"ledger_entry": "line", "log_leaf": "number"}.get(table, "op_id")
    column = {"ack": "number", "epoch_grant": "epoch"}.get(table, column)

    assert refused(centre.database, f"UPDATE {table} SET {column} = {column}")  # noqa: S608 - our own tables
    assert refused(centre.database, f"DELETE FROM {table}")  # noqa: S608 - our own tables
    if not centre.database.postgres:
        assert refused(centre.database, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")  # noqa: S608 - our own table names


def test_postgres_refuses_a_transaction_that_does_not_balance(postgres_address: str, tmp_path: Path) -> None:
    with RunningCentre(postgres_address, tmp_path / "keys") as centre:
        desk = centre.enrolled_desk()
        desk.push(desk.cash(line()))
        assert refused(
            centre.database,
            "INSERT INTO ledger_entry (tx_id, line, account_id, amount_kop) "
            "SELECT tx_id, 99, account_id, 1 FROM ledger_entry LIMIT 1",
        )


@pytest.mark.parametrize("version", ["3.51.3", "3.53.4", "3.50.7", "3.44.6"])
def test_sound_versions_of_the_engine_are_taken(version: str) -> None:
    assert refusal(lambda: check_version(version)) is None


@pytest.mark.parametrize("version", ["3.40.1", "3.51.2", "3.50.6", "3.44.5", "3.45.0", "3.51.0"])
def test_versions_that_can_lose_commits_are_refused(version: str) -> None:
    with pytest.raises(UnsafeDatabaseError):
        check_version(version)


def test_the_embedded_database_flushes_every_commit(file_address: str) -> None:
    database = open_database(file_address)
    with database.read() as connection:
        found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("synchronous", "journal_mode")]
    database.close()

    assert found == [2, "wal"]


PLANTED = {
    "I1": "UPDATE ledger_entry SET amount_kop = amount_kop + 5 WHERE line = 0",
    "I3": "UPDATE op_state SET outcome = 'held_schema' WHERE op_id IN (SELECT op_id FROM payment_state)",
    "I4": "UPDATE payment_state SET amount_kop = amount_kop + 1",
    "I5": "UPDATE op_inbox SET hash = X'00' WHERE seq = (SELECT max(seq) FROM op_inbox)",
    "I7": "DELETE FROM op_inbox WHERE kind = 'shift.open'",
    "I8": "UPDATE log_leaf SET leaf = X'00' WHERE number = 0",
    "I10": "UPDATE shift SET state = 'mismatch'",
    "I12": "UPDATE card_lease SET first = first + 100",
    "I13": "UPDATE suspense_case SET amount_kop = 1",
    "I13-two": "UPDATE suspense_case SET resolved_at = opened_at",
    "I14": "UPDATE account SET version = version + 1 WHERE key = 'tko/0103'",
    "I11": "DELETE FROM phone_binding",
    "L1": "UPDATE desk_head SET frozen = 'fork'",
}


@pytest.mark.parametrize("name", PLANTED)
def test_every_broken_promise_is_found(file_address: str, tmp_path: Path, name: str) -> None:
    """A checker that has never failed proves nothing; the vandal here owns the file and lifts its guards."""
    with RunningCentre(file_address, tmp_path / "keys") as centre:
        desk = centre.enrolled_desk()
        register(desk)
        desk.push(desk.open_shift(), desk.cash(line()), desk.cash(line("tko/9999", 50)))
        assert all(finding.holds for finding in audit(centre.database))
        connection = centre.database.writer.raw_connection()
        connection.execute("PRAGMA foreign_keys = OFF")
        for row in list(connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")):
            connection.execute(f"DROP TRIGGER {row[0]}")
        connection.execute(PLANTED[name])
        connection.close()

        assert name in {finding.name for finding in audit(centre.database) if not finding.holds}


def test_every_check_of_the_tables_is_in_the_first_revision() -> None:
    tables = operation_tables.op_inbox.metadata.tables.values()
    rules = [rule for table in tables for rule in (*table.constraints, *chain(*(one.constraints for one in table.c)))]
    wanted = {str(rule.name) for rule in rules if isinstance(rule, CheckConstraint)}
    assert wanted, "alembic's comparison leaves checks out"
    for kind in ("sqlite", "postgresql"):
        script = resource("centre", f"0001_{kind}.sql").read_text(encoding="utf-8")
        assert wanted == set(re.findall(r"CONSTRAINT (ck_\w+) CHECK", script))
