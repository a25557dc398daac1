"""Starts the window: painted first, everything heavy afterwards."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from desk_app import __version__
from desk_app.ui.failures import FailureHook
from desk_app.ui.front import Front, Start
from desk_app.ui.single import SingleInstance
from desk_app.ui.theme import Look

if TYPE_CHECKING:
    # Imported behind the painted window.
    from collections.abc import Callable, Sequence

    from desk_app.ui.behind import Behind

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
    behind = _go_on_behind(front)
    code = app.exec()
    behind.close()
    single.release()
    return code


def make_app(arguments: Sequence[str]) -> QApplication:
    """Return the application object with Russian words of Qt itself."""
    # Asked for as an argument: `setStyle` hands back a QStyle, whose six hundred names cost Python five milliseconds.
    app = QApplication([sys.argv[0], "-style", "fusion", *arguments])
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


def _go_on_behind(front: Front) -> Behind:
    from desk_app.ui.behind import Behind  # noqa: PLC0415 - the first picture needs no sockets and no workers

    return Behind(front)


def _ring_at_the_first(start: Start) -> int:
    from desk_app.ui.doorbell import ring  # noqa: PLC0415 - the first picture needs no sockets

    return 0 if ring(start.folder) else 1
