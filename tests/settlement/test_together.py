"""Several processes beside one PostgreSQL behave as one centre."""

import threading
from itertools import pairwise

from desk_app.protocol.merkle import LogHead
from desk_app.protocol.messages import Ack
from tests.helpers.centre import RunningCentre, TestDesk, line

KEYS = ("tko/0101", "tko/0102", "heat/0101", "heat/0202")


def test_desks_that_pay_the_same_accounts_in_opposite_order_all_get_through(centre: RunningCentre) -> None:
    """Opposite orders make PostgreSQL choose a deadlock's victim; its batch is done again, not refused."""
    desks = [centre.enrolled_desk(f"Касса {n}") for n in range(4)]

    def work(desk: TestDesk, keys: tuple[str, ...]) -> None:
        for _ in range(6):
            desk.push(*[desk.cash(line(key, 7)) for key in keys])

    threads = [
        threading.Thread(target=work, args=(desk, KEYS if n % 2 else KEYS[::-1])) for n, desk in enumerate(desks)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [row[0] for row in centre.rows("SELECT paid_here FROM charge WHERE paid_here > 0")] == [4 * 6 * 7] * 4


def test_one_batch_sent_twice_at_once_takes_effect_once(centre: RunningCentre, desk: TestDesk) -> None:
    frames = [desk.cash(line(kop=kop)) for kop in range(1, 21)]
    twin = TestDesk(desk.url, desk.clock, key=desk.key, grant=desk.grant)
    acks: list[Ack] = []
    threads = [threading.Thread(target=lambda who=who: acks.append(who.push(*frames))) for who in (desk, twin)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert acks[0].results == acks[1].results
    assert centre.rows("SELECT count(*) FROM ledger_tx")[0][0] == 20


def test_every_ack_commits_to_one_log_that_only_grows(centre: RunningCentre) -> None:
    desks = [centre.enrolled_desk(f"Касса {n}") for n in range(3)]
    acks = [desk.push(desk.cash(line(kop=kop))) for kop in range(1, 5) for desk in desks]

    leaves = [bytes(row[0]) for row in centre.rows("SELECT leaf FROM log_leaf ORDER BY number")]

    assert [ack.log_size for ack in acks] == list(range(1, 13))
    assert all(before.log_size < after.log_size for before, after in pairwise(acks))
    assert [ack.log_root for ack in acks] == [LogHead().append(leaves[: ack.log_size]).root for ack in acks]
