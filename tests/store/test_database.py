"""The file starts only if it keeps every promise, and gives what one writer and many readers need."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlcipher3 import dbapi2 as sqlcipher

from desk_app.application.once import StoreBrokenError
from desk_app.store import database as databases
from desk_app.store.database import Database, DatabaseUnsafeError, engine_is_safe
from desk_app.store.migrate import migrate
from desk_app.store.migrations.versions import rev_0001_first
from desk_app.store.sql import Sql, from_ms, to_ms
from tests.helpers.small_desk import SECRETS, SmallDesk, bare_desk

KEY = SECRETS.file_key


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(DatabaseUnsafeError) as refused:
        act()
    return refused.value.what


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 7, 0), False), ((3, 40, 1), False), ((3, 44, 5), False), ((3, 44, 6), True), ((3, 44, 9), True),
        ((3, 45, 0), False), ((3, 50, 6), False), ((3, 50, 7), True), ((3, 51, 0), False), ((3, 51, 1), False),
        ((3, 51, 2), False), ((3, 51, 3), True), ((3, 53, 4), True), ((4, 0, 0), True),
    ],
)  # fmt: skip
def test_an_engine_that_loses_commits_is_known_by_its_version(version: tuple[int, ...], *, safe: bool) -> None:
    assert engine_is_safe(version) is safe


class Stubborn:
    """A connection that keeps one setting as the test wants it, whatever is asked."""

    def __init__(self, inner: Any, spoil: str) -> None:  # noqa: ANN401 - a DB-API connection
        self._inner, self._spoil = inner, spoil

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - passed on
        return getattr(self._inner, name)

    def execute(self, statement: str, *values: object) -> Any:  # noqa: ANN401 - a cursor
        spoiled = statement.partition("=")[0] == self._spoil.partition("=")[0]
        return self._inner.execute(self._spoil if spoiled else statement, *values)


@pytest.mark.parametrize(
    ("spoil", "what"),
    [("PRAGMA synchronous=NORMAL", "not_full"), ("PRAGMA synchronous=OFF", "not_full"),
     ("PRAGMA journal_mode=DELETE", "not_wal")],
)  # fmt: skip
def test_a_setting_that_loses_money_in_a_power_cut_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoil: str, what: str
) -> None:
    true_connect = sqlcipher.connect
    monkeypatch.setattr(sqlcipher, "connect", lambda *args, **named: Stubborn(true_connect(*args, **named), spoil))
    assert refusal(lambda: Database(tmp_path / "desk.db", KEY)) == what


def test_an_engine_with_the_bug_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "sqlcipher", SimpleNamespace(sqlite_version="3.51.1"))
    assert refusal(lambda: Database(tmp_path / "desk.db", KEY)) == "wal_reset_bug"


def test_a_module_that_does_not_encrypt_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database(tmp_path / "desk.db", KEY)
    monkeypatch.setattr(database, "_connect", plain)
    database.close()
    assert refusal(database._assert_promises) == "not_encrypted"


def plain(path: Path) -> Any:  # noqa: ANN401 - a DB-API connection
    """Open without a key, as a plain SQLite module would: it has no cipher to tell of."""
    connection = sqlcipher.connect(str(path.with_name("plain.db")), check_same_thread=False)
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    return NoCipher(connection)


class NoCipher(Stubborn):
    """Answers nothing when asked for its cipher."""

    def __init__(self, inner: Any) -> None:  # noqa: ANN401 - a DB-API connection
        super().__init__(inner, "never")

    def cursor(self, *kind: object) -> Any:  # noqa: ANN401 - a cursor
        cursor = self._inner.cursor(*kind)
        return Unciphered(cursor)


class Unciphered(Stubborn):
    """The cursor of the same."""

    def __init__(self, inner: Any) -> None:  # noqa: ANN401 - a cursor
        super().__init__(inner, "never")

    def execute(self, statement: str, *values: object) -> Any:  # noqa: ANN401 - a cursor
        return self._inner.execute(statement.replace("PRAGMA cipher_version", "SELECT NULL"), *values)


def test_a_plain_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    connection = sqlcipher.connect(str(path))
    connection.execute("CREATE TABLE t(a)")
    connection.close()
    assert refusal(lambda: Database(path, KEY)) == "wrong_key"


def test_another_key_does_not_open_the_file_and_leaves_it_alone(desk: SmallDesk) -> None:
    desk.database.close()
    before = desk.database.path.read_bytes()
    assert refusal(lambda: Database(desk.database.path, b"x" * 32)) == "wrong_key"
    assert desk.database.path.read_bytes() == before


def test_nothing_readable_lies_in_the_file(desk: SmallDesk) -> None:
    desk.opens_shift()
    desk.takes()
    for path in desk.folder.iterdir():
        raw = path.read_bytes()
        assert b"SQLite format" not in raw
        assert "Иванова".encode() not in raw
        assert b"payment.cash" not in raw


def test_a_place_that_cannot_be_written_is_no_wrong_key(tmp_path: Path) -> None:
    with pytest.raises(StoreBrokenError):
        Database(tmp_path / "no such folder" / "desk.db", KEY)


# --- one writer, many readers --------------------------------------------------------------------------------------


def payments(*desks: SmallDesk, each: int = 50) -> list[int]:
    """Take payments from one thread a desk; return their numbers, smallest first."""
    jobs = [(desk, kopecks, desks[0].ids.new()) for desk in desks for kopecks in range(1, each + 1)]
    with ThreadPoolExecutor(len(desks)) as pool:
        taken = pool.map(lambda job: job[0].takes(job[1], job[2]).number, jobs)
        return sorted(int(number.split("-")[2]) for number in taken)


def test_four_threads_write_two_hundred_payments_without_a_gap(desk: SmallDesk) -> None:
    desk.opens_shift()
    assert payments(desk, desk, desk, desk) == list(range(2, 202))
    assert [frame.seq for frame in desk.pending()] == list(range(1, 202))


def test_two_programs_on_one_file_take_turns(desk: SmallDesk) -> None:
    desk.opens_shift()
    with bare_desk(desk.folder, desk.clock, desk.ids) as other:
        assert payments(desk, other, each=30) == list(range(2, 62))


def test_a_reader_cannot_write(desk: SmallDesk) -> None:
    with pytest.raises(StoreBrokenError) as refused, desk.store.reading() as books:
        books.desk.choose("theme", "dark")
    assert refused.value.reason == "read_only"


def test_a_reader_sees_one_moment_while_somebody_writes(desk: SmallDesk) -> None:
    with desk.store.reading() as books:
        before = books.desk.choice("theme", "light")
        with desk.store.writing() as others:
            others.desk.choose("theme", "dark")
        assert books.desk.choice("theme", "light") == before
    with desk.store.reading() as books:
        assert books.desk.choice("theme", "light") == "dark"


def test_an_error_inside_a_transaction_leaves_nothing_behind(desk: SmallDesk) -> None:
    with pytest.raises(ZeroDivisionError), desk.store.writing() as books:  # noqa: PT012 - the write comes first
        books.desk.choose("theme", "dark")
        raise ZeroDivisionError
    with desk.store.reading() as books:
        assert books.desk.choice("theme") == ""


def test_a_broken_rule_of_the_schema_is_a_bug_and_not_a_broken_disk(desk: SmallDesk) -> None:
    with pytest.raises(sqlcipher.IntegrityError), desk.database.writing() as connection:
        Sql(connection).run("INSERT INTO card_lease VALUES (5, 4, 9)")


def test_after_a_failed_write_the_next_one_works(desk: SmallDesk) -> None:
    with pytest.raises(StoreBrokenError) as refused, desk.database.writing() as connection:
        Sql(connection).run("INSERT INTO no_such_table VALUES (1)")
    assert refused.value.reason == "database"
    desk.opens_shift()


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("database or disk is full", "disk_full"), ("disk I/O error", "disk_error"), ("database is locked", "busy"),
        ("database disk image is malformed", "damaged"), ("file is not a database", "damaged"),
        ("attempt to write a readonly database", "read_only"), ("journal is append-only", "append_only"),
        ("Иванов 123", "database"),
    ],
)  # fmt: skip
def test_a_failure_is_named_by_a_safe_word(said: str, word: str) -> None:
    assert databases._safe_word(sqlcipher.OperationalError(said)) == word


@pytest.mark.parametrize(("free", "word"), [(0, "disk_full"), (1 << 30, "disk_error")])
def test_a_disk_without_room_for_the_logs_shared_memory_is_named_full(
    desk: SmallDesk, monkeypatch: pytest.MonkeyPatch, free: int, word: str
) -> None:
    monkeypatch.setattr("desk_app.store.database.shutil.disk_usage", lambda _folder: SimpleNamespace(free=free))
    with pytest.raises(StoreBrokenError) as refused, desk.database.reading():
        raise sqlcipher.OperationalError("disk I/O error")
    assert refused.value.reason == word


# --- the schema ----------------------------------------------------------------------------------------------------


def test_an_empty_file_gets_its_schema_once(tmp_path: Path) -> None:
    with bare_desk(tmp_path) as desk:
        with desk.database.reading() as connection:
            first = Sql(connection).all("SELECT name, sql FROM sqlite_master ORDER BY name")
        migrate(desk.database)
        with desk.database.reading() as connection:
            assert Sql(connection).all("SELECT name, sql FROM sqlite_master ORDER BY name") == first
    assert {"journal", "operation", "mirror_file", "alembic_version"} <= {name for name, _ in first}


def test_a_file_that_was_begun_but_never_finished_is_finished(tmp_path: Path) -> None:
    database = Database(tmp_path / "desk.db", KEY)
    with database.writing() as connection:
        Sql(connection).run("CREATE TABLE alembic_version(version_num TEXT)")
    migrate(database)
    assert database.holds("journal")
    database.close()


def test_a_migration_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    database = Database(tmp_path / "desk.db", KEY)
    with database.writing() as connection:
        Sql(connection).run("CREATE TABLE draft(in_the_way)")
    with pytest.raises(StoreBrokenError):
        migrate(database)
    assert not database.holds("journal")
    database.close()


def test_a_file_of_an_older_program_loses_its_mirror_and_nothing_else(desk: SmallDesk) -> None:
    desk.opens_shift()
    with closing(desk.database.sibling(desk.database.path)) as older:
        with older.altering() as connection:
            connection.exec_driver_sql("DROP TABLE mirror_file")
            connection.exec_driver_sql("CREATE TABLE account(key TEXT PRIMARY KEY)")
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0007'")
        migrate(older)
    with bare_desk(desk.folder) as again, again.store.reading() as books:
        assert books.shifts.current() is not None
        assert books.accounts.count() == 3, "the mirror's own file is found"


def test_the_reader_used_last_is_used_again(desk: SmallDesk) -> None:
    with desk.database.reading() as one, desk.database.reading() as other:
        drivers = [connection.connection.driver_connection for connection in (one, other)]
    with desk.database.reading() as again:
        assert again.connection.driver_connection is drivers[0]


def test_there_is_no_way_back_from_the_first_schema() -> None:
    with pytest.raises(NotImplementedError):
        rev_0001_first.downgrade()


# --- instants ------------------------------------------------------------------------------------------------------


@given(st.datetimes(datetime(1970, 1, 1), datetime(2999, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - Hypothesis wants naive bounds
def test_an_instant_is_kept_to_the_millisecond(instant: datetime) -> None:
    kept = from_ms(to_ms(instant))
    assert kept == instant.replace(microsecond=instant.microsecond // 1000 * 1000)
    assert kept.tzinfo is UTC


@given(st.integers(0, 32_472_144_000_000))
def test_no_millisecond_is_lost(value: int) -> None:
    assert to_ms(from_ms(value)) == value


def test_a_naive_instant_is_a_mistake_of_ours() -> None:
    with pytest.raises(AssertionError):
        to_ms(datetime(2026, 1, 1))  # noqa: DTZ001 - the fault under test
