"""A paper before it is printed, and the first start, without a window."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete

from desk_app.application.desk import Desk
from desk_app.domain.errors import DeskError
from desk_app.main import open_desk
from desk_app.presenters.first_start import FirstStartDoors, FirstStartPresenter, FirstStartView, clean_url
from desk_app.presenters.preview import (
    PageDone,
    PreviewDoors,
    PreviewPresenter,
    PreviewView,
    PrinterError,
    PrintWish,
)
from desk_app.presenters.tasks import TasksAtOnce
from desk_app.settings import Settings
from desk_app.settlement.tables import enrolment
from tests.helpers.centre import RunningCentre
from tests.helpers.held_tasks import HeldTasks
from tests.helpers.prepared_desk import CLERK, FLAT, DeskClock, prepared_desk, running_centre


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with prepared_desk(tmp_path) as opened:
        yield opened


class Press:
    """A clerk at the preview, and a printer that does what it is told."""

    def __init__(self, desk: Desk, printers: tuple[str, ...] = ("HP",)) -> None:
        self.desk, self.views = desk, list[PreviewView]()
        self.wishes, self.said, self.finished = list[PrintWish](), list[tuple[str, str]](), list[str]()
        self.fault: DeskError | None = None
        self.before_page: Callable[[], None] = lambda: None
        doors = PreviewDoors(
            finished=lambda: self.finished.append("away"),
            toast=lambda text, tone: self.said.append((tone, text)),
            printers=lambda: printers,
            print_pdf=self._print,
            printed=lambda: self.finished.append("printed"),
        )
        self.presenter = PreviewPresenter(desk, TasksAtOnce(), TasksAtOnce(), self.views.append, doors)
        self.paper = desk.print_receipt([FLAT], desk.ids.new(), CLERK)

    def _print(self, wish: PrintWish, page_done: PageDone) -> None:
        self.wishes.append(wish)
        if self.fault is not None:
            raise self.fault
        self.before_page()
        if not page_done(1, 1):
            raise PrinterError("cancelled")

    @property
    def view(self) -> PreviewView:
        return self.views[-1]

    def copies_printed(self) -> int:
        return self.desk.papers.again(self.paper.print_id, CLERK).copy - 1


def test_a_printed_paper_is_recorded_and_the_page_goes_away(desk: Desk) -> None:
    press = Press(desk)
    press.presenter.open(press.paper)
    press.presenter.set_copies(3)
    press.presenter.print()
    assert (press.wishes[0].printer, press.wishes[0].copies, press.copies_printed()) == ("HP", 3, 1)
    assert press.finished == ["printed", "away"]


@pytest.mark.parametrize(
    ("reason", "says"), [("failed", "не принял"), ("missing", "нет"), ("cancelled", "остановлена")]
)
def test_a_paper_that_did_not_come_out_is_not_recorded(desk: Desk, reason: str, says: str) -> None:
    press = Press(desk)
    press.presenter.open(press.paper)
    press.fault = PrinterError(reason)
    press.presenter.print()
    assert says in press.view.trouble
    assert (press.copies_printed(), press.finished, press.view.can_print) == (0, [], True)


def test_a_stopped_print_is_not_recorded(desk: Desk) -> None:
    press = Press(desk)
    press.presenter.open(press.paper)
    press.before_page = press.presenter.cancel
    press.presenter.print()
    assert "остановлена" in press.view.trouble
    assert press.copies_printed() == 0


def test_the_printer_of_the_last_time_is_proposed(desk: Desk) -> None:
    first = Press(desk, ("HP", "Чек"))
    first.presenter.open(first.paper)
    first.presenter.choose_printer("Чек")
    first.presenter.print()
    again = Press(desk, ("HP", "Чек"))
    again.presenter.open(again.paper)
    assert again.view.printer == "Чек"


def test_a_paper_is_printed_at_once_only_where_a_printer_was_chosen(desk: Desk) -> None:
    press, shown = Press(desk), list[str]()
    press.presenter.print_at_once(press.paper, lambda: shown.append("page"))
    assert (shown, press.wishes) == (["page"], [])
    press.presenter.print()
    other = Press(desk)
    other.presenter.print_at_once(other.paper, lambda: shown.append("page"))
    assert (shown, len(other.wishes)) == (["page"], 1)


def test_without_a_printer_nothing_is_printed(desk: Desk) -> None:
    press = Press(desk, ())
    press.presenter.open(press.paper)
    press.presenter.print()
    assert (press.view.can_print, press.wishes) == (False, [])


def test_a_saved_file_counts_and_a_failed_one_does_not(desk: Desk) -> None:
    press = Press(desk)
    press.presenter.open(press.paper)
    press.presenter.saved("x.pdf", fault="Нет места")
    assert (press.view.trouble, press.copies_printed()) == ("Файл не записан: Нет места", 0)
    press.presenter.saved("x.pdf")
    assert press.copies_printed() == 1


# --- the first start -----------------------------------------------------------------------------------------------


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[RunningCentre]:
    with running_centre(tmp_path) as running:
        yield running


class Newcomer:
    """A desk that nobody knows yet."""

    def __init__(self, folder: Path, tasks: TasksAtOnce | HeldTasks, url: str = "") -> None:
        self.folder, self.url, self.views, self.ready = folder, url, list[FirstStartView](), list[Desk]()
        doors = FirstStartDoors(self._connect, lambda: self.url, self.ready.append)
        self.presenter = FirstStartPresenter(self._open(url), tasks, tasks, self.views.append, doors)
        self.presenter.begin()

    def _open(self, url: str) -> Desk:
        return open_desk(Settings(self.folder / "new", url, key_slot="file"), DeskClock())

    def _connect(self, url: str) -> Desk:
        self.url = url
        return self._open(url)

    @property
    def view(self) -> FirstStartView:
        return self.views[-1]


@pytest.fixture
def newcomer(tmp_path: Path) -> Iterator[Newcomer]:
    made = Newcomer(tmp_path, TasksAtOnce())
    yield made
    made.presenter.desk.close()


def test_an_empty_field_is_named_before_anything_is_asked(newcomer: Newcomer) -> None:
    newcomer.presenter.connect(" ", "AB", "")
    assert newcomer.view.wrong == ("url", "clerk")


def test_a_trusted_desk_is_enrolled_loaded_and_ready(newcomer: Newcomer, centre: RunningCentre) -> None:
    newcomer.presenter.connect(centre.url, centre.invite(), "Соколова Е. В.")
    assert (newcomer.view.step, newcomer.view.accounts) == ("ready", 14)
    newcomer.presenter.finish()
    assert newcomer.ready[0].choices.get("clerk") == "Соколова Е. В."


def test_the_fingerprint_is_shown_until_the_operator_has_compared_it(newcomer: Newcomer, centre: RunningCentre) -> None:
    newcomer.presenter.connect(centre.url, centre.invite(trust=False), "Соколова")
    assert (newcomer.view.step, len(newcomer.view.fingerprint)) == ("compare", 5)
    newcomer.presenter.poll()
    assert newcomer.view.step == "compare"
    newcomer.presenter.back()
    assert newcomer.view.step == "connect"


def test_a_window_opened_again_goes_on_waiting_for_the_operator(tmp_path: Path, centre: RunningCentre) -> None:
    first = Newcomer(tmp_path, TasksAtOnce())
    first.presenter.connect(centre.url, centre.invite(trust=False), "Соколова")
    first.presenter.desk.close()
    again = Newcomer(tmp_path, TasksAtOnce(), centre.url)
    assert (again.view.step, again.view.fingerprint) == ("compare", first.view.fingerprint)
    centre.confirm()
    again.presenter.poll()
    assert again.view.step == "ready"
    again.presenter.finish()
    assert again.ready[0].choices.get("clerk") == "Соколова"
    again.presenter.desk.close()


def test_an_invitation_that_was_withdrawn_leads_back_to_the_first_step(
    newcomer: Newcomer, centre: RunningCentre
) -> None:
    newcomer.presenter.connect(centre.url, centre.invite(trust=False), "Соколова")
    with centre.database.write() as connection:
        connection.execute(delete(enrolment))
    newcomer.presenter.poll()
    assert newcomer.view.step == "connect"
    assert newcomer.view.trouble.startswith("Код подключения не подошёл")


def test_a_wrong_code_is_said_and_may_be_typed_again(newcomer: Newcomer, centre: RunningCentre) -> None:
    newcomer.presenter.connect(centre.url, "ZZZZ-9999", "Соколова")
    assert newcomer.view.trouble.startswith("Код подключения не подошёл")
    newcomer.presenter.connect(centre.url, centre.invite(), "Соколова")
    assert newcomer.view.step == "ready"


def test_an_unreachable_centre_is_said(newcomer: Newcomer) -> None:
    newcomer.presenter.connect("http://127.0.0.1:9", "AB12-CD34", "Соколова")
    assert (newcomer.view.step, newcomer.view.busy) == ("connect", False)
    assert newcomer.view.trouble


def test_an_address_that_is_refused_leaves_the_desk_open_and_another_may_be_typed(
    newcomer: Newcomer, centre: RunningCentre
) -> None:
    newcomer.presenter.connect("ftp://x", centre.invite(), "Соколова")
    assert newcomer.view.trouble.startswith("Это не адрес центра")
    newcomer.presenter.connect(centre.url, centre.invite(), "Соколова")
    assert newcomer.view.step == "ready"


def test_a_stopped_load_can_go_on(tmp_path: Path, centre: RunningCentre) -> None:
    tasks = HeldTasks()
    newcomer = Newcomer(tmp_path, tasks)
    newcomer.presenter.connect(centre.url, centre.invite(), "Соколова")
    while newcomer.view.step != "load":
        tasks.finish()
    newcomer.presenter.cancel()
    tasks.finish_all()
    assert newcomer.view.stopped
    assert "продолжить" in newcomer.view.trouble
    newcomer.presenter.load()
    tasks.finish_all()
    assert newcomer.view.step == "ready"
    newcomer.presenter.desk.close()


@pytest.mark.parametrize(
    ("typed", "url"), [(" centre.ru/ ", "https://centre.ru"), ("http://x", "http://x"), ("", ""), ("  ", "")]
)
def test_an_address_is_completed(typed: str, url: str) -> None:
    assert clean_url(typed) == url
