"""Runs the service on a port until it is told to stop."""

import socket
import threading
from dataclasses import dataclass, field

import uvicorn

from desk_app.settlement.app import create_app
from desk_app.settlement.centre import Centre


@dataclass(slots=True)
class RunningService:
    """The service in a thread of this process."""

    centre: Centre
    host: str
    socket: socket.socket
    server: uvicorn.Server
    thread: threading.Thread = field(init=False)

    @property
    def url(self) -> str:
        """Return where it listens."""
        return f"http://{self.host}:{self.socket.getsockname()[1]}"

    def stop(self) -> None:
        """Finish the calls in progress and end."""
        self.server.should_exit = True
        self.thread.join()
        self.socket.close()


def start(centre: Centre, host: str = "127.0.0.1", port: int = 0) -> RunningService:
    """Listen first, then serve: a client that knows the address is never turned away.

    Raises:
        OSError: the port is taken.
    """
    return serve_on(centre, listen(host, port), host)


def listen(host: str, port: int) -> socket.socket:
    """Take a port; 0 takes a free one.

    Raises:
        OSError: the port is taken.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(1024)
    except OSError:
        listening.close()
        raise
    return listening


def serve_on(centre: Centre, listening: socket.socket, host: str) -> RunningService:
    """Serve the calls that arrive at a socket, in a thread."""
    config = uvicorn.Config(
        create_app(centre), log_config=None, access_log=False, server_header=False, date_header=False, lifespan="off",
        timeout_graceful_shutdown=10,
    )  # fmt: skip
    running = RunningService(centre, host, listening, uvicorn.Server(config))
    running.thread = threading.Thread(
        target=running.server.run, kwargs={"sockets": [listening]}, name="settlement", daemon=True
    )
    running.thread.start()
    return running
