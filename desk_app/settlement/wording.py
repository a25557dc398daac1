"""The command line of the centre in Russian: argparse has no words of its own for us, and some values to check."""

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterable
from typing import Any, NoReturn

from desk_app.settlement.loading.cells import read_month
from desk_app.settlement.loading.reasons import CellRefusedError

_ERRORS = (
    (r"the following arguments are required: (.+)", "не указано: {0}"),
    (r"one of the arguments (.+) is required", "нужно одно из: {0}"),
    (r"unrecognized arguments: (.+)", "лишнее: {0}"),
    (r"argument (.+?): invalid choice: (.+) \(choose from (.+)\)", "{0}: {1} не подходит, годится: {2}"),
    (r"argument (.+?): invalid int value: (.+)", "{0}: {1} не целое число"),
    (r"argument (.+?): expected one argument", "{0}: нужно одно значение"),
    (r"argument (.+?): ignored explicit argument (.+)", "{0}: значение {1} лишнее"),
    (r"argument (.+?): not allowed with argument (.+)", "{0}: нельзя вместе с {1}"),
    (r"ambiguous option: (.+) could match (.+)", "{0} можно понять по-разному: {1}"),
    (r"argument (.+?): ([а-яё].+)", "{0}: {1}"),
)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Says «вызов» for «usage»."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        """Put the Russian word first."""
        super().add_usage(usage, actions, groups, "вызов: " if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """Speaks Russian; a wrong call ends with 2, and with one JSON object where `json` was asked for."""

    def __init__(self, **more: Any) -> None:  # noqa: ANN401 - whatever argparse takes
        """Make the parser with its own help option and titles."""
        own: dict[str, Any] = {"formatter_class": _Formatter, "allow_abbrev": False} | more | {"add_help": False}
        super().__init__(**own)
        self.json = False
        # The titles of the two groups that argparse makes by itself can be said nowhere else.
        self._positionals.title = "что указать"
        self._optionals.title = "параметры"
        self.add_argument("-h", "--help", action="help", help="показать эту справку и закончить")

    def error(self, message: str) -> NoReturn:
        """Refuse the call and end with 2."""
        what = in_russian(message)
        if self.json:
            sys.stdout.write(json.dumps({"error": what}, ensure_ascii=False) + "\n")
            sys.exit(2)
        self.exit(2, f"{self.format_usage()}{what}\n")


def in_russian(message: str) -> str:
    """Translate what argparse says of a wrong call; what is not known stays behind a Russian word."""
    for pattern, words in _ERRORS:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found is not None:
            return words.format(*found.groups())
    return f"неверный вызов: {message}"


def whole(least: int, most: int) -> Callable[[str], int]:
    """Return a reader of whole numbers between two bounds."""

    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most):
            raise argparse.ArgumentTypeError(f"нужно целое число от {least} до {most}")
        return int(text)

    return read


def month(text: str) -> str:
    """Read a month.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    try:
        return read_month(text)
    except CellRefusedError:
        raise argparse.ArgumentTypeError("нужен месяц вида 2026-10") from None
