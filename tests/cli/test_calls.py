"""How the desk is called: help and wrong calls are in Russian, and a script gets its JSON object even then."""

import json
import re
from pathlib import Path

import pytest

from desk_app.cli.russian import in_russian
from desk_app.start import main
from tests.cli.calls import Call

WRONG = {
    "nonsense": "не подходит, годится: ",
    "register": "не указано: --account",
    "restore": "не указано: ФАЙЛ",
    "pay --received": "нужно одно значение",
    "pay --account tko/1 --colour red": "лишнее: --colour red",
    "shift sideways": "не подходит, годится: ",
    "search Гагарина --limit 0": "--limit: нужно целое число больше нуля",
    "search": "не указано: ТЕКСТ",
    "status --js": "лишнее: --js",
    "settle 17": "не указано: --note",
}
ENGLISH = re.compile(r"\b(usage|options|positional|arguments|error|show|exit|required|invalid|choose|unrecognized)\b")


@pytest.mark.parametrize(("words", "said"), WRONG.items(), ids=WRONG)
def test_a_wrong_call_ends_with_2_and_says_why_in_russian(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: str, said: str
) -> None:
    assert main(["--data-dir", str(tmp_path), *words.split()]) == 2
    told = capsys.readouterr()
    assert told.err.startswith("вызов: desk-app")
    assert said in told.err
    assert not ENGLISH.search(told.err)
    assert told.out == ""


@pytest.mark.parametrize(("words", "said"), WRONG.items(), ids=WRONG)
def test_a_script_gets_one_object_for_a_wrong_call(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: str, said: str
) -> None:
    assert main(["--data-dir", str(tmp_path), *words.split(), "--json"]) == 2
    (line,) = capsys.readouterr().out.splitlines()
    told = json.loads(line)
    assert told["done"] is False
    assert said in told["usage"] or words == "pay --received"


COMMANDS = (
    "demo", "enrol", "recover", "recovery-code", "search", "shift", "register", "pay", "receipt", "sync", "status",
    "tasks", "settle", "audit", "backup", "restore", "doctor",
)  # fmt: skip


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_is_in_russian(capsys: pytest.CaptureFixture[str], command: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*command.split(), "--help"])
    told = capsys.readouterr().out
    assert ended.value.code == 0
    assert not ENGLISH.search(told)
    assert not re.search(r"--[a-z-]+ (?!UUID)[A-Z]", told)
    assert told.startswith("вызов: desk-app")


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    told = capsys.readouterr().out
    assert [name for name in COMMANDS if not re.search(rf"^    {name}\b", told, re.MULTILINE)] == []


def test_what_no_table_knows_still_begins_in_russian() -> None:
    assert in_russian("something new") == "неверный вызов: something new"


def test_search_says_in_its_help_how_it_ends_where_nobody_is_found(
    enrolled: Call, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["search", "--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert "Если никто не нашёлся, это не отказ: код завершения 0, в JSON список rows пуст." in said
    code, told = enrolled("search", "Небывалая", "999")
    assert (code, told["rows"]) == (0, [])
