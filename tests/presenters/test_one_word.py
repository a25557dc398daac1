"""What a clerk prints after a payment has one name everywhere: «квитанция об оплате»."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import desk_app

ROOT = Path(desk_app.__file__).parent
MAY_SAY = (
    re.compile(r"[Пп]редварительн\w+ чек\w*"),  # the screen that is agreed to; the site calls it so
    re.compile(r"[Нн]е является кассовым чеком"),  # what ours is not
    re.compile(r"печать квитанция чек памятка"),  # what may be typed to find the printers in the settings
)


def words() -> Iterator[tuple[str, str]]:
    for path in sorted(ROOT.rglob("*.py")):
        if "settlement" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
                for text in node.args:
                    if isinstance(text, ast.Constant) and isinstance(text.value, str):
                        yield path.name, text.value


def test_our_own_paper_is_never_called_a_cheque() -> None:
    found = []
    for name, text in words():
        left = text
        for allowed in MAY_SAY:
            left = allowed.sub("", left)
        if re.search(r"\b[Чч]ек(а|и|ов|ом|у|е)?\b", left):
            found.append((name, text))
    assert found == []
