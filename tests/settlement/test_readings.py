"""Readings that come with payments: every one is kept, only a plausible one moves the meter."""

import pytest

from desk_app.protocol.bodies import PaidLine, Reading
from desk_app.settlement.clock import local_day
from tests.helpers.centre import RunningCentre, TestDesk, line


def pay(desk: TestDesk, *lines: PaidLine) -> str:
    result = desk.push(desk.cash(*lines)).results[0]
    return f"{result.outcome}:{result.detail}".rstrip(":")


def read_meter(value: int, reason: str = "", serial: str = "M1") -> PaidLine:
    return line("heat/0101", 100, readings=(Reading(serial, value, 100_000, reason),))


@pytest.mark.parametrize(
    ("taken", "flag", "last"),
    [
        (read_meter(110_000), "", 110_000),
        (read_meter(90_000), ":reading_disputed", 100_000),
        (read_meter(5_000, "replaced"), "", 5_000),
        (read_meter(1_000, "rollover"), "", 1_000),
        (read_meter(1_000, serial="M2"), ":reading_unknown", 100_000),
    ],
)
def test_a_reading_is_kept_and_moves_the_meter_only_if_plausible(
    centre: RunningCentre, desk: TestDesk, taken: PaidLine, flag: str, last: int
) -> None:
    assert pay(desk, taken) == f"accepted{flag}"
    assert centre.rows("SELECT last FROM meter WHERE account_key = 'heat/0101'")[0][0] == last
    assert len(centre.rows("SELECT 1 FROM reading")) == 1


def test_an_earlier_reading_that_arrives_late_does_not_move_the_meter_back(
    centre: RunningCentre, desk: TestDesk
) -> None:
    other = centre.enrolled_desk("Касса 2")
    late = desk.cash(read_meter(120_000))
    centre.clock.forward(days=2)
    pay(other, read_meter(130_000))

    assert desk.push(late).results[0].detail == "reading_late"
    assert centre.rows("SELECT last FROM meter WHERE account_key = 'heat/0101'")[0][0] == 130_000


def kept(centre: RunningCentre) -> list[tuple[int, str]]:
    """Value and state of every reading, in the order of value."""
    return [tuple(row) for row in centre.rows("SELECT value, state FROM reading ORDER BY value")]


def meter(centre: RunningCentre) -> tuple[int, str]:
    (found,) = centre.rows("SELECT last, last_date FROM meter WHERE account_key = 'heat/0101'")
    return tuple(found)


def test_payments_of_one_batch_are_judged_one_after_another(centre: RunningCentre, desk: TestDesk) -> None:
    first, second, third = (desk.cash(read_meter(value)) for value in (130_000, 120_000, 140_000))
    details = [one.detail for one in desk.push(first, second, third).results]
    assert [("reading_disputed" in detail) for detail in details] == [False, True, False]
    assert kept(centre) == [(120_000, "disputed"), (130_000, "accepted"), (140_000, "accepted")]
    assert meter(centre)[0] == 140_000


def test_a_reading_is_of_the_day_it_was_taken_in_altai_whatever_the_shift_says(
    centre: RunningCentre, desk: TestDesk
) -> None:
    desk.push(desk.open_shift())
    desk.clock.forward(hours=14)  # an evening in Greenwich is the next morning in Barnaul
    pay(desk, read_meter(110_000))
    (taken_on,) = centre.rows("SELECT taken_on FROM reading")[0]
    assert meter(centre) == (110_000, taken_on)
    assert taken_on == local_day(desk.clock.now()).isoformat() != desk.clock.now().date().isoformat()


def test_what_the_clerk_should_see_is_said_once_for_many_readings(centre: RunningCentre, desk: TestDesk) -> None:
    strange = tuple(Reading(serial, 1, 0, "") for serial in ("A", "B"))
    low = Reading("M1", 90_000, 100_000, "")
    assert pay(desk, line("heat/0101", 100, readings=(*strange, low))) == "accepted:reading_disputed,reading_unknown"
    assert kept(centre) == [(1, "unknown"), (1, "unknown"), (90_000, "disputed")]


def test_a_reading_of_a_meter_nobody_knows_invents_no_meter(centre: RunningCentre, desk: TestDesk) -> None:
    before = centre.rows("SELECT count(*) FROM meter")
    pay(desk, read_meter(1_000, serial="M2"))
    assert centre.rows("SELECT count(*) FROM meter") == before
