"""The doctor: everything a support engineer asks for first, each check for itself; it changes nothing."""

import argparse
import shutil
from collections.abc import Callable
from pathlib import Path

from desk_app.application.desk import Desk
from desk_app.cli.answers import Answer
from desk_app.cli.care import aside_words, clock_words, finding_words
from desk_app.cli.check_words import CHECKS
from desk_app.cli.words import command_words
from desk_app.domain.errors import DeskError
from desk_app.i18n import _
from desk_app.presenters.link_words import warning_words
from desk_app.resources import resource

LITTLE_SPACE = 1 << 30
OLD_DAYS = 2
"""Debts as old as this have been paid elsewhere meanwhile."""

RESIDENTS = "mirror"


def doctor(desk: Desk, args: argparse.Namespace) -> Answer:
    """Check everything a support engineer would ask for first."""
    checks: dict[str, Callable[[], str]] = {
        "file": lambda: _findings(desk, of_residents=False),
        "residents": lambda: _residents(desk),
        "aside": lambda: " ".join(map(aside_words, desk.backups.unsent_aside())),
        "keys": lambda: " ".join(" ".join(warning_words(word)) for word in desk.warnings),
        "fonts": _fonts,
        "space": lambda: _space(args.data_dir),
    }
    found = {name: _looked_at(check) for name, check in checks.items()} | _by_centre(desk)
    lines = [_check_line(name, fault) for name, fault in found.items()]
    hard = [name for name in ("file", "fonts") if found[name]]
    return Answer({"checks": found, "warnings": list(desk.warnings)}, tuple(lines), done=not hard)


def _by_centre(desk: Desk) -> dict[str, str]:
    """Ask the centre once, for the line and for the time; without it the clock is judged by its last word."""
    try:
        reached = desk.reach_centre()
    except DeskError as failed:
        clock = _looked_at(lambda: clock_words(desk.report_status().clock_skew_s))
        return {"centre": command_words(failed).line(), "clock": clock}
    mends = _("центр и эта база помнят разное; ближайший обмен это исправит") if reached.mends else ""
    return {"centre": mends, "clock": clock_words(reached.clock_skew_s)}


def _looked_at(check: Callable[[], str]) -> str:
    """Let one check fail alone: support needs most what the others say then."""
    try:
        return check()
    except DeskError as failed:
        return command_words(failed).line()


def _findings(desk: Desk, *, of_residents: bool) -> str:
    faults = (one for one in desk.audit() if not one.holds and (one.name == RESIDENTS) is of_residents)
    return "; ".join(map(finding_words, faults))


def _residents(desk: Desk) -> str:
    """Tell whether the centre's data are there, whole, and of when they are."""
    harmed = _findings(desk, of_residents=True)
    if harmed:
        return harmed
    seen = desk.report_status()
    if seen.synced_at is None:
        return _("ещё не загружены")
    days = (desk.clock.now() - seen.synced_at).days
    if days < OLD_DAYS:
        return ""
    return _("счетов: {accounts}, не обновлялись дней: {days}").format(accounts=seen.accounts, days=days)


def _check_line(name: str, fault: str) -> str:
    title, todo = CHECKS[name]
    return f"✗ {title}: {fault.rstrip('.')}. {todo}".rstrip() if fault else f"✓ {title}"


def _fonts() -> str:
    try:
        for name in ("PTSans-Regular.ttf", "PTSans-Bold.ttf", "PTMono-Regular.ttf"):
            resource("fonts", name)
    except FileNotFoundError as missing:
        return Path(str(missing)).name
    return ""


def _space(data_dir: Path) -> str:
    free = shutil.disk_usage(data_dir).free
    return "" if free >= LITTLE_SPACE else _("свободно {mib} МиБ").format(mib=free >> 20)
