"""What the simulation of whole worlds found when work crosses from one epoch into the next."""

import pytest

from desk_app.application.close_shift import CloseShift
from desk_app.domain.money import Money
from tests.sync.line import Line
from tests.sync.test_exchange import works


def closes_shift(line: Line) -> None:
    CloseShift(line.desk.store, line.desk.stamper)(line.desk.ids.new(), Money(0), "пересчёт")


def shifts(line: Line) -> list[str]:
    return [row[0] for row in line.centre.rows("SELECT state FROM shift ORDER BY number")]


@pytest.mark.parametrize("sent", [0, 1, 3])
def test_a_shift_that_was_carried_into_a_new_epoch_is_matched(line: Line, sent: int) -> None:
    works(line, 1, 2, 3, 4)
    closes_shift(line)
    works(line, *range(5, 5 + sent))
    line.exchange()
    works(line, 100, 200)
    closes_shift(line)
    line.grants_epoch()
    line.exchange()
    assert (shifts(line), line.pending(), line.faults()) == (["matched", "matched"], 0, [])


def test_a_shift_over_two_epochs_is_matched(line: Line) -> None:
    works(line, *range(1, 10))
    line.exchange()
    line.grants_epoch()
    line.exchange()
    works(line, 100)
    closes_shift(line)
    line.exchange()
    assert shifts(line) == ["matched"]
