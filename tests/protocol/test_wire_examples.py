"""The bytes on the wire are frozen: a desk of last year and a centre of next year read the same.

The files in tests/wire_examples were written once, with fixed keys. If one of
these tests fails, the layout has changed and deployed desks would be cut off:
raise the version instead of the example.
"""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from desk_app.protocol import frames, messages, signing
from desk_app.protocol.bodies import read_body, write_body
from desk_app.protocol.merkle import LogHead
from desk_app.protocol.sealed import open_box
from desk_app.protocol.tallies import version_digest
from tests.protocol import samples

FOLDER = Path(__file__).parent.parent / "wire_examples"


def examples(name: str) -> Any:  # noqa: ANN401 - any JSON
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))


KEY = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(examples("keys")["desk"]))
CENTRE = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(examples("keys")["centre"]))
FRAMES: list[dict[str, Any]] = examples("frames")
SIGNED: list[dict[str, Any]] = examples("signed")


@pytest.mark.parametrize("example", FRAMES, ids=lambda example: example["name"])
def test_a_frame_is_sealed_to_the_same_bytes(example: dict[str, Any]) -> None:
    sealed = frames.seal(
        KEY,
        desk_id=UUID(example["desk_id"]),
        epoch=example["epoch"],
        seq=example["seq"],
        op_id=UUID(example["op_id"]),
        kind=example["kind"],
        body=example["body"].encode(),
        prev_hash=bytes.fromhex(example["prev_hash"]),
        schema_ver=example["schema_ver"],
        origin=bytes.fromhex(example["origin"]),
    )
    assert sealed.hash.hex() == example["hash"]
    assert sealed.sig.hex() == example["sig"]
    assert frames.encode(sealed).hex() == example["frame"]


@pytest.mark.parametrize("example", FRAMES, ids=lambda example: example["name"])
def test_a_frame_of_the_examples_is_believed_and_understood(example: dict[str, Any]) -> None:
    frame = frames.decode(bytes.fromhex(example["frame"]))
    assert frames.signed_by(frame, bytes.fromhex(examples("keys")["desk_public"]))
    if frame.schema_ver == 1:
        assert read_body(frame.kind, 1, frame.body) == samples.BODIES[frame.kind]
        assert write_body(samples.BODIES[frame.kind]) == frame.body


def test_the_examples_are_one_chain_that_begins_with_the_grant() -> None:
    read = [frames.decode(bytes.fromhex(example["frame"])) for example in FRAMES if not example["origin"]]
    grant = next(one for one in SIGNED if one["tag"] == messages.TAG_GRANT)
    start = frames.genesis(read[0].desk_id, read[0].epoch, bytes.fromhex(grant["envelope"]["signature"]))
    assert [frame.prev_hash for frame in read] == [start, *(frame.hash for frame in read[:-1])]
    assert {frame.kind for frame in read} >= set(samples.BODIES)


def test_a_carried_frame_of_the_examples_names_its_origin() -> None:
    (carried,) = (frames.decode(bytes.fromhex(one["frame"])) for one in FRAMES if one["origin"])
    first = frames.decode(bytes.fromhex(FRAMES[0]["frame"]))
    assert carried.origin == frames.origin_of(first)
    assert (carried.op_id, carried.body) == (first.op_id, first.body)


@pytest.mark.parametrize("example", SIGNED, ids=lambda example: example["tag"])
def test_a_signed_payload_has_the_same_bytes_and_signature(example: dict[str, Any]) -> None:
    said: Any = {
        messages.TAG_GRANT: samples.GRANT, messages.TAG_HELLO: samples.HELLO_ANSWER, messages.TAG_ACK: samples.ACK,
    }[example["tag"]]  # fmt: skip
    assert signing.envelope(CENTRE, example["tag"], said.to_bytes()).to_json() == example["envelope"]
    payload = bytes.fromhex(example["envelope"]["payload"])
    assert signing.check(
        bytes.fromhex(examples("keys")["centre_public"]),
        example["tag"],
        payload,
        bytes.fromhex(example["envelope"]["signature"]),
    )
    assert type(said).from_bytes(payload) == said


def test_a_call_is_signed_to_the_same_headers() -> None:
    call = examples("request")
    headers = signing.sign_request(
        KEY, call["method"], call["target"], call["body"].encode(), call["time_s"], call["nonce"], call["desk_id"]
    )
    assert headers == call["headers"]


def test_a_sealed_packet_of_codes_still_opens() -> None:
    packet = examples("code_packet")
    key = X25519PrivateKey.from_private_bytes(bytes.fromhex(examples("keys")["box"]))
    assert open_box(key, messages.TAG_CODES, bytes.fromhex(packet["box"])).decode() == packet["plain"]


def test_fingerprints_roots_and_terms_stay_what_they_are() -> None:
    known = examples("digests")
    assert signing.fingerprint(signing.public_bytes(KEY)) == known["fingerprint"]
    assert LogHead().append(one.encode() for one in known["log"]).root.hex() == known["log_root"]
    assert version_digest("account", "tko/00123-А", 5) == known["version_digest"]
