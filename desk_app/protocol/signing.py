"""Keys, signed envelopes and signed requests.

Every call of a desk is signed with its own key (method, path, body, time and
a nonce), so there is no bearer token to steal; every answer that a desk acts
on with money in hand is signed by the centre.
"""

from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from desk_app.protocol.fields import Fields
from desk_app.protocol.frames import Signer

HEADER_DESK = "Desk-Id"
HEADER_TIME = "Desk-Time"
HEADER_NONCE = "Desk-Nonce"
HEADER_SIGNATURE = "Desk-Signature"
HEADER_PROTOCOL = "Sync-Protocol"
PROTOCOL_VERSION = "2"
REQUEST_WINDOW_S = 300
_REQUEST_TAG = b"SG-REQ-v1\0"


def public_bytes(key: Ed25519PrivateKey | Ed25519PublicKey) -> bytes:
    """Return the 32 raw bytes of a public key."""
    public = key.public_key() if isinstance(key, Ed25519PrivateKey) else key
    return public.public_bytes(Encoding.Raw, PublicFormat.Raw)


def fingerprint(public: bytes) -> str:
    """Write a key so that two people can compare it by phone: «4F2A 91C0 …», 80 bits."""
    digest = sha256(b"SG-KEY-v1\0" + public).hexdigest().upper()[:20]
    return " ".join(digest[at : at + 4] for at in range(0, 20, 4))


def check(public: bytes, tag: str, payload: bytes, signature: bytes) -> bool:
    """Tell whether a signature under a domain tag is genuine."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, tag.encode("ascii") + b"\0" + payload)
    except (InvalidSignature, ValueError):
        return False
    return True


def sign(key: Ed25519PrivateKey, tag: str, payload: bytes) -> bytes:
    """Sign under a domain tag, so that no signature serves two purposes."""
    return key.sign(tag.encode("ascii") + b"\0" + payload)


@dataclass(frozen=True, slots=True)
class Signed:
    """Bytes of the centre together with its signature; kept exactly as received."""

    payload: bytes
    signature: bytes
    key_id: str

    def to_json(self) -> dict[str, str]:
        """Write the envelope."""
        return {"payload": self.payload.hex(), "signature": self.signature.hex(), "key": self.key_id}

    @classmethod
    def read(cls, fields: Fields) -> "Signed":
        """Read the envelope.

        Raises:
            MalformedError: not an envelope.
        """
        raw = fields.hexes("payload", most=1 << 21)
        return cls(raw, fields.hexes("signature", 64), fields.text("key", most=32))

    def genuine(self, public: bytes, tag: str) -> bool:
        """Tell whether the centre with this public key said so."""
        return check(public, tag, self.payload, self.signature)


def envelope(key: Ed25519PrivateKey, tag: str, payload: bytes) -> Signed:
    """Sign a payload for a desk."""
    return Signed(payload, sign(key, tag, payload), fingerprint(public_bytes(key))[:9].replace(" ", ""))


def request_bytes(method: str, target: str, body: bytes, time_s: int, nonce: str, desk_id: str) -> bytes:
    """Return what a desk signs for one call; `target` is path and query as sent."""
    lines = [method, target, sha256(body).hexdigest(), str(time_s), nonce, desk_id]
    return "\n".join(lines).encode("utf-8")


def sign_request(
    key: Signer, method: str, target: str, body: bytes, time_s: int, nonce: str, desk_id: str
) -> dict[str, str]:
    """Return the headers that prove who calls."""
    said = request_bytes(method, target, body, time_s, nonce, desk_id)
    return {
        HEADER_DESK: desk_id,
        HEADER_TIME: str(time_s),
        HEADER_NONCE: nonce,
        HEADER_SIGNATURE: key.sign(_REQUEST_TAG + said).hex(),
        HEADER_PROTOCOL: PROTOCOL_VERSION,
    }


def request_genuine(public: bytes, said: bytes, signature: bytes) -> bool:
    """Tell whether the desk with this key made the call."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, _REQUEST_TAG + said)
    except (InvalidSignature, ValueError):
        return False
    return True
