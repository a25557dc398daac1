"""Starts the window: painted first, everything heavy afterwards."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTranslator
from PySide6.QtWidgets import QApplication

from desk_app import __version__
from desk_app.ui.failures import FailureHook
from desk_app.ui.front import Front, Start
from desk_app.ui.single import SingleInstance
from desk_app.ui.tasks import ScreenTasks
from desk_app.ui.theme import Look

if TYPE_CHECKING:
    # Imported behind the painted window.
    from collections.abc import Callable, Sequence

    from desk_app.domain.errors import DeskError
    from desk_app.ui.session import Session

log = logging.getLogger(__name__)


def run(start: Start, arguments: Sequence[str] = (), painted: Callable[[], None] = lambda: None) -> int:
    """Show the window, open the desk behind it, and stay until the window is closed; return the exit code.

    `painted` is told when the first picture stands and nothing else has begun.
    """
    app = make_app(arguments)
    single = SingleInstance(start.folder)
    if not single.is_first():
        return _ring_at_the_first(start)
    front = Front(Look(app), start)
    FailureHook(start.folder, front.told).install()
    show_painted(app, front)
    painted()
    behind = Behind(front)
    code = app.exec()
    behind.close()
    single.release()
    return code


def make_app(arguments: Sequence[str]) -> QApplication:
    """Return the application object with Russian words of Qt itself."""
    app = QApplication([sys.argv[0], *arguments])
    app.setApplicationName("desk-app")
    app.setApplicationVersion(__version__)
    QLocale.setDefault(QLocale(QLocale.Language.Russian, QLocale.Country.Russia))
    translator = QTranslator(app)
    if translator.load("qtbase_ru", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    else:
        log.warning("Qt's Russian words are missing from this installation")
    return app


def show_painted(app: QApplication, front: Front) -> None:
    """Show the window and let it paint before anything else is loaded."""
    front.window.resize(1366, 768)
    front.window.show()
    app.processEvents()


class Behind(QObject):
    """What happens behind the first picture: the session is imported on a worker, made here, and opens the desk."""

    def __init__(self, front: Front) -> None:
        super().__init__(front)
        # Heard at once, for an impatient clerk starts the program twice in the first second.
        from desk_app.ui.doorbell import Doorbell  # noqa: PLC0415 - the first picture needs no sockets

        self._front = front
        self._doorbell = Doorbell(front.start.folder, front.come_forward)
        self._session: Session | None = None
        ScreenTasks(front.store, self).run(_import_session, then=self._begin, failed=_never)

    def close(self) -> None:
        """Let running work end, then close the desk's file."""
        self._doorbell.silence()
        if self._session is not None:
            self._session.close()
        self._front.store.shutdown(wait=True, cancel_futures=True)

    def _begin(self, make: type[Session]) -> None:
        self._session = make(self._front)
        self._session.open()


def _import_session() -> type[Session]:
    from desk_app.ui.session import Session  # noqa: PLC0415 - screens and use cases come behind the painted window

    return Session


def _never(refusal: DeskError) -> None:
    """An import refuses nothing: its faults are faults of the program."""
    raise refusal


def _ring_at_the_first(start: Start) -> int:
    from desk_app.ui.doorbell import ring  # noqa: PLC0415 - the first picture needs no sockets

    return 0 if ring(start.folder) else 1
