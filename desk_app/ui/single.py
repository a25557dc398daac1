"""One desk on one computer: a second start raises the window of the first."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_WAIT_MS = 1_500


class SingleInstance(QObject):
    """Holds the lock of a data folder for as long as the program runs."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = QLockFile(str(folder / "desk.lock"))
        self._lock.setStaleLockTime(0)
        self._name = "desk-" + sha256(str(folder.resolve()).encode()).hexdigest()[:16]
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)

    def is_first(self) -> bool:
        """Take the lock; False where another program holds it. A crashed one's lock is taken over."""
        return self._lock.tryLock(0)

    def raise_first(self) -> bool:
        """Ask the first to come to the front; tell whether it has heard."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        heard = socket.waitForConnected(_WAIT_MS)
        socket.disconnectFromServer()
        return heard

    def on_second_start(self, act: Callable[[], None]) -> None:
        """Do this when the program is started once more."""
        QLocalServer.removeServer(self._name)
        self._server.newConnection.connect(lambda: self._greet(act))
        self._server.listen(self._name)

    def release(self) -> None:
        """Let the next start be the first."""
        self._server.close()
        self._lock.unlock()

    def _greet(self, act: Callable[[], None]) -> None:
        socket = self._server.nextPendingConnection()
        if socket is not None:
            socket.deleteLater()
        act()
