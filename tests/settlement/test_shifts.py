"""Shifts at the centre: what the desk says it took beside what the ledger says."""

from dataclasses import replace

from desk_app.protocol.bodies import ShiftClosed
from desk_app.protocol.messages import Result
from tests.helpers.centre import RunningCentre, TestDesk, line


def take_two_payments(desk: TestDesk) -> ShiftClosed:
    """Work a shift of 300 kopecks that opened with 50; return its honest close."""
    desk.push(desk.open_shift(50), desk.cash(line(kop=100)), desk.cash(line("tko/0102", 200)))
    return ShiftClosed(desk.stamp(), 2, 300, 1, 3, 350, 350, "")


def close(desk: TestDesk, closed: ShiftClosed) -> Result:
    return desk.push(desk.frame(closed)).results[0]


def test_a_shift_whose_figures_agree_is_matched(centre: RunningCentre, desk: TestDesk) -> None:
    assert close(desk, take_two_payments(desk)).outcome == "accepted"
    assert centre.rows("SELECT state FROM shift")[0][0] == "matched"


def test_what_was_counted_is_the_clerks_affair(desk: TestDesk) -> None:
    closed = take_two_payments(desk)

    assert close(desk, replace(closed, counted_kop=340, reason="недостача")).outcome == "accepted"


def test_a_shift_that_differs_is_kept_with_every_difference(centre: RunningCentre, desk: TestDesk) -> None:
    closed = replace(take_two_payments(desk), payments=1, payments_kop=100, expected_kop=150)

    result = close(desk, closed)

    assert (result.outcome, result.detail) == ("accepted_conflict", "mismatch")
    rows = centre.rows("SELECT item, desk_value, centre_value FROM shift_difference")
    totals = {row[0]: (row[1], row[2]) for row in rows if not row[0].startswith("op:")}
    assert totals == {"payments": (1, 2), "payments_kop": (100, 300), "expected_kop": (150, 350)}
    assert sorted(row[2] for row in rows if row[0].startswith("op:")) == [100, 200]


def test_a_payment_outside_the_desks_own_span_is_named(centre: RunningCentre, desk: TestDesk) -> None:
    closed = replace(take_two_payments(desk), last_seq=2)

    assert close(desk, closed).detail == "mismatch"
    assert [row[0] for row in centre.rows("SELECT centre_value FROM shift_difference WHERE item LIKE 'outside:%'")] == [
        200
    ]


def test_the_close_of_an_unknown_shift_is_a_mismatch_and_a_second_close_changes_nothing(desk: TestDesk) -> None:
    desk.shift_id = "никогда не открывалась"
    assert close(desk, ShiftClosed(desk.stamp(), 0, 0, 0, 0, 0, 0, "")).detail == "mismatch"

    closed = take_two_payments(desk)
    close(desk, closed)
    assert close(desk, closed).detail == "already_closed"


def test_the_business_date_is_the_shifts_even_after_midnight(centre: RunningCentre, desk: TestDesk) -> None:
    desk.push(desk.open_shift())
    centre.clock.forward(hours=23)
    desk.push(desk.cash(line()))

    assert [row[0] for row in centre.rows("SELECT business_date FROM ledger_tx")] == ["2026-11-23"]
