"""Loading files into a real database: all of a file or nothing of it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, update

from desk_app.settlement.database import open_database
from desk_app.settlement.loading import FileRefusedError, LoadReport, load_file, load_folder, write_sample
from desk_app.settlement.schema import upgrade
from desk_app.settlement.tables import account, change_log, charge, metadata, meter, receipt_type

EXAMPLES = Path(__file__).parent / "examples"
NOW = datetime(2026, 10, 15, 5, 0, tzinfo=UTC)
PERSON = "Иванов Иван Иванович"


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A centre that knows nothing, made once."""
    path = tmp_path_factory.mktemp("empty") / "centre.db"
    database = open_database(path)
    upgrade(database, "2026-10-15T00:00:00.000Z")
    database.close()
    return path


@contextmanager
def writing(empty: Path, place: Path) -> Iterator[Connection]:
    database = open_database(shutil.copy(empty, place / "centre.db"))
    with database.write() as opened:
        yield opened
    database.close()


@pytest.fixture
def connection(empty: Path, tmp_path: Path) -> Iterator[Connection]:
    """One open write transaction over a centre that knows the example providers and services."""
    with writing(empty, tmp_path) as opened:
        load_file(opened, EXAMPLES / "providers.csv", "providers.csv", now=NOW)
        load_file(opened, EXAMPLES / "services.csv", "services.csv", now=NOW)
        yield opened


