"""An account outside the desk's houses: shown masked, paid to its provider, kept nowhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desk_app.application.ask_centre import NoNumberAskedError
from desk_app.application.desk import Desk
from desk_app.application.errors import AccountUnknownError, CentreUnreachableError
from desk_app.domain.basket import MODE_ADVANCE, Basket, BasketLine
from desk_app.domain.ids import AccountKey
from desk_app.domain.money import Money
from desk_app.main import open_desk
from desk_app.settings import Settings
from desk_app.settlement.register import Register
from tests.helpers.centre import RunningCentre
from tests.helpers.prepared_desk import DeskClock

ELSEWHERE = AccountKey("tko/0203")


def opened(folder: Path, centre: RunningCentre) -> Desk:
    return open_desk(Settings(folder / "narrow", centre.url, key_slot="file"), DeskClock())


@pytest.fixture
def narrow(tmp_path: Path, centre: RunningCentre) -> Iterator[Desk]:
    """A desk of one house; the account lies in the next."""
    desk = opened(tmp_path, centre)
    desk.enrol(centre.invite(houses=("барнаул|гагарина|1",)))
    desk.exchange()
    desk.open_shift(desk.ids.new(), "Соколова", Money(0))
    yield desk
    assert [finding for finding in desk.audit() if not finding.holds] == []
    desk.close()


def pays(desk: Desk, kopecks: int) -> str:
    offered = desk.offer_services(ELSEWHERE).services[0]
    line = BasketLine(offered.account, offered.service, offered.period.after(), MODE_ADVANCE, Money(kopecks))
    return desk.take_payment(Basket((line,)), Money(kopecks), desk.ids.new()).op_id


def test_the_centre_shows_an_account_masked_and_without_its_debt(narrow: Desk) -> None:
    assert narrow.find_accounts("0203").rows == ()
    with pytest.raises(AccountUnknownError):
        narrow.open_card(ELSEWHERE)
    shown = narrow.ask_centre("0203")
    assert [one.account.key for one in shown] == ["heat/0203", ELSEWHERE]
    assert shown[1].account.holder == "И*** П*** С***"
    assert (shown[1].account.address.flat, shown[1].account.charges) == ("", ())
    card = narrow.open_card(ELSEWHERE)
    assert card.shown == shown[1]
    assert narrow.ask_centre("tko/0203") == (shown[1],)


def test_money_for_it_reaches_its_provider_and_lowers_its_debt_at_the_centre(
    narrow: Desk, centre: RunningCentre
) -> None:
    narrow.ask_centre("tko/0203")
    op_id = pays(narrow, 12_300)
    assert narrow.exchange().tasks == ()
    status = narrow.report_status()
    assert (status.counts.pending, status.tasks, status.recent[0].outcome) == (0, (), "accepted")
    credited = "SELECT account_id, amount_kop FROM ledger_entry WHERE dim_account = :key"
    assert [tuple(row) for row in centre.rows(credited, key=ELSEWHERE)] == [("provider:tko", -12_300)]
    paid = centre.rows("SELECT paid_here FROM charge WHERE account_key = :key", key=ELSEWHERE)
    assert [row[0] for row in paid] == [12_300]
    assert narrow.print_slip(status.recent[0].op_id, "Соколова").pdf.startswith(b"%PDF")
    assert op_id == status.recent[0].op_id


def test_money_for_a_closed_account_is_taken_and_waits_for_a_person(narrow: Desk, centre: RunningCentre) -> None:
    with centre.database.write() as connection:
        closing = Register(connection)
        closing.close_accounts([ELSEWHERE])
        closing.finish()
    assert narrow.ask_centre("tko/0203")[0].account.closed
    pays(narrow, 10_000)
    narrow.exchange()
    assert [task.reason for task in narrow.report_status().tasks] == ["accepted_suspense:account_closed"]


def test_nothing_of_it_outlives_the_program(narrow: Desk, centre: RunningCentre, tmp_path: Path) -> None:
    narrow.ask_centre("tko/0203")
    accounts = narrow.report_status().accounts
    again = opened(tmp_path, centre)
    with pytest.raises(AccountUnknownError):
        again.open_card(ELSEWHERE)
    assert again.report_status().accounts == accounts == 6
    again.close()


def test_a_name_is_not_asked_and_without_the_link_nothing_is(narrow: Desk, centre: RunningCentre) -> None:
    with pytest.raises(NoNumberAskedError):
        narrow.ask_centre("Иванов Пётр")
    assert centre.rows("SELECT count(*) FROM audit_event WHERE action = 'lookup_account'")[0][0] == 0
    for _ in range(60):
        narrow.ask_centre("tko/0203")
    with pytest.raises(CentreUnreachableError, match="busy"):
        narrow.ask_centre("tko/0203")
