"""Payments at the centre: every line its own credit, suspense instead of refusal."""

import pytest

from desk_app.protocol.bodies import PaidLine, Reading
from desk_app.settlement.register import Register
from tests.helpers.centre import RunningCentre, TestDesk, line


def ledger(centre: RunningCentre) -> dict[str, int]:
    rows = centre.rows("SELECT account_id, sum(amount_kop) FROM ledger_entry GROUP BY account_id")
    return {name.split(":")[0] if name.startswith("desk") else name: int(total) for name, total in rows}


def pay(desk: TestDesk, *lines: PaidLine) -> str:
    result = desk.push(desk.cash(*lines)).results[0]
    return f"{result.outcome}:{result.detail}".rstrip(":")


def charge(centre: RunningCentre, key: str) -> int:
    found: int = centre.rows("SELECT due - paid_here FROM charge WHERE account_key = :key", key=key)[0][0]
    return found


def test_every_line_is_a_credit_of_its_own_provider(centre: RunningCentre, desk: TestDesk) -> None:
    assert pay(desk, line("tko/0101", 10_000), line("heat/0101", 20_000)) == "accepted"

    assert ledger(centre) == {"desk_cash": 30_000, "provider:tko": -10_000, "provider:heat": -20_000}
    assert (charge(centre, "tko/0101"), charge(centre, "heat/0101")) == (40_000, 30_000)


@pytest.mark.parametrize(
    ("stray", "reason"),
    [
        (line("tko/9999", 100), "account_unknown"),
        (line("gas/0101", 100), "account_unknown"),
        (line("tko/0101", 100, "unheard"), "service_unknown"),
        (line("tko/0101", 100, "heat"), "service_unknown"),
    ],
)
def test_only_the_line_that_cannot_be_placed_goes_to_suspense(
    centre: RunningCentre, desk: TestDesk, stray: PaidLine, reason: str
) -> None:
    assert pay(desk, line("tko/0102", 300), stray) == f"accepted_suspense:{reason}"

    assert ledger(centre) == {"desk_cash": 400, "provider:tko": -300, "suspense:centre": -100}
    case = centre.rows("SELECT reason, amount_kop FROM suspense_case WHERE resolved_at IS NULL")
    assert [tuple(row) for row in case] == [(reason, 100)]


def test_money_for_a_closed_account_waits_in_suspense(centre: RunningCentre, desk: TestDesk) -> None:
    with centre.database.write() as connection:
        register = Register(connection)
        register.close_accounts(["tko/0101"])
        register.finish()

    assert pay(desk, line("tko/0101", 100)) == "accepted_suspense:account_closed"
    assert charge(centre, "tko/0101") == 50_000


def test_every_flag_is_told_whole_and_the_doubt_about_the_money_first(centre: RunningCentre, desk: TestDesk) -> None:
    with centre.database.write() as connection:
        register = Register(connection)
        register.close_accounts(["tko/0103"])
        register.finish()
    lines = (
        line("tko/9999", 100),
        line("tko/0101", 100, "unheard"),
        line("tko/0103", 100),
        line("heat/0101", 100, readings=(Reading("M1", 1, 100_000, ""),)),
    )
    assert pay(desk, *lines) == "accepted_suspense:account_unknown,service_unknown,account_closed,reading_disputed"
    assert pay(desk, *lines) == "accepted_suspense:account_unknown,possible_duplicate,service_unknown"


def test_an_advance_beyond_the_debt_is_accepted(centre: RunningCentre, desk: TestDesk) -> None:
    assert pay(desk, line("tko/0101", 70_000, mode="advance")) == "accepted"
    assert charge(centre, "tko/0101") == -20_000


def test_the_same_sum_for_the_same_account_within_ten_minutes_is_flagged(desk: TestDesk) -> None:
    assert pay(desk, line()) == "accepted"
    desk.clock.forward(minutes=9)
    assert pay(desk, line()) == "accepted:possible_duplicate"
    desk.clock.forward(minutes=10)
    assert pay(desk, line()) == "accepted"


def test_a_double_that_the_clerk_has_confirmed_is_noted_and_asks_nobody(desk: TestDesk) -> None:
    assert pay(desk, line()) == "accepted"
    frame = desk.cash(line(), another_one=True)
    assert desk.push(frame).results[0].detail == "confirmed_duplicate"


def test_another_desk_or_another_sum_is_no_duplicate(centre: RunningCentre, desk: TestDesk) -> None:
    pay(desk, line())

    assert pay(desk, line(kop=9_999)) == "accepted"
    assert pay(centre.enrolled_desk("Касса 2"), line()) == "accepted"


def test_a_payment_raises_the_version_that_desks_see_once_a_batch(centre: RunningCentre, desk: TestDesk) -> None:
    desk.push(desk.cash(line(kop=1)), desk.cash(line(kop=2)), desk.cash(line(kop=3)))

    assert centre.rows("SELECT version FROM account WHERE key = 'tko/0101'")[0][0] == 2
    assert charge(centre, "tko/0101") == 50_000 - 6
