"""Several processes of the service on one port beside one PostgreSQL: no state but the database's."""

import logging
import multiprocessing
import signal
import socket
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import monotonic_ns

from desk_app.settlement.centre import Centre
from desk_app.settlement.clock import SystemClock
from desk_app.settlement.database import open_database
from desk_app.settlement.keys import open_keys
from desk_app.settlement.logs import log_to
from desk_app.settlement.server import listen, serve_on

READY_S = 60
_GLANCE_S = 1
_QUICK_S = 10
_MOST_QUICK = 5
_log = logging.getLogger("settlement")


class WorkersFailedError(Exception):
    """The processes do not start, or die as soon as they have started."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a worker finds what it serves."""

    database: str
    data_dir: Path
    host: str


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    leash: Connection  # says «ready» once; closing it tells the worker to finish
    born_s: int = field(default_factory=lambda: monotonic_ns() // 10**9)


@dataclass(slots=True)
class Workers:
    """The processes of one port; one that dies is replaced, for its calls are repeated by their desks.

    Where they die as fast as they are replaced `failed` is set and `on_failure` called: it is for people then.
    """

    place: Place
    listening: socket.socket
    on_failure: Callable[[], None]
    team: list[_Worker] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)
    failed: bool = False
    watch: threading.Thread = field(init=False)

    @classmethod
    def start(cls, place: Place, port: int, count: int, on_failure: Callable[[], None]) -> "Workers":
        """Listen, then let so many processes serve; return when each of them does.

        Raises:
            OSError: the port is taken.
            WorkersFailedError: one of them did not start.
        """
        started = cls(place, listen(place.host, port), on_failure)
        started.team = [started._new() for _ in range(count)]
        started.watch = threading.Thread(target=started._replace_dead, name="workers", daemon=True)
        if not all(_is_ready(worker) for worker in started.team):
            started._let_go()
            raise WorkersFailedError
        started.watch.start()
        return started

    @property
    def url(self) -> str:
        """Return where they listen."""
        return f"http://{self.place.host}:{self.listening.getsockname()[1]}"

    def stop(self) -> None:
        """Let every worker finish the calls in progress, and end."""
        self.stopping.set()
        self.watch.join()
        self._let_go()

    def _let_go(self) -> None:
        for worker in self.team:
            worker.leash.close()
        for worker in self.team:
            worker.process.join()
        self.listening.close()

    def _new(self) -> _Worker:
        spawn = multiprocessing.get_context("spawn")  # a forked copy would share connections and locks
        theirs, ours = spawn.Pipe()
        process = spawn.Process(target=_serve, args=(self.place, self.listening, theirs), daemon=True)
        process.start()
        theirs.close()
        return _Worker(process, ours)

    def _replace_dead(self) -> None:
        quick = 0
        while not self.stopping.is_set():
            wait([worker.process.sentinel for worker in self.team], timeout=_GLANCE_S)
            for at, worker in enumerate(self.team):
                if self.stopping.is_set() or worker.process.is_alive():
                    continue
                _log.error("worker_ended", extra={"status": worker.process.exitcode})
                quick = (
                    quick + 1 if monotonic_ns() // 10**9 - worker.born_s < _QUICK_S and not _said_ready(worker) else 0
                )
                worker.leash.close()
                if quick >= _MOST_QUICK:
                    self.failed = True
                    self.on_failure()
                    return
                self.stopping.wait(quick)
                self.team[at] = self._new()


def _said_ready(worker: _Worker) -> bool:
    try:
        return worker.leash.poll() and worker.leash.recv() == "ready"
    except (EOFError, OSError):
        return False


def _is_ready(worker: _Worker) -> bool:
    return bool(wait([worker.leash, worker.process.sentinel], timeout=READY_S)) and _said_ready(worker)


def _serve(place: Place, listening: socket.socket, leash: Connection) -> None:
    """Serve until the leash is let go, by the parent or by its death."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the whole group; the parent tells when
    log_to()
    try:
        _serve_on(place, listening, leash)
    except Exception as error:  # noqa: BLE001 - the trace-back may hold an address or a password
        _log.error("worker_failed", extra={"code": type(error).__name__})
        sys.exit(1)


def _serve_on(place: Place, listening: socket.socket, leash: Connection) -> None:
    database = open_database(place.database)
    try:
        with database.read() as connection:
            connection.exec_driver_sql("SELECT 1")
        centre = Centre(database, open_keys(place.data_dir, create=False), SystemClock())
        service = serve_on(centre, listening, place.host)
        leash.send("ready")
        # A worker whose server has ended would hold the port and answer nobody.
        while service.thread.is_alive() and not leash.poll(_GLANCE_S):
            pass
        service.stop()
    finally:
        database.close()
