"""A file that lost acknowledged operations and forked gets them back: desk and centre count the same money."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from desk_app.application.close_shift import CloseShift
from desk_app.application.errors import CentreUnreachableError
from desk_app.domain.ids import OperationId
from desk_app.domain.money import Money
from desk_app.protocol.bodies import CashPaid
from desk_app.protocol.frames import Frame
from tests.sync.line import Line
from tests.sync.test_exchange import works
from tests.sync.test_recovery import copied, due, head, set_back, taken, verdict


@pytest.fixture
def forked(line: Line) -> Iterator[Line]:
    """A desk that has lost a payment of 200, took another of 300 at its place, and was granted a new epoch."""
    works(line, 100)
    line.exchange()
    copy = copied(line)
    works(line, 200)
    line.exchange()
    with set_back(line, copy) as older:
        works(older, 300)
        assert verdict(older) == "fork"
        older.grants_epoch()
        yield older


def closes(line: Line) -> None:
    with line.desk.store.reading() as books:
        shift = books.shifts.current()
    assert shift is not None
    CloseShift(line.desk.store, line.desk.stamper)(line.desk.ids.new(), shift.expected)


def paid(line: Line) -> dict[str, int]:
    """Return number and sum of every payment, as its paper would be printed again."""
    with line.desk.store.reading() as books:
        entries = [(one, books.journal.body(one.op_id)) for one in books.journal.recent(50)]
        return {books.journal.number(one): body.total_kop for one, body in entries if isinstance(body, CashPaid)}


def test_what_only_the_centre_kept_comes_back_and_both_sides_agree(forked: Line) -> None:
    forked.exchange()
    forked.exchange()
    assert forked.ledger() == [100, 200, 300]
    assert (taken(forked), forked.pending(), forked.faults()) == (600, 0, [])
    assert due(forked) == Money(50_000 - 600)


def test_a_shift_closed_after_a_fork_agrees_with_the_centre(forked: Line) -> None:
    forked.exchange()
    closes(forked)
    assert forked.exchange().tasks == ()
    assert forked.centre.rows("SELECT state FROM shift") == [("matched",)]
    assert forked.centre.rows("SELECT * FROM shift_difference") == []


def test_every_payment_still_says_its_own_sum_although_two_stood_at_one_place(forked: Line) -> None:
    forked.exchange()
    assert paid(forked) == {"1-1-2": 100, "1-1-3": 200, "1-2-1": 300}


def test_only_what_the_centre_did_not_have_is_carried_over(forked: Line) -> None:
    forked.exchange()
    assert head(forked) == (2, 1)
    assert forked.centre.rows("SELECT count(*) FROM op_inbox") == [(4,)]


def test_frames_taken_back_have_to_be_signed_by_this_desk(forked: Line) -> None:
    def forged(epoch: int, seq: int) -> tuple[Frame, ...]:
        return tuple(replace(frame, sig=b"s" * 64) for frame in forked.link.journal(epoch, seq))

    with pytest.raises(CentreUnreachableError, match="not_the_centre"):
        forked.exchange(journal=forged)
    assert (head(forked), taken(forked)) == ((1, 3), 400)


def test_a_journal_that_never_ends_is_not_the_centres(forked: Line) -> None:
    with pytest.raises(CentreUnreachableError, match="not_the_centre"):
        forked.exchange(journal=lambda epoch, _after: forked.link.journal(epoch, 0))


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_a_turn_cut_while_operations_come_back_takes_each_back_once(forked: Line, cut: int) -> None:
    calls = iter(range(100))

    def journal(epoch: int, after: int) -> tuple[Frame, ...]:
        if next(calls) == cut:
            raise CentreUnreachableError("timeout")
        return forked.link.journal(epoch, after)

    with pytest.raises(CentreUnreachableError):
        forked.exchange(journal=journal)
    forked.exchange()
    assert (taken(forked), forked.ledger(), forked.faults()) == (600, [100, 200, 300], [])


def test_a_file_set_back_past_two_epochs_counts_nothing_twice(line: Line) -> None:
    works(line, 100)
    copy = copied(line)
    line.grants_epoch()
    line.exchange()
    works(line, 200)
    line.exchange()
    line.grants_epoch()
    with set_back(line, copy) as older:
        older.exchange()
        assert (taken(older), older.ledger(), older.pending()) == (300, [100, 200], 0)
        assert (head(older), older.faults()) == ((3, 0), [])


def test_an_operation_taken_back_can_be_looked_up(forked: Line) -> None:
    forked.exchange()
    with forked.desk.store.reading() as books:
        back = next(iter(books.journal.returned()))
        entry = books.journal.find(OperationId(str(back.op_id)))
        assert books.journal.paper_code(OperationId(str(back.op_id))).endswith(back.sig.hex())
    assert entry is not None
    assert (entry.outcome, entry.ref, entry.amount) == ("accepted", "1-1-3", Money(200))
