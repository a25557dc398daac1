"""Lives a clerk's day with the watch in hand: `python -m tests.benchmarks.frames_day DIR`; prints the holds as JSON.

The scenes are those of the demonstration; between them every page is shown
twice, two flats are paid for in one basket and the colours are changed.
"""

import json
import sys
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from desk_app.demo.centre import DemoCentre, Service
from desk_app.demo.line import Line
from desk_app.demo.opening import first_start
from desk_app.demo.scenes import SCENES
from desk_app.demo.stage import Stage
from desk_app.settings import Settings, write_settings
from desk_app.start import start_of
from desk_app.ui.app import make_app, show_painted
from desk_app.ui.front import Front
from desk_app.ui.session import Session
from desk_app.ui.theme import Appearance, Look
from tests.benchmarks.held import TimedActing, Watch

ACCOUNTS = 240
_PAGES = {"registration": "2", "payment": "3", "shift": "4", "status": "5", "settings": "6", "search": "1"}


@dataclass(frozen=True, slots=True)
class QuietStage(Stage):
    """A stage without a photographer."""

    def picture(self, name: str, *, large: bool = False) -> None:
        """Keep no picture."""
        del name, large


def show_every_page(stage: Stage) -> None:
    """Bring every page to the front by its key."""
    for name, key in _PAGES.items():
        stage.acting.presses(f"Ctrl+{key}")
        stage.on_page(name)
        stage.acting.settle()


def pay_for_two_flats(stage: Stage) -> None:
    """Open the payment of one flat, add another to the same basket, mend a line, put it back and pay."""
    acting = stage.acting
    for flat, who in (("барнаул гагарина 52 9", "00-000009"), ("барнаул гагарина 52 12", "00-000012")):
        stage.find(flat, "Найден", who)
        acting.presses("Down")
        acting.presses("F8")
        stage.on_page("payment")
        acting.sees(who)
    acting.presses("F2")
    acting.presses("Return")
    acting.presses("Ctrl+Return")
    acting.sees("Покажите жителю")
    acting.presses("Return")
    stage.on_page("preview")
    acting.presses("Escape")
    stage.on_page("payment")


def change_the_colours(stage: Stage) -> None:
    """Choose dark and light in turn."""
    assert isinstance(stage.acting, TimedActing)
    for scheme in ("dark", "light"):
        stage.acting.watch.begin(f"colours: {scheme}")
        stage.acting.does(lambda: stage.look.choose(Appearance(scheme)))  # noqa: B023 - done at once
        stage.acting.settle()


def live(centre: DemoCentre, service: Service, out: Path) -> dict[str, dict[str, float]]:
    """Return the longest holds of every step of a day."""
    data_dir = out / "desk"
    line = Line(service.url)
    write_settings(Settings(data_dir, line.url, key_slot="file"))
    app = make_app([])
    look = Look(app)
    front = Front(look, start_of(data_dir))
    show_painted(app, front)
    watch = Watch()
    session = Session(front)
    acting = TimedActing(front.window, watch, lambda: front.window.page)
    stage = QuietStage(acting, session, look, centre, service, line, out, partial(show_painted, app))
    watch.begin("the desk opens")
    session.open()
    try:
        first_start(stage)
        for scene in (
            show_every_page,
            *SCENES[:2],
            pay_for_two_flats,
            *SCENES[2:],
            show_every_page,
            change_the_colours,
        ):
            scene(stage)
    finally:
        session.close()
    return {name: asdict(held) for name, held in watch.steps.items() if name}


def main(folder: Path) -> None:
    """Make a city, live the day, print."""
    centre = DemoCentre(folder / "centre")
    centre.folder.mkdir(parents=True)
    centre.prepare(ACCOUNTS, 1)
    with centre.serving() as service:
        print(json.dumps(live(centre, service, folder), ensure_ascii=False))  # noqa: T201 - the figure is the output


if __name__ == "__main__":
    main(Path(sys.argv[1]))
