"""Starts the window: painted first, everything heavy afterwards."""

import logging
import sys
from collections.abc import Sequence

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from desk_app import __version__
from desk_app.ui.failures import FailureHook
from desk_app.ui.pages import PAGES
from desk_app.ui.screen import Page
from desk_app.ui.session import Session, Start
from desk_app.ui.single import SingleInstance
from desk_app.ui.theme import Look

log = logging.getLogger(__name__)


def run(start: Start, arguments: Sequence[str] = (), pages: Sequence[Page] = PAGES) -> int:
    """Show the window, open the desk behind it, and stay until the window is closed; return the exit code."""
    app = make_app(arguments)
    single = SingleInstance(start.folder)
    if not single.is_first():
        return 0 if single.raise_first() else 1
    session = Session(app, Look(app), start, pages)
    FailureHook(start.folder, session.told).install()
    single.on_second_start(session.come_forward)
    show_painted(app, session)
    session.open()
    code = app.exec()
    session.close()
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


def show_painted(app: QApplication, session: Session) -> None:
    """Show the window and let it paint before anything else is loaded."""
    session.window.resize(1366, 768)
    session.window.show()
    app.processEvents()
