"""The centre as a process of its own that dies before its k-th statement, counted by a hook that only tests have."""

import os
import signal
from pathlib import Path
from typing import Any

from sqlalchemy import event

from desk_app.settlement.centre import Centre
from desk_app.settlement.database import Database, open_database
from desk_app.settlement.keys import open_keys
from desk_app.settlement.server import start
from tests.faults import planted
from tests.faults.nursery import Job, say, serve
from tests.helpers.centre import StoppedClock


def die_at(database: Database, k: int) -> None:
    """Die before the k-th statement of the writer; commits and the moment after each count too."""
    seen = [0]

    def step(*_: Any) -> None:  # noqa: ANN401 - three events with arguments of their own
        seen[0] += 1
        if seen[0] == k:
            os.kill(os.getpid(), signal.SIGKILL)

    for name in ("before_cursor_execute", "commit"):
        event.listen(database.writer, name, step)
    event.listen(database.writer.pool, "checkin", step)


def live(job: Job) -> None:
    """Serve until killed, by oneself or by the parent."""
    planted.plant(job.get("planted", ()))
    database = open_database(job["database"])
    die_at(database, job["die_at"])
    running = start(Centre(database, open_keys(Path(job["keys"]), create=False), StoppedClock()))
    say(f"url {running.url}")
    running.thread.join()


if __name__ == "__main__":
    serve(live)
