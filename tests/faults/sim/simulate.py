"""T13: whole worlds out of one seed each, with everything going wrong, and then a calm in which all must agree."""

import gc
import json
import shutil
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.faults import planted as bugs
from tests.faults.figures import Figures
from tests.faults.sim.bugs import ALL
from tests.faults.sim.calm import come_to_rest
from tests.faults.sim.chance import Chance, Trace, seeded
from tests.faults.sim.checks import violations
from tests.faults.sim.happenings import schedule
from tests.faults.sim.story import USUAL, Size, World
from tests.faults.sim.template import Template, make_template


@dataclass(frozen=True, slots=True)
class Told:
    """What one world came to."""

    seed: int
    faults: tuple[str, ...]
    trace: str
    operations: int
    seen: dict[str, int]
    lines: tuple[str, ...] = ()


@contextmanager
def prepared(desks: int) -> Iterator[Template]:
    """Make the template in memory where there is a memory file system: the disk's own speed is not the question."""
    memory = Path("/dev/shm")  # noqa: S108 - scratch data of a test
    with tempfile.TemporaryDirectory(prefix="sim-", dir=memory if memory.is_dir() else None) as name:
        yield make_template(Path(name) / "template", desks)


def live(template: Template, seed: int, size: Size, *, keep: bool = False) -> Told:
    """Live through one world."""
    place = template.folder.parent / f"world-{seed}"
    trace, chance = Trace(keep), Chance.of(seed)
    with seeded(chance.bytes):
        world = World(size, template.copy(place), chance, trace)
        try:
            faults = _story(world)
            world.seen["centre_dies"] = world.region.deaths
        finally:
            world.close()
            shutil.rmtree(place)
    gc.collect()
    return Told(seed, tuple(faults), trace.hash, len(world.promises.kept), dict(world.seen), tuple(trace.lines))


def _story(world: World) -> list[str]:
    """Storm, calm, judgement; an error that nobody expected is a violation like any other."""
    try:
        world.run(schedule(world))
        faults = come_to_rest(world) + violations(world)
    except Exception as broken:  # noqa: BLE001 - whatever it is, it is a finding
        last = traceback.extract_tb(broken.__traceback__)[-1]
        faults = [f"crash {type(broken).__name__} {broken} at {Path(last.filename).name}:{last.lineno}"]
    for fault in faults:
        world.trace.note("fault", fault)
    return faults


def replay_line(seed: int, size: Size, planted: tuple[str, ...] = ()) -> str:
    """Return the command that lives through the same world again."""
    named = "" if size.faults == USUAL.faults else f" --faults {','.join(sorted(size.faults)) or 'none'}"
    broken = "".join(f" --bug {bug}" for bug in planted)
    size_ = f"--desks {size.desks} --operations {size.operations}"
    return f"python -m tests.faults simulate --seed {seed} --worlds 1 {size_}{named}{broken}"


def simulate(
    seed: int,
    worlds: int,
    size: Size | None = None,
    planted: tuple[str, ...] = (),
    trace: Path | None = None,
    each: Path | None = None,
) -> Figures:
    """Live through so many worlds, with the seeds that follow `seed`."""
    size = size or Size()
    options = {"worlds": worlds, "desks": size.desks, "operations": size.operations, "planted": planted}
    options |= {"faults": sorted(size.faults)}
    figures = Figures("simulate", seed, options)
    with prepared(size.desks) as template, bugs.for_a_while(planted, ALL):
        for one in range(seed, seed + worlds):
            told = live(template, one, size, keep=trace is not None)
            count(figures, told, replay_line(one, size, planted))
            if trace is not None:
                trace.write_text("\n".join((*told.lines, told.trace, "")), encoding="utf-8")
            if each is not None:
                _append(each, told)
    return figures


def count(figures: Figures, told: Told, again: str) -> None:
    """Count a world; one that failed says how to live through it again."""
    figures.add([again, *told.faults] if told.faults else [])
    figures.kinds.pop("python", None)
    figures.note("kept_operations", told.operations)
    figures.notes.update(told.seen)


def _append(file: Path, told: Told) -> None:
    line = {"seed": told.seed, "faults": told.faults, "operations": told.operations, "trace": told.trace}
    with file.open("a", encoding="utf-8") as log:
        log.write(json.dumps(line, ensure_ascii=False) + "\n")
