"""Asking the centre from the search page: offered where nothing was found, marked as its own, never kept."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desk_app.application.desk import Desk
from desk_app.application.errors import RegisterElsewhereError
from desk_app.domain.errors import DeskError
from desk_app.domain.ids import AccountKey
from desk_app.domain.money import Money
from desk_app.main import open_desk
from desk_app.presenters.payment import PaymentPresenter
from desk_app.presenters.payment_view import PaymentView
from desk_app.presenters.search import SearchDoors, SearchPresenter, SearchView
from desk_app.presenters.tasks import TasksAtOnce
from desk_app.settings import Settings
from tests.helpers.centre import RunningCentre
from tests.helpers.held_tasks import HeldTasks
from tests.helpers.prepared_desk import CLERK, Around, DeskClock, prepared_desk, running_centre

ELSEWHERE = AccountKey("tko/0203")


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[RunningCentre]:
    with running_centre(tmp_path) as running:
        yield running


@pytest.fixture
def desk(tmp_path: Path, centre: RunningCentre) -> Iterator[Desk]:
    """A desk of one house of the street."""
    desk = open_desk(Settings(tmp_path / "narrow", centre.url, key_slot="file"), DeskClock())
    desk.enrol(centre.invite(houses=("барнаул|гагарина|1",)))
    desk.exchange()
    yield desk
    desk.close()


class Seeker:
    """A clerk at the search box."""

    def __init__(self, desk: Desk, network: HeldTasks | None = None) -> None:
        self.views, self.went, self.said = list[SearchView](), list[tuple[str, AccountKey]](), list[DeskError]()
        doors = SearchDoors(
            self._go, lambda _page: None, lambda _paper: None, self.said.append, lambda: None, lambda: CLERK
        )
        self.presenter = SearchPresenter(desk, TasksAtOnce(), self.views.append, doors, network)
        self.presenter.begin()

    def _go(self, page: str, key: AccountKey, _code: str) -> None:
        self.went.append((page, key))

    @property
    def view(self) -> SearchView:
        return self.views[-1]


@pytest.mark.parametrize(("typed", "offered"), [("0203", True), ("SG1|tko|0203|202610|", True), ("Ыыы", False)])
def test_it_is_offered_for_a_number_that_is_not_here_and_for_nothing_else(
    desk: Desk, typed: str, offered: bool
) -> None:
    seeker = Seeker(desk)
    seeker.presenter.type(typed)
    assert (bool(seeker.view.lost), seeker.view.can_ask) == (True, offered)
    seeker.presenter.type("гагарина 1 2")
    assert not seeker.view.can_ask


def test_what_the_centre_shows_is_marked_as_not_kept_and_says_no_debt(desk: Desk) -> None:
    seeker = Seeker(desk)
    seeker.presenter.type("tko/0203")
    seeker.presenter.ask_centre()
    (row,) = seeker.view.rows
    assert (row.name, row.due, row.cabinet.text) == ("И*** П*** С***", "—", "Из центра")
    assert seeker.view.hint == "Из центра, не сохранено на этом компьютере"
    card = seeker.view.card
    assert card is not None
    assert (card.chips[0].text, card.total, card.can_register, card.can_print) == (
        "Из центра, не сохранено", "—", False, False,
    )  # fmt: skip
    seeker.presenter.pay()
    assert seeker.went == [("payment", ELSEWHERE)]
    assert desk.choices.get("recent_accounts") == "", "and it is not among those served lately"
    seeker.presenter.register()
    assert isinstance(seeker.said[-1], RegisterElsewhereError)


def test_its_payment_is_taken_as_any_other(desk: Desk) -> None:
    desk.open_shift(desk.ids.new(), CLERK, Money(0))
    desk.ask_centre("tko/0203")
    views, around = list[PaymentView](), Around()
    presenter = PaymentPresenter(desk, TasksAtOnce(), views.append, around.outlets())
    presenter.open(ELSEWHERE)
    assert views[-1].flats[0].cards[0].debt == "Из центра: долг здесь не виден"
    presenter.cards.type_amount(0, "150")
    presenter.cards.tick(0)
    presenter.pay()
    presenter.agree()
    assert presenter.stage == "done"
    assert desk.report_status().counts.taken_kopecks == 15_000
    assert len(around.papers) == 1


def test_a_number_that_nobody_has_is_said(desk: Desk) -> None:
    seeker = Seeker(desk)
    seeker.presenter.type("999888")
    seeker.presenter.ask_centre()
    assert (seeker.view.lost, seeker.view.can_ask) == (
        "Такого счёта нет и в центре. Проверьте номер по квитанции.", False,
    )  # fmt: skip


def test_without_the_link_it_says_so_plainly(tmp_path: Path) -> None:
    with prepared_desk(tmp_path) as alone:
        seeker = Seeker(alone)
        seeker.presenter.type("999888")
        seeker.presenter.ask_centre()
        assert seeker.view.trouble == (
            "Компьютер центра не принимает соединение. Счета других домов видны только при связи с центром; "
            "счета этого рабочего места — всегда."
        )
        assert (seeker.view.can_ask, seeker.view.asking) == (True, False)


def test_an_answer_that_comes_when_another_resident_stands_there_is_not_shown(desk: Desk) -> None:
    network = HeldTasks()
    seeker = Seeker(desk, network)
    seeker.presenter.type("tko/0203")
    seeker.presenter.ask_centre()
    seeker.presenter.ask_centre()
    assert len(network.waiting) == 1
    seeker.presenter.type("гагарина 1 2")
    network.finish_all()
    assert [row.key for row in seeker.view.rows] != [ELSEWHERE]
    assert seeker.view.hint == ""
