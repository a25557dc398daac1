"""The scenes at the door: a desk is connected and loaded, or has no data yet, or its file is gone and it stays shut."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from desk_app.demo.centre import DemoCentre
from desk_app.demo.line import Line
from desk_app.demo.stage import CLERK, Stage
from desk_app.settings import Settings, write_settings
from desk_app.ui.acting import Acting
from desk_app.ui.front import Front, Start
from desk_app.ui.session import Session

StartOf = Callable[[Path], Start]
_REGION, _UNTIL_THE_CUT = 14_000, 1_200_000


def first_start(stage: Stage) -> None:
    """Connect the new desk, compare the fingerprint by phone, receive the city."""
    acting = stage.acting
    acting.sees("Одноразовый код")
    stage.picture("01_first_start")
    _connect(stage, trusted=False)
    acting.sees("Сравните по телефону")
    stage.picture("01_first_start_compare")
    stage.centre.confirm(stage.desk.report_status().awaited)
    acting.sees("Начать работу")
    stage.picture("02_first_start_ready")
    acting.presses("Return")
    stage.on_page("search")


def _connect(stage: Stage, *, trusted: bool) -> None:
    stage.acting.goes_to("код")
    stage.acting.types(stage.centre.invite(trusted=trusted))
    stage.acting.goes_to("Кто работает")
    stage.acting.types(CLERK)
    stage.acting.presses("Return")


def load_a_region(stage: Stage, start_of: StartOf) -> None:
    """Receive so many accounts that they are megabytes, over a line that breaks in their middle."""
    folder = stage.out / "data" / "region"
    centre = DemoCentre(folder / "centre")
    centre.folder.mkdir(parents=True)
    centre.prepare(_REGION, 1)
    with centre.serving() as service:
        line = Line(service.url)
        write_settings(Settings(folder / "desk", line.url, key_slot="file"))
        region = replace(stage, centre=centre, service=service, line=line)
        with _another_window(region, start_of(folder / "desk")) as other:
            other.acting.sees("Одноразовый код")
            line.hold_after(_UNTIL_THE_CUT)
            _connect(other, trusted=True)
            other.acting.until(line.held.is_set, "a download in its middle")
            other.acting.sees(" МБ")
            other.picture("24_loading")
            line.close()
            other.acting.sees("Продолжить загрузку")
            other.picture("25_loading_cut")


def open_without_data(stage: Stage, start_of: StartOf) -> None:
    """Start a copy of the workplace whose residents are not loaded, and then one whose file is gone."""
    usual, folder = stage.session.front.start.folder, stage.out / "data" / "copy"
    shutil.copytree(usual, folder, ignore=shutil.ignore_patterns("mirror*", "*.use", "reports"))
    with _another_window(stage, start_of(folder)) as other:
        other.on_page("search")
        other.find("барнаул гагарина 52 7", "Данные жителей ещё не загружены")
        other.acting.sees("Нет связи")
        other.picture("22_search_before_the_data")
        other.acting.presses("Ctrl+2")
        other.on_page("registration")
        other.acting.types("00-000007")
        other.acting.presses("Tab")
        other.acting.sees("Искать пока не в чем")
        other.picture("22_registration_before_the_data")
    (folder / "desk.db").unlink()
    with _another_window(stage, start_of(folder)) as other:
        other.acting.sees("Попробовать снова")
        other.picture("23_not_opened")


@contextmanager
def _another_window(stage: Stage, start: Start) -> Iterator[Stage]:
    front = Front(stage.look, start)
    stage.show(front)
    session = Session(front)
    session.open()
    try:
        yield replace(stage, acting=Acting(session.window), session=session)
    finally:
        session.window.close()
        session.close()
