"""A box opens for one desk and one purpose."""

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from desk_app.protocol.sealed import open_box, raw_public, seal_box
from desk_app.protocol.strict_json import MalformedError

KEY = X25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = X25519PrivateKey.from_private_bytes(bytes(range(1, 33)))


@given(st.binary(max_size=200))
def test_the_holder_of_the_key_reads_what_was_sealed(plain: bytes) -> None:
    box = seal_box(raw_public(KEY), "SG-CODES-v1", plain)
    assert open_box(KEY, "SG-CODES-v1", box) == plain
    assert len(plain) < 4 or plain not in box


@pytest.mark.parametrize(("key", "tag"), [(OTHER, "SG-CODES-v1"), (KEY, "SG-KEYS-v1")])
def test_another_key_or_purpose_does_not_open_it(key: X25519PrivateKey, tag: str) -> None:
    box = seal_box(raw_public(KEY), "SG-CODES-v1", b"482913")
    with pytest.raises(MalformedError, match="box_damaged"):
        open_box(key, tag, box)


def test_a_change_of_any_byte_is_noticed() -> None:
    box = seal_box(raw_public(KEY), "t", b"482913")
    for place in range(len(box)):
        # The curve ignores the top bit of a point; it is under the key derivation all the same.
        for bit in (1, 128):
            changed = box[:place] + bytes([box[place] ^ bit]) + box[place + 1 :]
            with pytest.raises(MalformedError):
                open_box(KEY, "t", changed)


@pytest.mark.parametrize("size", range(0, 66, 5))
def test_a_box_cut_short_is_refused(size: int) -> None:
    with pytest.raises(MalformedError):
        open_box(KEY, "t", seal_box(raw_public(KEY), "t", b"482913")[:size])


@pytest.mark.parametrize("point", [bytes(32), b"\1" + bytes(31)])
def test_a_point_that_gives_everybody_the_same_secret_is_refused(point: bytes) -> None:
    with pytest.raises(MalformedError, match="box_damaged"):
        open_box(KEY, "t", point + bytes(40))


def test_two_boxes_of_the_same_text_differ() -> None:
    assert seal_box(raw_public(KEY), "t", b"x") != seal_box(raw_public(KEY), "t", b"x")
