"""What happens behind the first picture: a second start is heard, the session is imported and opens the desk."""

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desk_app.domain.errors import DeskError
from desk_app.ui import collector
from desk_app.ui.doorbell import Doorbell
from desk_app.ui.front import Front
from desk_app.ui.tasks import ScreenTasks

if TYPE_CHECKING:
    # Imported on the worker.
    from desk_app.ui.session import Session


class Behind(QObject):
    """The way from the painted window to the session."""

    def __init__(self, front: Front) -> None:
        super().__init__(front)
        self._front = front
        self._doorbell = Doorbell(front.start.folder, front.come_forward)
        self._importer = ThreadPoolExecutor(1, "import")
        self._session: Session | None = None
        collector.pause()
        ScreenTasks(self._importer, self).run(_import_session, then=self._begin, failed=_refuse)

    def close(self) -> None:
        """Let running work end, then close the desk's file."""
        self._doorbell.silence()
        self._importer.shutdown(wait=True, cancel_futures=True)
        if self._session is not None:
            self._session.close()

    def _begin(self, make: "type[Session]") -> None:
        self._session = make(self._front)
        self._session.open()


def _import_session() -> "type[Session]":
    from desk_app.ui.session import Session  # noqa: PLC0415 - screens and use cases come behind the painted window

    return Session


def _refuse(refusal: DeskError) -> None:
    collector.settle()
    # An import refuses nothing: whatever it raises is a fault of the program.
    raise refusal
