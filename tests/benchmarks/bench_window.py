"""How soon the first window is painted beside an empty PySide6 window, and how much memory a full desk takes."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.benchmarks.figure import Figure, Peer

ROUNDS = 9
ACCOUNTS = 100_000
_BYTECODE = Path(tempfile.gettempdir()) / "desk-bench-bytecode"
_EMPTY = """
import sys, time
from PySide6.QtWidgets import QApplication, QWidget
class Window(QWidget):
    def paintEvent(self, event):
        super().paintEvent(event)
        print(time.monotonic_ns(), flush=True)
        QApplication.instance().exit()
app = QApplication(sys.argv)
window = Window()
window.resize(1280, 720)
window.show()
app.exec()
"""


def measure() -> Iterator[Figure]:
    """Start both programs in turns; then fill a desk and look at the process."""
    ours, empty = [], []
    with tempfile.TemporaryDirectory() as folder:
        # An installed program has its bytecode: the first round writes it and is not counted.
        _first_paint(["-c", _EMPTY])
        _first_paint(["-m", "tests.benchmarks.first_paint", folder])
        for _ in range(ROUNDS):
            empty.append(_first_paint(["-c", _EMPTY]))
            ours.append(_first_paint(["-m", "tests.benchmarks.first_paint", folder]))
    yield Figure("window first paint", median(ours) * 1e3, "ms", (Peer("empty PySide6 window", median(empty) * 1e3),))
    with tempfile.TemporaryDirectory() as folder:
        told = json.loads(_run(["-m", "tests.benchmarks.full_window", folder, str(ACCOUNTS)]).splitlines()[-1])
    yield Figure("window memory with 100,000 accounts", told["rss_mib"], "MiB", (Peer("limit", 200.0),))


def _first_paint(arguments: list[str]) -> float:
    began = time.monotonic_ns()
    painted = int(_run(arguments).splitlines()[0])
    return (painted - began) / 1e9


def _run(arguments: list[str]) -> str:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPYCACHEPREFIX": str(_BYTECODE)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    call = [sys.executable, *arguments]
    done = subprocess.run(call, capture_output=True, text=True, check=True, env=environment, cwd=Path.cwd())
    return done.stdout
