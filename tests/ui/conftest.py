"""The window over a filled desk whose centre is out of reach."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_app.application.desk import Desk
from desk_app.devices.machine import TimedIds
from desk_app.main import open_desk
from desk_app.settings import Settings
from desk_app.ui.front import Front, Start
from desk_app.ui.session import Session
from desk_app.ui.theme import Look
from tests.helpers.prepared_desk import DeskClock, prepared_desk


@pytest.fixture
def look(qapp: QApplication) -> Look:
    """The look of the window, light whatever the machine says."""
    return Look(qapp)


@pytest.fixture
def start(tmp_path: Path) -> Start:
    """What main would hand to the window."""
    with prepared_desk(tmp_path):
        pass

    def opened() -> Desk:
        settings = Settings(tmp_path / "desk", "http://127.0.0.1:9", key_slot="file")
        return open_desk(settings, DeskClock(), TimedIds())

    return Start(opened, lambda _url: opened(), lambda: "http://127.0.0.1:9", tmp_path, "Касса")


@pytest.fixture
def closed_session(qapp: QApplication, look: Look, start: Start) -> Iterator[Session]:
    """A painted window whose desk is not open yet."""
    session = Session(Front(look, start))
    session.window.resize(1366, 768)
    session.window.show()
    yield session
    session.window.close()
    session.close()
    session.window.deleteLater()
    session.front.deleteLater()
    qapp.processEvents()


@pytest.fixture
def session(closed_session: Session, qtbot: QtBot) -> Session:
    """The window with an open desk, at the search page."""
    closed_session.open()
    qtbot.waitUntil(lambda: closed_session.window.page == "search", timeout=30_000)
    closed_session.window.activateWindow()
    qtbot.waitUntil(closed_session.window.top.omnibox.hasFocus)
    return closed_session
