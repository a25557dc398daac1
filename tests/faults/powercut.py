"""T3: the power goes at any moment of a recorded day; the real store opens whatever a disk may have kept."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from desk_app.domain.errors import DeskError
from tests.faults.boundary import Ward, ward
from tests.faults.disk import MODES, Disk, Event, read_log
from tests.faults.figures import Figures
from tests.faults.kill import look
from tests.faults.notebook import Notebook
from tests.faults.world import files_of

DEEDS_A_DAY = 30
IMAGES_A_DAY = 250
CHECKPOINTS = (1000, 25, 4)


def powercut(seed: int, count: int, planted: tuple[str, ...] = ()) -> Figures:
    """Open `count` images of disks after power cuts."""
    options = {"deeds_a_day": DEEDS_A_DAY, "images_a_day": IMAGES_A_DAY, "modes": MODES, "planted": planted}
    figures = Figures("powercut", seed, options)
    random = Random(seed)
    with ward() as here:
        while figures.trials < count:
            _one_day(here, figures, random, min(IMAGES_A_DAY, count - figures.trials))
    return figures


def _one_day(here: Ward, figures: Figures, random: Random, images: int) -> None:
    with here.made.copy() as folder:
        before, log = files_of(folder), folder.with_name("log")
        job = {"folder": str(folder), "seed": random.getrandbits(32), "from_start": True, "count": DEEDS_A_DAY}
        job |= {"checkpoint": CHECKPOINTS[figures.notes["days"] % len(CHECKPOINTS)], "gate": {"log": str(log)}}
        lines, status = here.cradle.run(job | {"planted": list(figures.options["planted"])})
        assert status == 0, lines[-1:]
        events = list(read_log(log))
        figures.note("days")
        figures.note("events", len(events))
        for mode, notebook, image in _cuts(events, before, random, images):
            faults = _open(folder.with_name("image"), image, notebook)
            figures.note(f"mode_{mode}")
            figures.note("acknowledged", len(notebook.done))
            figures.add([f"{fault} [{mode}]" for fault in faults])


def _cuts(
    events: Sequence[Event], before: dict[str, bytes], random: Random, images: int
) -> Iterator[tuple[str, Notebook, dict[str, bytes]]]:
    """Walk through the day and stop at random moments: what had been said by then, and what the disk may hold."""
    moments = sorted(random.randint(0, len(events)) for _ in range(images))
    disk, notebook, place = Disk.of(before), Notebook(), 0
    for moment in moments:
        for event in events[place:moment]:
            disk.take(event)
            if event.kind == "m":
                notebook.hear([event.data.decode()])
        place = moment
        mode = random.choice(MODES)
        yield mode, notebook, disk.image(mode, random)


def _open(folder: Path, image: dict[str, bytes], notebook: Notebook) -> list[str]:
    folder.mkdir(exist_ok=True)
    for name, content in image.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    try:
        return look(folder, notebook)
    except DeskError as refused:
        return [f"unopened {type(refused).__name__} {refused}"]
    finally:
        for path in sorted(folder.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
