"""How the centre is called: help and wrong calls are in Russian, and a script gets its one object even then."""

import json
import re
import shlex
from pathlib import Path

import pytest

from desk_app.settlement.loading.columns import TableKind, headings, recognise
from desk_app.settlement.loading.reasons import FileRefusedError
from desk_app.settlement.main import main
from desk_app.settlement.wording import in_russian

WRONG = {
    "sample --accounts -5": "--accounts: нужно целое число от 1 до 2000000",
    "sample --accounts 0": "--accounts: нужно целое число от 1 до 2000000",
    "sample --accounts 2000001": "--accounts: нужно целое число от 1 до 2000000",
    "sample --month 2026-13": "--month: нужен месяц вида 2026-10",
    "sample --month october": "--month: нужен месяц вида 2026-10",
    "sample --seed x": "--seed: 'x' не целое число",
    "serve --port 99999": "--port: нужно целое число от 0 до 65535",
    "serve --port -1": "--port: нужно целое число от 0 до 65535",
    "serve --metrics-port 99999": "--metrics-port: нужно целое число от 0 до 65535",
    "serve --workers 65": "--workers: нужно целое число от 1 до 64",
    "serve --colour red": "лишнее: --colour red",
    "load": "не указано: ФАЙЛ",
    "sample": "не указано: --database, --data-dir",
    "enrol-desk --organisation x --inn 1 --title y --address z": "нужно одно из: --houses --all-houses",
    "nonsense": "не подходит, годится: ",
}
ENGLISH = re.compile(r"\b(usage|options|positional|arguments|error|show|exit|required|invalid|choose|unrecognized)\b")
COMMANDS = (
    "init", "load", "withdraw-month", "sample",
    "enrol-desk", "confirm-desk", "grant-epoch", "revoke-desk", "serve", "cases", "resolve",
    "reprocess", "audit", "status",
)  # fmt: skip


@pytest.mark.parametrize(("words", "said"), WRONG.items(), ids=WRONG)
@pytest.mark.parametrize("as_json", [False, True])
def test_a_wrong_call_ends_with_2_and_says_why_in_russian(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, words: str, said: str, as_json: bool
) -> None:
    where = [] if words == "sample" else ["--database", str(tmp_path / "c.db"), "--data-dir", str(tmp_path / "keys")]
    with pytest.raises(SystemExit) as ended:
        main([*words.split(), *where, *(["--json"] if as_json else [])])
    told = capsys.readouterr()
    assert ended.value.code == 2
    if as_json:
        assert said in json.loads(told.out)["error"]
    else:
        assert said in told.err
        assert told.err.startswith("вызов: settlement-centre")
        assert not ENGLISH.search(told.err)


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_in_russian(capsys: pytest.CaptureFixture[str], command: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*command.split(), "--help"])
    told = capsys.readouterr().out
    assert ended.value.code == 0
    assert told.startswith("вызов: settlement-centre")
    assert not ENGLISH.search(told)
    assert re.findall(r"--[a-z-]+ [A-Z]", told.split("\n\n", 1)[0]) == []


def test_help_keeps_the_capitals_of_names(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["serve", "--help"])
    assert "Принимать кассы, пока не остановят (SIGTERM или Ctrl+C)." in capsys.readouterr().out


def test_what_no_table_knows_still_begins_in_russian() -> None:
    assert in_russian("something new") == "неверный вызов: something new"


def test_the_first_start_works_as_help_prints_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit):
        main(["--help"])
    printed = capsys.readouterr().out.replace("\\\n", "")
    calls = [shlex.split(line)[1:] for line in printed.splitlines() if line.startswith("  settlement-centre ")]
    first = [call for call in calls if call[0] not in ("serve", "confirm-desk")]
    assert [call[0] for call in first] == ["init", "sample", *["load"] * 5, "enrol-desk"]
    assert [main(call) for call in first] == [0] * len(first)


def test_help_names_the_columns_of_every_table_as_they_are_accepted(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["load", "--help"])
    told = re.sub(r"\s+", " ", capsys.readouterr().out)
    for kind in TableKind:
        named = headings(kind)
        assert ", ".join(named) in told
        found, fields = recognise([one.rstrip("*") for one in named], 1)
        assert (found, all(fields)) == (kind, True)


def test_an_unknown_column_is_answered_with_those_that_are_known() -> None:
    with pytest.raises(FileRefusedError) as refused:
        recognise(["ЛС", "Номер счётчика", "Код услуги", "Показание", "Цвет"], 1)
    assert "незнакомая колонка «Цвет»; " in refused.value.text()
    assert ", ".join(headings(TableKind.METERS)) in refused.value.text()
