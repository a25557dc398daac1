"""Doctor, audit and recover speak Russian to people and keep their codes for scripts."""

from pathlib import Path

import pytest

from desk_app.application.once import StoreBrokenError
from desk_app.presenters.audit_words import PROMISES
from desk_app.start import main
from tests.cli.calls import Call
from tests.helpers.centre import RunningCentre
from tests.helpers.prepared_desk import DeskClock


def said(capsys: pytest.CaptureFixture[str], folder: Path, command: str) -> list[str]:
    main(["--data-dir", str(folder / "desk"), command])
    told = capsys.readouterr()
    return (told.out or told.err).splitlines()


def test_a_wrong_recovery_code_is_said_in_plain_words(enrolled: Call) -> None:
    code, told = enrolled("recover", "ABCDE")
    assert (code, told["refused"]) == (1, "RecoveryCodeWrongError")
    assert told["what"] == "Код восстановления не подошёл."
    assert ("цела" in told["safe"], "по бумаге" in told["todo"]) == (True, True)


def test_every_finding_of_the_audit_has_its_promise(
    enrolled: Call, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    findings = enrolled("audit")[1]["findings"]
    assert {one["name"]: one["promise"] for one in findings} == dict(PROMISES)
    assert "✓ I12 cards      Номер карты выдан один раз" in said(capsys, tmp_path, "audit")


def test_the_doctor_names_checks_reasons_and_what_to_do(
    enrolled: Call, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, told = enrolled("doctor")
    assert (code, told["done"]) == (0, True)
    assert "no_recovery_code" in told["warnings"]
    assert "Код восстановления базы ещё не записан." in told["checks"]["keys"]
    lines = said(capsys, tmp_path, "doctor")
    assert "✓ Прежние файлы" in lines
    assert any(one.startswith("✗ Ключи: ") and "Попросите администратора" in one for one in lines)


def test_the_doctor_finds_an_older_file_put_back_by_hand_and_says_what_not_to_do(
    enrolled: Call, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "desk" / "desk.db"
    older = file.read_bytes()
    assert enrolled("shift", "open", "--clerk", "Соколова")[0] == 0
    file.write_bytes(older)
    code, told = enrolled("doctor")
    found = "Журнал не стал короче: журнал доходил до операции 1-1, теперь кончается на 1-0"
    assert (code, told["done"], told["checks"]["file"]) == (1, False, found)
    todo = "Ничего не удаляйте, позвоните в поддержку; подробности: desk-app audit."
    assert f"✗ База и журнал: {found}. {todo}" in said(capsys, tmp_path, "doctor")
    code, told = enrolled("audit")
    assert (code, told["findings"][2]["code"], told["findings"][2]["fault"]) == (1, "shortened", found.split(": ")[1])
    assert f"✗ I5 end         {found}" in said(capsys, tmp_path, "audit")


def test_the_doctor_misses_a_font_by_its_name(enrolled: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(*parts: str) -> Path:
        raise FileNotFoundError("/program/resources/" + "/".join(parts))

    monkeypatch.setattr("desk_app.cli.doctor.resource", absent)
    code, told = enrolled("doctor")
    assert (code, told["done"], told["checks"]["fonts"]) == (1, False, "PTSans-Regular.ttf")


def test_a_doctor_that_ends_with_one_is_not_done(enrolled: Call, tmp_path: Path) -> None:
    (tmp_path / "desk" / "desk.db").write_bytes(b"not a database" * 500)
    code, told = enrolled("doctor")
    assert (code, told["done"]) == (1, False)


@pytest.mark.parametrize("received", ["-5", "0"])
def test_money_that_nobody_can_give_is_refused_whatever_is_owed(enrolled: Call, received: str) -> None:
    assert enrolled("shift", "open", "--clerk", "Соколова")[0] == 0
    told = enrolled("pay", "--account", "tko/0101", f"--received={received}")[1]
    assert (told["done"], told["refused"]) == (False, "AmountNotPositiveError")


def test_the_doctor_tells_how_old_the_residents_are_and_search_that_there_are_none(
    desk: Call, centre: RunningCentre, machine: DeskClock, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert desk("enrol", "--centre", centre.url, centre.invite())[0] == 0
    assert desk("search", "Гагарина")[1]["lacks"] == "unloaded"
    main(["--data-dir", str(tmp_path / "desk"), "search", "Гагарина"])
    assert "Данные жителей ещё не загружены" in capsys.readouterr().out
    assert desk("doctor")[1]["checks"]["residents"] == "ещё не загружены"
    assert desk("sync")[0] == 0
    assert desk("doctor")[1]["checks"]["residents"] == ""
    machine.forward(days=3)
    assert desk("doctor")[1]["checks"]["residents"].endswith("не обновлялись дней: 3")


def test_one_check_that_fails_leaves_the_others(enrolled: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_desk: object) -> str:
        raise StoreBrokenError("disk_error")

    monkeypatch.setattr("desk_app.cli.doctor._residents", broken)
    code, told = enrolled("doctor")
    assert (code, told["checks"]["file"], told["checks"]["fonts"]) == (0, "", "")
    assert told["checks"]["residents"].startswith("Диск не записывает данные.")
