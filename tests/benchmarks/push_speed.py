"""How many operations a second the centre takes in batches of fifty: python tests/benchmarks/push_speed.py."""

import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from desk_app.protocol.frames import Frame
from tests.helpers.centre import RunningCentre, TestDesk, line
from tests.helpers.postgres import Cluster

_BATCH = 50
_BATCHES = 12


def measure(address: str, folder: Path, desks: int) -> float:
    """Push batches of one-line payments from several desks at once; return operations a second."""
    with RunningCentre(address, folder / "keys") as centre:
        centre.load_sample(houses=20, flats=50)
        callers = [centre.enrolled_desk(f"Касса {n}") for n in range(desks)]
        batches = {
            n: [[_payment(desk, n, at) for at in range(_BATCH)] for _ in range(_BATCHES)]
            for n, desk in enumerate(callers)
        }
        threads = [threading.Thread(target=_push, args=(desk, batches[n])) for n, desk in enumerate(callers)]
        began = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return desks * _BATCH * _BATCHES / (time.perf_counter() - began)


def _payment(desk: TestDesk, n: int, at: int) -> Frame:
    return desk.cash(line(f"tko/{(n * 5 + at // 10) % 20 + 1:02d}{at + 1:02d}", 100 + at))


def _push(desk: TestDesk, batches: list[list[Frame]]) -> None:
    for batch in batches:
        assert desk.push(*batch).stopped == ""


def main() -> None:
    """Measure both databases with one desk and with four."""
    folder = Path(tempfile.mkdtemp())
    cluster = Cluster.start()
    for desks in (1, 4):
        print(f"sqlite, {desks} desks: {measure(str(folder / f'{desks}.db'), folder, desks):.0f} ops/s")  # noqa: T201 - a figure for a person
        print(f"postgresql, {desks} desks: {measure(cluster.new_database(), folder, desks):.0f} ops/s")  # noqa: T201 - a figure for a person
    cluster.stop()
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
