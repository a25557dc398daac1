"""The process under test: it opens the real desk, works, and says each operation once it is safe to print."""

import os
import signal
from pathlib import Path
from random import Random

from desk_app.application.once import StoreBrokenError
from desk_app.domain.errors import DeskError
from desk_app.main import open_desk
from tests.faults import planted
from tests.faults.clerk import Clerk
from tests.faults.nursery import Job, say, serve
from tests.faults.shim import Gate, Shim
from tests.faults.world import settings_of


class Day:
    """One job: a folder, a seed, the deeds, and the accidents to come."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.folder = Path(job["folder"])
        self.shim = Shim()
        self.done = 0
        planted.plant(job.get("planted", ()))
        if job.get("checkpoint"):
            planted.checkpoint_every(job["checkpoint"])

    def arm(self) -> None:
        """Let the accidents begin."""
        if "gate" in self.job:
            self.shim.arm(self.folder, Gate(**self.job["gate"]))

    def say(self, line: str) -> None:
        """Say a line, and mark it between the recorded calls of the disk."""
        if "gate" in self.job:
            self.shim.mark(line)
        say(line)
        self.done += line.startswith("done ")
        if self.done and self.done == self.job.get("dies_after"):
            os.kill(os.getpid(), signal.SIGKILL)

    def live(self) -> None:
        """Prepare, begin the accidents, work, and come back to calm."""
        deeds = list(self.job.get("deeds", ()))
        if self.job.get("from_start"):
            self.arm()
        clerk = self.open()
        for kind in self.job.get("before", ()):
            assert clerk.attempt(clerk.plan(kind)), kind
        if self.job.get("killed"):
            os.kill(os.getpid(), signal.SIGKILL)
        if not self.job.get("from_start"):
            self.arm()
        for kind in deeds or self.endless(clerk):
            self.one(clerk, kind)
        clerk.desk.close()
        if "gate" in self.job:
            say(f"calls {self.shim.calls()}")

    def open(self) -> Clerk:
        """Open the desk; if the disk fails meanwhile, open it again when it is sound."""
        try:
            desk = open_desk(settings_of(self.folder))
        except (DeskError, OSError) as failed:
            say(f"unopened {type(failed).__name__} {failed}")
            self.shim.calm()
            desk = open_desk(settings_of(self.folder))
        return Clerk(desk, Random(self.job["seed"]), self.say)

    def one(self, clerk: Clerk, kind: str) -> None:
        """Do one deed; after a refusal the disk is sound again and the same deed must go through."""
        deed = clerk.plan(kind)
        if clerk.attempt(deed):
            return
        self.shim.calm()
        if not clerk.attempt(deed):
            raise StoreBrokenError("not_mended")

    def endless(self, clerk: Clerk) -> "EndlessDay":
        """Work until the count is reached, or until killed."""
        return EndlessDay(clerk, int(self.job.get("count", 1 << 30)))


class EndlessDay:
    """Deed after deed, as a day brings them."""

    def __init__(self, clerk: Clerk, count: int) -> None:
        self.clerk = clerk
        self.left = count

    def __iter__(self) -> "EndlessDay":
        return self

    def __next__(self) -> str:
        if self.left == 0:
            raise StopIteration
        self.left -= 1
        return self.clerk.choose()


if __name__ == "__main__":
    serve(lambda job: Day(job).live())
