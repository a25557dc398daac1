"""T2 and T7: the desk dies, or its disk fails, at every single call that changes a file, for every kind of deed."""

import errno
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from desk_app.main import open_desk
from tests.faults.clerk import JOURNALLED, Clerk
from tests.faults.figures import Figures
from tests.faults.notebook import Notebook, faults_of
from tests.faults.nursery import Nursery, nursery
from tests.faults.shim import build
from tests.faults.world import Templates, settings_of, templates

BEFORE: dict[str, tuple[str, ...]] = {
    "first_start": (),
    "start_after_kill": (),
    "open": (),
    "pay": ("open",),
    "register": ("open",),
    "receipt": ("open",),
    "close": ("open", "pay"),
    "slip": ("open", "pay"),
    "memo": ("open", "register"),
    "draft": (),
    "exchange": ("open", "pay"),
    "backup": ("open", "pay"),
}
ACCIDENTS: dict[str, dict[str, Any]] = {
    "kill": {},
    "torn": {"torn": True},
    "eio": {"errno": errno.EIO},
    "enospc": {"errno": errno.ENOSPC},
    "eio_stays": {"errno": errno.EIO, "fail_on": True},
    "enospc_stays": {"errno": errno.ENOSPC, "fail_on": True},
}


@dataclass(frozen=True, slots=True)
class Ward:
    """Templates and a nursery under the shim."""

    made: Templates
    cradle: Nursery


@contextmanager
def ward() -> Iterator[Ward]:
    """Compile the shim and start a nursery under it.

    Raises:
        NoCompilerError: there is no compiler here.
    """
    with (
        tempfile.TemporaryDirectory() as place,
        templates() as made,
        nursery("tests.faults.worker", build(Path(place))) as cradle,
    ):
        yield Ward(made, cradle)


def boundary(
    seed: int,
    count: int = 0,
    kinds: Sequence[str] = tuple(BEFORE),
    accidents: Sequence[str] = tuple(ACCIDENTS),
    planted: tuple[str, ...] = (),
) -> Figures:
    """Try every boundary of every kind under every accident; a count above 0 takes that many of them by lot."""
    options = {"kinds": list(kinds), "accidents": list(accidents), "count": count or "all", "planted": planted}
    figures = Figures("boundary", seed, options)
    random = Random(seed)
    with ward() as here:
        calls = {kind: _calls(here, kind) for kind in kinds}
        trials = [(kind, acc, k) for kind in kinds for acc in accidents for k in range(1, calls[kind] + 1)]
        figures.notes.update({f"calls_{kind}": number for kind, number in calls.items()})
        for kind, accident, k in random.sample(trials, count) if 0 < count < len(trials) else trials:
            figures.add(_trial(here, figures, kind, accident, k))
    return figures


def _calls(here: Ward, kind: str) -> int:
    """Live the deed undisturbed and count its calls."""
    with _folder(here, kind, Notebook()) as folder:
        lines, status = here.cradle.run(_job(folder, kind, {}, ()))
    assert status == 0, lines
    return int(next(line for line in lines if line.startswith("calls ")).split()[1])


def _trial(here: Ward, figures: Figures, kind: str, accident: str, k: int) -> list[str]:
    at = {"kill_at": k} if accident in ("kill", "torn") else {"fail_at": k}
    notebook = Notebook()
    with _folder(here, kind, notebook) as folder:
        lines, status = here.cradle.run(_job(folder, kind, ACCIDENTS[accident] | at, figures.options["planted"]))
        notebook.hear(lines)
        figures.note(f"ended_{status}")
        figures.note("refused", sum(line.startswith(("not ", "unsure ", "unopened ")) for line in lines))
        faults = _bad_words(lines, status, killed=at.get("kill_at", 0) > 0)
        faults += look_and_go_on(folder, notebook, work=kind != "first_start")
    return [f"{fault} [{kind} {accident} {k}]" for fault in faults]


def _bad_words(lines: Sequence[str], status: int, *, killed: bool) -> list[str]:
    """A refusal of a journalled act is «certainly not saved», never a riddle; and the program itself lives on."""
    bad = [f"riddle {line}" for line in lines if line.startswith("unsure ") and line.split()[1] in JOURNALLED]
    if status not in ((0, -9) if killed else (0,)):
        bad.append(f"died {status} {lines[-1:]}")
    return bad


def look_and_go_on(folder: Path, notebook: Notebook, *, work: bool = True) -> list[str]:
    """Start the real desk, compare, do one more payment, and compare again."""
    desk = open_desk(settings_of(folder))
    try:
        faults = faults_of(desk, notebook)
        if not work:
            return faults
        lines: list[str] = []
        clerk = Clerk(desk, Random(1), lines.append)
        if desk.report_status().shift is None:
            clerk.attempt(clerk.plan("open"))
        clerk.attempt(clerk.plan("pay"))
        notebook.hear(lines)
        stuck = [f"stuck {line}" for line in lines if line.startswith(("not", "unsure"))]
        return faults + stuck + faults_of(desk, notebook)
    finally:
        desk.close()


@contextmanager
def _folder(here: Ward, kind: str, notebook: Notebook) -> Iterator[Path]:
    with here.made.copy() as copied:
        folder = copied.with_name("new") if kind == "first_start" else copied
        folder.mkdir(exist_ok=True)
        if kind == "start_after_kill":
            lines, status = here.cradle.run(
                {"folder": str(folder), "seed": 1, "before": ["open", "pay", "pay"], "killed": True}
            )
            assert status == -9, lines
            notebook.hear(lines)
        yield folder


def _job(folder: Path, kind: str, gate: dict[str, Any], planted: Sequence[str]) -> dict[str, Any]:
    start = kind in ("first_start", "start_after_kill")
    return {
        "folder": str(folder), "seed": 1, "before": list(BEFORE[kind]), "deeds": [] if start else [kind], "count": 0,
        "from_start": start, "gate": gate, "planted": list(planted),
    }  # fmt: skip
