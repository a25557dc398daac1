"""Money is taken once, in an open shift, and never lost between two answers."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk_app.application.errors import NotEnrolledError
from desk_app.application.once import NotSavedError
from desk_app.application.take_payment import PossibleDuplicateError, TakePayment
from desk_app.domain.basket import Basket, BasketEmptyError, BasketLine, NotEnoughReceivedError
from desk_app.domain.ids import OperationId
from desk_app.domain.meters import NewReading
from desk_app.domain.money import Money
from desk_app.domain.shifts import ShiftNotOpenError
from desk_app.protocol.bodies import CashPaid, Reading
from tests.helpers.small_desk import HEAT, NEIGHBOUR, BreakingStore, SmallDesk, bare_desk, street


def journalled(desk: SmallDesk) -> tuple[int, int]:
    """Return how many operations took money, and how much."""
    with desk.store.reading() as books:
        taken = [entry for entry in books.journal.recent(1000) if entry.amount]
        return len(taken), books.journal.counts().taken_kopecks


def take(desk: SmallDesk) -> TakePayment:
    return TakePayment(desk.store, desk.stamper)


def test_a_payment_says_its_number_sum_and_change(open_desk: SmallDesk) -> None:
    taken = take(open_desk)(open_desk.basket(48_567), Money(50_000), open_desk.ids.new())
    assert (taken.number, taken.total, taken.change) == ("12-1-2", Money(48_567), Money(1_433))


def test_the_same_form_sent_twice_is_one_payment(open_desk: SmallDesk) -> None:
    op_id = open_desk.ids.new()
    first = take(open_desk)(open_desk.basket(), Money(60_000), op_id)
    assert take(open_desk)(open_desk.basket(), Money(60_000), op_id) == first
    assert journalled(open_desk) == (1, 50_000)


def test_a_commit_whose_answer_was_lost_is_found_in_the_journal(open_desk: SmallDesk) -> None:
    broken = BreakingStore(open_desk.store, "after")
    taken = open_desk.takes(store=broken)
    assert (taken.total, journalled(open_desk)) == (Money(50_000), (1, 50_000))


def test_a_commit_that_never_happened_is_said_so_and_can_be_repeated(open_desk: SmallDesk) -> None:
    op_id, broken = open_desk.ids.new(), BreakingStore(open_desk.store, "before")
    with pytest.raises(NotSavedError) as refused:
        open_desk.takes(op_id=op_id, store=broken)
    assert (refused.value.reason, journalled(open_desk)) == ("disk_full", (0, 0))
    open_desk.takes(op_id=op_id, store=broken)
    assert journalled(open_desk) == (1, 50_000)


def test_no_money_is_taken_without_a_shift(desk: SmallDesk) -> None:
    with pytest.raises(ShiftNotOpenError):
        desk.takes()
    assert journalled(desk) == (0, 0)


def test_no_money_is_taken_before_enrolment(tmp_path: Path) -> None:
    with bare_desk(tmp_path) as desk:
        desk.hears(*street())
        with pytest.raises(NotEnrolledError):
            desk.opens_shift()


def test_too_little_money_or_an_empty_basket_writes_nothing(open_desk: SmallDesk) -> None:
    with pytest.raises(NotEnoughReceivedError):
        take(open_desk)(open_desk.basket(), Money(49_999), open_desk.ids.new())
    with pytest.raises(BasketEmptyError):
        take(open_desk)(Basket(), Money(1), open_desk.ids.new())
    assert journalled(open_desk) == (0, 0)


def test_the_same_sum_for_the_same_account_is_asked_about_for_ten_minutes(open_desk: SmallDesk) -> None:
    first = open_desk.takes()
    open_desk.clock.advance(minutes=10)
    with pytest.raises(PossibleDuplicateError) as asked:
        take(open_desk)(open_desk.basket(), Money(50_000), open_desk.ids.new())
    assert asked.value.entry.op_id == first.op_id
    open_desk.clock.advance(timedelta(milliseconds=1))
    take(open_desk)(open_desk.basket(), Money(50_000), open_desk.ids.new())
    assert journalled(open_desk) == (2, 100_000)


def test_the_clerk_may_say_it_is_another_one(open_desk: SmallDesk) -> None:
    open_desk.takes()
    take(open_desk)(open_desk.basket(), Money(50_000), open_desk.ids.new(), another_one=True)
    assert journalled(open_desk) == (2, 100_000)


@pytest.mark.parametrize(("kopecks", "key"), [(50_001, "tko/0102"), (50_000, NEIGHBOUR)])
def test_another_sum_or_account_is_not_asked_about(open_desk: SmallDesk, kopecks: int, key: str) -> None:
    open_desk.takes()
    other = open_desk.basket(kopecks, key)  # type: ignore[arg-type]  # a key written out
    take(open_desk)(other, Money(kopecks), open_desk.ids.new())
    assert journalled(open_desk)[0] == 2


def test_a_twin_is_seen_however_many_payments_came_between(open_desk: SmallDesk) -> None:
    open_desk.takes()
    for kopecks in range(1, 31):
        open_desk.takes(kopecks)
    with pytest.raises(PossibleDuplicateError):
        take(open_desk)(open_desk.basket(), Money(50_000), open_desk.ids.new())


def test_readings_go_with_their_line(open_desk: SmallDesk) -> None:
    with open_desk.store.reading() as books:
        held = books.accounts.get(HEAT)
        service = next(iter(books.accounts.directory().services_of(held.receipt_type))) if held else None
    assert held is not None
    assert service is not None
    reading = NewReading(held.meters[0], 112_400)
    line = BasketLine(HEAT, service, held.charges[0].period, "period", reading.cost, (reading,))
    op_id = open_desk.ids.new()
    take(open_desk)(Basket().add(line), Money(1_000_000), op_id)
    with open_desk.store.reading() as books:
        body = books.journal.body(op_id)
    assert isinstance(body, CashPaid)
    assert body.lines[0].readings == (Reading("М-1", 112_400, 100_000),)
    assert body.lines[0].amount_kop == 310_000


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts=st.lists(st.integers(1, 10**7), min_size=1, max_size=8))
def test_the_drawer_is_always_opening_plus_what_was_taken(open_desk: SmallDesk, amounts: list[int]) -> None:
    with open_desk.store.reading() as books:
        before = books.shifts.current()
    for kopecks in amounts:
        open_desk.takes(kopecks, OperationId(open_desk.ids.new()))
    with open_desk.store.reading() as books:
        after = books.shifts.current()
    assert before is not None
    assert after is not None
    assert after.expected - before.expected == Money(sum(amounts))
    assert after.payments - before.payments == len(amounts)
