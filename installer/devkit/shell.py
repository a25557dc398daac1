"""Running programs and speaking to the developer."""

import os
import shlex
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class StopError(Exception):
    """The work cannot go on; the message says what a person can do about it."""


def say(text: str) -> None:
    """Print one short line at once, also into a pipe."""
    print(f"dev: {text}", flush=True)


def run(command: Sequence[str | Path], extra_env: Mapping[str, str] | None = None) -> int:
    """Run a program from the root of the checkout and return its exit code."""
    words = [str(word) for word in command]
    sys.stdout.flush()
    return subprocess.run(words, cwd=ROOT, env=os.environ | dict(extra_env or {}), check=False).returncode


def must(command: Sequence[str | Path], extra_env: Mapping[str, str] | None = None) -> None:
    """Run a program that has to succeed.

    Raises:
        StopError: it did not.
    """
    code = run(command, extra_env)
    if code != 0:
        raise StopError(f"this failed with code {code}: {shlex.join(str(word) for word in command)}")


def quietly(command: Sequence[str | Path]) -> bool:
    """Tell whether a program can be run and succeeds; its words are dropped."""
    words = [str(word) for word in command]
    try:
        done = subprocess.run(words, cwd=ROOT, capture_output=True, stdin=subprocess.DEVNULL, check=False)
    except OSError:
        return False
    return done.returncode == 0
