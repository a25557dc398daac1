"""T8: the desk's files are damaged; the desk says so, or it does not matter; it never answers wrongly."""

from collections.abc import Callable
from pathlib import Path
from random import Random

from desk_app.domain.errors import DeskError
from tests.faults.figures import Figures
from tests.faults.kill import look
from tests.faults.notebook import Notebook
from tests.faults.nursery import Nursery, nursery
from tests.faults.world import Templates, database_of, templates

DAY = ("open", "pay", "register", "receipt", "pay", "slip", "exchange", "pay")
Damage = Callable[[Path, Random], None]


def corrupt(seed: int, count: int) -> Figures:
    """Damage `count` desks, some closed properly and some killed, each in one way."""
    figures = Figures("corrupt", seed, {"day": DAY, "ways": list(WAYS)})
    random = Random(seed)
    with templates() as made, nursery("tests.faults.worker") as cradle:
        while figures.trials < count:
            way = random.choice(list(WAYS))
            figures.add(_one(figures, made, cradle, way, random))
    return figures


def _one(figures: Figures, made: Templates, cradle: Nursery, way: str, random: Random) -> list[str]:
    notebook = Notebook()
    with made.copy() as folder:
        killed = way in OF_LOG or random.random() < 0.5
        job = {"folder": str(folder), "seed": random.getrandbits(32), "before": DAY, "killed": killed, "count": 0}
        lines, _ = cradle.run(job)
        notebook.hear(lines)
        WAYS[way](folder, random)
        word, faults = _judge(folder, notebook)
        figures.note(f"{way}: {word}")
        return [f"{fault} [{way}]" for fault in faults]


def _judge(folder: Path, notebook: Notebook) -> tuple[str, list[str]]:
    """Tell whether damage was found, did no harm, or led to a wrong answer that nobody noticed."""
    try:
        faults = look(folder, notebook)
    except (DeskError, ValueError, OSError) as refused:
        return f"refused {type(refused).__name__}", []
    if any(fault.startswith("audit ") for fault in faults):
        return "found by audit", []
    return ("WRONG", faults) if faults else ("harmless", [])


def _flip(path: Path, random: Random) -> None:
    content = bytearray(path.read_bytes())
    content[random.randrange(len(content))] ^= 1 << random.randrange(8)
    path.write_bytes(content)


def _cut(path: Path, random: Random) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: random.randrange(len(content))])


def _zero_tail(path: Path, random: Random) -> None:
    content = path.read_bytes()
    keep = random.randrange(len(content))
    path.write_bytes(content[:keep] + bytes(len(content) - keep))


def _swap_pages(path: Path, random: Random) -> None:
    content = bytearray(path.read_bytes())
    one, other = random.sample(range(len(content) // 4096), 2)
    for place, source in ((one, other), (other, one)):
        content[place * 4096 : place * 4096 + 4096] = path.read_bytes()[source * 4096 : source * 4096 + 4096]
    path.write_bytes(content)


def _log(folder: Path) -> Path:
    database = database_of(folder)
    return database.with_name(database.name + "-wal")


OF_FILE: dict[str, Damage] = {
    "flip": lambda folder, random: _flip(database_of(folder), random),
    "cut": lambda folder, random: _cut(database_of(folder), random),
    "zero_tail": lambda folder, random: _zero_tail(database_of(folder), random),
    "swap_pages": lambda folder, random: _swap_pages(database_of(folder), random),
    "key_flip": lambda folder, random: _flip(folder / "desk.key", random),
    "slots_flip": lambda folder, random: _flip(folder / "keyslots.json", random),
}
OF_LOG: dict[str, Damage] = {
    "log_flip": lambda folder, random: _flip(_log(folder), random),
    "log_cut": lambda folder, random: _cut(_log(folder), random),
    "log_missing": lambda folder, _random: _log(folder).unlink(),
}
WAYS = OF_FILE | OF_LOG
