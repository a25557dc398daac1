"""A desk that has not received the residents yet says so, and never that a resident does not exist."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desk_app.application.changes import Changes
from desk_app.application.desk import Desk
from desk_app.main import open_desk
from desk_app.presenters.registration import RegistrationPresenter
from desk_app.presenters.registration_view import RegistrationView
from desk_app.presenters.tasks import TasksAtOnce
from desk_app.settings import Settings
from tests.helpers.centre import RunningCentre
from tests.helpers.finder import Finder
from tests.helpers.lone_desk import lone_desk
from tests.helpers.prepared_desk import Around, DeskClock, enrolled, running_centre

EVERY_KIND = ("гагарина 1 2", "9990009990", "иванова", "8 913 210-20-24", "яяяяя", "SG1|tko|0102|202610|409485")


@pytest.fixture
def never_loaded(tmp_path: Path) -> Iterator[Desk]:
    with lone_desk(tmp_path) as desk:
        yield desk


@pytest.mark.parametrize("typed", EVERY_KIND)
def test_before_the_first_load_no_text_is_answered_with_nothing_found(never_loaded: Desk, typed: str) -> None:
    finder = Finder(never_loaded, TasksAtOnce())
    finder.presenter.type(typed)
    assert (finder.view.heading, finder.view.unloaded) == ("Данные жителей ещё не загружены", True)
    assert "«Отправить сейчас» (F5)" in finder.view.lost


def test_the_start_page_does_not_say_that_all_is_well(never_loaded: Desk) -> None:
    finder = Finder(never_loaded, TasksAtOnce())
    assert [one.text for one in finder.view.attention][:1] == ["Данные жителей ещё не загружены"]


def test_a_centre_without_accounts_is_named_as_the_one_to_call(tmp_path: Path) -> None:
    with RunningCentre(tmp_path / "centre.db", tmp_path / "centre") as centre:
        desk = enrolled(tmp_path / "desk", centre)
        finder = Finder(desk, TasksAtOnce())
        finder.presenter.type("гагарина 1 2")
        assert finder.view.heading == "Центр ещё не передал данные жителей"
        assert "оператору центра" in finder.view.lost
        desk.close()


def test_what_was_typed_too_early_is_searched_again_when_the_data_have_come(tmp_path: Path) -> None:
    with running_centre(tmp_path) as centre:
        desk = open_desk(Settings(tmp_path / "desk", centre.url, key_slot="file"), DeskClock())
        desk.enrol(centre.invite())
        finder = Finder(desk, TasksAtOnce())
        finder.presenter.type("гагарина 1 2")
        assert finder.view.unloaded
        desk.exchange()
        finder.presenter.reload()
        assert [row.address for row in finder.view.rows] == ["Барнаул, Гагарина, 1, кв. 2"]
        desk.close()


class Registering:
    """A clerk who types an account into the registration form."""

    def __init__(self, desk: Desk) -> None:
        views = self.views = list[RegistrationView]()
        tasks = TasksAtOnce()
        self.presenter = RegistrationPresenter(desk, tasks, tasks, views.append, Around().outlets())
        self.presenter.show()

    def types(self, number: str) -> RegistrationView:
        self.presenter.entry.type("account", number)
        self.presenter.entry.leave("account")
        return self.views[-1]


def test_before_the_first_load_the_registration_does_not_say_that_an_account_is_not_there(never_loaded: Desk) -> None:
    clerk = Registering(never_loaded)
    view = clerk.types("0102")
    assert (view.account.tone, view.account.hint) == ("error", "Искать пока не в чем")
    assert view.problem.startswith("Данные жителей ещё не загружены. Искать пока не в чем.")
    assert "«Отправить сейчас» (F5)" in view.problem
    clerk.presenter.register()
    assert clerk.views[-1].account.hint == "Искать пока не в чем"


def test_the_registration_names_a_centre_without_accounts_as_the_one_to_call(tmp_path: Path) -> None:
    with RunningCentre(tmp_path / "centre.db", tmp_path / "centre") as centre:
        desk = enrolled(tmp_path / "desk", centre)
        view = Registering(desk).types("0102")
        assert view.problem.startswith("Центр ещё не передал данные жителей.")
        desk.close()


def test_a_number_typed_into_the_registration_too_early_is_found_when_the_data_have_come(tmp_path: Path) -> None:
    with running_centre(tmp_path) as centre:
        desk = open_desk(Settings(tmp_path / "desk", centre.url, key_slot="file"), DeskClock())
        desk.enrol(centre.invite())
        clerk = Registering(desk)
        assert clerk.types("9990009990").problem
        clerk.types("777")
        desk.exchange()
        clerk.presenter.reload(Changes(accounts=True))
        assert (len(clerk.views[-1].types), clerk.views[-1].problem) == (2, "")
        assert clerk.types("9990009990").account.hint == "Такого счёта здесь нет"
        desk.close()
