"""How long the window's thread is held at a time through a clerk's day, step by step, beside a plain PySide6 window.

A step is a page and the keys pressed on it. The figure of a step is its longest
hold without painting, in milliseconds; the painting, which a machine without a
graphics card does by itself, is told apart at the end. Medians of several days.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from tests.benchmarks.figure import Figure, Peer

DAYS = 3
FRAME_MS = 1000 / 60
Steps = dict[str, dict[str, float]]


def measure() -> Iterator[Figure]:
    """Live the day several times, the plain window in turns with it."""
    days, plain = [], []
    for _day in range(DAYS):
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            days.append(_told("tests.benchmarks.frames_day", folder))
        plain.append(_told("tests.benchmarks.plain_frames"))
    a_key, a_page = _median(plain, "plain: typing", "own"), _median(plain, "plain: page", "own")
    for step in _steps(days):
        peer = Peer("a plain window, a key", a_key) if "typing" in step else Peer("a plain window, a page", a_page)
        yield Figure(f"hold · {step}", _median(days, step, "own"), "ms", (Peer("a frame", FRAME_MS), peer))
    yield _longest("cpu", "longest hold, the thread's own work", days, plain)
    yield _longest("painting", "longest painting", days, plain)
    over = [step for step in _steps(days) if _median(days, step, "own") > FRAME_MS]
    yield Figure("steps above a frame", len(over), "steps", (Peer("all steps", len(_steps(days))),))


def _longest(kind: str, name: str, days: Sequence[Steps], plain: Sequence[Steps]) -> Figure:
    ours = max(_median(days, step, kind) for step in _steps(days))
    theirs = max(_median(plain, step, kind) for step in _steps(plain))
    return Figure(name, ours, "ms", (Peer("a frame", FRAME_MS), Peer("a plain window", theirs)))


def _steps(days: Sequence[Steps]) -> list[str]:
    """Return the steps of every day: one may find a key repeated that another did not need."""
    return [step for step in days[0] if all(step in day for day in days)]


def _median(days: Sequence[Steps], step: str, kind: str) -> float:
    return round(median(day[step][kind] for day in days), 2)


def _told(program: str, *arguments: str) -> Steps:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    call = [sys.executable, "-m", program, *arguments]
    done = subprocess.run(call, capture_output=True, text=True, check=True, env=environment, cwd=Path.cwd())
    told: Steps = json.loads(done.stdout.splitlines()[-1])
    return told
