"""Payments heard as one run mean what they mean when each is heard by itself."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from desk_app.protocol.bodies import PaidLine, Reading
from desk_app.protocol.frames import Frame
from desk_app.settlement.register import Register
from tests.helpers.centre import RunningCentre, StoppedClock, TestDesk, line

Say = Callable[[TestDesk], Frame]

_ACCOUNTS = ("tko/0101", "tko/0102", "heat/0101", "heat/0102", "tko/0103", "tko/9999")
_TWICE = Reading("M1", 130_000, 100_000)
_POISON = line("heat/0102", 500, readings=(_TWICE, _TWICE))
"""One meter read twice in a line cannot be stored: the run it stands in fails, and is heard one by one."""

_TABLES = (
    "SELECT dim_account, dim_service, account_id, sum(amount_kop) FROM ledger_entry GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
    "SELECT account_key, service, paid_here FROM charge ORDER BY 1, 2",
    "SELECT account_key, serial, last, last_date FROM meter ORDER BY 1, 2",
    "SELECT account_key, meter, value, state, taken_on, count(*) FROM reading GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 3, 4",
    "SELECT reason, account_key, service, sum(amount_kop) FROM suspense_case GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
    "SELECT status, amount_kop, count(*) FROM payment_state GROUP BY 1, 2 ORDER BY 1, 2",
    "SELECT business_date, count(*) FROM ledger_tx GROUP BY 1 ORDER BY 1",
    "SELECT state, number FROM shift",
)


def plan(seed: int) -> list[Say]:
    """Return a day of a desk: payments of every sort, a moment between some, a shift that opens in the middle."""
    random = Random(seed)

    def one(at: int) -> Say:
        lines = tuple(_line(random) for _ in range(random.randrange(1, 4)))
        minutes = random.choice((0, 0, 0, 3, 11))
        opens = at == 7
        lines = (*lines, _POISON) if at == 12 else lines

        def say(desk: TestDesk) -> Frame:
            desk.clock.forward(minutes=minutes)
            return desk.open_shift() if opens else desk.cash(*lines)

        return say

    return [one(at) for at in range(24)]


def _line(random: Random) -> PaidLine:
    account = random.choice(_ACCOUNTS)
    service = random.choice(("", "", "", "tko-peni", "heat", "unheard"))
    read = Reading("M1", random.choice((90_000, 110_000, 120_000, 5_000)), 100_000, random.choice(("", "replaced")))
    readings = (read,) if account.startswith("heat") and random.random() < 0.7 else ()
    return line(account, random.choice((100, 100, 250, 7_777)), service, readings=readings)


def heard(centre: RunningCentre, plan: list[Say], sizes: Callable[[], int]) -> list[object]:
    """Push a plan in batches of these sizes; return the outcomes and everything the books say."""
    with centre.database.write() as connection:
        register = Register(connection)
        register.close_accounts(["tko/0103"])
        register.finish()
    desk = centre.enrolled_desk("Касса Б")
    frames = [say(desk) for say in plan]
    told: list[object] = []
    while frames:
        count = sizes()
        told += [(one.outcome, one.detail) for one in desk.push(*frames[:count]).results]
        del frames[:count]
    books = [tuple(row) for query in _TABLES for row in centre.rows(query)]
    drawer = f"desk_cash:{desk.desk_id}"
    return told + [tuple("drawer" if value == drawer else value for value in row) for row in books]


@pytest.mark.expects_log("run_failed", "effect_failed")
@pytest.mark.parametrize("seed", range(6))
def test_a_batch_means_what_its_payments_mean_one_by_one(centre: RunningCentre, tmp_path: Path, seed: int) -> None:
    with RunningCentre(tmp_path / "other.db", tmp_path / "keys", StoppedClock()) as other:
        other.load_sample()
        random = Random(seed)
        together = heard(centre, plan(seed), lambda: random.choice((24, 24, 5, 9)))
        alone = heard(other, plan(seed), lambda: 1)
    assert together == alone
