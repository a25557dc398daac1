"""The real programs beside each other: a service over loopback, the operator's commands, desks, and their window."""

import io
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desk_app.demo.centre import DemoCentre, Service
from desk_app.settlement.audit import audit
from desk_app.settlement.database import open_database
from desk_app.start import main, start_of
from desk_app.ui.front import Front
from desk_app.ui.session import Session
from desk_app.ui.theme import Appearance, Look

SECONDS = 30_000


@dataclass(frozen=True, slots=True)
class CentrePrograms:
    """The centre of one test: its files, its service and its operator's terminal."""

    files: DemoCentre
    service: Service

    def operator(self, name: str, *words: str) -> dict[str, Any]:
        """Call one of the operator's commands beside the running service."""
        call = [*self.files.program(name), *words, "--json"]
        done = subprocess.run(call, capture_output=True, text=True, check=False)
        told: dict[str, Any] = json.loads(done.stdout)
        return told

    def invites(self, title: str = "Окно 1", *, trust: bool = True) -> str:
        """Create a desk; return its one-time code."""
        asked = ["--organisation", "ООО «УК»", "--inn", "2225012344", "--title", title, "--address", "г. Барнаул"]
        known = ["--trust-first-key"] if trust else []
        return str(self.operator("enrol-desk", *asked, "--all-houses", "--training", *known)["code"])

    def ledger(self) -> list[int]:
        """Return the kopecks of every payment in the centre's books, smallest first."""
        query = "SELECT amount_kop FROM ledger_entry WHERE amount_kop > 0 ORDER BY amount_kop"
        return [row[0] for row in self.rows(query)]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Look into the database, or do what only the passing of time would do."""
        database = open_database(self.files.folder / "centre.db")
        try:
            with database.write() as connection:
                found = connection.exec_driver_sql(query)
                return [tuple(row) for row in found] if found.returns_rows else []
        finally:
            database.close()

    def faults(self) -> list[str]:
        """Audit the centre's books, as the operator's `audit` does."""
        database = open_database(self.files.folder / "centre.db")
        try:
            return [one.name for one in audit(database) if not one.holds]
        finally:
            database.close()


@dataclass(frozen=True, slots=True)
class DeskProgram:
    """One workplace, called as a script calls it; another folder is another computer."""

    folder: Path

    def __call__(self, *words: str) -> dict[str, Any]:
        """Do one command that has to succeed; return its answer."""
        told = self.told(*words)
        assert told["done"], told
        return told

    def refused(self, *words: str) -> str:
        """Do one command that has to be refused; return what the person at the terminal reads."""
        told = self.told(*words)
        assert not told["done"], told
        return f"{told['what']} {told['safe']} {told['todo']}"

    def told(self, *words: str) -> dict[str, Any]:
        """Do one command; return its answer, whatever it is."""
        said = io.StringIO()
        with redirect_stdout(said):
            main(["--data-dir", str(self.folder), "--json", *words])
        told: dict[str, Any] = json.loads(said.getvalue())
        return told

    def connects(self, centre: CentrePrograms, code: str) -> None:
        """Enrol and fetch the accounts."""
        self("enrol", "--centre", centre.service.url, code)
        self("sync")

    def pays(self, roubles: int) -> str:
        """Take a payment; return its number."""
        return str(self("pay", "--account", "tko/00-000007", "--line", f"5258={roubles}", "--another-one")["number"])

    def owed(self) -> int:
        """Return what the flat owes as this desk shows it, in kopecks."""
        rows = self("search", "00-000007")["rows"]
        return sum(row["due_kopecks"] for row in rows)

    def copies(self, name: str) -> str:
        """Make a copy; return its file."""
        return str(self("backup", "--name", name)["file"])

    def loses_its_file(self) -> None:
        """Damage the file beyond reading, as a dying disk does."""
        (self.folder / "desk.db").write_bytes(b"not a database any more " * 2000)

    def moves_to(self, folder: Path, *, without: tuple[str, ...] = ()) -> "DeskProgram":
        """Copy the whole folder to another computer."""
        shutil.copytree(self.folder, folder, ignore=shutil.ignore_patterns(*without))
        return DeskProgram(folder)

    def faults(self) -> list[str]:
        """Audit the desk's books; the file aside of a forced restore would be named here, too."""
        return [one["name"] for one in self.told("audit")["findings"] if one["fault"]]


@dataclass(frozen=True, slots=True)
class Windows:
    """Opens the window over a workplace."""

    qtbot: QtBot
    app: QApplication

    @contextmanager
    def over(self, desk: DeskProgram) -> Iterator["ClerkWindow"]:
        """Open the window as the program's door does; it is shut down in order afterwards."""
        look = Look(self.app)
        look.choose(Appearance("light"))
        session = Session(Front(look, start_of(desk.folder)))
        session.window.resize(1366, 768)
        session.window.show()
        session.open()
        try:
            yield ClerkWindow(session, self.qtbot)
        finally:
            session.window.close()
            session.close()
            session.window.deleteLater()
            session.front.deleteLater()
            self.app.processEvents()


@dataclass(frozen=True, slots=True)
class ClerkWindow:
    """What a clerk can read in the window."""

    session: Session
    qtbot: QtBot

    def works(self) -> None:
        """Wait for the first page, and let the first exchange begin."""
        self.qtbot.waitUntil(lambda: self.session.window.page == "search", timeout=SECONDS)
        self.session.tick()

    def says(self, words: str) -> str:
        """Wait until a lasting band says these words; return the whole band."""
        self.qtbot.waitUntil(lambda: any(words in text for text in self._bands()), timeout=SECONDS)
        return next(text for text in self._bands() if words in text)

    def is_quiet(self) -> None:
        """Wait until the link is well and no band is left."""
        pill = self.session.window.top.link
        self.qtbot.waitUntil(lambda: "На связи" in pill.text() and not self._bands(), timeout=SECONDS)

    def sends(self) -> None:
        """Press «Отправить сейчас»."""
        self.session.window.actions_now.do("exchange")

    def toasts(self, words: str) -> None:
        """Wait until a passing note says these words."""
        box = self.session.window.toast_box
        self.qtbot.waitUntil(lambda: any(words in text for text in _texts(box)), timeout=SECONDS)

    def refuses(self) -> str:
        """Wait until the program says that it does not open; return the words."""
        opening = self.session.opening
        self.qtbot.waitUntil(lambda: bool(opening.what.text()), timeout=SECONDS)
        return f"{opening.what.text()} {opening.safe.text()} {opening.todo.text()}"

    def asks_to_connect(self) -> None:
        """Wait for the page of a new workplace."""
        self.qtbot.waitUntil(lambda: self.session.window.page == "first_start", timeout=SECONDS)

    def _bands(self) -> list[str]:
        return _texts(self.session.window.banners)


def _texts(widget: QWidget) -> list[str]:
    shown = (label.text() for label in widget.findChildren(QLabel) if label.isVisible())
    return [re.sub("<[^>]*>", "", text) for text in shown if text]


@contextmanager
def centre_programs(folder: Path) -> Iterator[CentrePrograms]:
    """Serve the centre of a folder; its books are audited at the end."""
    files = DemoCentre(folder)
    with files.serving() as service:
        centre = CentrePrograms(files, service)
        yield centre
    assert centre.faults() == []


def prepared_centre(folder: Path) -> None:
    """Make the files of a centre with the smallest sample city."""
    folder.mkdir()
    DemoCentre(folder).prepare(accounts=24, seed=1)
