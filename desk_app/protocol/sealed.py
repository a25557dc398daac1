"""A box that only one desk can open: X25519, HKDF-SHA256, AES-256-GCM.

Used for the monthly packets of receipt codes and for escrowed keys.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from desk_app.protocol.strict_json import MalformedError


def raw_public(key: X25519PrivateKey) -> bytes:
    """Return the 32 raw bytes of the public half."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def seal_box(recipient: bytes, tag: str, plain: bytes) -> bytes:
    """Seal for the holder of the recipient's private key; `tag` names the purpose."""
    one_time = X25519PrivateKey.generate()
    public = raw_public(one_time)
    key = _derive(one_time.exchange(X25519PublicKey.from_public_bytes(recipient)), public + recipient, tag)
    nonce = os.urandom(12)
    return public + nonce + AESGCM(key).encrypt(nonce, plain, tag.encode("ascii"))


def open_box(key: X25519PrivateKey, tag: str, box: bytes) -> bytes:
    """Open a box sealed for this key and this purpose.

    Raises:
        MalformedError: another key, another purpose, or damage.
    """
    if len(box) < 60:
        raise MalformedError("box_short")
    public, nonce, sealed = box[:32], box[32:44], box[44:]
    try:
        shared = key.exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError:
        # Some points give the same secret with every key; whoever sent one did not seal for us.
        raise MalformedError("box_damaged") from None
    derived = _derive(shared, public + raw_public(key), tag)
    try:
        return AESGCM(derived).decrypt(nonce, sealed, tag.encode("ascii"))
    except InvalidTag:
        raise MalformedError("box_damaged") from None


def _derive(shared: bytes, salt: bytes, tag: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"SG-BOX-v1\0" + tag.encode("ascii")).derive(shared)
