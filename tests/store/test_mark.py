"""The high-water mark follows the journal, one operation or several at a time; and a payment stays cheap for years."""

from pathlib import Path

import pytest

from desk_app.application.close_shift import CloseShift
from desk_app.application.restoring import AcceptOffline
from desk_app.domain.money import Money
from desk_app.protocol.messages import Head
from desk_app.store.mark import HighMark
from desk_app.store.restore import put_back
from desk_app.store.sql import Sql
from tests.helpers.fakes import CountingIds
from tests.helpers.small_desk import SECRETS, SmallDesk, bare_desk, small_desk


def told(desk: SmallDesk) -> Head | None:
    """Return what another program reads from the mark."""
    return HighMark.beside(desk.database.path).read()


def head(desk: SmallDesk) -> Head:
    with desk.store.reading() as books:
        return books.journal.head()


def test_the_mark_stands_where_the_journal_ends_after_every_operation(desk: SmallDesk) -> None:
    desk.opens_shift()
    assert told(desk) == head(desk)
    for kopecks in (30_000, 20_000, 10_000):
        desk.takes(kopecks)
        assert told(desk) == head(desk)
    assert head(desk).seq == 4


def test_the_mark_follows_several_operations_of_one_transaction(desk: SmallDesk) -> None:
    desk.opens_shift()
    _appends(desk, 2)
    assert (told(desk), head(desk).seq) == (head(desk), 3)
    desk.takes(10_000)
    assert told(desk) == head(desk)


def test_an_operation_that_was_rolled_back_does_not_move_the_mark(desk: SmallDesk) -> None:
    desk.opens_shift()
    before = told(desk)
    with pytest.raises(ZeroDivisionError):
        _appends(desk, 1, fail=True)
    assert told(desk) == before == head(desk)
    desk.takes(10_000)
    assert told(desk) == head(desk) != before


def test_a_mark_that_was_let_go_is_opened_again(desk: SmallDesk) -> None:
    desk.opens_shift()
    desk.store._mark.close()
    desk.takes(10_000)
    assert told(desk) == head(desk)


def test_the_open_shift_is_found_without_looking_through_the_closed_ones(desk: SmallDesk) -> None:
    with desk.store.reading() as books:
        asked: list[str] = []
        books.sql.driver.set_trace_callback(asked.append)
        books.shifts.at_work()
        books.sql.driver.set_trace_callback(None)
        plan = [row[-1] for row in Sql(books.sql.connection).all(f"EXPLAIN QUERY PLAN {asked[-1]}")]
    assert plan == ["SCAN shift USING INDEX shift_open"]


def _appends(desk: SmallDesk, count: int, *, fail: bool = False) -> None:
    """Append the shift's opening again under new ids, all in one transaction."""
    with desk.store.writing() as books:
        (opening,) = (entry for entry in books.journal.recent(99) if entry.seq == 1)
        body = books.journal.body(opening.op_id)
        assert body is not None
        for _ in range(count):
            books.journal.append(desk.ids.new(), body, desk.clock.now())
        if fail:
            raise ZeroDivisionError


def test_what_a_forced_restore_left_behind_is_no_missing_end_of_the_journal_for_ever(tmp_path: Path) -> None:
    with small_desk(tmp_path / "desk") as desk:
        (tmp_path / "other").mkdir()
        desk.database.copy_to(tmp_path / "other" / "desk.db")
        desk.opens_shift(30_000)
    with bare_desk(tmp_path / "other", ids=CountingIds(100)) as other:
        other.opens_shift(20_000)
    place, copy = (tmp_path / name / "desk.db" for name in ("desk", "other"))
    assert put_back(copy, place, SECRETS.file_key, desk.clock.now(), leave_unsent=True).left == 1
    with bare_desk(tmp_path / "desk", ids=CountingIds(200)) as restored:
        AcceptOffline(restored.store)()
        CloseShift(restored.store, restored.stamper)(restored.ids.new(), Money(20_000))
        assert not restored.store.shortened()
        assert told(restored) == head(restored)
