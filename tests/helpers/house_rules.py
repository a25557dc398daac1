"""The rules of the house that no linter knows: each function lists what breaks one rule, and says why it stands."""

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_DIRECTIVE = re.compile(r"#\s*(?:ruff:\s*|flake8:\s*|mypy:\s*)?(?:noqa|type:\s*ignore|ignore-errors)\b")
_REASONED = re.compile(
    r"#\s*(?:noqa: [A-Z]+\d+(?:, ?[A-Z]+\d+)*|type: ignore\[[a-z-]+(?:, ?[a-z-]+)*\])\s+(?:-|\u2013|#)\s*\S+\s+\S+"
)


@dataclass(frozen=True)
class Source:
    """One Python file: its path inside the repository, with forward slashes, and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed file."""
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the tree."""
        return tuple(ast.walk(self.tree))

    def at(self, node: ast.AST, what: str) -> str:
        """Say where something is."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}: {what}"

    def within(self, *folders: str) -> bool:
        """Tell whether the file lies in one of the folders."""
        return self.path.startswith(tuple(f"{folder}/" for folder in folders))


Rule = Callable[[Source], Iterator[str]]


def sources(root: Path) -> list[Source]:
    """Read every Python file that is ours."""
    files = (file for folder in ("desk_app", "tests", "installer") for file in sorted((root / folder).rglob("*.py")))
    return [Source(file.relative_to(root).as_posix(), file.read_text(encoding="utf-8")) for file in files]


def no_float_on_money_paths(source: Source) -> Iterator[str]:
    """0.10 + 0.20 is not 0.30 in a float, and SQLite stores a Decimal as a float: money is whole kopecks."""
    if not source.within("desk_app/domain", "desk_app/application", "desk_app/store", "desk_app/settlement"):
        return
    if source.path.startswith("desk_app/store/search_"):
        return  # guesses of what a search costs: no money comes there
    for node in source.nodes:
        if isinstance(node, ast.Name | ast.Attribute):
            name = node.id if isinstance(node, ast.Name) else node.attr
            if name in {"float", "Decimal", "Numeric", "Float"}:
                yield source.at(node, name)
        elif isinstance(node, ast.alias) and node.name in {"decimal", "Decimal"}:
            yield source.at(node, node.name)
        elif isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield source.at(node, repr(node.value))


def no_naive_time(source: Source) -> Iterator[str]:
    """A naive instant means another moment on a computer with another zone; a shift would land on another day."""
    for node in source.nodes:
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        name, given = node.func.attr, len(node.args) + len(node.keywords)
        owner = ast.unparse(node.func.value).rpartition(".")[2]
        if owner not in {"datetime", "date"}:
            continue
        zoneless = (name == "now" and given == 0) or (name == "fromtimestamp" and given == 1)
        if zoneless or name in {"utcnow", "utcfromtimestamp", "today"}:
            yield source.at(node, f"{owner}.{name}")


def files_fit(source: Source) -> Iterator[str]:
    """Nobody holds more than 500 lines in the head (400 in a test file); a longer file is two subjects."""
    limit = 400 if source.within("tests") else 500
    lines = source.text.count("\n")
    if lines > limit:
        yield f"{source.path}:1: {lines} lines, {limit} are allowed"


def functions_fit(source: Source) -> Iterator[str]:
    """A function longer than 70 lines cannot be seen whole on a screen."""
    for node in source.nodes:
        if isinstance(node, _FUNCTIONS) and (node.end_lineno or 0) - node.lineno + 1 > 70:
            yield source.at(node, node.name)


def every_module_begins_with_a_sentence(source: Source) -> Iterator[str]:
    """The first sentence tells a stranger whether this is the file; without it every file must be read."""
    first = (ast.get_docstring(source.tree) or "").partition("\n")[0]
    if not first.endswith((".", "?", "!", ":", "»", "`")) or len(first) < 10:
        yield f"{source.path}:1: no first sentence"


def no_hidden_imports(source: Source) -> Iterator[str]:
    """An import inside a function hides a dependency from the reader and breaks at noon, not at start."""
    for function in source.nodes:
        if not isinstance(function, _FUNCTIONS) or not source.within("desk_app"):
            continue
        for node in ast.walk(function):
            own = isinstance(node, ast.ImportFrom) and (node.level or (node.module or "").startswith("desk_app"))
            if own or (isinstance(node, ast.Import) and any(a.name.startswith("desk_app") for a in node.names)):
                yield source.at(node, f"import inside {function.name}")
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
                yield source.at(node, f"import inside {function.name}")


def no_waiting_by_the_clock(source: Source) -> Iterator[str]:
    """A pause is either too short on a slow machine or wasted on a fast one: wait for a signal or a condition."""
    if not source.within("tests"):
        return
    for node in source.nodes:
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if name in {"sleep", "time.sleep", "asyncio.sleep", "qtbot.wait", "QTest.qWait", "QTest.qSleep"}:
                yield source.at(node, name)


def no_mocks(source: Source) -> Iterator[str]:
    """A mock agrees with whatever the test believes; a real part does not."""
    for node in source.nodes:
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        if any(name.startswith(("unittest.mock", "mock.", "pytest_mock")) or name == "mock" for name in names):
            yield source.at(node, "mock")


def exceptions_carry_a_reason(source: Source) -> Iterator[str]:
    """An exception from a rule without its reason can never be taken back."""
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        if token.type != tokenize.COMMENT or not _DIRECTIVE.search(token.string):
            continue
        if not _REASONED.search(token.string):
            yield f"{source.path}:{token.start[0]}: {token.string}"


def words_for_people_go_through_gettext(source: Source) -> Iterator[str]:
    """A bare Russian string cannot be found, reworded for a partner or checked; an f-string never reaches gettext."""
    if not source.within("desk_app/presenters", "desk_app/ui", "desk_app/documents", "desk_app/cli"):
        return
    exempt = {id(node) for node in _docstrings(source)} | {id(node) for node in _translated(source)}
    for node in source.nodes:
        text = node.value if isinstance(node, ast.Constant) and id(node) not in exempt else None
        if isinstance(text, str) and _CYRILLIC.search(text):
            yield source.at(node, repr(text))


def _docstrings(source: Source) -> Iterator[ast.AST]:
    """Strings that stand alone: docstrings of modules, classes, functions and attributes."""
    for node in source.nodes:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value


def _translated(source: Source) -> Iterator[ast.AST]:
    """Whole constants handed to `_` or `plural`, and patterns, which nobody reads on a screen."""
    for node in source.nodes:
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"_", "plural", "i18n._", "re.compile"}:
            yield from node.args


RULES: tuple[Rule, ...] = (
    no_float_on_money_paths,
    no_naive_time,
    files_fit,
    functions_fit,
    every_module_begins_with_a_sentence,
    no_hidden_imports,
    no_waiting_by_the_clock,
    no_mocks,
    exceptions_carry_a_reason,
    words_for_people_go_through_gettext,
)
