"""The operator works from the command line: exit codes, JSON, Russian refusals."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from sqlalchemy import text

from desk_app.protocol.messages import Grant
from desk_app.settlement import commands
from desk_app.settlement.database import open_database
from desk_app.settlement.loading.legal_forms import names_legal_form
from desk_app.settlement.main import main
from tests.helpers.centre import StoppedClock, TestDesk, load_street
from tests.helpers.postgres import Cluster

EXAMPLES = Path(__file__).parent / "examples"
DESK = ["--organisation", "ООО «УК «Уют»", "--inn", "2225012344", "--title", "Касса 1", "--address", "Барнаул"]


@pytest.fixture(params=["file", "postgres"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> list[str]:
    address = str(tmp_path / "c.db")
    if request.param == "postgres":
        cluster: Cluster = request.getfixturevalue("cluster")
        address = cluster.new_database()
    return ["--database", address, "--data-dir", str(tmp_path / "keys")]


@pytest.fixture
def file_where(tmp_path: Path) -> list[str]:
    return ["--database", str(tmp_path / "c.db"), "--data-dir", str(tmp_path / "keys")]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    code = main([*arguments, "--json"])
    return code, json.loads(capsys.readouterr().out)


@contextmanager
def served(where: list[str]) -> Iterator[str]:
    """The command as its own process, ended as an operator would end it."""
    command = [sys.executable, "-m", "desk_app.settlement.main", "serve", "--port", "0", *where]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        assert said.startswith("listening http://127.0.0.1:")
        yield said.split()[1]
        process.terminate()
        assert process.wait() == 0


@pytest.mark.parametrize(("name", "why"), [("absent/sms.txt", "такой папки нет"), (".", "это папка")])
def test_a_service_does_not_start_where_its_messages_have_no_place(
    file_where: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, why: str
) -> None:
    assert run(capsys, "init", *file_where)[0] == 0
    with socket.create_server(("127.0.0.1", 0)) as taken:  # a start that does not look at the file ends all the same
        port = str(taken.getsockname()[1])
        code, said = run(capsys, "serve", "--port", port, "--sms-file", str(tmp_path / name), *file_where)
    assert (code, why in said["error"], "--sms-file" in said["error"]) == (1, True, True)
    assert "Служба не запущена" in said["error"]


def test_a_centre_is_made_a_desk_enrolled_and_the_books_audited(
    where: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "init", *where)[0] == 0
    assert run(capsys, "init", *where)[0] == 0
    _, invited = run(capsys, "enrol-desk", *where, *DESK, "--all-houses")
    with served(where) as url:
        desk = TestDesk(url, StoppedClock())
        assert desk.enrol(invited["code"])["state"] == "pending"
        code, shown = run(capsys, "confirm-desk", "1", *where)
        assert (code, shown["fingerprint"]) == (0, desk.fingerprint())
        assert run(capsys, "confirm-desk", "1", "--fingerprint", "0000", *where)[0] == 1
        assert run(capsys, "confirm-desk", "1", "--fingerprint", shown["fingerprint"], *where)[0] == 0
        assert desk.enrol(invited["code"])["state"] == "granted"
        assert requests.get(f"{url}/v2/health", timeout=30).json()["state"] == "ok"

    code, books = run(capsys, "audit", *where)
    assert (code, sum(books.values())) == (0, 0)
    assert run(capsys, "grant-epoch", "1", *where)[1] == {"epoch": 2, "applied": 0}
    assert run(capsys, "status", *where)[1]["desks"] == 1
    assert run(capsys, "revoke-desk", "1", *where)[0] == 0
    assert run(capsys, "reprocess", *where)[1] == {"applied": 0}
    assert run(capsys, "restored", *where)[1] == {"restored": True}


def test_refusals_are_said_in_russian_with_exit_code_one(
    where: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, said = run(capsys, "status", *where)
    assert (code, said) == (1, {"error": "Такой базы нет. Сначала выполните init."})
    run(capsys, "init", *where)
    assert run(capsys, "grant-epoch", "5", *where)[1] == {"error": "Кассы № 5 нет."}
    assert "ключей" in run(capsys, "status", *where[:3], str(tmp_path / "nowhere"))[1]["error"]


@pytest.mark.parametrize("inn", ["12", "2225012347", "222501234x", "222501234400"])
def test_an_inn_whose_check_digits_do_not_fit_enrols_nobody(
    where: list[str], capsys: pytest.CaptureFixture[str], inn: str
) -> None:
    run(capsys, "init", *where)
    code, said = run(capsys, "enrol-desk", *where, *DESK[:2], "--inn", inn, *DESK[4:], "--all-houses")
    assert (code, said["error"].startswith(f"ИНН {inn} не проходит")) == (1, True)
    assert run(capsys, "status", *where)[1]["desks"] == 0


def test_a_taken_port_is_named_in_russian(where: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "init", *where)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, said = run(capsys, "serve", "--port", str(port), *where)
    assert code == 1
    assert said["error"].startswith(f"Порт {port} на 127.0.0.1 уже занят")


def test_a_service_started_by_another_program_ends_with_it(
    where: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "init", *where)
    command = [sys.executable, "-m", "desk_app.settlement.main", "serve", "--port", "0", "--until-stdin-closes", *where]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        assert process.stdout.readline().startswith("listening ")
        process.stdin.close()
        assert process.wait() == 0


def test_an_audit_that_finds_something_ends_with_one(where: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "init", *where)
    database = open_database(where[1])
    with database.write() as connection:
        load_street(connection)
        connection.execute(text("UPDATE account SET version = 7 WHERE key = 'tko/0101'"))
    database.close()

    code, books = run(capsys, "audit", *where)
    assert (code, books["I14"]) == (1, 1)
    main(["audit", *where])
    assert "НАРУШЕНО I14" in capsys.readouterr().out


def test_a_load_tells_everything_it_did(where: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "init", *where)
    providers = run(capsys, "load", str(EXAMPLES / "providers.csv"), *where)[1]
    assert (providers["new"], providers["changed"], providers["rows"]) == (providers["rows"], 0, providers["rows"])
    run(capsys, "load", str(EXAMPLES / "services.csv"), *where)
    saldo = str(EXAMPLES / "saldo_5258 2026-10-15.txt")
    assert run(capsys, "load", saldo, *where)[1] == {
        "kind": "registry-7", "rows": 2, "new": 2, "changed": 0, "unchanged": 0, "closed": 0, "unknown": 0,
        "still_closed": 0, "sum_kop": 95624, "repeated": False, "moved": 0, "renamed": 0, "differing": [],
    }  # fmt: skip
    assert run(capsys, "load", saldo, "--accept-moves", *where)[1]["repeated"] is True


def test_houses_come_from_a_file(where: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    run(capsys, "init", *where)
    houses = tmp_path / "houses.txt"
    houses.write_text("Барнаул,Гагарина,52\n\nг. Барнаул; ул. Гагарина; д. 52а\n", "utf-8")
    assert run(capsys, "enrol-desk", *where, *DESK, "--houses", str(houses))[0] == 0

    houses.write_text("Барнаул Гагарина 52\n", "utf-8")
    assert "строка 1" in run(capsys, "enrol-desk", *where, *DESK, "--houses", str(houses))[1]["error"]
    assert run(capsys, "enrol-desk", *where, *DESK, "--houses", str(tmp_path / "none"))[0] == 1


@pytest.mark.parametrize("arguments", [[], ["fly"], ["enrol-desk"], ["serve", "--port", "x"]])
def test_wrong_parameters_end_with_two(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2


def test_the_help_tells_how_to_begin(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    said = capsys.readouterr().out
    assert "Первый запуск" in said
    assert "Коды выхода" in said


def test_the_centre_is_watched_on_a_port_of_its_own(where: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "init", *where)
    database = open_database(where[1])
    with database.write() as connection:
        load_street(connection)
    database.close()
    command = [sys.executable, "-m", "desk_app.settlement.main", "serve", "--port", "0", "--metrics-port", "0", *where]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        _, url, _, metrics, _, page = process.stdout.readline().split()
        told = requests.get(metrics, timeout=30).text
        assert "Контроль организаций" in requests.get(page, timeout=30).text
        assert [requests.get(f"{url}/{path}", timeout=30).status_code for path in ("metrics", "control")] == [404, 404]
        process.terminate()
        assert process.wait() == 0
    figures = dict(line.rsplit(" ", 1) for line in told.splitlines() if not line.startswith("#"))
    assert figures["settlement_up"] == "1.0"
    counted = run(capsys, "status", *where)[1]
    assert counted["accounts"] == 12
    assert {name: int(float(figures[f"settlement_{name}"])) for name in counted} == counted


def test_a_taken_metrics_port_is_named_in_russian(where: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "init", *where)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, said = run(capsys, "serve", "--port", "0", "--metrics-port", str(port), *where)
    assert code == 1
    assert said["error"].startswith(
        f"Порт {port} на 127.0.0.1 уже занят другой программой: назовите другой в --metrics"
    )


def test_a_file_of_houses_that_is_not_utf_8_enrols_nobody(
    where: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    run(capsys, "init", *where)
    houses = tmp_path / "houses.txt"
    houses.write_bytes("Барнаул,Гагарина,52\n".encode("cp1251"))
    code, said = run(capsys, "enrol-desk", *where, *DESK, "--houses", str(houses))
    assert (code, said["error"].startswith("Файл домов не в UTF-8")) == (1, True)
    assert run(capsys, "status", *where)[1]["desks"] == 0


@pytest.mark.parametrize(("day", "month"), [("2026-11-23", "2026-10"), ("2027-01-01", "2026-12")])
def test_the_sample_city_is_charged_for_the_month_before_today(
    where: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, day: str, month: str
) -> None:
    clock = StoppedClock(datetime.fromisoformat(f"{day}T05:00:00+00:00"))
    monkeypatch.setattr(commands, "SystemClock", lambda: clock)
    run(capsys, "init", *where)
    main(["sample", "--accounts", "12", *where])
    assert f"saldo_5259 {month}-15.txt" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["УК Уют", "Гагаринская", "Хоспис"])
def test_an_organisation_is_named_with_its_legal_form_or_not_at_all(
    file_where: list[str], capsys: pytest.CaptureFixture[str], name: str
) -> None:
    run(capsys, "init", *file_where)
    code, said = run(capsys, "enrol-desk", *file_where, "--organisation", name, *DESK[2:], "--all-houses")
    assert (code, "нет правовой формы, ничего не изменено" in said["error"]) == (1, True)
    assert run(capsys, "status", *file_where)[1]["desks"] == 0


@pytest.mark.parametrize("name", ["ООО Уют", "ТСН «Дом»", "Индивидуальный предприниматель Ли", "Фонд «Дом»"])
def test_every_usual_legal_form_is_known(name: str) -> None:
    assert names_legal_form(name)


def granted(where: list[str], capsys: pytest.CaptureFixture[str], *more: str) -> Grant:
    """Enrol a desk and read what it was granted."""
    desk = TestDesk("", StoppedClock(datetime.now(UTC)))
    with served(where) as url:
        desk.url = url
        desk.enrol(run(capsys, "enrol-desk", *where, *DESK, *more, "--all-houses", "--trust-first-key")[1]["code"])
    assert desk.grant is not None
    return desk.grant


def test_a_desk_is_told_who_runs_the_centre_and_what_was_last_said_of_its_organisation(
    file_where: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "init", *file_where)
    before = granted(file_where, capsys)
    assert (before.organisation, before.organisation_address, before.processor) == ("ООО «УК «Уют»", "Барнаул", "")
    named = ["--operator", "ООО «Система Город»", "--operator-address", "Барнаул, Ленина, 1"]
    assert run(capsys, "init", *file_where, *named)[0] == 0
    assert run(capsys, "init", *file_where)[0] == 0  # an upgrade later does not forget it
    after = granted(file_where, capsys, "--address", "Барнаул, Гагарина, 50", "--phone", "22-33-44")
    assert after.processor == "ООО «Система Город», Барнаул, Ленина, 1"
    assert (after.organisation_address, after.organisation_phone) == ("Барнаул, Гагарина, 50", "22-33-44")


@pytest.mark.parametrize("given", [["--operator", "ООО Город"], ["--operator-address", "Барнаул"]])
def test_who_runs_the_centre_is_named_with_the_address_or_not_at_all(
    file_where: list[str], capsys: pytest.CaptureFixture[str], given: list[str]
) -> None:
    code, said = run(capsys, "init", *file_where, *given)
    assert (code, "указывают вместе" in said["error"]) == (1, True)
    assert not Path(file_where[1]).exists()
