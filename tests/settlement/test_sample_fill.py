"""The sample region in a centre: right on both databases, the same as through the files of its providers."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from desk_app.settlement.audit import audit
from desk_app.settlement.database import Database, open_database
from desk_app.settlement.loading import load_folder, write_sample
from desk_app.settlement.loading.sample_books import Books, SampleAccount, open_books
from desk_app.settlement.loading.sample_fill import Filled, fill
from desk_app.settlement.loading.sample_months import Month
from desk_app.settlement.loading.sample_region import SampleHouse
from desk_app.settlement.main import main
from desk_app.settlement.schema import upgrade
from tests.helpers.centre import NOON
from tests.helpers.postgres import Cluster

ACCOUNTS = 1500
MONTH = "2026-10"
# Everything but versions and numbers of rows, which tell how often something was loaded and in which order.
_STATE = {
    "account": "SELECT a.key, a.holder, a.settlement, a.street, a.house, a.flat, a.closed, h.key AS place "
    "FROM account a JOIN house h ON h.id = a.house_id",
    "charge": "SELECT account_key, service, period, opening, charged, paid, due, paid_here FROM charge",
    "meter": "SELECT account_key, serial, service, title, unit, last, last_date, tariff, digits FROM meter",
    "provider": "SELECT code, title, inn, kpp, bank_account, bank_title, bic, corr_account, address, phone "
    "FROM provider",
    "receipt_type": "SELECT code, title, provider, period FROM receipt_type",
    "service": "SELECT code, title, receipt_type, penalty_of FROM service",
}


@pytest.fixture(params=["file", "postgres"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> list[str]:
    address = str(tmp_path / "c.db")
    if request.param == "postgres":
        cluster: Cluster = request.getfixturevalue("cluster")
        address = cluster.new_database()
    return ["--database", address, "--data-dir", str(tmp_path / "keys")]


@contextmanager
def empty(path: Path) -> Iterator[Database]:
    database = open_database(path)
    upgrade(database, "2026-11-23T05:00:00.000Z")
    yield database
    database.close()


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    code = main([*arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


def rows(address: Database | str, query: str) -> list[tuple[Any, ...]]:
    database = address if isinstance(address, Database) else open_database(address)
    with database.read() as connection:
        found = sorted(tuple(row) for row in connection.execute(text(query)))
    if database is not address:
        database.close()
    return found


def state(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    return {name: rows(database, query) for name, query in _STATE.items()}


def opened(accounts: int = ACCOUNTS) -> Books:
    books = open_books(accounts, 1, Month(MONTH))
    assert books is not None
    return books


def load_demonstration(database: Database, folder: Path) -> None:
    write_sample(folder, accounts=240)
    database.run(lambda connection: load_folder(connection, folder, now=NOON))


def sample(*where: str, accounts: int = ACCOUNTS, seed: int = 1) -> list[str]:
    return ["sample", "--accounts", str(accounts), "--seed", str(seed), "--month", MONTH, *where]


def test_the_command_fills_a_centre_whose_books_audit_clean_and_again_without_a_trace(
    where: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "init", *where)
    code, said = run(capsys, *sample(*where))
    assert (code, said["region"]["accounts"], said["region"]["changed"]) == (0, ACCOUNTS - 240, ACCOUNTS - 240)
    assert run(capsys, "audit", *where)[0] == 0
    assert run(capsys, "status", *where)[1]["accounts"] == ACCOUNTS
    versions = "SELECT key, version FROM account"
    before = rows(where[1], versions)
    assert {version for key, version in before if key.startswith("dom")} == {1}

    again = run(capsys, *sample(*where))[1]["region"]
    assert (again["accounts"], again["changed"], again["organisations"]) == (ACCOUNTS - 240, 0, 0)
    assert rows(where[1], versions) == before


def test_the_waste_operator_sees_every_house_and_a_company_its_own(
    where: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "init", *where)
    run(capsys, *sample(*where))
    assert rows(where[1], "SELECT inn FROM organisation WHERE scope_all") == [("2225777777",)]
    seen = "SELECT o.inn, s.house_id FROM organisation o JOIN organisation_house s ON s.organisation_id = o.id"
    billed = (
        "SELECT DISTINCT p.inn, a.house_id FROM account a JOIN receipt_type r ON r.code = a.receipt_type "
        "JOIN provider p ON p.code = r.provider WHERE a.receipt_type LIKE 'dom%' AND a.receipt_type NOT LIKE 'domofon%'"
    )
    scopes = rows(where[1], seen)
    assert set(rows(where[1], billed)) <= set(scopes)
    assert len({house_id for _, house_id in scopes}) == len(scopes) > 5


def test_the_files_of_twelve_months_lead_to_the_state_that_is_filled_in(tmp_path: Path) -> None:
    written = write_sample(tmp_path / "files", accounts=700)
    assert sum(path.name.startswith("balances_tko 20") for path in written) == 12
    with empty(tmp_path / "files.db") as by_files, empty(tmp_path / "filled.db") as filled:
        by_files.run(lambda connection: load_folder(connection, tmp_path / "files", now=NOON))
        load_demonstration(filled, tmp_path / "first")
        fill(filled, opened(700))
        assert state(filled) == state(by_files)
        assert [finding for finding in audit(by_files) if not finding.holds] == []


def test_fewer_months_are_written_on_demand_and_end_in_the_same_one(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, said = run(capsys, *sample("--out", str(tmp_path), "--months", "2"))
    assert (code, said["files"]) == (0, len([path for path in tmp_path.rglob("*") if path.is_file()]))
    assert sorted(path.name for path in tmp_path.glob("balances_energo *")) == [
        "balances_energo 2026-09-15.csv",
        "balances_energo 2026-10-15.csv",
    ]


def test_the_houses_of_a_company_enrol_its_desk(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    where = ["--database", str(tmp_path / "c.db"), "--data-dir", str(tmp_path / "keys")]
    run(capsys, "init", *where)
    run(capsys, *sample("--out", str(tmp_path / "files"), "--months", "1"))
    houses = min((tmp_path / "files" / "houses").iterdir())
    desk = [
        "--organisation",
        "ТСЖ «Двор»",
        "--inn",
        "2225012344",
        "--title",
        "Касса 1",
        "--address",
        "Барнаул, Мира, 1",
    ]
    assert run(capsys, "enrol-desk", *where, *desk, "--houses", str(houses))[0] == 0
    assert len(rows(where[1], "SELECT house_id FROM organisation_house")) == len(houses.read_text("utf-8").splitlines())


@dataclass(slots=True)
class StoppingBooks(Books):
    """Books that end in the middle, as when the power goes."""

    def houses(self) -> Iterator[tuple[SampleHouse, list[SampleAccount]]]:
        found = list(Books.houses(self))
        yield from found[: len(found) // 2]
        raise KeyboardInterrupt


def test_a_filling_cut_short_is_completed_by_the_same_call(tmp_path: Path) -> None:
    with empty(tmp_path / "cut.db") as cut, empty(tmp_path / "whole.db") as whole:
        load_demonstration(cut, tmp_path / "first")
        load_demonstration(whole, tmp_path / "second")
        books = opened()
        with pytest.raises(KeyboardInterrupt):
            fill(cut, StoppingBooks(books.region, books.year, dict(books.issued)), at_once=100)
        there = len(rows(cut, "SELECT key FROM account"))
        assert 240 < there < ACCOUNTS
        done = fill(cut, opened(), at_once=100)
        assert done.changed == ACCOUNTS - there
        fill(whole, opened())
        assert state(cut) == state(whole)
        assert [finding for finding in audit(cut) if not finding.holds] == []


@pytest.mark.parametrize("other", [{"seed": 2}, {"accounts": 2 * ACCOUNTS}])
def test_another_region_is_not_poured_into_the_same_centre(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, other: dict[str, int]
) -> None:
    where = ["--database", str(tmp_path / "c.db"), "--data-dir", str(tmp_path / "keys")]
    run(capsys, "init", *where)
    run(capsys, *sample(*where))
    everything = "SELECT key, holder, version FROM account"
    before = rows(where[1], everything)
    code, said = run(capsys, *sample(*where, **other))
    assert code == 1
    assert said["error"].startswith("В этой базе под теми же кодами другие поставщики")
    assert "Ничего не загружено." in said["error"]
    assert rows(where[1], everything) == before


def test_the_report_says_in_russian_what_there_is_now(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    where = ["--database", str(tmp_path / "c.db"), "--data-dir", str(tmp_path / "keys")]
    run(capsys, "init", *where)
    assert main(sample(*where)) == 0
    told = capsys.readouterr().out
    assert f"Лицевых счетов {ACCOUNTS - 240}: новых или изменённых {ACCOUNTS - 240}." in told
    assert "Прожито двенадцать месяцев по 2026-10." in told
    assert Filled(houses=1) + Filled(houses=2, meters=3) == Filled(houses=3, meters=3)
