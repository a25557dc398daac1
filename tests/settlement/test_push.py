"""Pushing frames: duplicates, gaps, forks, damage, and the signed ack."""

from dataclasses import replace
from uuid import uuid4

import pytest

from desk_app.protocol import bodies
from desk_app.protocol.frames import Frame, encode, seal
from desk_app.protocol.messages import Ack
from tests.helpers.centre import RunningCentre, TestDesk, line


def outcomes(ack: Ack) -> list[str]:
    return [f"{one.outcome}:{one.detail}".rstrip(":") for one in ack.results]


def payments(centre: RunningCentre) -> int:
    found: int = centre.rows("SELECT count(*) FROM ledger_tx")[0][0]
    return found


def test_a_lost_answer_never_doubles_a_payment(centre: RunningCentre, desk: TestDesk) -> None:
    frames = [desk.open_shift(), desk.cash(line())]
    first = desk.push(*frames)
    again = desk.push(*frames)

    assert again.results == first.results
    assert again.head == first.head
    assert payments(centre) == 1


def test_a_batch_that_repeats_its_beginning_goes_on_where_it_left_off(centre: RunningCentre, desk: TestDesk) -> None:
    opened, paid = desk.open_shift(), desk.cash(line())
    desk.push(opened)

    ack = desk.push(opened, paid, opened)

    assert [result.seq for result in ack.results] == [1, 2, 1]
    assert ack.head.seq == 2
    assert payments(centre) == 1


def test_a_gap_stops_the_batch_and_names_the_head_the_centre_has(desk: TestDesk) -> None:
    opened, missing, paid = desk.open_shift(), desk.cash(line()), desk.cash(line(kop=500))

    ack = desk.push(opened, paid)

    assert (ack.stopped, ack.head.seq) == ("gap", 1)
    assert desk.push(missing, paid).stopped == ""


def test_a_reordered_batch_is_a_gap_and_nothing_is_lost(desk: TestDesk) -> None:
    first, second = desk.open_shift(), desk.cash(line())

    assert desk.push(second, first).stopped == "gap"
    assert desk.push(first, second).head == desk.position()


def test_another_operation_under_a_known_id_freezes_the_epoch_and_keeps_the_evidence(
    centre: RunningCentre, desk: TestDesk
) -> None:
    paid = desk.cash(line(kop=100))
    desk.push(paid)
    other = seal(
        desk.key, desk_id=paid.desk_id, epoch=1, seq=2, op_id=paid.op_id, kind=paid.kind,
        body=paid.body.replace(b"100", b"900"), prev_hash=paid.hash,
    )  # fmt: skip

    ack = desk.push(other)

    assert (ack.stopped, ack.head.seq) == ("conflict", 1)
    assert bytes(centre.rows("SELECT evidence FROM alarm WHERE kind = 'conflict'")[0][0]) == encode(other)
    assert desk.hello()["verdict"] == "fork"


def fork(desk: TestDesk) -> tuple[Frame, Frame]:
    """Two continuations of one history, as a restored copy makes them."""
    seq, head = desk.seq, desk.head
    here = desk.cash(line(kop=100))
    desk.seq, desk.head = seq, head
    return here, desk.cash(line(kop=200))


def test_a_chain_that_does_not_continue_ours_freezes_the_epoch(centre: RunningCentre, desk: TestDesk) -> None:
    here, there = fork(desk)
    desk.push(here)

    ack = desk.push(there)

    assert (ack.stopped, ack.head.hash) == ("fork", here.hash)
    assert len(centre.rows("SELECT 1 FROM alarm WHERE kind = 'fork'")) == 1


def test_in_a_frozen_epoch_what_extends_the_chain_is_held_and_what_does_not_stays_at_the_desk(
    centre: RunningCentre, desk: TestDesk
) -> None:
    here, there = fork(desk)
    desk.push(here)
    desk.push(there)
    desk.seq, desk.head = here.seq, here.hash

    held = desk.push(desk.cash(line(kop=300)))

    assert outcomes(held) == ["held_fork:fork"]
    assert payments(centre) == 1
    assert desk.push(there).stopped == "frozen"


def test_frames_of_a_foreign_desk_or_key_are_malformed_and_have_no_effect(
    centre: RunningCentre, desk: TestDesk
) -> None:
    other = centre.enrolled_desk("Касса 2")

    assert desk.push(other.cash(line())).stopped == "malformed"
    forged = desk.cash(line())
    assert desk.push(replace(forged, sig=bytes(64))).stopped == "malformed"
    assert payments(centre) == 0
    assert desk.push(forged).stopped == ""


def test_an_epoch_that_was_never_granted_is_refused(desk: TestDesk) -> None:
    frame = seal(
        desk.key, desk_id=desk.desk_id, epoch=7, seq=1, op_id=uuid4(), kind="payment.cash", body=b"{}",
        prev_hash=bytes(32),
    )  # fmt: skip

    answer = desk.push_raw(encode(frame))

    assert (answer.status_code, answer.json()) == (409, {"error": "epoch"})


