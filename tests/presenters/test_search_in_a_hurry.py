"""A clerk types and presses F8 faster than answers come: the key is for who was typed, not for who is still shown."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from desk_app.application.desk import Desk
from desk_app.domain.ids import AccountKey
from desk_app.presenters.search import SearchDoors, SearchPresenter
from tests.helpers.prepared_desk import prepared_desk


class TasksOnDemand:
    """Keeps work until a test lets the worker have its turn."""

    def __init__(self) -> None:
        self.queue: list[tuple[str, Callable[[], None]]] = []

    def run(
        self, work: Callable[[], Any], *, then: Callable[[Any], None], failed: Callable[..., None], instead_of: str = ""
    ) -> None:
        del failed
        self.queue = [(name, task) for name, task in self.queue if not name or name != instead_of]
        self.queue.append((instead_of, lambda: then(work())))

    def tell(self, news: Callable[[], None]) -> None:
        news()

    def work_off(self) -> None:
        while self.queue:
            self.queue.pop(0)[1]()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with prepared_desk(tmp_path) as opened:
        yield opened


@pytest.fixture
def went() -> list[tuple[str, AccountKey]]:
    return []


@pytest.fixture
def tasks() -> TasksOnDemand:
    return TasksOnDemand()


@pytest.fixture
def page(desk: Desk, tasks: TasksOnDemand, went: list[tuple[str, AccountKey]]) -> SearchPresenter:
    doors = SearchDoors(
        open_page=lambda name, key, _code: went.append((name, key)),
        show_page=lambda name: went.append((name, AccountKey(""))),
        preview=lambda paper: went.append((paper.kind, AccountKey(""))),
        explain=lambda _refusal: None,
        into_card=lambda: None,
        clerk=lambda: "Соколова",
    )
    made = SearchPresenter(desk, tasks, lambda _view: None, doors)
    made.type("гагарина 1 1")
    tasks.work_off()
    return made


def test_payment_opens_for_the_flat_that_was_typed_not_for_the_card_still_shown(
    page: SearchPresenter, tasks: TasksOnDemand, went: list[tuple[str, AccountKey]]
) -> None:
    page.type("гагарина 2 3")
    page.pay()
    assert went == []
    tasks.work_off()
    assert [(name, key.split("/")[1]) for name, key in went] == [("payment", "0203")]


def test_news_from_the_centre_do_not_bring_the_old_card_back(
    page: SearchPresenter, tasks: TasksOnDemand, went: list[tuple[str, AccountKey]]
) -> None:
    page.type("гагарина 2 3")
    tasks.queue.pop(0)[1]()
    page.pay()
    page.reload()
    tasks.work_off()
    assert [(name, key.split("/")[1]) for name, key in went] == [("payment", "0203")]


def test_moving_down_the_list_and_paying_at_once_pays_for_the_new_row(
    page: SearchPresenter, tasks: TasksOnDemand, went: list[tuple[str, AccountKey]]
) -> None:
    page.type("гагарина 1")
    tasks.work_off()
    page.step(1)
    page.pay()
    chosen = page.view.rows[1].key
    tasks.work_off()
    assert went == [("payment", chosen)]


def test_receipts_are_printed_when_the_card_has_come(
    page: SearchPresenter, tasks: TasksOnDemand, went: list[tuple[str, AccountKey]]
) -> None:
    page.type("гагарина 2 3")
    page.receipts()
    tasks.work_off()
    assert [name for name, _key in went] == ["receipt"]


def test_a_key_for_somebody_who_is_not_found_is_forgotten(
    page: SearchPresenter, tasks: TasksOnDemand, went: list[tuple[str, AccountKey]]
) -> None:
    page.type("никого такого нет 99")
    page.pay()
    tasks.work_off()
    page.type("гагарина 1 1")
    tasks.work_off()
    assert went == []
