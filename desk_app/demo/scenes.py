"""The scenes of the demonstration day, each a task as a clerk does it: by keyboard, in Russian."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desk_app.application.desk import Desk
from desk_app.cli.care import status_facts
from desk_app.demo.centre import DemoCentre
from desk_app.ui.acting import Acting
from desk_app.ui.app import make_app, show_painted
from desk_app.ui.pages import PAGES
from desk_app.ui.session import Session, Start
from desk_app.ui.theme import Appearance, Look

CLERK = "Соколова Е. В."


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the day is played."""

    acting: Acting
    session: Session
    look: Look
    out: Path

    @property
    def desk(self) -> Desk:
        """The desk behind the window."""
        assert self.session.desk is not None
        return self.session.desk

    def picture(self, name: str) -> None:
        """Keep the screen in light and in dark."""
        for scheme in ("light", "dark"):
            self.look.choose(Appearance(scheme))
            self.acting.photographs(self.out / "pictures" / f"{name}_{scheme}.png")
        self.look.choose(Appearance("light"))

    def paper(self, name: str, pdf: bytes) -> None:
        """Keep a paper."""
        path = self.out / "papers" / f"{name}.pdf"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(pdf)


def live_through(start: Start, centre: DemoCentre, out: Path) -> dict[str, Any]:
    """Play every scene; return the figures of the day from desk and centre."""
    app = make_app([])
    look = Look(app)
    look.choose(Appearance("light"))
    session = Session(app, look, start, PAGES)
    show_painted(app, session)
    stage = Stage(Acting(session.window), session, look, out)
    session.open()
    try:
        first_start(stage, centre.invite())
        for scene in SCENES:
            scene(stage)
        return _summary(stage, centre)
    finally:
        session.close()


def first_start(stage: Stage, code: str) -> None:
    """Connect the new desk with the one-time code; receive the city."""
    acting = stage.acting
    acting.sees("Одноразовый код")
    stage.picture("01_first_start")
    acting.goes_to("код")
    acting.types(code)
    acting.goes_to("Кто работает")
    acting.types(CLERK)
    acting.presses("Return")
    acting.sees("Начать работу")
    stage.picture("02_first_start_ready")
    acting.presses("Return")
    acting.until(lambda: stage.session.window.page == "search", "the search page")


def search(stage: Stage) -> None:
    """Find a flat by spoken address, and by the same keys in the wrong layout."""
    acting = stage.acting
    acting.presses("F3")
    acting.types("барнаул гагарина 52 7")
    acting.sees("Иванова Мария Петровна")
    stage.picture("03_search")


SCENES: tuple[Callable[[Stage], None], ...] = (search,)


def _summary(stage: Stage, centre: DemoCentre) -> dict[str, Any]:
    facts = status_facts(stage.desk.report_status())
    audit = centre.audit()
    return facts | {
        "centre": centre.status(),
        "centre_audit": audit,
        "desk_audit": {finding.name: finding.fault for finding in stage.desk.audit()},
    }
