"""The bytes of one signed operation and the chain they form.

Framing is binary and length-prefixed: nobody ever re-serialises a body, so
there is no canonical JSON to get wrong. The layout is frozen by
tests/wire_examples.
"""

import struct
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from desk_app.protocol.strict_json import MalformedError

MAGIC = b"SGF1"
MAX_BODY = 64 * 1024
MAX_BATCH_OPERATIONS = 500
MAX_BATCH_BYTES = 1 << 20
_OP_TAG = b"SG-OP-v1\0"
_SIG_TAG = b"SG-SIG-v1\0"
_GENESIS_TAG = b"SG-GEN-v1\0"
_FIXED = struct.Struct(">4s16sIQ16sH")


class Signer(Protocol):
    """Holds a private key that only signs."""

    def sign(self, data: bytes, /) -> bytes:
        """Return the Ed25519 signature."""
        ...


@dataclass(frozen=True, slots=True)
class Frame:
    """One operation as signed by its desk.

    `origin` is empty, or names the frame of an earlier epoch that this one
    carries over after a recovery (u32 epoch, u64 seq, 64-byte signature).
    """

    desk_id: UUID
    epoch: int
    seq: int
    op_id: UUID
    kind: str
    schema_ver: int
    body: bytes
    prev_hash: bytes
    hash: bytes
    sig: bytes
    origin: bytes = b""


def genesis(desk_id: UUID, epoch: int, grant_sig: bytes) -> bytes:
    """Return the hash that the first operation of an epoch builds on."""
    return sha256(_GENESIS_TAG + desk_id.bytes + struct.pack(">I", epoch) + grant_sig).digest()


def frame_hash(
    desk_id: UUID,
    epoch: int,
    seq: int,
    op_id: UUID,
    kind: str,
    schema_ver: int,
    body: bytes,
    prev_hash: bytes,
    origin: bytes = b"",
) -> bytes:
    """Hash one operation together with everything before it."""
    head = desk_id.bytes + struct.pack(">IQ", epoch, seq) + op_id.bytes + struct.pack(">H", schema_ver)
    return sha256(_OP_TAG + head + _lp(kind.encode("ascii")) + prev_hash + _lp(body) + _lp(origin)).digest()


def seal(
    key: Signer,
    *,
    desk_id: UUID,
    epoch: int,
    seq: int,
    op_id: UUID,
    kind: str,
    body: bytes,
    prev_hash: bytes,
    schema_ver: int = 1,
    origin: bytes = b"",
) -> Frame:
    """Chain and sign one operation."""
    assert len(body) <= MAX_BODY, "an operation has to fit its frame"
    digest = frame_hash(desk_id, epoch, seq, op_id, kind, schema_ver, body, prev_hash, origin)
    return Frame(
        desk_id, epoch, seq, op_id, kind, schema_ver, body, prev_hash, digest, key.sign(_SIG_TAG + digest), origin
    )


def verify(frame: Frame, key: Ed25519PublicKey) -> bool:
    """Tell whether hash and signature fit the frame."""
    digest = frame_hash(
        frame.desk_id,
        frame.epoch,
        frame.seq,
        frame.op_id,
        frame.kind,
        frame.schema_ver,
        frame.body,
        frame.prev_hash,
        frame.origin,
    )
    if digest != frame.hash:
        return False
    try:
        key.verify(frame.sig, _SIG_TAG + digest)
    except InvalidSignature:
        return False
    return True


def signed_by(frame: Frame, public: bytes) -> bool:
    """Tell whether the holder of this public key sealed the frame."""
    return verify(frame, Ed25519PublicKey.from_public_bytes(public))


def encode(frame: Frame) -> bytes:
    """Write a frame for the wire, the mirror log and the paper copy."""
    fixed = _FIXED.pack(MAGIC, frame.desk_id.bytes, frame.epoch, frame.seq, frame.op_id.bytes, frame.schema_ver)
    tail = frame.prev_hash + _lp(frame.body) + _lp(frame.origin) + frame.hash + frame.sig
    return fixed + _lp(frame.kind.encode("ascii")) + tail


def decode(raw: bytes) -> Frame:
    """Read exactly one frame.

    Raises:
        MalformedError: not a frame, cut short, or followed by anything.
    """
    frame, end = _decode_at(raw, 0)
    if end != len(raw):
        raise MalformedError("frame_tail")
    return frame


def decode_batch(raw: bytes) -> tuple[Frame, ...]:
    """Read the frames of one push.

    Raises:
        MalformedError: too many, too large, or any frame unreadable.
    """
    if len(raw) > MAX_BATCH_BYTES:
        raise MalformedError("too_large")
    frames: list[Frame] = []
    at = 0
    while at < len(raw):
        frame, at = _decode_at(raw, at)
        frames.append(frame)
        if len(frames) > MAX_BATCH_OPERATIONS:
            raise MalformedError("too_many")
    return tuple(frames)


def decode_prefix(raw: bytes) -> tuple[tuple[Frame, ...], str]:
    """Read frames up to the first unreadable one; the second value says what is wrong there, or is empty.

    Raises:
        MalformedError: too many or too large, so nothing was looked at.
    """
    if len(raw) > MAX_BATCH_BYTES:
        raise MalformedError("too_large")
    frames: list[Frame] = []
    at = 0
    while at < len(raw):
        try:
            frame, at = _decode_at(raw, at)
        except MalformedError as error:
            return tuple(frames), error.code
        frames.append(frame)
        if len(frames) > MAX_BATCH_OPERATIONS:
            raise MalformedError("too_many")
    return tuple(frames), ""


def origin_of(frame: Frame) -> bytes:
    """Describe a frame for the `origin` of its successor in a new epoch."""
    return struct.pack(">IQ", frame.epoch, frame.seq) + frame.sig


def _lp(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def _decode_at(raw: bytes, at: int) -> tuple[Frame, int]:
    if len(raw) - at < _FIXED.size:
        raise MalformedError("frame_short")
    magic, desk, epoch, seq, op, schema_ver = _FIXED.unpack_from(raw, at)
    if magic != MAGIC:
        raise MalformedError("frame_magic")
    at += _FIXED.size
    kind, at = _take_lp(raw, at, 64)
    prev_hash, at = _take(raw, at, 32)
    body, at = _take_lp(raw, at, MAX_BODY)
    origin, at = _take_lp(raw, at, 76)
    digest, at = _take(raw, at, 32)
    sig, at = _take(raw, at, 64)
    if not kind.isascii() or not kind.decode("ascii").replace(".", "").replace("_", "").isalnum():
        raise MalformedError("frame_kind")
    if len(origin) not in (0, 76) or seq == 0 or epoch == 0:
        raise MalformedError("frame_numbers")
    if seq >= 1 << 63:
        raise MalformedError("frame_numbers")
    frame = Frame(
        UUID(bytes=desk), epoch, seq, UUID(bytes=op), kind.decode("ascii"), schema_ver,
        body, prev_hash, digest, sig, origin,
    )  # fmt: skip
    return frame, at


def _take(raw: bytes, at: int, size: int) -> tuple[bytes, int]:
    if len(raw) - at < size:
        raise MalformedError("frame_short")
    return raw[at : at + size], at + size


def _take_lp(raw: bytes, at: int, most: int) -> tuple[bytes, int]:
    prefix, at = _take(raw, at, 4)
    (size,) = struct.unpack(">I", prefix)
    if size > most:
        raise MalformedError("frame_size")
    return _take(raw, at, size)
