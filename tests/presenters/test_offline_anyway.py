"""After a restore nothing is written before the centre has spoken, unless a person decides otherwise."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desk_app.application.changes import Changes
from desk_app.application.desk import Desk
from desk_app.application.restoring import HelloNeededError
from desk_app.domain.money import Money
from desk_app.presenters.exchange import OFFLINE, ONLINE, STOPPED, UNKNOWN, LinkView
from desk_app.presenters.offline_anyway import OfflineAnyway, OfflineDoors, offers_offline, restored_banner
from desk_app.presenters.question import Question
from desk_app.presenters.tasks import TasksAtOnce
from tests.helpers.prepared_desk import CLERK, prepared_desk
from tests.helpers.restored_desk import put_back


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    put_back(tmp_path)
    with prepared_desk(tmp_path) as opened:
        yield opened


class Supervisor:
    """Somebody who decides."""

    def __init__(self, desk: Desk) -> None:
        self.asked, self.heard = list[Question | None](), list[object]()
        doors = OfflineDoors(
            self.asked.append, self.heard.append, lambda text, tone: self.heard.append((tone, text)), self.heard.append
        )
        self.presenter = OfflineAnyway(desk, TasksAtOnce(), doors)


def closes_shift(desk: Desk) -> None:
    desk.close_shift(desk.ids.new(), Money(100_000))


@pytest.mark.parametrize(
    ("state", "act"),
    [(UNKNOWN, "exchange"), (ONLINE, "exchange"), (OFFLINE, "offline_anyway"), (STOPPED, "offline_anyway")],
)
def test_the_act_is_offered_only_after_the_centre_was_asked_in_vain(desk: Desk, state: str, act: str) -> None:
    banner = restored_banner(desk.report_status(), LinkView(state=state))
    assert banner is not None
    assert (banner.act, banner.tone) == (act, "error")
    assert offers_offline(desk.report_status(), LinkView(state=state)) is (act == "offline_anyway")


def test_a_desk_that_was_not_put_back_offers_nothing(tmp_path: Path) -> None:
    with prepared_desk(tmp_path) as usual:
        assert restored_banner(usual.report_status(), LinkView(state=OFFLINE)) is None
        assert not offers_offline(usual.report_status(), LinkView(state=OFFLINE))


def test_a_no_changes_nothing(desk: Desk) -> None:
    supervisor = Supervisor(desk)
    supervisor.presenter.ask()
    supervisor.presenter.answer(yes=False)
    assert supervisor.asked[-1] is None
    assert supervisor.heard == []
    with pytest.raises(HelloNeededError):
        closes_shift(desk)


def test_a_yes_says_what_may_follow_and_lets_work_go_on(desk: Desk) -> None:
    supervisor = Supervisor(desk)
    supervisor.presenter.ask()
    question = supervisor.asked[-1]
    assert question is not None
    assert "остановит это рабочее место" in question.text
    assert "Деньги не потеряются" in question.text
    supervisor.presenter.answer(yes=True)
    supervisor.presenter.answer(yes=True)
    assert [one for one in supervisor.heard if isinstance(one, Changes)] == [Changes(link=True, shift=True)]
    assert restored_banner(desk.report_status(), LinkView(state=OFFLINE)) is None
    closes_shift(desk)
    assert desk.open_shift(desk.ids.new(), CLERK, Money(0)).number == 2
