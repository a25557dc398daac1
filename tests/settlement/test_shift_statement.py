"""A desk asks what the centre has of its shift and learns of every payment that differs, signed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from desk_app.protocol.bodies import ShiftClosed
from desk_app.protocol.fields import whole
from desk_app.protocol.frames import Frame
from desk_app.protocol.messages import TAG_ACK, Head
from desk_app.protocol.shift_statement import (
    MOST_LISTED,
    TAG_SHIFT_STATEMENT,
    Differing,
    Listed,
    ShiftAsked,
    ShiftStatement,
)
from desk_app.protocol.signing import Signed
from tests.helpers.centre import RunningCentre, TestDesk, line


def ask(desk: TestDesk, listed: Sequence[Listed] | None = None, shift_id: str = "") -> ShiftStatement:
    asked = ShiftAsked(shift_id or desk.shift_id, None if listed is None else tuple(listed))
    answer = desk.post("/v2/shift/statement", asked.to_json())
    assert answer.status_code == 200, answer.text
    signed = whole(answer.json(), Signed.read)
    assert desk.grant is not None
    assert signed.genuine(desk.grant.centre_key, TAG_SHIFT_STATEMENT)
    assert not signed.genuine(desk.grant.centre_key, TAG_ACK)
    return ShiftStatement.from_bytes(signed.payload)


def listed(frame: Frame, kopecks: int) -> Listed:
    return Listed(str(frame.op_id), kopecks)


def told(stated: ShiftStatement) -> set[tuple[str, str, int, int]]:
    assert len(stated.differences) == stated.differing
    return {(one.op_id, one.kind, one.desk_kop, one.centre_kop) for one in stated.differences}


def test_a_shift_is_stated_with_its_totals(desk: TestDesk) -> None:
    desk.push(desk.open_shift(50, number=7), desk.cash(line(kop=100)), desk.cash(line("tko/9999", 200)))
    stated = ask(desk)
    assert (stated.desk_id, stated.shift_id, stated.state) == (str(desk.desk_id), desk.shift_id, "open")
    assert (stated.number, stated.business_date, stated.opening_kop) == (7, "2026-11-23", 50)
    assert (stated.payments, stated.payments_kop, stated.expected_kop) == (2, 300, 350)
    assert (stated.compared, stated.differing, stated.differences) == (False, 0, ())
    desk.push(desk.frame(ShiftClosed(desk.stamp(), 2, 300, 2, 3, 350, 350, "")))
    assert ask(desk).state == "matched"


def test_a_list_that_agrees_finds_nothing(desk: TestDesk) -> None:
    one, two = desk.open_shift(), desk.cash(line(kop=100))
    desk.push(one, two)
    stated = ask(desk, [listed(two, 100)])
    assert (stated.compared, stated.differing) == (True, 0)


def test_every_payment_that_differs_is_named(desk: TestDesk) -> None:
    opened, same, more, extra = desk.open_shift(), *(desk.cash(line(kop=kop)) for kop in (100, 200, 400))
    desk.push(opened, same, more, extra)
    unsent = desk.cash(line(kop=800))
    stated = ask(desk, [listed(same, 100), listed(more, 201), listed(unsent, 800)])
    assert told(stated) == {
        (str(more.op_id), "amount", 201, 200),
        (str(extra.op_id), "extra", 0, 400),
        (str(unsent.op_id), "missing", 800, 0),
    }
    assert told(ask(desk, [])) == {
        (str(one.op_id), "extra", 0, kop) for one, kop in ((same, 100), (more, 200), (extra, 400))
    }


def test_what_is_held_or_of_another_shift_was_heard_but_is_not_counted(desk: TestDesk) -> None:
    before = desk.cash(line(kop=5))
    desk.push(before, desk.open_shift())
    desk.hello(Head(1, 2, b"x" * 32))
    held = desk.cash(line(kop=500))
    assert desk.push(held).results[0].outcome == "held_fork"
    assert told(ask(desk, [listed(before, 5), listed(held, 500)])) == {
        (str(before.op_id), "uncounted", 5, 0), (str(held.op_id), "uncounted", 500, 0),
    }  # fmt: skip


def test_another_desks_shift_is_as_unknown_as_one_that_never_was(centre: RunningCentre, desk: TestDesk) -> None:
    other = centre.enrolled_desk("Касса 2")
    opened, theirs = other.open_shift(), other.cash(line(kop=900))
    assert len(other.push(opened, theirs).results) == 2
    assert ask(other).payments_kop == 900
    seen = ask(desk, [listed(theirs, 900)], shift_id=other.shift_id)
    nowhere = ask(desk, [listed(theirs, 900)], shift_id=str(uuid4()))
    assert (seen.state, seen.payments, seen.payments_kop, seen.business_date) == ("unknown", 0, 0, "")
    assert replace(seen, shift_id="") == replace(nowhere, shift_id="")
    assert told(seen) == {(str(theirs.op_id), "missing", 900, 0)}


def test_as_long_a_list_as_may_be_is_heard(desk: TestDesk) -> None:
    desk.push(desk.open_shift())
    assert ask(desk, [Listed(str(uuid4()), 10**15) for _ in range(MOST_LISTED)]).differing == MOST_LISTED


_ONE = {"op_id": str(uuid4()), "kopecks": 1}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"operations": [_ONE, _ONE]}, "twice:operations"),
        ({"operations": [_ONE | {"kopecks": 0}]}, "number:kopecks"),
        ({"operations": [_ONE | {"kopecks": -1}]}, "number:kopecks"),
        ({"operations": [_ONE | {"kopecks": True}]}, "number:kopecks"),
        ({"operations": [_ONE | {"kopecks": "1"}]}, "number:kopecks"),
        ({"operations": [_ONE | {"op_id": str(uuid4()).upper()}]}, "uuid:op_id"),
        ({"operations": [_ONE | {"account": "0101"}]}, "unknown_field"),
        ({"operations": [[str(uuid4()), 1]]}, "not_an_object"),
        ({"operations": None}, "list:operations"),
        ({"operations": [{"op_id": str(uuid4()), "kopecks": 1} for _ in range(MOST_LISTED + 1)]}, "list:operations"),
        ({"shift_id": ""}, "uuid:shift_id"),
        ({"shift_id": "x" * 37}, "text:shift_id"),
        ({"shift_id": "Иванов Пётр, +79031234567"}, "uuid:shift_id"),  # it would come back signed by the centre
        ({"desk_id": str(uuid4())}, "unknown_field"),
    ],
)
def test_a_question_is_read_strictly(desk: TestDesk, change: dict[str, Any], reason: str) -> None:
    answer = desk.post("/v2/shift/statement", {"shift_id": str(uuid4())} | change)
    assert (answer.status_code, answer.json()) == (400, {"error": "malformed", "reason": reason})


def test_a_statement_is_read_as_it_was_written() -> None:
    one = Differing(str(uuid4()), "extra", 0, 5)
    stated = ShiftStatement(
        str(uuid4()), "s", "2026-11-23T05:00:00.000Z", "open", 1, "2026-11-23", 0, 1, 5, compared=True, differing=1,
        differences=(one,),
    )  # fmt: skip
    assert ShiftStatement.from_bytes(stated.to_bytes()) == stated
