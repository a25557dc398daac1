"""The register: versions move only when something really changed."""

import pytest

from desk_app.protocol.entities import ChargeEntity
from desk_app.settlement.register import AccountRecord, PutCount, Register
from tests.helpers.centre import RunningCentre, TestDesk, line


def load(centre: RunningCentre, period: str, due: int) -> PutCount:
    with centre.database.write() as connection:
        register = Register(connection)
        count = register.put_charges([("tko/0101", ChargeEntity("tko", period, 0, due, 0, due))])
        register.finish()
        return count


@pytest.mark.parametrize(
    ("period", "due", "stands"),
    [
        ("2026-10", 50_000, ("2026-10", 50_000, 300)),  # the same again
        ("2026-10", 60_000, ("2026-10", 60_000, 300)),  # corrected: what desks took stays taken
        ("2026-11", 70_000, ("2026-11", 70_000, 0)),  # a new month begins from the provider's own count
        ("2026-09", 10_000, ("2026-10", 50_000, 300)),  # an old file comes too late
    ],
)
def test_a_load_never_takes_back_what_desks_took(
    centre: RunningCentre, desk: TestDesk, period: str, due: int, stands: tuple[str, int, int]
) -> None:
    desk.push(desk.cash(line("tko/0101", 300)))

    load(centre, period, due)

    row = centre.rows("SELECT period, due, paid_here FROM charge WHERE account_key = 'tko/0101'")[0]
    assert tuple(row) == stands


def test_what_names_nothing_known_is_counted_and_left_out(centre: RunningCentre) -> None:
    with centre.database.write() as connection:
        register = Register(connection)
        assert register.put_charges([("tko/none", ChargeEntity("tko", "2026-10", 0, 1, 0, 1))]) == PutCount(unknown=1)
        assert register.close_accounts(["tko/none", "tko/0101", "tko/0101"]) == PutCount(changed=1, unknown=1)
        assert register.close_accounts(["tko/0101"]) == PutCount(unchanged=1)
        register.finish()


def test_one_spelling_or_another_is_the_same_house(centre: RunningCentre) -> None:
    with centre.database.write() as connection:
        register = Register(connection)
        register.put_accounts([AccountRecord("tko", "X", "Иванов", "г. Барнаул", "УЛ. ГАГАРИНА", "д. 1", "кв.1")])
        register.finish()

    premises = centre.rows("SELECT DISTINCT premise FROM account WHERE key IN ('tko/X', 'tko/0101')")
    assert len(premises) == 1
