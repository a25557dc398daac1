"""A wrong clock is measured, said and never corrected in silence; only a new shift needs somebody to vouch for it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from desk_app.application.clock_skew import (
    BusinessDateUnconfirmedError,
    ClockHeard,
    ClockTooWrongError,
    Moment,
    business_date,
)
from desk_app.application.open_shift import OpenShift
from desk_app.domain.money import Money
from desk_app.protocol.bodies import ShiftOpened
from desk_app.protocol.messages import TAG_HELLO, Head, HelloAnswer
from desk_app.protocol.signing import envelope
from tests.helpers.small_desk import CENTRE, CLERK, DESK_ID, SmallDesk

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
ZONE = "Asia/Barnaul"


def moment(seconds: int, mono: int = 0, boot: str = "one") -> Moment:
    return Moment(NOON + timedelta(seconds=seconds), mono * 1000, boot)


@pytest.mark.parametrize(
    ("heard", "now", "skew"),
    [
        pytest.param(moment(900), moment(960, 60), 900, id="still wrong, same run"),
        pytest.param(moment(900), moment(60, 60), 0, id="set right, same run"),
        pytest.param(moment(-900), moment(60, 60), 0, id="set right forwards, same run"),
        pytest.param(moment(-900), moment(-800, 7, "two"), -900, id="wrong, another run"),
        pytest.param(moment(0), moment(-3600, 5, "two"), -3600, id="earlier than the centre spoke"),
        pytest.param(moment(90_000), moment(600, 5, "two"), 600, id="ahead then, and certainly less now"),
        pytest.param(moment(0), moment(36_000, 36_000), 0, id="slept ten hours, same run"),
        pytest.param(moment(0), moment(259_800, 600), 259_200, id="set three days ahead, same run"),
        pytest.param(moment(900), moment(259_800, 600), 259_200, id="wrong, and then more so, same run"),
    ],
)
def test_the_difference_is_what_is_known_and_not_more(heard: Moment, now: Moment, skew: int) -> None:
    assert ClockHeard(NOON, heard).skew_s(now) == skew


@pytest.mark.parametrize("skew", [0, 600, -600])
def test_within_ten_minutes_nobody_is_asked(skew: int) -> None:
    assert business_date(skew, NOON, ZONE, None) == TODAY


@pytest.mark.parametrize("skew", [601, -601, 86_400, -86_400])
def test_beyond_ten_minutes_a_person_names_one_of_the_two_days(skew: int) -> None:
    with pytest.raises(BusinessDateUnconfirmedError) as asked:
        business_date(skew, NOON, ZONE, date(2020, 1, 1))
    for day in (asked.value.by_clock, asked.value.by_centre):
        assert business_date(skew, NOON, ZONE, day) == day


@pytest.mark.parametrize("skew", [86_401, -86_401])
def test_beyond_a_day_no_shift_is_opened_whoever_confirms(skew: int) -> None:
    with pytest.raises(ClockTooWrongError):
        business_date(skew, NOON, ZONE, TODAY)


def hears(desk: SmallDesk, ahead: int) -> None:
    """Let the centre say what time it is, to a desk whose clock is ahead by so many seconds."""
    centre = (desk.clock.now() - timedelta(seconds=ahead)).isoformat()
    answer = HelloAnswer(str(DESK_ID), "ok", centre, Head(1, 0, b"\0" * 32), False, "", 0, 0, 0, 0)  # noqa: FBT003 - a message
    with desk.store.writing() as books:
        books.desk.heard(envelope(CENTRE, TAG_HELLO, answer.to_bytes()), answer, desk.stamper.moment())


def test_a_shift_takes_the_day_that_was_confirmed_and_the_stamp_stays_as_the_clock_says(desk: SmallDesk) -> None:
    hears(desk, -18 * 3600)
    opens, op_id = OpenShift(desk.store, desk.stamper), desk.ids.new()
    with pytest.raises(BusinessDateUnconfirmedError) as asked:
        opens(op_id, CLERK, Money(0))
    assert (asked.value.by_centre - asked.value.by_clock).days == 1
    shift = opens(op_id, CLERK, Money(0), asked.value.by_centre)
    with desk.store.reading() as books:
        body = books.journal.body(op_id)
    assert isinstance(body, ShiftOpened)
    assert shift.business_date == asked.value.by_centre
    assert datetime.fromisoformat(body.stamp.wall_utc) == desk.clock.now()


def test_an_open_shift_goes_on_with_any_clock(desk: SmallDesk) -> None:
    desk.opens_shift()
    hears(desk, 3 * 86_400)
    assert desk.takes(10_000).total == Money(10_000)
