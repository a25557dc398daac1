"""Hello: every verdict of restored, rewound, forked, cloned and revoked desks."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from desk_app.protocol.fields import whole
from desk_app.protocol.frames import Frame, decode, encode, origin_of, seal
from desk_app.protocol.messages import TAG_HELLO, Head, Hello
from desk_app.protocol.signing import Signed
from desk_app.protocol.strict_json import dumps
from desk_app.settlement import desks
from desk_app.settlement.held import reapply_held
from tests.helpers.centre import RunningCentre, TestDesk, line
from tests.helpers.residents import register


def operator_grants(centre: RunningCentre, number: int = 1) -> int:
    with centre.database.write() as connection:
        epoch = desks.grant_epoch(connection, centre.centre, desks.desk_by_number(connection, number))
        reapply_held(connection, centre.centre)
        return epoch


def test_a_desk_waits_until_the_operator_has_compared_its_fingerprint(centre: RunningCentre) -> None:
    desk, code = TestDesk(centre.url, centre.clock), centre.invite(trust=False)

    assert desk.enrol(code) == {"state": "pending", "grant": None}
    with centre.database.write() as connection:
        desk_id = desks.desk_by_number(connection, 1)
        with pytest.raises(desks.NothingToConfirmError):
            desks.confirm(connection, centre.centre, desk_id, "0000 0000 0000 0000 0000")
        assert desks.pending_fingerprint(connection, desk_id) == desk.fingerprint()
        desks.confirm(connection, centre.centre, desk_id, desk.fingerprint().lower())

    granted = desk.enrol(code)
    assert granted["state"] == "granted"
    assert desk.enrol(code) == granted
    assert desk.grant is not None
    assert (desk.grant.desk_number, desk.grant.epoch, desk.grant.training) == (1, 1, True)
    assert desk.grant.card_last - desk.grant.card_first == 199
    assert desk.hello()["verdict"] == "ok"


def test_a_code_dies_after_five_wrong_tries_or_a_day(centre: RunningCentre) -> None:
    code, late = centre.invite(), centre.invite("Касса 2")
    for _ in range(5):
        assert TestDesk(centre.url, centre.clock).enrol(code[:-1] + ("0" if code[-1] != "0" else "1")) == {
            "error": "enrol"
        }
    assert TestDesk(centre.url, centre.clock).enrol(code) == {"error": "enrol"}
    centre.clock.forward(hours=24)
    assert TestDesk(centre.url, centre.clock).enrol(late) == {"error": "enrol"}


def test_a_key_that_was_named_in_time_fetches_its_grant_however_late(centre: RunningCentre) -> None:
    code = centre.invite(trust=False)
    desk = TestDesk(centre.url, centre.clock)
    assert desk.enrol(code)["state"] == "pending"
    centre.clock.forward(days=4)
    assert TestDesk(centre.url, centre.clock).enrol(code) == {"error": "enrol"}, "another key is late"
    with centre.database.write() as connection:
        desks.confirm(connection, centre.centre, desks.desk_by_number(connection, 1), desk.fingerprint())
    assert desk.enrol(code)["state"] == "granted"


def test_a_code_belongs_to_the_first_key_that_named_it(centre: RunningCentre) -> None:
    code = centre.invite(trust=False)
    TestDesk(centre.url, centre.clock).enrol(code)

    assert TestDesk(centre.url, centre.clock).enrol(code) == {"error": "enrol"}


def test_a_key_that_cannot_prove_itself_is_refused(centre: RunningCentre) -> None:
    desk = TestDesk(centre.url, centre.clock)
    request = replace(desk.request(centre.invite()), proof=bytes(64))

    answer = desk.http.post(f"{centre.url}/v2/desk/enrol", data=dumps(request.to_json()), timeout=30)

    assert (answer.status_code, answer.json()) == (403, {"error": "enrol"})


def test_the_hello_answer_is_signed_by_the_centre(desk: TestDesk) -> None:
    answer = desk.post("/v2/desk/hello", Hello(desk.position(), desk.install_id, "", "").to_json()).json()
    signed = whole(answer["hello"], Signed.read)

    assert desk.grant is not None
    assert signed.genuine(desk.grant.centre_key, TAG_HELLO)
    assert not signed.genuine(desk.grant.centre_key, "SG-ACK-v1")


def test_a_restored_copy_without_new_work_is_rewound_by_its_own_frames(desk: TestDesk) -> None:
    frames = [desk.open_shift(), desk.cash(line())]
    desk.push(*frames)

    told = desk.hello(Head(1, 1, frames[0].hash))

    assert (told["verdict"], told["head"]["seq"]) == ("rewound", 2)
    assert decode(desk.call("GET", "/v2/desk/journal?epoch=1&from=2").content) == frames[1]
    assert desk.hello()["verdict"] == "ok"


def test_a_desk_that_is_ahead_may_push(desk: TestDesk) -> None:
    desk.cash(line())
    assert desk.hello()["verdict"] == "ok"


@pytest.mark.parametrize("seq", [0, 1, 2])
def test_another_hash_at_a_known_place_freezes_the_epoch(desk: TestDesk, seq: int) -> None:
    desk.push(desk.open_shift(), desk.cash(line()))

    assert desk.hello(Head(1, seq, b"x" * 32))["verdict"] == "fork"
    assert desk.hello()["verdict"] == "fork"


def test_an_epoch_nobody_granted_is_a_fork(desk: TestDesk) -> None:
    assert desk.hello(Head(9, 0, desk.head))["verdict"] == "fork"


NOT_CARRIED = b""


def reframe(desk: TestDesk, old: Frame, body: bytes = b"", origin: bytes | None = None) -> Frame:
    made = seal(
        desk.key, desk_id=desk.desk_id, epoch=desk.epoch, seq=desk.seq + 1, op_id=old.op_id, kind=old.kind,
        body=body or old.body, prev_hash=desk.head, origin=origin_of(old) if origin is None else origin,
    )  # fmt: skip
    desk.seq, desk.head = made.seq, made.hash
    return made


def test_after_a_fork_the_operator_grants_an_epoch_and_nothing_is_lost_or_doubled(
    centre: RunningCentre, desk: TestDesk
) -> None:
    here = desk.cash(line(kop=100))
    desk.push(here)
    desk.seq, desk.head = 0, here.prev_hash
    there = desk.cash(line(kop=200))
    assert desk.push(there).stopped == "fork"
    said = Hello(desk.position(), desk.install_id, "", "").to_json()
    assert desk.post("/v2/desk/recover", said).json() == {"state": "pending", "grant": None}

    assert operator_grants(centre) == 2
    told = desk.hello()
    assert told["verdict"] == "new_epoch"
    assert desk.post("/v2/desk/recover", said).json() == {"state": "granted", "grant": told["grant"]}
    desk.take_grant(told["grant"])
    ack = desk.push(reframe(desk, there))

    assert (ack.head.epoch, ack.results[0].outcome) == (2, "accepted")
    assert desk.hello()["verdict"] == "ok"
    assert sorted(row[0] for row in centre.rows("SELECT amount_kop FROM payment_state")) == [100, 200]


def test_carrying_over_what_the_centre_already_has_costs_nothing(centre: RunningCentre, desk: TestDesk) -> None:
    """A desk whose acks were lost cannot know what arrived before its epoch ended."""
    paid = desk.cash(line(kop=100))
    desk.push(paid)
    operator_grants(centre)
    desk.take_grant(desk.hello()["grant"])
    again, more = reframe(desk, paid), desk.cash(line(kop=7))

    ack = desk.push(again, more)

    assert ack.stopped == ""
    assert [result.outcome for result in ack.results] == ["accepted", "accepted"]
    assert desk.push(again, more).results == ack.results
    assert desk.hello()["verdict"] == "ok"
    assert desk.hello(Head(2, 1, again.hash))["verdict"] == "rewound"
    assert desk.call("GET", "/v2/desk/journal?epoch=2&from=1").content == encode(again) + encode(more)
    assert centre.rows("SELECT count(*) FROM ledger_tx")[0][0] == 2


def test_a_changed_operation_is_not_carried_over(centre: RunningCentre, desk: TestDesk) -> None:
    paid = desk.cash(line(kop=100))
    desk.push(paid)
    operator_grants(centre)
    desk.take_grant(desk.hello()["grant"])

    assert desk.push(reframe(desk, paid, body=b"{}")).stopped == "conflict"


def test_an_operation_that_does_not_say_it_is_carried_over_is_a_conflict(centre: RunningCentre, desk: TestDesk) -> None:
    paid = desk.cash(line(kop=100))
    desk.push(paid)
    operator_grants(centre)
    desk.take_grant(desk.hello()["grant"])

    assert desk.push(reframe(desk, paid, origin=NOT_CARRIED)).stopped == "conflict"


def test_what_was_carried_through_an_epoch_that_a_restored_centre_has_lost_is_known_all_the_same(
    centre: RunningCentre, desk: TestDesk
) -> None:
    """The centre has the first frame; the third names the second, which only the desk still has."""
    paid = desk.cash(line(kop=100))
    desk.push(paid)
    operator_grants(centre)
    lost = reframe(desk, paid)
    desk.take_grant(desk.hello()["grant"])

    assert desk.push(reframe(desk, paid, origin=origin_of(lost))).stopped == ""
    assert centre.rows("SELECT sum(amount_kop) FROM ledger_entry WHERE amount_kop > 0")[0][0] == 100


def test_what_was_held_while_frozen_takes_effect_with_the_new_epoch(centre: RunningCentre, desk: TestDesk) -> None:
    opened = desk.open_shift()
    desk.push(opened)
    desk.hello(Head(1, 1, b"x" * 32))
    paid = desk.cash(line(kop=500))
    assert desk.push(paid).results[0].outcome == "held_fork"
    assert centre.rows("SELECT count(*) FROM ledger_tx")[0][0] == 0

    operator_grants(centre)

    assert desk.push(paid).results[0].outcome == "accepted"
    assert centre.rows("SELECT sum(amount_kop) FROM ledger_entry WHERE amount_kop > 0")[0][0] == 500


def test_a_second_installation_under_one_key_is_noticed_for_a_quarter_of_an_hour(
    centre: RunningCentre, desk: TestDesk
) -> None:
    assert not desk.hello()["clone_suspected"]
    first, desk.install_id = desk.install_id, "0" * 32
    assert desk.hello()["clone_suspected"]
    centre.clock.forward(minutes=15)
    assert not desk.hello()["clone_suspected"]
    desk.install_id = first
    assert desk.hello()["clone_suspected"]


def test_a_revoked_desk_is_told_so_and_gets_nothing_else(centre: RunningCentre, desk: TestDesk) -> None:
    with centre.database.write() as connection:
        connection.execute(text("UPDATE desk SET state = 'revoked'"))

    assert desk.hello()["verdict"] == "revoked"
    answer = desk.call("GET", "/v2/desk/journal?epoch=1&from=1")
    assert (answer.status_code, answer.json()) == (403, {"error": "revoked"})


def test_cards_are_leased_anew_before_they_run_out(centre: RunningCentre, desk: TestDesk) -> None:
    assert desk.grant is not None
    register(desk)
    first = desk.grant.card_first
    with centre.database.write() as connection:
        for number in range(first + 1, first + 161):
            connection.execute(
                text("INSERT INTO card_use SELECT :c, op_id, desk_id FROM registration"), {"c": f"{number:016d}"}
            )

    told = desk.hello()

    assert (told["card_first"], told["card_last"]) == (first + 200, first + 399)
    assert register(desk, "tko/0102", name="Другой", phone="+79035555555", card=f"{first + 190:016d}") == "accepted"
