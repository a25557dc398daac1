"""T19: no byte of what is signed may change: frames in every way; acks, hellos and grants bit by bit.

A frame is held together by its hash, so that trying every value of every byte
is quick; the rest costs a signature each and is tried with every bit.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desk_app.protocol.frames import Frame, decode, encode, signed_by
from desk_app.protocol.messages import TAG_ACK, TAG_ENROL, TAG_GRANT, TAG_HELLO
from desk_app.protocol.shift_statement import TAG_SHIFT_STATEMENT
from desk_app.protocol.signing import Signed, envelope, public_bytes
from desk_app.protocol.strict_json import MalformedError
from tests.protocol.samples import ACK, GRANT, HELLO_ANSWER
from tests.protocol.test_frames import KEY, frame

CENTRE = Ed25519PrivateKey.generate()
TAGS = (TAG_ACK, TAG_HELLO, TAG_GRANT, TAG_SHIFT_STATEMENT, TAG_ENROL)


def believed(raw: bytes, public: bytes) -> Frame | None:
    try:
        read = decode(raw)
    except MalformedError:
        return None
    return read if signed_by(read, public) else None


def test_no_byte_of_a_frame_may_have_any_other_value() -> None:
    raw, public, tried = encode(frame()), public_bytes(KEY), 0
    assert believed(raw, public) is not None
    for at, true in enumerate(raw):
        for other in set(range(256)) - {true}:
            tried += 1
            assert believed(raw[:at] + bytes([other]) + raw[at + 1 :], public) is None, (at, other)
    assert tried == 255 * len(raw) > 50_000


def flipped(data: bytes) -> Iterator[bytes]:
    for at in range(len(data)):
        for bit in range(8):
            yield data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]


@pytest.mark.parametrize(
    ("tag", "payload"), [(TAG_ACK, ACK.to_bytes()), (TAG_HELLO, HELLO_ANSWER.to_bytes()), (TAG_GRANT, GRANT.to_bytes())]
)
def test_no_bit_of_what_the_centre_signed_may_change(tag: str, payload: bytes) -> None:
    said = envelope(CENTRE, tag, payload)
    public = public_bytes(CENTRE)
    assert said.genuine(public, tag)
    for changed in flipped(said.payload):
        assert not replace(said, payload=changed).genuine(public, tag)
    for signature in flipped(said.signature):
        assert not replace(said, signature=signature).genuine(public, tag)
    for key in flipped(public):
        assert not said.genuine(key, tag)


@pytest.mark.parametrize("tag", TAGS)
def test_a_signature_serves_one_purpose(tag: str) -> None:
    said = envelope(CENTRE, tag, b"{}")
    assert [other for other in TAGS if said.genuine(public_bytes(CENTRE), other)] == [tag]


def test_an_envelope_cut_or_stretched_is_nobodys() -> None:
    said, public = envelope(CENTRE, TAG_ACK, b'{"a":1}'), public_bytes(CENTRE)
    for end in range(len(said.signature)):
        assert not Signed(said.payload, said.signature[:end], said.key_id).genuine(public, TAG_ACK)
    assert not Signed(said.payload + b" ", said.signature, said.key_id).genuine(public, TAG_ACK)
    assert not Signed(said.payload, said.signature + b"\0", said.key_id).genuine(public, TAG_ACK)
