"""Who takes payments is watched: every figure of organisation and desk comes from what the desk has signed."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from desk_app.protocol import decisions
from desk_app.protocol.bodies import ShiftClosed
from desk_app.settlement.control import Control, DeskControl, Tally, control, last_days
from desk_app.settlement.periods import Period
from desk_app.settlement.provider_statement import Accepted, ProviderStatement, provider_statement
from tests.helpers.centre import RunningCentre, TestDesk, line
from tests.settlement.test_cases import resolve, waiting
from tests.settlement.test_hello import operator_grants, reframe

TODAY = date(2026, 11, 23)
WRONG = {"receipt_type": "tko", "account": "0101", "code": "000000"}


def seen(centre: RunningCentre, period: Period | None = None, inn: str = "") -> Control:
    now = centre.clock.now()
    with centre.database.read() as connection:
        return control(connection, now, period or last_days(now), inn)


def only(centre: RunningCentre) -> DeskControl:
    ((found,),) = (one.desks for one in seen(centre).organisations)
    return found


def tally(centre: RunningCentre) -> Tally:
    return only(centre).tally


def stated(centre: RunningCentre, first: date, last: date, code: str = "tko") -> ProviderStatement:
    with centre.database.read() as connection:
        found = provider_statement(connection, code, Period(first, last))
    assert found is not None
    return found


def close(desk: TestDesk, **change: Any) -> None:  # noqa: ANN401 - any value of a body
    """Close a shift of one payment of 100 kopecks, honestly but for what is changed."""
    desk.push(desk.open_shift(), desk.cash(line(kop=100)))
    desk.push(desk.frame(replace(ShiftClosed(desk.stamp(), 1, 100, 2, 2, 100, 100, ""), **change)))


@pytest.mark.usefixtures("desk")
def test_a_desk_that_did_nothing_has_nothing_to_explain(centre: RunningCentre) -> None:
    found = only(centre)
    assert (found.number, found.state, found.tally) == (1, "active", Tally())
    assert (found.silent_min, found.shift_days) == (None, None)
    assert seen(centre).tally == Tally()


def test_money_and_operations_of_the_period_and_all_the_cash(centre: RunningCentre, desk: TestDesk) -> None:
    desk.push(desk.open_shift(), desk.cash(line(kop=100), line("heat/0101", 50)))
    centre.clock.forward(days=40)
    desk.push(desk.cash(line("tko/0102", 7)))
    found = tally(centre)
    assert (found.operations, found.payments, found.taken_kop, found.cash_kop) == (1, 1, 7, 157)


def test_every_day_of_the_period_is_told_by_the_calendar_of_altai(centre: RunningCentre, desk: TestDesk) -> None:
    centre.clock.forward(hours=11)  # 16:00 in UTC is 23:00 here
    desk.push(desk.cash(line(kop=100)))
    centre.clock.forward(hours=1)
    desk.push(desk.cash(line("tko/0102", 30)))
    days = seen(centre).days
    assert (len(days), days[0]) == (30, (date(2026, 10, 26), 0))
    assert days[-2:] == ((TODAY, 100), (TODAY + timedelta(days=1), 30))
    assert [one[1] for one in seen(centre, Period(TODAY, TODAY)).days] == [100]


def test_a_silent_desk_and_a_shift_left_open_are_told_by_their_age(centre: RunningCentre, desk: TestDesk) -> None:
    desk.push(desk.open_shift())
    centre.clock.forward(days=2, minutes=5)
    desk.hello()
    found = only(centre)
    assert (found.silent_min, found.shift_days, found.tally.open_shifts) == (2 * 1440 + 5, 2, 1)


def test_a_frame_carried_into_a_new_epoch_is_heard_too(centre: RunningCentre, desk: TestDesk) -> None:
    opened = desk.open_shift()
    desk.push(opened)
    operator_grants(centre)
    desk.take_grant(desk.hello()["grant"])
    centre.clock.forward(minutes=9)
    assert only(centre).silent_min == 9
    desk.push(reframe(desk, opened))
    assert only(centre).silent_min == 0


def test_a_drawer_that_was_counted_otherwise_is_short_or_over(centre: RunningCentre, desk: TestDesk) -> None:
    close(desk, counted_kop=90, reason="недостача")
    close(desk, counted_kop=103, first_seq=5, last_seq=5)
    found = tally(centre)
    assert (found.short_kop, found.over_kop, found.mismatched, found.open_shifts) == (10, 3, 0, 0)


def test_shifts_that_differ_from_the_books_add_up_without_sign(centre: RunningCentre, desk: TestDesk) -> None:
    close(desk, payments_kop=160, expected_kop=160, counted_kop=160)
    close(desk, payments_kop=95, first_seq=5, last_seq=5)
    close(desk, first_seq=8, last_seq=8)
    found = tally(centre)
    assert (found.mismatched, found.difference_kop) == (2, 65)
    desk.shift_id = "никогда не открывалась"
    desk.push(desk.frame(ShiftClosed(desk.stamp(), 1, 100, 1, 1, 100, 100, "")))
    assert (tally(centre).mismatched, tally(centre).difference_kop) == (3, 65)


def test_suspense_is_told_by_its_age_until_people_have_decided(centre: RunningCentre, desk: TestDesk) -> None:
    for kopecks, days in ((1000, 24), (200, 5), (30, 1), (4, 1)):
        desk.push(desk.cash(line("tko/9999", kopecks)))
        centre.clock.forward(days=days)
    found = tally(centre)
    assert found.ages == ((1, 4), (2, 230), (0, 0), (1, 1000))
    assert (found.waits, found.waits_kop) == (4, 1234)
    oldest = waiting(centre)[0].case
    assert resolve(centre, oldest, decisions.REFUNDED) == ""
    assert tally(centre).ages[-1] == (0, 0)


def test_doubles_night_payments_and_wrong_codes_are_counted(centre: RunningCentre, desk: TestDesk) -> None:
    desk.push(desk.cash(line(kop=100)), desk.cash(line(kop=100)))
    desk.push(desk.cash(line(kop=101)), desk.cash(line(kop=101), another_one=True))
    centre.clock.forward(hours=9, minutes=59)
    desk.push(desk.cash(line("tko/0102", 1)))
    assert tally(centre).late == 0
    centre.clock.forward(minutes=1)
    desk.push(desk.cash(line("tko/0103", 1)))
    assert desk.post("/v2/codes/check", WRONG).json() == {"ok": False}
    found = tally(centre)
    assert (found.doubles, found.late, found.payments, found.wrong_codes) == (2, 1, 6, 1)


def test_a_double_is_found_behind_the_longest_reasons(centre: RunningCentre, desk: TestDesk) -> None:
    closed, strange = line("tko/0103", 5), line("tko/0102", 5, "unheard")
    with centre.database.write() as connection:
        connection.exec_driver_sql("UPDATE account SET closed = true WHERE key = 'tko/0103'")
    odd = (line("tko/9999", 5), closed, strange)
    desk.push(desk.cash(*odd), desk.cash(*odd))
    assert tally(centre).doubles == 1
    with centre.database.write() as connection:
        connection.exec_driver_sql("UPDATE account SET closed = false WHERE key = 'tko/0103'")


def test_a_fork_is_an_alarm_and_a_stopped_desk_until_people_have_decided(centre: RunningCentre, desk: TestDesk) -> None:
    desk.push(desk.open_shift())
    other = replace(desk)
    desk.push(desk.cash(line()))
    other.push(other.cash(line(kop=5)))
    found = tally(centre)
    assert (found.alarms, found.open_alarms, found.frozen) == (1, 1, 1)
    centre.clock.forward(days=31)
    found = tally(centre)
    assert (found.alarms, found.open_alarms, found.frozen) == (0, 1, 1)


def test_organisations_stand_apart_and_one_can_be_asked_for(centre: RunningCentre, desk: TestDesk) -> None:
    second, third = (centre.enrolled_desk(f"Касса {n}", inn="2221000002") for n in (2, 3))
    for one, kopecks in ((desk, 1), (second, 20), (third, 300)):
        one.push(one.cash(line(kop=kopecks)))
    whole = seen(centre)
    assert [(one.inn, len(one.desks), one.tally.taken_kop) for one in whole.organisations] == [
        ("2221000001", 1, 1), ("2221000002", 2, 320),
    ]  # fmt: skip
    assert (whole.tally.cash_kop, whole.days[-1][1]) == (321, 321)
    asked = seen(centre, inn="2221000002")
    assert ([one.inn for one in asked.organisations], asked.days[-1][1]) == (["2221000002"], 320)
    assert seen(centre, inn="2221999999").organisations == ()


@pytest.mark.usefixtures("desk")
def test_more_desks_are_not_more_queries(centre: RunningCentre) -> None:
    asked: list[str] = []
    event.listen(centre.database.reader, "before_cursor_execute", lambda *told: asked.append(told[2]))
    seen(centre)
    alone = len(asked)
    for number in (2, 3, 4):
        more = centre.enrolled_desk(f"Касса {number}")
        more.push(more.open_shift(), more.cash(line()))
    asked.clear()
    seen(centre)
    assert len([one for one in asked if "ledger_entry" in one]) == 1
    assert len(asked) == alone


# --- what a provider is owed ---------------------------------------------------------------------------------------


def test_a_provider_is_stated_by_day_and_service(centre: RunningCentre, desk: TestDesk) -> None:
    desk.push(desk.cash(line(kop=100), line("heat/0101", 7)))
    centre.clock.forward(days=1)
    desk.push(desk.cash(line("tko/0102", 20), line("tko/0102", 3, "tko-peni")), desk.cash(line("tko/0103", 5)))
    next_day = TODAY + timedelta(days=1)
    found = stated(centre, next_day, next_day)
    assert (found.opening_kop, found.accepted_kop, found.closing_kop) == (100, 28, 128)
    assert found.accepted == (
        Accepted(next_day, "tko", "Обращение с ТКО", 2, 25, 0),
        Accepted(next_day, "tko-peni", "Пеня ТКО", 1, 3, 0),
    )
    assert stated(centre, TODAY, next_day).opening_kop == 0
    assert stated(centre, TODAY, next_day, "heat").closing_kop == 7


def test_what_comes_late_never_changes_a_day_that_is_over(centre: RunningCentre, desk: TestDesk) -> None:
    late = (desk.open_shift(), desk.cash(line(kop=100)))
    before = stated(centre, TODAY, TODAY)
    centre.clock.forward(days=3)
    desk.push(*late)
    assert stated(centre, TODAY, TODAY) == before
    assert stated(centre, TODAY, TODAY + timedelta(days=3)).accepted_kop == 100


def test_suspense_is_stated_with_the_provider_it_was_meant_for(centre: RunningCentre, desk: TestDesk) -> None:
    desk.push(desk.cash(line("tko/9999", 100), line("heat/9999", 7)))
    found = stated(centre, TODAY, TODAY)
    assert (found.accepted, found.suspense) == ((), ((1, 100), (0, 0), (0, 0), (0, 0)))
    centre.clock.forward(days=10)
    case = next(one.case for one in waiting(centre) if one.account == "tko/9999")
    assert resolve(centre, case, decisions.TO, "tko/0101") == ""
    decided = TODAY + timedelta(days=10)
    found = stated(centre, TODAY, decided)
    assert [(one.day, one.kopecks, one.decided_kop) for one in found.accepted] == [(decided, 100, 100)]
    assert sum(count for count, _ in found.suspense) == 0
    assert stated(centre, TODAY, decided - timedelta(days=1)).suspense == ((0, 0), (0, 0), (1, 100), (0, 0))


def test_nobody_states_a_provider_that_is_not_there(centre: RunningCentre) -> None:
    with centre.database.read() as connection:
        assert provider_statement(connection, "нет", Period(TODAY, TODAY)) is None
