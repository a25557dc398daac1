"""A shift is opened and closed by committed documents; any counted sum is accepted."""

from datetime import UTC, date, datetime

import pytest

from desk_app.application.close_shift import CloseShift
from desk_app.application.open_shift import OpenShift
from desk_app.application.stamps import Stamper, wall_text
from desk_app.domain.basket import AmountNotPositiveError, AmountTooLargeError
from desk_app.domain.money import Money
from desk_app.domain.shifts import ShiftAlreadyOpenError, ShiftNotOpenError, VarianceReasonMissingError
from desk_app.protocol.bodies import ShiftClosed, ShiftOpened
from tests.helpers.small_desk import CLERK, BreakingStore, SmallDesk


def close(desk: SmallDesk, counted: int, reason: str = "", op_id: str = "") -> ShiftClosed:
    name = op_id or desk.ids.new()
    CloseShift(desk.store, desk.stamper)(name, Money(counted), reason)  # type: ignore[arg-type]  # an id
    with desk.store.reading() as books:
        body = books.journal.body(name)  # type: ignore[arg-type]  # an id
    assert isinstance(body, ShiftClosed)
    return body


def test_an_opening_fixes_clerk_cash_and_business_date(desk: SmallDesk) -> None:
    shift = desk.opens_shift(100_000)
    assert (shift.number, shift.clerk, shift.opening, shift.closed) == (1, CLERK, Money(100_000), False)
    assert shift.business_date == date(2026, 11, 16)


def test_the_business_date_is_the_desks_own_not_greenwichs(desk: SmallDesk) -> None:
    desk.clock.instant = datetime(2026, 11, 15, 17, 30, tzinfo=UTC)  # half past midnight in Barnaul
    assert desk.opens_shift().business_date == date(2026, 11, 16)
    berlin = OpenShift(desk.store, Stamper(desk.clock, "Europe/Berlin", "boot"))
    close(desk, 0)
    assert berlin(desk.ids.new(), CLERK, Money(0)).business_date == date(2026, 11, 15)


def test_a_second_shift_waits_until_the_first_is_closed(desk: SmallDesk) -> None:
    desk.opens_shift()
    with pytest.raises(ShiftAlreadyOpenError):
        desk.opens_shift()
    close(desk, 0)
    assert desk.opens_shift().number == 2


def test_an_opening_repeated_answers_with_its_own_shift(desk: SmallDesk) -> None:
    opens, first = OpenShift(desk.store, desk.stamper), desk.ids.new()
    opens(first, CLERK, Money(0))
    assert opens(first, CLERK, Money(0)).number == 1
    close(desk, 0)
    desk.opens_shift()
    again = opens(first, CLERK, Money(0))
    assert (again.number, again.closed) == (1, True)


def test_a_close_repeated_answers_with_its_own_shift(desk: SmallDesk) -> None:
    closes, op_id = CloseShift(desk.store, desk.stamper), desk.ids.new()
    desk.opens_shift(500)
    first = closes(op_id, Money(500))
    desk.opens_shift(700)
    assert closes(op_id, Money(500)) == first
    assert (first.closed, first.counted) == (True, Money(500))


@pytest.mark.parametrize("how", ["before", "after"])
def test_a_close_with_a_lost_answer_is_closed_once(open_desk: SmallDesk, how: str) -> None:
    closes, op_id = CloseShift(BreakingStore(open_desk.store, how), open_desk.stamper), open_desk.ids.new()
    if how == "before":
        with pytest.raises(Exception, match="disk_full"):
            closes(op_id, Money(100_000))
    assert closes(op_id, Money(100_000)).closed
    with open_desk.store.reading() as books:
        assert [entry.kind for entry in books.journal.recent(9)].count("shift.close") == 1


def test_a_close_tells_payments_span_and_what_was_counted(open_desk: SmallDesk) -> None:
    open_desk.takes(50_000)
    open_desk.takes(30_000)
    told = close(open_desk, 179_900, "не хватило\nрубля")
    assert (told.payments, told.payments_kop, told.first_seq, told.last_seq) == (2, 80_000, 1, 3)
    assert (told.expected_kop, told.counted_kop, told.reason) == (180_000, 179_900, "не хватило рубля")


@pytest.mark.parametrize("reason", ["", "  ", "\n\u200b"])
def test_a_difference_wants_a_reason(open_desk: SmallDesk, reason: str) -> None:
    with pytest.raises(VarianceReasonMissingError) as refused:
        close(open_desk, 99_000, reason)
    assert refused.value.variance == Money(-1_000)
    assert close(open_desk, 101_000, "лишний рубль в сдаче").counted_kop == 101_000


def test_nothing_can_be_closed_twice_or_unopened(desk: SmallDesk) -> None:
    with pytest.raises(ShiftNotOpenError):
        close(desk, 0)


def test_a_sum_that_cannot_lie_in_a_drawer_is_refused_before_it_is_signed(desk: SmallDesk) -> None:
    with pytest.raises(AmountNotPositiveError):
        desk.opens_shift(-1)
    with pytest.raises(AmountTooLargeError):
        desk.opens_shift(10**13)
    desk.opens_shift()
    with pytest.raises(AmountNotPositiveError):
        close(desk, -1)


def test_more_than_one_payments_limit_may_be_counted(desk: SmallDesk) -> None:
    desk.opens_shift(1_000_000_000)
    desk.takes(1_000_000_000)
    assert close(desk, 2_000_000_000).counted_kop == 2_000_000_000


# --- stamps --------------------------------------------------------------------------------------------------------


def test_a_stamp_is_evidence_of_when_where_and_by_whom(desk: SmallDesk) -> None:
    desk.clock.advance(seconds=5)
    with desk.store.reading() as books:
        made, now = desk.stamper.stamp(books, "  Соколова\n" + "Е" * 90, "s")
    assert now == desk.clock.now()
    assert (made.wall_utc, made.tz, made.cursor) == ("2026-11-16T03:00:05.000Z", "Asia/Barnaul", "0.1")
    assert made.mono_ms == desk.clock.monotonic_ms()
    assert made.clerk == "Соколова " + "Е" * 71


def test_an_instant_is_written_in_greenwich_time_whatever_its_zone() -> None:
    instant = datetime(2026, 11, 16, 3, 0, 0, 999_999, tzinfo=UTC)
    assert wall_text(instant) == wall_text(instant.astimezone()) == "2026-11-16T03:00:00.999Z"


def test_a_clerks_long_name_still_opens_a_shift(desk: SmallDesk) -> None:
    OpenShift(desk.store, desk.stamper)(desk.ids.new(), "И" * 200, Money(0))
    with desk.store.reading() as books:
        opened = [books.journal.body(entry.op_id) for entry in books.journal.recent(1)]
    assert [len(body.stamp.clerk) for body in opened if isinstance(body, ShiftOpened)] == [80]