def dump(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    """Everything there is, in every table."""
    tables = metadata.sorted_tables
    return {one.name: sorted((tuple(row) for row in connection.execute(select(one))), key=repr) for one in tables}


def saldo(rows: str, *, service: str = "5258", kind: int = 7) -> bytes:
    """Write a registry with the right sum; every row is «number saldo [period end [rest]]»."""
    cells, total = [], 0
    for row in rows.split(", "):
        number, sum_text, *day = row.split()
        total += round(float(sum_text) * 100)
        cells.append(f"{PERSON};Барнаул,Гагарина,52,7;{number};{sum_text};;;{day[0] if day else ''}")
    return f"#FILESUM {total / 100:.2f}\n#TYPE {kind}\n#SERVICE {service}\n{chr(10).join(cells)}\n".encode()


def charges(connection: Connection) -> dict[tuple[str, str], tuple[object, ...]]:
    columns = (charge.c.period, charge.c.opening, charge.c.charged, charge.c.paid, charge.c.due)
    return {
        (key.split("/")[1], code): tuple(rest)
        for key, code, *rest in connection.execute(select(charge.c.account_key, charge.c.service, *columns))
    }


def versions(connection: Connection) -> dict[str, int]:
    return {row.key: row.version for row in connection.execute(select(account.c.key, account.c.version))}


def test_the_quoted_registry_becomes_two_accounts_of_which_only_the_balance_is_known(connection: Connection) -> None:
    name = "saldo_5258 2026-10-15.txt"
    assert load_file(connection, EXAMPLES / name, name) == LoadReport("registry-7", 2, new=2, sum_kop=95624)
    assert charges(connection) == {
        ("00-000123", "5258"): ("2026-10", None, None, 0, 48567),
        ("00-000124", "5258"): ("2026-10", None, None, 0, 47057),
    }
    stored = connection.execute(select(account).where(account.c.number == "00-000124")).one()
    assert (stored.settlement, stored.street, stored.house, stored.flat) == (
        "12 лет Октября пос",
        "Западная ул",
        "1",
        "2",
    )
    assert (
        connection.execute(select(receipt_type.c.period).where(receipt_type.c.code == "tko")).scalar_one() == "2026-10"
    )


def test_the_next_month_opens_with_what_was_left(connection: Connection) -> None:
    load_file(connection, saldo("1 100.00 30.09.2026"), "a")
    load_file(connection, saldo("1 250.29 31.10.2026"), "b")
    assert charges(connection)["1", "5258"] == ("2026-10", 10000, 15029, 0, 25029)


def test_what_desks_took_is_no_longer_owed_when_the_next_month_opens(connection: Connection) -> None:
    load_file(connection, saldo("1 100.00 30.09.2026"), "a")
    connection.execute(update(charge).values(paid_here=10000))
    load_file(connection, saldo("1 150.00 31.10.2026"), "b")
    assert charges(connection)["1", "5258"] == ("2026-10", 0, 15000, 0, 15000)


def test_a_corrected_registry_of_the_same_month_keeps_its_opening(connection: Connection) -> None:
    load_file(connection, saldo("1 100.00 30.09.2026"), "a")
    load_file(connection, saldo("1 250.00 31.10.2026"), "b")
    load_file(connection, saldo("1 240.00 31.10.2026"), "c")
    assert charges(connection)["1", "5258"] == ("2026-10", 10000, 14000, 0, 24000)


def test_after_a_missing_month_only_the_balance_is_known(connection: Connection) -> None:
    load_file(connection, saldo("1 100.00 31.08.2026"), "a")
    load_file(connection, saldo("1 250.00 31.10.2026"), "b")
    assert charges(connection)["1", "5258"] == ("2026-10", None, None, 0, 25000)


def test_a_year_ends_and_the_next_begins(connection: Connection) -> None:
    load_file(connection, saldo("1 100.00 31.12.2026"), "a")
    load_file(connection, saldo("1 -20.00 31.01.2027"), "b", now=datetime(2027, 1, 15, tzinfo=UTC))
    assert charges(connection)["1", "5258"] == ("2027-01", 10000, -12000, 0, -2000)


def test_the_same_bytes_twice_change_nothing(connection: Connection) -> None:
    load_file(connection, saldo("1 100.00 31.10.2026"), "a")
    before = dump(connection)
    report = load_file(connection, saldo("1 100.00 31.10.2026"), "another name")
    assert (report.repeated, report.unchanged, dump(connection)) == (True, 1, before)


def test_the_same_rows_in_another_file_change_no_versions(connection: Connection) -> None:
    load_file(connection, saldo("1 100.00 30.09.2026, 2 5.00 30.09.2026"), "a")
    load_file(connection, saldo("1 100.00 31.10.2026, 2 5.00 31.10.2026"), "b")
    before, feed = versions(connection), len(dump(connection)[change_log.name])
    report = load_file(connection, saldo("2 5.00 31.10.2026, 1 100.00 31.10.2026"), "c")
    assert (report.new, report.changed, report.unchanged) == (0, 0, 2)
    assert (versions(connection), len(dump(connection)[change_log.name])) == (before, feed)


def test_only_what_changed_gets_a_new_version(connection: Connection) -> None:
    load_file(connection, saldo("1 100.00 31.10.2026, 2 5.00 31.10.2026"), "a")
    report = load_file(connection, saldo("1 100.00 31.10.2026, 2 6.00 31.10.2026, 3 1.00 31.10.2026"), "b")
    assert (report.new, report.changed, report.unchanged) == (1, 1, 1)
    assert versions(connection) == {"tko/1": 1, "tko/2": 2, "tko/3": 1}


def test_a_file_without_name_or_address_erases_neither(connection: Connection) -> None:
    load_file(connection, saldo("1 100.00 31.10.2026"), "a")
    load_file(connection, b"#FILESUM 1\n#TYPE 7\n#SERVICE 5258\n;;1;1;;;31.10.2026", "b")
    stored = connection.execute(select(account)).one()
    assert (stored.holder, stored.street, stored.flat) == (PERSON, "Гагарина", "7")


def street(places: dict[int, str], *, month: str = "10", holder: str = PERSON) -> bytes:
    """Write a registry of 100 kopecks each; account n lives at the given address."""
    rows = "\n".join(f"{holder};{place};{number};1.00;;;15.{month}.2026" for number, place in places.items())
    return f"#FILESUM {len(places)}.00\n#TYPE 7\n#SERVICE 5258\n{rows}\n".encode()


def flats(count: int, shift: int = 0) -> dict[int, str]:
    return {n: f"Барнаул,Гагарина,52,{n + shift}" for n in range(1, count + 1)}


def test_an_account_that_moves_or_changes_hands_is_counted_and_named_by_number(connection: Connection) -> None:
    load_file(connection, street(flats(3)), "a")
    assert load_file(connection, street(flats(2), month="11", holder="ИВАНОВ  иван иванович"), "b").differing == ()
    moved = flats(3) | {2: "Барнаул,Ленина,1,2"}
    report = load_file(connection, street(moved, month="12"), "c")
    assert (report.moved, report.renamed, report.differing) == (1, 0, ("2",))
    report = load_file(connection, saldo("1 2.00 31.12.2026").replace(PERSON.encode(), "Петров Пётр".encode()), "d")
    assert (report.moved, report.renamed, report.differing) == (1, 1, ("1",))
    assert "Проверьте счета: 1." in report.text()
    assert "Петров" not in report.text()


def test_another_spelling_of_an_address_is_no_move(connection: Connection) -> None:
    load_file(connection, street({1: "Барнаул,Гагарина,52а,7"}), "a")
    report = load_file(connection, street({1: "г. Барнаул,ул. Гагарина,д. 52 А,кв. 7"}, month="11"), "b")
    assert (report.changed, report.moved, report.renamed) == (1, 0, 0)


def test_a_file_whose_addresses_slipped_by_a_row_is_refused_unless_accepted(connection: Connection) -> None:
    load_file(connection, street(flats(25)), "a")
    slipped = street(flats(25, 1), month="11")
    before = dump(connection)
    with pytest.raises(FileRefusedError) as refused:
        load_file(connection, slipped, "b")
    assert (refused.value.line, refused.value.reason_code) == (4, "moves_too_many")
    assert "--accept-moves" in refused.value.text()
    assert dump(connection) == before
    report = load_file(connection, slipped, "b", accept_moves=True)
    assert (report.moved, len(report.differing)) == (25, 20)


@pytest.mark.parametrize(("rows", "moved", "loads"), [(20, 4, True), (20, 5, False), (19, 19, True)])
def test_a_fifth_of_at_least_twenty_rows_may_move(connection: Connection, rows: int, moved: int, loads: bool) -> None:
    load_file(connection, street(flats(rows)), "a")
    raw = street(flats(rows) | {n: f"Барнаул,Мира,1,{n}" for n in range(1, moved + 1)}, month="11")
    if loads:
        assert load_file(connection, raw, "b").moved == moved
        return
    with pytest.raises(FileRefusedError):
        load_file(connection, raw, "b")


def test_a_closing_registry_closes_its_accounts(connection: Connection) -> None:
    load_file(connection, EXAMPLES / "saldo_5258 2026-10-15.txt", "saldo_5258 2026-10-15.txt")
    report = load_file(connection, saldo("00-000124 0", kind=9), "acc_close_5258 2026-10-15.txt")
    assert (report.kind, report.closed) == ("registry-9", 1)
    closed = select(account.c.number).where(account.c.closed)
    assert connection.execute(closed).scalars().all() == ["00-000124"]


def test_a_closing_that_comes_before_its_balances_is_refused_and_loads_after_them(connection: Connection) -> None:
    closing = saldo("1 0, 2 0", kind=9)
    load_file(connection, saldo("1 5.00 31.10.2026"), "a")
    with pytest.raises(FileRefusedError) as refused:
        load_file(connection, closing, "acc_close 2026-10-15.txt")
    assert (refused.value.line, refused.value.reason_code, refused.value.facts["number"]) == (5, "account_unknown", "2")
    load_file(connection, saldo("2 5.00 31.10.2026"), "b")
    assert load_file(connection, closing, "acc_close 2026-10-15.txt").closed == 2


def test_a_balance_for_a_closed_account_is_told(connection: Connection) -> None:
    load_file(connection, saldo("1 1.00 31.10.2026"), "a")
    load_file(connection, saldo("1 0", kind=9), "2026-10-15")
    assert load_file(connection, saldo("1 2.00 31.10.2026"), "b").still_closed == 1


def test_a_late_fee_joins_the_account_it_belongs_to(connection: Connection) -> None:
    load_file(connection, saldo("1 100.00 31.10.2026"), "a")
    load_file(connection, saldo("1 3.17 31.10.2026", service="5259"), "b")
    assert {key: row[-1] for key, row in charges(connection).items()} == {("1", "5258"): 10000, ("1", "5259"): 317}


def test_a_sub_service_is_a_charge_of_its_own(connection: Connection) -> None:
    raw = "#FILESUM 3\n#TYPE 7\n#SERVICE 5258\nА;;1;1;;;31.10.2026\nА;;1;2;5259;;31.10.2026".encode()
    assert load_file(connection, raw, "a").new == 1
    assert charges(connection)["1", "5259"][-1] == 200


def test_one_number_under_two_receipt_types_is_two_accounts(connection: Connection) -> None:
    load_file(connection, saldo("1 1.00 31.10.2026"), "a")
    load_file(connection, saldo("1 2.00 31.10.2026", service="4410"), "b")
    assert set(versions(connection)) == {"tko/1", "tsg52/1"}


def test_balances_and_meters_come_as_tables(connection: Connection) -> None:
    report = load_file(connection, EXAMPLES / "balances.csv", "balances.csv")
    assert (report.kind, report.new, report.sum_kop) == ("balances", 2, 11000)
    assert charges(connection)["Д-0007", "4410"] == ("2026-10", 10000, 5500, 10000, 5500)
    assert load_file(connection, EXAMPLES / "meters.csv", "meters.csv").new == 2
    stored = connection.execute(select(meter).where(meter.c.serial == "ХВ-0012345")).one()
    assert (stored.account_key, stored.last, stored.last_date, stored.tariff) == (
        "tsg52/Д-0007",
        123456,
        "2026-09-25",
        4512,
    )


def test_a_registry_after_a_table_of_the_same_month_keeps_the_tables_figures(connection: Connection) -> None:
    load_file(connection, EXAMPLES / "balances.csv", "balances.csv")
    before = versions(connection)
    raw = "#FILESUM 55\n#TYPE 7\n#SERVICE 4410\n;;Д-0007;55;;;31.10.2026".encode()
    assert load_file(connection, raw, "a").unchanged == 1
    assert versions(connection) == before


@pytest.mark.parametrize(
    ("name", "given", "month"),
    [
        ("saldo_5258 2026-09-15.txt", None, "2026-09"),
        ("saldo 15.08.2026.txt", None, "2026-08"),
        ("x", "2026-07", "2026-07"),
    ],
)
def test_a_file_without_dates_takes_its_month_from_elsewhere(
    connection: Connection, name: str, given: str | None, month: str
) -> None:
    load_file(connection, saldo("1 1.00"), name, period=given)
    assert charges(connection)["1", "5258"][0] == month


REFUSED = [
    (saldo("1 1.00 31.10.2026", service="777"), 3, "service_unknown"),
    (saldo("1 1.00"), None, "period_unknown"),
    (saldo("1 1.00 31.10.2026, 2 1.00 30.11.2026, 3 1.00"), 6, "period_absent"),
    (saldo("0 1.00 30.09.2026"), 4, "period_older"),
    (saldo("1 1.00 31.10.2026").replace(b"#FILESUM 1.00", b"#FILESUM 1.01"), 1, "filesum_differs"),
    (saldo("1 1.00 31.10.2026, 2 1.00 31.10.2026").replace(b";2;", b";2 2;"), 5, "number_unreadable"),
    (saldo("1 1.00 31.10.2026").replace(b"1.00;;;", b"1.00;4410;;"), 4, "sub_service_unknown"),
    (b"service,account,due,period\n5258,0,1,10.2026\n9,1,1,10.2026", 3, "service_unknown"),
    (b"receipt type,account,due,period\ntsg53,1,1,10.2026", 2, "receipt_type_unknown"),
    (b"receipt type,service,account,due,period\ntsg52,5258,1,1,10.2026", 2, "receipt_type_differs"),
    (b"receipt type,service,account,due,period\ntko,,1,1,10.2026\ntko,5258,1,1,10.2026", 3, "account_repeated"),
    (b"service,account,due\n5258,1,1", None, "period_unknown"),
    (b"serial,account,service,last\nA,0,5258,1\nB,1,5258,1", 3, "account_unknown"),
    (b"serial,account,service,last\nA,0,5258,1\nA,0,5259,1", 3, "code_repeated"),
    (b"serial,account,service,last\nA,0,1,1", 2, "service_unknown"),
    (b"service,title,receipt type,provider\n1,A,t,tko\n2,B,t,nobody", 3, "provider_unknown"),
    (b"service,title,receipt type,provider\n1,A,t,tko\n2,B,t,tsg52", 3, "receipt_type_split"),
    (b"service,title,receipt type,provider\n1,A,t,tko\n5258,B,t,tko", 3, "service_moved"),
    (b"service,title,receipt type,provider,penalty of\n1,A,t,tko,\n2,B,t,tko,5258", 3, "penalty_unknown"),
    (b"serial,account,service,last" + b"".join(b"\nA%d,0,5258,1" % n for n in range(51)), 52, "meters_too_many"),
    (
        b"service,title,receipt type,provider" + b"".join(b"\n%d,A,t,tko" % n for n in range(101)),
        2,
        "services_too_many",
    ),
    (b"\x00\x01", 1, "control_character"),
]


@pytest.mark.parametrize(("raw", "line", "reason"), REFUSED)
def test_a_refused_file_changes_nothing(connection: Connection, raw: bytes, line: int | None, reason: str) -> None:
    load_file(connection, saldo("0 5.00 31.10.2026"), "a")
    before = dump(connection)
    with pytest.raises(FileRefusedError) as refused:
        load_file(connection, raw, "реестр.txt")
    assert (refused.value.line, refused.value.reason_code) == (line, reason)
    assert dump(connection) == before
    assert "Файл «реестр.txt» не загружен, ничего не изменено." in refused.value.text()


def test_a_month_that_nothing_names_is_said_of_the_file_and_not_of_a_row(connection: Connection) -> None:
    with pytest.raises(FileRefusedError) as refused:
        load_file(connection, saldo("1 1.00, 2 2.00"), "реестр.txt")
    assert refused.value.text().splitlines()[1:] == [
        "В файле не назван месяц: укажите его в строках, в имени файла или ключом --period."
    ]


def test_rows_spoilt_by_one_cause_are_one_fault_and_leave_room_for_another(connection: Connection) -> None:
    rows = "".join(f"\n777,{n},1,10.2026" for n in range(40))
    raw = f"service,account,due,period{rows}\n778,1,1,10.2026\n777,50,1,10.2026".encode()
    with pytest.raises(FileRefusedError) as refused:
        load_file(connection, raw, "a.csv")
    assert refused.value.text().splitlines()[1:] == [
        "Строки 2–41, 43: услуга 777 неизвестна: сначала загрузите справочник поставщиков и услуг.",
        "Строка 42: услуга 778 неизвестна: сначала загрузите справочник поставщиков и услуг.",
    ]


def test_an_unknown_service_says_what_to_load_first(connection: Connection) -> None:
    with pytest.raises(FileRefusedError) as refused:
        load_file(connection, saldo("1 1.00 31.10.2026", service="777"), "a")
    assert "загрузите справочник поставщиков" in refused.value.text()


def test_the_sample_city_loads_and_loads_again_without_a_trace(empty: Path, tmp_path: Path) -> None:
    write_sample(tmp_path / "files")
    with writing(empty, tmp_path) as connection:
        reports = dict(load_folder(connection, tmp_path / "files", now=NOW))
        assert reports["saldo_5258 2026-10-15.txt"].changed > 0
        assert reports["acc_close_5258 2026-10-15.txt"].closed == 1
        assert len(versions(connection)) == 240
        opening, charged = charges(connection)["00-000007", "5258"][1:3]
        assert isinstance(opening, int)
        assert isinstance(charged, int)
        before = dump(connection)
        assert all(report.repeated for _, report in load_folder(connection, tmp_path / "files", now=NOW))
        assert dump(connection) == before
