"""Messages travel as JSON and come back as they were; anything else is refused."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.protocol import entities, messages
from desk_app.protocol.fields import Fields, whole
from desk_app.protocol.strict_json import MalformedError, dumps, loads
from desk_app.protocol.tallies import version_digest
from tests.protocol import samples

SPOKEN: list[Any] = [
    samples.HEAD, samples.HELLO, samples.ENROL, samples.RESULT, samples.CHANGE, samples.TALLY, samples.PAGE,
    samples.MANIFEST, samples.PACKET, samples.LOOKED_UP,
]  # fmt: skip
SIGNED: list[Any] = [samples.GRANT, samples.HELLO_ANSWER, samples.ACK]


def name(value: object) -> str:
    return type(value).__name__


@pytest.mark.parametrize("message", SPOKEN, ids=name)
def test_a_message_comes_back_as_it_was_said(message: Any) -> None:  # noqa: ANN401 - any message
    assert whole(loads(dumps(message.to_json())), type(message).read) == message


@pytest.mark.parametrize("message", SIGNED, ids=name)
def test_a_signed_payload_comes_back_as_it_was_said(message: Any) -> None:  # noqa: ANN401 - any message
    assert type(message).from_bytes(message.to_bytes()) == message


@pytest.mark.parametrize("entity", samples.ENTITIES, ids=name)
def test_an_entity_comes_back_as_it_was_said(entity: entities.Entity) -> None:
    assert whole(loads(dumps(entities.entity_json(entity))), type(entity).read) == entity


def readers() -> list[Any]:
    spoken = [(one.to_json(), type(one).read) for one in SPOKEN]
    signed = [(loads(one.to_bytes()), type(one)._read) for one in SIGNED]
    told = [(loads(dumps(entities.entity_json(one))), type(one).read) for one in samples.ENTITIES]
    return [pytest.param(value, read, id=read.__qualname__) for value, read in spoken + signed + told]


@pytest.mark.parametrize(("value", "read"), readers())
def test_every_field_is_wanted_and_no_other(value: dict[str, Any], read: Callable[[Fields], object]) -> None:
    for missing in value:
        with pytest.raises(MalformedError):
            whole({key: held for key, held in value.items() if key != missing}, read)
    with pytest.raises(MalformedError, match="unknown_field"):
        whole(value | {"extra": 1}, read)


@pytest.mark.parametrize(("value", "read"), readers())
def test_no_field_may_be_of_another_kind(value: dict[str, Any], read: Callable[[Fields], object]) -> None:
    for field in value:
        with pytest.raises(MalformedError):
            whole(value | {field: 0.5}, read)


@pytest.mark.parametrize(
    ("message", "change"),
    [
        (samples.HEAD, {"hash": "00"}), (samples.ENROL, {"code": "abc"}), (samples.ENROL, {"code": "abcdef"}),
        (samples.ENROL, {"install_id": "Z" * 32}), (samples.ENROL, {"proof": "00"}), (samples.RESULT, {"seq": 0}),
        (samples.CHANGE, {"entity": "payment"}), (samples.CHANGE, {"id": ""}), (samples.CHANGE, {"version": 0}),
        (samples.CHANGE, {"value": [1]}), (samples.TALLY, {"digest": 2**63}),
        (samples.MANIFEST, {"snapshot_id": "../x"}), (samples.MANIFEST, {"form": "image"}),
        (samples.PAGE, {"position": {"tx": -1, "change": 0}}), (samples.PAGE, {"position": {"tx": 1}}),
        (samples.PAGE, {"more": 1}), (samples.PACKET, {"box": "0"}),
    ],
)  # fmt: skip
def test_each_bound_holds(message: Any, change: dict[str, Any]) -> None:  # noqa: ANN401 - any message
    with pytest.raises(MalformedError):
        whole(message.to_json() | change, type(message).read)


def test_a_grant_names_an_epoch_that_fits_a_frame() -> None:
    for epoch in (0, 2**32):
        with pytest.raises(MalformedError):
            messages.Grant.from_bytes(replace(samples.GRANT, epoch=epoch).to_bytes())


@given(st.integers(0, 2**63 - 1), st.integers(0, 2**63 - 1))
def test_any_place_of_the_feed_and_any_tally_survive_the_wire(tx: int, digest: int) -> None:
    page = replace(samples.PAGE, position=(tx, 1), tallies=(messages.Tally("account", 1, digest),))
    assert whole(loads(dumps(page.to_json())), messages.ChangePage.read) == page


def test_a_tombstone_has_no_value() -> None:
    assert whole(samples.CHANGE.to_json() | {"value": None}, messages.Change.read).value is None


def test_the_proof_of_an_enrolment_covers_code_keys_and_installation() -> None:
    said = {
        replace(samples.ENROL, **{field: value}).said()  # type: ignore[arg-type]  # any one field
        for field, value in {"code": "XXXXXX", "public_key": b"q" * 32, "box_key": b"q" * 32, "install_id": "1"}.items()
    }
    assert len(said | {samples.ENROL.said()}) == 5
    assert replace(samples.ENROL, proof=b"").said() == samples.ENROL.said()


# --- entities --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"receipt_type": ""}, {"number": ""}, {"number": "9" * 41}, {"closed": 0}, {"cabinet": {}}, {"cabinet": []},
        {"charges": [{}]}, {"charges": None}, {"meters": [{}]}, {"holder": "a\u0000"},
    ],
)  # fmt: skip
def test_a_malformed_account_is_refused(change: dict[str, Any]) -> None:
    value = loads(dumps(entities.entity_json(samples.ENTITIES[-1])))
    with pytest.raises(MalformedError):
        whole(value | change, entities.AccountEntity.read)


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("charges", {"period": "2026-13"}), ("charges", {"opening": "1"}), ("charges", {"due": -(10**13) - 1}),
        ("charges", {"service": ""}), ("meters", {"last_date": "20.10.2026"}), ("meters", {"digits": 0}),
        ("meters", {"last": -1}), ("meters", {"tariff": -1}),
    ],
)  # fmt: skip
def test_a_malformed_part_of_an_account_is_refused(part: str, change: dict[str, Any]) -> None:
    value = loads(dumps(entities.entity_json(samples.ENTITIES[-1])))
    value[part][0] |= change
    with pytest.raises(MalformedError):
        whole(value, entities.AccountEntity.read)


def test_an_account_without_cabinet_and_a_meter_never_read_are_fine() -> None:
    value = loads(dumps(entities.entity_json(samples.ENTITIES[-1])))
    value["cabinet"] = None
    value["meters"][0]["last_date"] = ""
    account = whole(value, entities.AccountEntity.read)
    assert (account.cabinet, account.meters[0].last_date, account.key) == (None, "", "tko/00123-А")


def test_a_versions_term_fits_forty_bits_and_depends_on_everything() -> None:
    terms = {version_digest(*said) for said in [("a", "b", 1), ("a", "b", 2), ("a", "c", 1), ("x", "b", 1)]}
    assert len(terms) == 4
    assert max(terms) < 2**40


def test_a_grant_may_name_who_runs_the_centre_and_leaves_the_field_out_where_nobody_is_named() -> None:
    named = replace(samples.GRANT, processor="ООО «Система Город», Барнаул")
    assert messages.Grant.from_bytes(named.to_bytes()) == named
    assert b"processor" not in samples.GRANT.to_bytes()
    with pytest.raises(MalformedError):
        messages.Grant.from_bytes(samples.GRANT.to_bytes()[:-1] + b',"processor":""}')
