"""Only what the centre signed, for this desk and for this purpose, is acted upon."""

import json
from dataclasses import replace
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desk_app.application.errors import CentreUnreachableError
from desk_app.protocol.decisions import TAG_DECISIONS, Decisions
from desk_app.protocol.entities import entity_json
from desk_app.protocol.frames import encode
from desk_app.protocol.messages import TAG_ACK, TAG_GRANT, TAG_HELLO, Change, Hello, HelloAnswer
from desk_app.protocol.signing import envelope
from desk_app.protocol.snapshots import ROWS, Piece
from desk_app.protocol.strict_json import dumps
from tests.helpers.small_desk import CENTRE, DESK_ID, SECRETS, grant
from tests.helpers.stranger import Said, says
from tests.protocol import samples
from tests.protocol.test_frames import frame
from tests.sync.test_strangers import MANIFEST, linked

OTHER = Ed25519PrivateKey.from_private_bytes(b"\x09" * 32)
ANOTHER_DESK = str(UUID(int=9))
ACK = replace(samples.ACK, desk_id=str(DESK_ID))
HELLO = replace(samples.HELLO_ANSWER, desk_id=str(DESK_ID))
SAID = Hello(samples.HEAD, "0" * 32, "", "1")
ACCOUNT = Change("account", "tko/00123-А", 2, json.loads(dumps(entity_json(samples.ENTITIES[3]))))
PAGE = replace(samples.PAGE, changes=(ACCOUNT, samples.PAGE.changes[1]))


def ack(key: Ed25519PrivateKey = CENTRE, tag: str = TAG_ACK, **change: Any) -> Said:  # noqa: ANN401 - any field
    return says(envelope(key, tag, replace(ACK, **change).to_bytes()).to_json())


def hello(
    key: Ed25519PrivateKey = CENTRE, tag: str = TAG_HELLO, answer: HelloAnswer = HELLO, given: object = None
) -> Said:
    return says({"hello": envelope(key, tag, answer.to_bytes()).to_json(), "grant": given})


def refused(act: str, *answers: Said) -> str:
    with linked(*answers) as (centre, _), pytest.raises(CentreUnreachableError) as unknown:
        centre.push([frame()]) if act == "push" else centre.hello(SAID)
    return unknown.value.reason


def test_a_genuine_ack_is_believed() -> None:
    with linked(ack()) as (centre, _):
        signed, read = centre.push([frame()])
    assert (read, signed.payload) == (ACK, ACK.to_bytes())


@pytest.mark.parametrize(
    "answer",
    [ack(OTHER), ack(tag=TAG_HELLO), ack(desk_id=ANOTHER_DESK), says(envelope(CENTRE, TAG_ACK, b"{}").to_json())],
    ids=["wrong key", "wrong tag", "another desk's", "not an ack"],
)
def test_any_other_ack_is_not(answer: Said) -> None:
    assert refused("push", answer) == "not_the_centre"


def test_a_genuine_hello_is_believed_and_brings_a_grant_if_there_is_one() -> None:
    with linked(hello(), hello(given=grant(2).to_json())) as (centre, _):
        said = envelope(CENTRE, TAG_HELLO, HELLO.to_bytes())
        assert centre.hello(SAID) == (HELLO, said, None)
        assert centre.hello(SAID) == (HELLO, said, grant(2))


@pytest.mark.parametrize(
    "answer",
    [
        hello(OTHER), hello(tag=TAG_ACK), hello(answer=replace(HELLO, desk_id=ANOTHER_DESK)),
        hello(given=envelope(OTHER, TAG_GRANT, grant(2).payload).to_json()), hello(given={}), hello(given=[]),
        says({"hello": envelope(CENTRE, TAG_HELLO, b"{}").to_json(), "grant": None}),
    ],
    ids=["wrong key", "wrong tag", "another desk's", "forged grant", "empty grant", "no grant", "not an answer"],
)  # fmt: skip
def test_any_other_hello_is_not(answer: Said) -> None:
    assert refused("hello", answer) == "not_the_centre"


# --- enrolment ------------------------------------------------------------------------------------------------------


