"""The rules of the house hold on the tree, and each of them is shown to bite."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers import house_rules
from tests.helpers.house_rules import Rule, Source

ROOT = Path(__file__).resolve().parent.parent
_LINT = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True, no_logo=True))"
_CONTRACTS = {"1", "2", "3", "4", "5", "6"}


# --- the import contracts ------------------------------------------------------------------------------------------


def lint(root: Path) -> tuple[int, dict[str, str]]:
    """Run the contracts on a tree; return the exit code and KEPT or BROKEN by the contract's number."""
    # A process of its own, because import-linter rearranges logging, which the log guard watches.
    done = subprocess.run([sys.executable, "-c", _LINT], cwd=root, capture_output=True, text=True, check=False)
    verdicts = dict(re.findall(r"^(\d)\. .*\b(KEPT|BROKEN)", done.stdout, re.MULTILINE))
    assert set(verdicts) == _CONTRACTS, done.stdout + done.stderr
    return done.returncode, verdicts


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the package and its contracts, to plant faults in."""
    shutil.copytree(ROOT / "desk_app", tmp_path / "desk_app", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def plant(root: Path, files: dict[str, str]) -> None:
    """Add lines to modules of a copy, making those that are not there."""
    for name, line in files.items():
        path = root / "desk_app" / name
        path.parent.mkdir(exist_ok=True)
        for package in (path.parent, *path.parent.parents):
            if package == root:
                break
            (package / "__init__.py").touch()
        with path.open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")


def test_the_six_contracts_hold() -> None:
    assert lint(ROOT) == (0, dict.fromkeys(_CONTRACTS, "KEPT"))


def test_what_the_contracts_permit_stays_permitted(copy: Path) -> None:
    plant(
        copy,
        {
            "main.py": "from desk_app import devices, documents, store, sync, ui",
            "demo/day.py": "from desk_app.ui import widgets",
            "cli/books.py": "from desk_app import application, domain",
            "settings.py": "from desk_app import resources",
            "ui/planted.py": "from PySide6 import QtCore",
            "store/keyslots.py": "import cryptography, sqlalchemy, sqlcipher3",
            "sync/planted.py": "import requests",
            "documents/planted.py": "import reportlab",
            "protocol/planted.py": "import cryptography",
            "settlement/planted.py": "import fastapi, sqlalchemy\nfrom desk_app.protocol import planted",
            "settlement/sms.py": "import requests",
        },
    )
    assert lint(copy) == (0, dict.fromkeys(_CONTRACTS, "KEPT"))


@pytest.mark.parametrize(
    ("broken", "files"),
    [
        pytest.param("1", {"domain/planted.py": "from desk_app import application"}, id="application in domain"),
        pytest.param("1", {"application/planted.py": "from desk_app import store"}, id="store in a use case"),
        pytest.param("1", {"store/planted.py": "from desk_app import sync"}, id="sync in store"),
        pytest.param("1", {"cli/planted.py": "from desk_app import ui"}, id="window in a command"),
        pytest.param("1", {"main.py": "from desk_app import settlement"}, id="centre in main"),
        pytest.param("1", {"planted/thing.py": "import os"}, id="an unplaced package"),
        pytest.param("2", {"presenters/planted.py": "from PySide6 import QtCore"}, id="Qt in a presenter"),
        pytest.param("2", {"main.py": "import PySide6.QtWidgets"}, id="Qt in main"),
        pytest.param("2", {"documents/planted.py": "import shiboken6"}, id="shiboken in documents"),
        pytest.param("3", {"ui/planted.py": "from desk_app import store"}, id="store in a screen"),
        pytest.param("3", {"demo/planted.py": "from desk_app.sync import planted", "sync/planted.py": ""}, id="demo"),
        pytest.param("3", {"cli/planted.py": "from desk_app import documents"}, id="papers in a command"),
        pytest.param("4", {"application/planted.py": "import sqlalchemy"}, id="sqlalchemy in a use case"),
        pytest.param("4", {"ui/planted.py": "from sqlalchemy import text"}, id="sqlalchemy in a screen"),
        pytest.param("4", {"store/planted.py": "import requests"}, id="requests in store"),
        pytest.param("4", {"settlement/planted.py": "import requests"}, id="requests in the centre"),
        pytest.param("4", {"store/planted.py": "import cryptography"}, id="cryptography beside the key slots"),
        pytest.param("4", {"main.py": "import uvicorn"}, id="uvicorn in main"),
        pytest.param("5", {"settlement/planted.py": "from desk_app import store"}, id="store in the centre"),
        pytest.param("5", {"settlement/planted.py": "from desk_app.domain import money"}, id="domain in the centre"),
        pytest.param("5", {"settlement/__init__.py": "from desk_app import ui"}, id="window in the centre"),
        pytest.param(
            "6",
            {"ui/one.py": "from desk_app.ui import two", "ui/two.py": "from desk_app.ui import one"},
            id="a cycle",
        ),
        pytest.param(
            "6",
            {
                "ui/one.py": "from desk_app.ui import two",
                "ui/two.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from desk_app.ui import one",
            },
            id="a cycle for types only",
        ),
    ],
)
def test_a_planted_import_is_reported(copy: Path, broken: str, files: dict[str, str]) -> None:
    plant(copy, files)
    code, verdicts = lint(copy)
    assert (code, verdicts[broken]) == (1, "BROKEN")


# --- rules that no linter knows ------------------------------------------------------------------------------------

# What a rule reports and may stand, with the reason. An entry that nothing needs any more fails.
ALLOWED: dict[tuple[str, str], str] = {
    ("desk_app/start.py", "import inside _window"): "a command needs no window",
    ("desk_app/start.py", "import inside start_of"): "a command needs no window",
    ("desk_app/start.py", "import inside _parts"): "the window is painted before anything heavy is imported",
    ("desk_app/start.py", "import inside _demo"): "neither window nor command needs the demonstration",
    (
        "desk_app/ui/app.py",
        "import inside _go_on_behind",
    ): "sockets and workers come behind the picture",
    ("desk_app/ui/app.py", "import inside _ring_at_the_first"): "only a second start needs a socket before its picture",
    ("desk_app/ui/behind.py", "import inside _import_session"): "screens and use cases are imported on a worker",
    ("desk_app/settlement/sms.py", "float"): "seconds of waiting for a gateway, not money",
    ("desk_app/settlement/sms.py", "2.0"): "seconds of waiting for a gateway, not money",
    ("desk_app/documents/words.py", "'минус '"): "the legal form of a sum in words, as its other numerals are",
    ("desk_app/documents/words.py", "'рубль'"): "the legal form of a sum in words",
    ("desk_app/documents/words.py", "'рубля'"): "the legal form of a sum in words",
    ("desk_app/documents/words.py", "'рублей'"): "the legal form of a sum in words",
    ("desk_app/documents/receipt.py", "'кв.'"): "an abbreviation that the layout looks for in an address",
}
"""(path, what) of a finding: why it may stand."""


def finding(report: str) -> tuple[str, str]:
    """Split «path:line: what» into path and what."""
    place, _, what = report.partition(": ")
    return place.rpartition(":")[0], what


@pytest.fixture(scope="module")
def tree() -> list[Source]:
    """Every Python file of the repository."""
    return house_rules.sources(ROOT)


@pytest.mark.parametrize("rule", house_rules.RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_its_rule(tree: list[Source], rule: Rule) -> None:
    found = [report for source in tree for report in rule(source) if finding(report) not in ALLOWED]
    assert found == [], rule.__doc__


def test_every_allowance_is_still_needed(tree: list[Source]) -> None:
    found = {finding(report) for source in tree for rule in house_rules.RULES for report in rule(source)}
    assert set(ALLOWED) <= found


def test_every_rule_says_why() -> None:
    assert all(rule.__doc__ for rule in house_rules.RULES)


_DOC = '"""A module that is here to be caught."""\n'
_LONG = "def f() -> None:\n" + "    print()\n" * 70
_NO_REASON = "x = 1  # no" + "qa: E501\n"  # written apart, or this file would be caught itself
_WEAK_REASON = "x = 1  # type: " + "ignore[arg-type]  # sorry\n"
_BLANKET = "# ruff: no" + "qa\n"


@pytest.mark.parametrize(
    ("rule", "path", "text"),
    [
        (house_rules.no_float_on_money_paths, "desk_app/domain/a.py", "def f(rate: float) -> None: ..."),
        (house_rules.no_float_on_money_paths, "desk_app/store/a.py", "x = 0.5"),
        (house_rules.no_float_on_money_paths, "desk_app/settlement/a.py", "from decimal import Decimal"),
        (house_rules.no_float_on_money_paths, "desk_app/store/a.py", "column = sqlalchemy.Numeric(12, 2)"),
        (house_rules.no_naive_time, "desk_app/store/a.py", "datetime.now()"),
        (house_rules.no_naive_time, "tests/a.py", "datetime.datetime.utcnow()"),
        (house_rules.no_naive_time, "desk_app/store/a.py", "date.today()"),
        (house_rules.no_naive_time, "desk_app/store/a.py", "datetime.fromtimestamp(0)"),
        (house_rules.files_fit, "desk_app/a.py", "x = 1\n" * 501),
        (house_rules.files_fit, "tests/a.py", "x = 1\n" * 401),
        (house_rules.functions_fit, "desk_app/a.py", _LONG),
        (house_rules.every_module_begins_with_a_sentence, "desk_app/a.py", "x = 1"),
        (house_rules.every_module_begins_with_a_sentence, "desk_app/a.py", '"""Payments"""'),
        (house_rules.no_hidden_imports, "desk_app/a.py", "def f():\n    from desk_app.store import units"),
        (house_rules.no_hidden_imports, "desk_app/a.py", "def f():\n    from . import units"),
        (house_rules.no_hidden_imports, "desk_app/a.py", "def f():\n    import_module('desk_app.store')"),
        (house_rules.no_waiting_by_the_clock, "tests/a.py", "time.sleep(1)"),
        (house_rules.no_waiting_by_the_clock, "tests/a.py", "def test(qtbot): qtbot.wait(100)"),
        (house_rules.no_mocks, "tests/a.py", "from unittest import mock"),
        (house_rules.no_mocks, "tests/a.py", "import unittest.mock"),
        (house_rules.exceptions_carry_a_reason, "desk_app/a.py", _NO_REASON),
        (house_rules.exceptions_carry_a_reason, "desk_app/a.py", _WEAK_REASON),
        (house_rules.exceptions_carry_a_reason, "desk_app/a.py", _BLANKET),
        (house_rules.words_for_people_go_through_gettext, "desk_app/ui/a.py", "QLabel('Сумма')"),
        (house_rules.words_for_people_go_through_gettext, "desk_app/cli/a.py", "print(f'Итого {x}')"),
        (house_rules.words_for_people_go_through_gettext, "desk_app/documents/a.py", "_(f'Итого {x}')"),
        (house_rules.words_for_people_go_through_gettext, "desk_app/presenters/a.py", "_('Итого ' + 'всего')"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a_planted_fault_is_reported(rule: Rule, path: str, text: str) -> None:
    assert list(rule(Source(path, text)))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("desk_app/domain/a.py", "total = 5 * 100"),
        ("desk_app/ui/a.py", "width = 0.5"),
        ("desk_app/store/a.py", "datetime.now(UTC)"),
        ("desk_app/store/a.py", "self.clock.now()"),
        ("desk_app/store/a.py", "x = 1  # no" + "qa: S608 - the names come from our own table"),
        ("desk_app/store/a.py", "x = f()  # type: " + "ignore[arg-type]  # the stub is older than the library"),
        ("desk_app/ui/a.py", "_('Сумма {sum}').format(sum=x)"),
        ("desk_app/ui/a.py", "plural(n, 'счёт', 'счёта', 'счетов')"),
        ("desk_app/documents/a.py", "re.compile('[а-яё]+')"),
        ("desk_app/ui/a.py", "class A:\n    '''Экран оплаты.'''"),
        ("tests/a.py", "done.wait(5)"),
    ],
)
def test_good_work_is_not_reported(path: str, text: str) -> None:
    source = Source(path, f"{_DOC}{text}\n")
    assert [report for rule in house_rules.RULES for report in rule(source)] == []


# --- the repository as a whole -------------------------------------------------------------------------------------

_TOP = {"desk_app", "resources", "tests", "installer", "pyproject.toml", "README.md"}
_FOREIGN = re.compile(
    rb"(?<![\w.])/(?:work|root|farm|opt/deskvenv|home/\w+|Users/\w+)/|index-[u]rl|[A-Z]:\\+Users\\+\w|file:/{3}|(?:pypi|pythonhosted|npmjs)\.org"
)


@pytest.fixture(scope="module")
def files() -> list[str]:
    """Every file that is or would be committed, with forward slashes."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("what would be committed is known to git only")
    command = ["git", "-c", "core.quotePath=off", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    return [name for name in done.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def test_the_top_level_holds_only_what_it_should(files: list[str]) -> None:
    """Six names are learned in a minute; a seventh is where things begin to be lost."""
    strange = {name.partition("/")[0] for name in files} - _TOP
    assert {name for name in strange if not name.startswith(".")} == set()


def test_no_file_names_a_machine(files: list[str]) -> None:
    """A path or host of one machine works there only, and tells strangers about it."""
    assert [name for name in files if _FOREIGN.search((ROOT / name).read_bytes())] == []


def test_a_machine_path_is_recognised() -> None:
    samples = [
        b"/wo" + b"rk/main",
        b"'/ro" + b"ot/x'",
        b"/ho" + b"me/anna/x",
        b"C:" + b"\\Users\\Anna",
        b"file:" + b"///x",
    ]
    assert all(_FOREIGN.search(sample) for sample in samples)
    assert not _FOREIGN.search(b"https://example.org/work/ ../work/ /run/desk /tmp/x")


def test_locks_pin_every_file_by_hash_and_name_no_place() -> None:
    """An unpinned package is whatever somebody uploaded this morning."""
    pins = {kind: _pins((ROOT / "installer" / f"{kind}.lock").read_text(encoding="utf-8")) for kind in ("core", "dev")}
    assert pins["core"].items() <= pins["dev"].items()
    assert {"pyside6-essentials", "sqlcipher3", "fastapi", "setuptools", "colorama"} <= pins["core"].keys()
    assert "pytest" not in pins["core"]


def _pins(lock: str) -> dict[str, str]:
    entries = re.split(r"\n(?=[^\s#])", re.sub(r"^#.*\n", "", lock, flags=re.MULTILINE).strip())
    pinned = re.compile(r"([\w-]+)==(\S+)(?: ; [^\n\\]+)? \\\n(?:    --hash=sha256:[0-9a-f]{64}(?: \\\n|\n*$))+")
    found = [(entry, pinned.fullmatch(entry)) for entry in entries]
    assert [entry for entry, match in found if match is None] == []
    return {match[1]: match[2] for _, match in found if match}