def test_no_flipped_byte_of_a_frame_ever_has_an_effect(centre: RunningCentre, desk: TestDesk) -> None:
    raw = encode(desk.cash(line()))

    for at in range(0, len(raw), 7):
        damaged = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
        answer = desk.push_raw(damaged)
        assert answer.status_code in (200, 409), at
        if answer.status_code == 200:
            ack = desk.open_ack(answer.json())
            assert (ack.stopped, ack.results) == ("malformed", ()), at
    assert centre.rows("SELECT count(*) FROM op_inbox")[0][0] == 0


def test_what_precedes_a_damaged_frame_is_kept(desk: TestDesk) -> None:
    good, bad = desk.open_shift(), desk.cash(line())

    ack = desk.open_ack(desk.push_raw(encode(good) + encode(bad)[:-1]).json())

    assert (ack.stopped, ack.head.seq) == ("malformed", 1)
    assert desk.push(bad).stopped == ""


def test_a_kind_of_the_future_is_held_and_the_journal_goes_on(desk: TestDesk) -> None:
    ack = desk.push(
        desk.frame(b'{"x":1}', "payment.crypto"), desk.frame(b"{}", "shift.open", schema=2), desk.cash(line())
    )

    assert outcomes(ack) == ["held_schema:unknown_kind", "held_schema:unknown_kind", "accepted"]


def test_a_payment_that_cannot_be_read_is_held_whole_and_the_next_one_passes(
    centre: RunningCentre, desk: TestDesk
) -> None:
    # Well signed by a faulty program: no moment of any calendar.
    stamp = replace(desk.stamp(), wall_utc="2026-13-45T99:99:99.999Z")
    poison = desk.frame(bodies.CashPaid(stamp, (line(kop=777),), 777, 777, 0))

    ack = desk.push(poison, desk.cash(line(kop=100)))

    assert outcomes(ack) == ["held_error:body:pattern:wall_utc", "accepted"]
    assert centre.rows("SELECT sum(amount_kop) FROM ledger_entry WHERE amount_kop > 0")[0][0] == 100


@pytest.mark.expects_log("run_failed", "effect_failed")
def test_a_payment_that_fails_half_way_leaves_nothing_but_its_money_in_suspense(
    centre: RunningCentre, desk: TestDesk
) -> None:
    # The second reading of one meter in one line breaks a key, after ledger and charge were written.
    twice = (bodies.Reading("M1", 110_000, 100_000), bodies.Reading("M1", 120_000, 100_000))

    ack = desk.push(desk.cash(line("heat/0101", 500, readings=twice)), desk.cash(line("heat/0101", 7)))

    assert outcomes(ack) == ["held_error:effect_failed", "accepted"]
    assert [row[0] for row in centre.rows("SELECT amount_kop FROM suspense_case")] == [500]
    assert centre.rows("SELECT paid_here FROM charge WHERE account_key = 'heat/0101'")[0][0] == 7
    assert centre.rows("SELECT last FROM meter WHERE account_key = 'heat/0101'")[0][0] == 100_000


def test_a_body_that_cannot_be_read_is_held_and_blocks_nothing(desk: TestDesk) -> None:
    ack = desk.push(desk.frame(b'{"a":1,"a":2}', "payment.cash"), desk.cash(line()))

    assert outcomes(ack) == ["held_error:body:duplicate_key", "accepted"]


def test_an_empty_push_is_answered_with_the_head(desk: TestDesk) -> None:
    assert desk.push().head == desk.position()


def test_acks_and_journal_can_be_fetched_again(desk: TestDesk) -> None:
    frames = [desk.open_shift(), desk.cash(line()), desk.cash(line(kop=5))]
    first, second = desk.push(*frames[:2]), desk.push(frames[2])

    acks = desk.call("GET", "/v2/desk/acks?epoch=1&from=1").json()["acks"]
    assert [desk.open_ack(one) for one in acks] == [first, second]
    assert len(desk.call("GET", "/v2/desk/acks?epoch=1&from=3").json()["acks"]) == 1
    assert desk.call("GET", "/v2/desk/journal?epoch=1&from=2").content == encode(frames[1]) + encode(frames[2])
    assert desk.call("GET", "/v2/desk/journal?epoch=1&from=4").content == b""


@pytest.mark.parametrize("path", ["/v2/desk/journal?epoch=1&from=1", "/v2/desk/acks?epoch=1&from=1"])
def test_a_desk_gets_only_its_own_history(centre: RunningCentre, desk: TestDesk, path: str) -> None:
    desk.push(desk.cash(line()))
    other = centre.enrolled_desk("Касса 2")

    assert other.call("GET", path).content in (b"", b'{"acks":[]}')
