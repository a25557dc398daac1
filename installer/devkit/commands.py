"""The commands of `installer/dev.py`."""

import argparse
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from devkit import environment, libraries, locks
from devkit.shell import ROOT, StopError, must, run, say

_OUT = ROOT / "out" / "demo"
_OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}
_CONTRACTS = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_logo=True))"
_COMMANDS = {
    "run": "set everything up and start the desk on a demonstration day",
    "test": "set everything up and pass every check and test (more words go to pytest)",
    "bench": "measure: all benchmarks, or the named ones",
    "check": "lint, types and import contracts only",
    "fix": "format and repair what ruff can repair",
    "lock": "make the locks anew (`--upgrade` takes newer packages)",
}


def main(words: Sequence[str]) -> int:
    """Do one command and return the exit code."""
    parser = argparse.ArgumentParser(prog="installer/dev.py", formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.epilog = "\n".join(f"{name:6} {what}" for name, what in _COMMANDS.items())
    parser.add_argument("command", choices=_COMMANDS)
    if not words or words[0] not in _COMMANDS:
        parser.parse_args(words[:1])
    command, more = words[0], list(words[1:])
    deeds = {"run": run_desk, "test": test, "bench": bench, "check": check, "fix": fix, "lock": lock}
    try:
        return deeds[command](more)
    except StopError as stop:
        print(f"dev: {stop}", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        return 130


def run_desk(more: list[str]) -> int:
    """Start the desk with its demonstration day; without a display, live the day and show the papers."""
    python = environment.ensure("core")
    on_screen = libraries.has_display() and "--headless" not in more
    libraries.ensure(on_screen=on_screen)
    demo: list[str | Path] = [python, "-m", "desk_app", "demo"]
    if "--headless" in more:
        return run([*demo, *more], _OFFSCREEN)
    if on_screen:
        return run([*demo, *more])
    say("no display here: living the demonstration day without a window")
    _OUT.mkdir(parents=True, exist_ok=True)
    code = run([*demo, "--headless", "--out", _OUT, *more], _OFFSCREEN)
    if code == 0:
        say(f"papers and pictures: {_OUT}")
    return code


def test(more: list[str]) -> int:
    """Run every check, then every test; later ones run even when an earlier one failed."""
    python = environment.ensure("dev")
    libraries.ensure(on_screen=False)
    failed = _failures(_checks(python))
    # The tests come last: their closing line is what a person and CI read.
    tests = run([python, "-m", "pytest", "-n", "2", "--dist", "loadgroup", *more])
    if failed:
        say(f"FAILED before the tests: {'; '.join(failed)}")
    return 1 if failed else tests


def check(more: list[str]) -> int:
    """Lint, types and contracts."""
    _no_more(more)
    failed = _failures(_checks(environment.ensure("dev")))
    say(f"FAILED: {'; '.join(failed)}" if failed else "all checks passed")
    return 1 if failed else 0


def fix(more: list[str]) -> int:
    """Repair and format what can be done without a person."""
    _no_more(more)
    python = environment.ensure("dev")
    left = run([python, "-m", "ruff", "check", "--fix", "."])
    must([python, "-m", "ruff", "format", "."])
    return left


def lock(more: list[str]) -> int:
    """Make both locks."""
    locks.make(more)
    return 0


def bench(more: list[str]) -> int:
    """Measure each benchmark in a process of its own; every figure is one JSON object on a line."""
    folder = ROOT / "tests" / "benchmarks"
    known = sorted(path.stem.removeprefix("bench_").replace("_", "-") for path in folder.glob("bench_*.py"))
    unknown = [name for name in more if name not in known]
    if unknown:
        raise StopError(f"no benchmark called {' '.join(unknown)}; there are: {' '.join(known) or 'none yet'}")
    python = environment.ensure("dev")
    libraries.ensure(on_screen=False)
    codes = [run([python, "-m", "tests.benchmarks", name], _OFFSCREEN) for name in more or known]
    return max(codes, default=0)


def _checks(python: Path) -> list[list[str | Path]]:
    return [
        [python, "-m", "ruff", "check", "."],
        [python, "-m", "ruff", "format", "--check", "."],
        [python, "-m", "mypy"],
        [python, "-c", _CONTRACTS],
    ]


def _failures(commands: list[list[str | Path]]) -> list[str]:
    return [shlex.join(str(word) for word in command[2:]) for command in commands if run(command) != 0]


def _no_more(more: list[str]) -> None:
    if more:
        raise StopError(f"nothing may follow this command: {shlex.join(more)}")
