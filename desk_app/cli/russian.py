"""An argument parser whose own words are Russian: argparse takes them from gettext, where it has none for us."""

import argparse
import re
from collections.abc import Iterable
from typing import Any, NoReturn

from desk_app.i18n import _

PREFIX = _("вызов: ")


class WrongCallError(Exception):
    """The call cannot be read; `what` says why, `usage` how it is called."""

    def __init__(self, what: str, usage: str) -> None:
        """Keep both."""
        super().__init__(what)
        self.what = what
        self.usage = usage


class Formatter(argparse.HelpFormatter):
    """Says «вызов» for «usage»."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        """Put the Russian word first."""
        super().add_usage(usage, actions, groups, PREFIX if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """Speaks Russian and raises instead of ending the program, so that `--json` gets its object."""

    def __init__(self, **more: Any) -> None:  # noqa: ANN401 - whatever argparse takes
        """Make the parser with its own help option and titles."""
        own: dict[str, Any] = {"formatter_class": Formatter, "allow_abbrev": False} | more | {"add_help": False}
        super().__init__(**own)
        # The titles of the two groups that argparse makes by itself can be said nowhere else.
        self._positionals.title = _("что указать")
        self._optionals.title = _("параметры")
        self.add_argument("-h", "--help", action="help", help=_("показать эту справку и закончить"))

    def error(self, message: str) -> NoReturn:
        """Refuse the call.

        Raises:
            WrongCallError: always.
        """
        raise WrongCallError(in_russian(message), self.format_usage())


_ERRORS = (
    (r"the following arguments are required: (.+)", _("не указано: {0}")),
    (r"unrecognized arguments: (.+)", _("лишнее: {0}")),
    (r"argument (.+?): invalid choice: (.+) \(choose from (.+)\)", _("{0}: {1} не подходит, годится: {2}")),
    (r"argument (.+?): invalid \S+ value: (.+)", _("{0}: значение {1} не подходит")),
    (r"argument (.+?): expected one argument", _("{0}: нужно одно значение")),
    (r"argument (.+?): expected at least one argument", _("{0}: нужно хотя бы одно значение")),
    (r"argument (.+?): expected (\d+) arguments?", _("{0}: нужно значений: {1}")),
    (r"argument (.+?): ignored explicit argument (.+)", _("{0}: значение {1} лишнее")),
    (r"argument (.+?): not allowed with argument (.+)", _("{0}: нельзя вместе с {1}")),
    (r"argument (.+?): ([\u0430-\u044f\u0451].+)", "{0}: {1}"),
    (r"ambiguous option: (.+) could match (.+)", _("{0} можно понять по-разному: {1}")),
)


def in_russian(message: str) -> str:
    """Translate what argparse says of a wrong call; what is not known stays behind a Russian word."""
    for pattern, words in _ERRORS:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found is not None:
            return words.format(*found.groups())
    return _("неверный вызов: {message}").format(message=message)
