"""What has to be sent again goes in pushes that the centre takes whole."""

from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desk_app.application.exchange import PUSH_OPERATIONS, _batches
from desk_app.protocol.frames import MAX_BATCH_BYTES, MAX_BODY, Frame, encode, seal

KEY = Ed25519PrivateKey.from_private_bytes(b"\7" * 32)
DESK = UUID("0192f000-0000-7000-8000-00000000d35c")


def frame(size: int = 10) -> Frame:
    body = b"x" * size
    return seal(KEY, desk_id=DESK, epoch=1, seq=1, op_id=DESK, kind="payment.cash", body=body, prev_hash=b"h" * 32)


def test_no_push_has_more_operations_than_a_desk_sends_and_none_is_left_out() -> None:
    frames = (frame(),) * (2 * PUSH_OPERATIONS + 1)
    assert [len(batch) for batch in _batches(frames)] == [PUSH_OPERATIONS, PUSH_OPERATIONS, 1]
    assert list(_batches(())) == []


def test_no_push_is_larger_than_the_centre_takes() -> None:
    batches = list(_batches((frame(MAX_BODY),) * PUSH_OPERATIONS))
    assert len(batches) > 1
    assert sum(map(len, batches)) == PUSH_OPERATIONS
    assert all(sum(len(encode(one)) for one in batch) <= MAX_BATCH_BYTES for batch in batches)
