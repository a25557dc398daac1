"""Runs one command: opens the desk, does it, answers, and never shows a bare traceback."""

import argparse
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from desk_app.application.desk import Desk
from desk_app.application.restoring import Restored
from desk_app.cli import care, work
from desk_app.cli.answers import Answer, UsageError, refusal, show
from desk_app.cli.doctor import doctor
from desk_app.cli.parser import EXIT_DONE, EXIT_REFUSED, EXIT_USAGE
from desk_app.cli.words import FAILURES
from desk_app.i18n import _

LOG = logging.getLogger(__name__)
Command = Callable[[Desk, argparse.Namespace], Answer]


class Restore(Protocol):
    """Puts a copy in place of a data folder's file."""

    def __call__(self, data_dir: Path, copy: Path, *, leave_unsent: bool) -> Restored:
        """Put it back; see store.restore for what is refused."""
        ...


COMMANDS: dict[str, Command] = {
    "search": work.search,
    "shift": work.shift,
    "register": work.register,
    "pay": work.pay,
    "receipt": work.receipt,
    "enrol": care.enrol,
    "sync": care.sync,
    "status": care.status,
    "tasks": care.tasks,
    "settle": care.settle,
    "audit": care.audit,
    "backup": care.backup,
    "doctor": doctor,
}


@dataclass(frozen=True, slots=True)
class Openers:
    """What `main` knows and a command needs: how to open, restore and recover a desk."""

    open_desk: Callable[[argparse.Namespace], Desk]
    restore: Restore
    recover: Callable[[Path, str], str]
    recovery_code: Callable[[Path], str]


def run(args: argparse.Namespace, openers: Openers) -> int:
    """Do one command; return its exit code."""
    try:
        answer = _answer(args, openers)
    except UsageError as wrong:
        show(Answer({"usage": str(wrong)}, (str(wrong),), done=False), as_json=args.json)
        return EXIT_USAGE
    except FAILURES as refused:
        LOG.info("refused: %s", type(refused).__name__)
        answer = refusal(refused)
    show(answer, as_json=args.json)
    return EXIT_DONE if answer.done else EXIT_REFUSED


def _restored(done: Restored) -> Answer:
    facts = {
        "kept": str(done.aside),
        "carried": done.carried,
        "unsent_left": done.left,
        "unsent_left_kopecks": done.left_money.kopecks,
        "former_file_read": done.former_read,
    }
    words = _("База возвращена из копии. Прежний файл: {aside}. Перенесено из него операций: {n}.")
    lines = [words.format(aside=done.aside, n=done.carried)]
    if done.left:
        left = _("Не перенесено неотправленных операций: {n}, {sum} ₽. Они остались только в прежнем файле.")
        lines.append(left.format(n=done.left, sum=done.left_money.show()))
    if not done.former_read:
        lines.append(_("Прежний файл не читается: не удаляйте его, в нём может быть неотправленное."))
    return Answer(facts, (*lines, _("Выполните обмен: desk-app sync. До него новое не записывается.")))


def _answer(args: argparse.Namespace, openers: Openers) -> Answer:
    if args.command == "restore":
        return _restored(openers.restore(args.data_dir, args.file, leave_unsent=args.leave_unsent))
    if args.command == "recover":
        slot = openers.recover(args.data_dir, args.code)
        return Answer({"slot": slot}, (_("Данные открыты, новый ключ сохранён."),))
    if args.command == "recovery-code":
        code = openers.recovery_code(args.data_dir)
        words = _("Код восстановления: {code}\nНапечатайте и уберите в сейф: больше он показан не будет.")
        return Answer({"code": code}, (words.format(code=code),))
    desk = openers.open_desk(args)
    try:
        return COMMANDS[args.command](desk, args)
    finally:
        desk.close()
