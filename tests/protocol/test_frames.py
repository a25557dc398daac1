"""A frame is accepted whole or not at all, whatever happens to its bytes."""

from dataclasses import replace
from functools import partial
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from desk_app.protocol import frames
from desk_app.protocol.frames import Frame, decode, decode_batch, decode_prefix, encode, genesis, seal, verify
from desk_app.protocol.signing import public_bytes
from desk_app.protocol.strict_json import MalformedError
from tests.helpers.refusal import refusal

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
DESK = UUID("11111111-2222-4333-8444-555555555555")
OP = UUID("0190d7f0-0000-7000-8000-000000000001")
START = genesis(DESK, 1, b"s" * 64)
BODIES = st.binary(max_size=200)


def frame(body: bytes = b'{"a":1}', seq: int = 1, prev: bytes = START, origin: bytes = b"", kind: str = "x.y") -> Frame:
    return seal(KEY, desk_id=DESK, epoch=1, seq=seq, op_id=OP, kind=kind, body=body, prev_hash=prev, origin=origin)


def refused(raw: bytes) -> str:
    with pytest.raises(MalformedError) as refusal:
        decode(raw)
    return refusal.value.code


@given(BODIES, st.integers(1, 2**63 - 1), st.sampled_from([b"", b"o" * 76]))
def test_what_was_sealed_comes_back_and_verifies(body: bytes, seq: int, origin: bytes) -> None:
    sealed = frame(body, seq, origin=origin)
    assert decode(encode(sealed)) == sealed
    assert verify(sealed, KEY.public_key())


@pytest.mark.parametrize("origin", [b"", b"o" * 76])
def test_a_change_of_any_byte_is_refused(origin: bytes) -> None:
    raw = encode(frame(origin=origin))
    for place in range(len(raw)):
        for bit in (1, 2, 4, 8, 16, 32, 64, 128, 255):
            changed = raw[:place] + bytes([raw[place] ^ bit]) + raw[place + 1 :]
            try:
                read = decode(changed)
            except MalformedError:
                continue
            assert not verify(read, KEY.public_key()), f"byte {place} may be changed"


def test_a_frame_cut_anywhere_or_followed_by_anything_is_refused() -> None:
    raw = encode(frame())
    assert {refused(raw[:size]) for size in range(len(raw))} <= {"frame_short", "frame_size", "frame_tail"}
    assert refused(raw + b"\0") == "frame_tail"


@given(st.binary(max_size=300))
def test_random_bytes_never_do_anything_but_be_refused(noise: bytes) -> None:
    for raw in (noise, b"SGF1" + noise, encode(frame())[: len(noise)] + noise):
        read = refusal(partial(decode, raw))
        assert read is None or isinstance(read, MalformedError)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"seq": 0}, "frame_numbers"),
        ({"seq": 1 << 63}, "frame_numbers"),
        ({"epoch": 0}, "frame_numbers"),
        ({"origin": b"o" * 75}, "frame_numbers"),
        ({"origin": b"o" * 77}, "frame_size"),
        ({"kind": ""}, "frame_kind"),
        ({"kind": "x y"}, "frame_kind"),
        ({"kind": "..."}, "frame_kind"),
        ({"kind": "k" * 65}, "frame_size"),
        ({"body": b"b" * (frames.MAX_BODY + 1)}, "frame_size"),
    ],
)
def test_impossible_numbers_and_sizes_are_refused(changed: dict[str, object], code: str) -> None:
    assert refused(encode(replace(frame(), **changed))) == code  # type: ignore[arg-type]  # any one field


def test_a_kind_is_ascii() -> None:
    raw = encode(frame(kind="payment"))
    assert refused(raw.replace(b"payment", b"paym\xd0\x96t")) == "frame_kind"


def test_another_magic_is_another_protocol() -> None:
    assert refused(b"SGF2" + encode(frame())[4:]) == "frame_magic"


@pytest.mark.parametrize(
    "changed",
    [
        {"desk_id": UUID(int=1)}, {"epoch": 2}, {"seq": 2}, {"op_id": UUID(int=2)}, {"kind": "x.z"}, {"schema_ver": 2},
        {"body": b"{}"}, {"prev_hash": b"p" * 32}, {"origin": b"o" * 76}, {"hash": b"h" * 32}, {"sig": b"s" * 64},
        {"sig": b""},
    ],
)  # fmt: skip
def test_every_field_is_under_the_signature(changed: dict[str, object]) -> None:
    assert not verify(replace(frame(), **changed), KEY.public_key())  # type: ignore[arg-type]  # any one field


def test_only_the_desk_that_sealed_a_frame_is_believed() -> None:
    assert frames.signed_by(frame(), public_bytes(KEY))
    assert not frames.signed_by(frame(), public_bytes(OTHER))


def test_a_frame_replayed_as_another_desks_or_epochs_does_not_fit() -> None:
    replayed = replace(frame(), desk_id=UUID(int=9), epoch=2)
    digest = frames.frame_hash(
        replayed.desk_id, 2, replayed.seq, replayed.op_id, replayed.kind, 1, replayed.body, replayed.prev_hash
    )
    assert not verify(replace(replayed, hash=digest), KEY.public_key())


def test_a_chain_names_what_came_before() -> None:
    first = frame()
    second = frame(seq=2, prev=first.hash)
    assert second.hash != frame(seq=2, prev=START).hash
    assert START != genesis(DESK, 2, b"s" * 64) != genesis(DESK, 2, b"t" * 64)


def test_a_carried_frame_names_where_it_came_from() -> None:
    first = frame(seq=7)
    carried = frame(seq=1, origin=frames.origin_of(first))
    assert carried.origin == bytes.fromhex("00000001 0000000000000007") + first.sig


def test_an_operation_too_large_for_a_frame_is_a_mistake_of_ours() -> None:
    with pytest.raises(AssertionError):
        frame(b"b" * (frames.MAX_BODY + 1))


# --- batches ---------------------------------------------------------------------------------------------------------


def test_a_batch_is_read_in_order() -> None:
    batch = [frame(seq=seq) for seq in range(1, frames.MAX_BATCH_OPERATIONS + 1)]
    raw = b"".join(map(encode, batch))
    assert decode_batch(raw) == tuple(batch)
    assert decode_prefix(raw) == (tuple(batch), "")
    assert decode_batch(b"") == ()


@pytest.mark.parametrize("read", [decode_batch, decode_prefix])
@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (encode(frame()) * (frames.MAX_BATCH_OPERATIONS + 1), "too_many"),
        (b"\0" * (frames.MAX_BATCH_BYTES + 1), "too_large"),
    ],
)
def test_a_batch_has_limits(read: object, raw: bytes, code: str) -> None:
    assert callable(read)
    with pytest.raises(MalformedError, match=code):
        read(raw)


def test_the_frames_before_a_damaged_one_are_kept_apart() -> None:
    raw = encode(frame()) + encode(frame(seq=2)) + b"SGF1 torn"
    assert decode_prefix(raw) == ((frame(), frame(seq=2)), "frame_short")
    with pytest.raises(MalformedError, match="frame_short"):
        decode_batch(raw)
