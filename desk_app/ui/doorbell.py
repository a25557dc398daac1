"""A second start of the program rings at the first, which comes to the front."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_WAIT_MS = 1_500


class Doorbell(QObject):
    """Listens for the second start of a data folder's desk."""

    def __init__(self, folder: Path, rung: Callable[[], None]) -> None:
        super().__init__()
        self._rung = rung
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._greet)
        QLocalServer.removeServer(_name(folder))
        self._server.listen(_name(folder))

    def silence(self) -> None:
        """Listen no more."""
        self._server.close()

    def _greet(self) -> None:
        socket = self._server.nextPendingConnection()
        if socket is not None:
            socket.deleteLater()
        self._rung()


def ring(folder: Path) -> bool:
    """Ask the first to come to the front; tell whether it has heard."""
    socket = QLocalSocket()
    socket.connectToServer(_name(folder))
    heard = socket.waitForConnected(_WAIT_MS)
    socket.disconnectFromServer()
    return heard


def _name(folder: Path) -> str:
    return "desk-" + sha256(str(folder.resolve()).encode()).hexdigest()[:16]
