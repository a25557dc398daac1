"""Several processes of the service on one port beside one PostgreSQL: no state but the database's."""

import logging
import multiprocessing
import signal
import socket
import threading
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from desk_app.settlement.centre import Centre
from desk_app.settlement.clock import SystemClock
from desk_app.settlement.database import open_database
from desk_app.settlement.keys import open_keys
from desk_app.settlement.logs import log_to
from desk_app.settlement.server import listen, serve_on

_GLANCE_S = 1
_log = logging.getLogger("settlement")


@dataclass(frozen=True, slots=True)
class Post:
    """Where a worker finds what it serves."""

    database: str
    data_dir: Path
    host: str


@dataclass(slots=True)
class _Worker:
    process: BaseProcess
    leash: Connection  # closing it tells the worker to finish


@dataclass(slots=True)
class Workers:
    """The processes of one port; one that dies is replaced, for its calls are repeated by their desks."""

    post: Post
    listening: socket.socket
    workers: list[_Worker] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)
    watch: threading.Thread = field(init=False)

    @classmethod
    def start(cls, post: Post, port: int, count: int) -> "Workers":
        """Listen, then let so many processes serve.

        Raises:
            OSError: the port is taken.
        """
        started = cls(post, listen(post.host, port))
        started.workers = [started._new() for _ in range(count)]
        started.watch = threading.Thread(target=started._replace_dead, name="workers", daemon=True)
        started.watch.start()
        return started

    @property
    def url(self) -> str:
        """Return where they listen."""
        return f"http://{self.post.host}:{self.listening.getsockname()[1]}"

    def stop(self) -> None:
        """Let every worker finish the calls in progress, and end."""
        self.stopping.set()
        self.watch.join()
        for worker in self.workers:
            worker.leash.close()
        for worker in self.workers:
            worker.process.join()
        self.listening.close()

    def _new(self) -> _Worker:
        spawn = multiprocessing.get_context("spawn")  # a forked copy would share connections and locks
        theirs, ours = spawn.Pipe(duplex=False)
        process = spawn.Process(target=_serve, args=(self.post, self.listening, theirs), daemon=True)
        process.start()
        theirs.close()
        return _Worker(process, ours)

    def _replace_dead(self) -> None:
        while not self.stopping.is_set():
            wait([worker.process.sentinel for worker in self.workers], timeout=_GLANCE_S)
            for at, worker in enumerate(self.workers):
                if not self.stopping.is_set() and not worker.process.is_alive():
                    _log.error("worker_ended", extra={"status": worker.process.exitcode})
                    worker.leash.close()
                    self.workers[at] = self._new()


def _serve(post: Post, listening: socket.socket, leash: Connection) -> None:
    """Serve until the leash is let go, by the parent or by its death."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the whole group; the parent tells when
    log_to()
    database = open_database(post.database)
    try:
        centre = Centre(database, open_keys(post.data_dir, create=False), SystemClock())
        service = serve_on(centre, listening, post.host)
        wait([leash])
        service.stop()
    finally:
        database.close()
