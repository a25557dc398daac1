"""The line between desk and centre: it can be held in the middle of a download, cut, and laid again."""

import socket
import threading
from contextlib import suppress

_HOST = "127.0.0.1"
_CHUNK = 16_384


class Line:
    """Carries bytes from one loopback port to the centre's, and back."""

    def __init__(self, centre_url: str) -> None:
        """Lay the line on a free port, which it keeps."""
        self._target = int(centre_url.rsplit(":", 1)[1])
        self._port = 0
        self._ends: list[socket.socket] = []
        self._left: int | None = None
        self.held = threading.Event()
        self._go_on = threading.Event()
        self.open()

    @property
    def url(self) -> str:
        """The address that the desk is given."""
        return f"http://{_HOST}:{self._port}"

    def open(self) -> None:
        """Take calls, at the same port as before."""
        self._left = None
        self._go_on.clear()
        self.held.clear()
        self._listener = socket.create_server((_HOST, self._port))
        self._port = self._listener.getsockname()[1]
        threading.Thread(target=self._answer, args=(self._listener,), daemon=True).start()

    def close(self) -> None:
        """Cut every call and take no more."""
        ends, self._ends = [*self._ends, self._listener], []
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._go_on.set()

    def hold_after(self, size: int) -> None:
        """Let so many bytes more come from the centre, then nothing; `held` is set when that is so."""
        self._left = size

    def _answer(self, listener: socket.socket) -> None:
        while True:
            try:
                desk, _where = listener.accept()
            except OSError:  # closed
                return
            try:
                centre = socket.create_connection((_HOST, self._target))
            except OSError:  # nobody there: the desk hears what it would hear without a line
                desk.close()
                continue
            self._ends += [desk, centre]
            for way in ((desk, centre, False), (centre, desk, True)):
                threading.Thread(target=self._carry, args=way, daemon=True).start()

    def _carry(self, here: socket.socket, there: socket.socket, down: bool) -> None:  # noqa: FBT001 - of one thread
        with suppress(OSError):
            while data := here.recv(_CHUNK):
                if down and self._left is not None:
                    self._left -= len(data)
                    if self._left < 0:
                        self.held.set()
                        self._go_on.wait()
                there.sendall(data)
        for end in (here, there):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