def test_a_grant_has_to_be_signed_by_the_key_it_names() -> None:
    request = SECRETS.enrolment("ABCD-2345", "0" * 32)
    forged = envelope(OTHER, TAG_GRANT, grant().payload)
    answers = [says({"state": state, "grant": given}) for state, given in (
        ("pending", None), ("granted", grant().to_json()), ("granted", forged.to_json()),
    )]  # fmt: skip
    with linked(*answers) as (centre, _):
        assert centre.enrol(request) is None
        assert centre.enrol(request) == grant()
        with pytest.raises(CentreUnreachableError, match="not_the_centre"):
            centre.enrol(request)


# --- what comes down ------------------------------------------------------------------------------------------------


def test_frames_pages_manifests_and_packets_are_read() -> None:
    answers = [
        Said(encode(frame())), says(PAGE.to_json()),
        says({"state": "ready", "manifest": samples.MANIFEST.to_json()}),
        says({"state": "making"}),
        says(samples.PACKET.to_json()),
    ]  # fmt: skip
    with linked(*answers) as (centre, other):
        assert centre.journal(3, 7) == (frame(),)
        assert centre.changes("a:1/б") == PAGE
        assert centre.snapshot(ROWS) == samples.MANIFEST
        assert centre.snapshot(ROWS) is None
        assert centre.codes("tko/1") == samples.PACKET
    assert [asked.target for asked in other.asked[:2]] == [
        "/v2/desk/journal?epoch=3&from=8", "/v2/sync/changes?cursor=a%3A1%2F%D0%B1&limit=2000",
    ]  # fmt: skip


def test_a_piece_of_a_snapshot_has_to_be_the_one_announced() -> None:
    one, other = b"first piece", b"second piece"
    manifest = replace(MANIFEST, pieces=tuple(Piece(1, len(raw), sha256(raw).digest()) for raw in (one, other)))
    answers = (
        Said(one + other, 206), Said(other, 206), Said(one + other[::-1], 206), Said(one + other[:-1], 206),
        Said(one + other[:-1], 206, announced=len(one + other)),
    )  # fmt: skip
    with linked(*answers) as (centre, heard):
        assert list(centre.pieces(manifest, 0)) == [one, other]
        assert list(centre.pieces(manifest, 1)) == [other]
        for reason in ("damaged", "cut", "cut"):
            coming = centre.pieces(manifest, 0)
            assert next(coming) == one, "what came whole is kept"
            with pytest.raises(CentreUnreachableError, match=reason):
                next(coming)
        assert list(centre.pieces(manifest, 2)) == [], "nothing is left to ask for"
    assert [asked.headers["Range"] for asked in heard.asked] == [
        "bytes=0-22",
        "bytes=11-22",
        "bytes=0-22",
        "bytes=0-22",
        "bytes=0-22",
    ]


@pytest.mark.parametrize(
    ("key", "tag", "desk_id", "believed"),
    [
        (CENTRE, TAG_DECISIONS, str(DESK_ID), True), (OTHER, TAG_DECISIONS, str(DESK_ID), False),
        (CENTRE, TAG_ACK, str(DESK_ID), False), (CENTRE, TAG_DECISIONS, ANOTHER_DESK, False),
    ],
    ids=["genuine", "wrong key", "wrong tag", "another desk's"],
)  # fmt: skip
def test_only_the_centres_own_decisions_are_believed(
    key: Ed25519PrivateKey, tag: str, desk_id: str, believed: bool
) -> None:
    said = Decisions(desk_id, ())
    with linked(says(envelope(key, tag, said.to_bytes()).to_json())) as (centre, _):
        if believed:
            assert centre.decisions([]) == said
            return
        with pytest.raises(CentreUnreachableError, match="not_the_centre"):
            centre.decisions([])


@pytest.mark.parametrize("spoiled", [{"last_dat8": ""}, {"charges": 7}, {"closed": None}])
def test_a_page_with_an_account_that_nobody_could_read_is_not_the_centres(spoiled: dict[str, Any]) -> None:
    account = entity_json(samples.ENTITIES[3])
    if "last_dat8" in spoiled:
        account["meters"] = [{"serial": "1"} | spoiled]
    page = replace(samples.PAGE, changes=(Change("account", "tko/00123-А", 2, account | spoiled),))
    with linked(says(page.to_json())) as (centre, _), pytest.raises(CentreUnreachableError, match="not_the_centre"):
        centre.changes("")
