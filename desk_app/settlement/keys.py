"""The centre's secrets: files beside the database, never inside it."""

import hmac
import os
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from desk_app.protocol.signing import public_bytes

_SIGNING = "centre-signing.key"
_SECRET = "centre-secret.key"  # noqa: S105 - a file name
_PERIOD = re.compile(r"\d{4}-\d{2}", re.ASCII)


class KeysMissingError(Exception):
    """The database was used with keys that are not in this folder; making new ones would orphan every desk."""


@dataclass(frozen=True, slots=True)
class CentreKeys:
    """The signing key and what is derived from the one secret.

    `mac_key` names things without telling them (phones, one-time codes,
    cursors); `seal_key` encrypts what has to be read again (phones for SMS).
    """

    folder: Path
    signing: Ed25519PrivateKey
    mac_key: bytes
    seal_key: bytes

    @property
    def public(self) -> bytes:
        """Return the key that desks pin at enrolment."""
        return public_bytes(self.signing)

    def mac(self, purpose: str, said: str | bytes) -> bytes:
        """Name something by 32 bytes that tell nothing without the key."""
        raw = said.encode() if isinstance(said, str) else said
        return hmac.new(self.mac_key, purpose.encode("ascii") + b"\0" + raw, sha256).digest()

    def seal(self, purpose: str, plain: bytes) -> bytes:
        """Encrypt for storage."""
        nonce = os.urandom(12)
        return nonce + AESGCM(self.seal_key).encrypt(nonce, plain, purpose.encode("ascii"))

    def unseal(self, purpose: str, sealed: bytes) -> bytes:
        """Decrypt what `seal` wrote."""
        return AESGCM(self.seal_key).decrypt(sealed[:12], sealed[12:], purpose.encode("ascii"))

    def month_key(self, period: str) -> bytes | None:
        """Return the code key of a month, or None once it was destroyed or never made."""
        assert _PERIOD.fullmatch(period), "a month names a file"
        path = self.folder / "codes" / f"{period}.key"
        return path.read_bytes() if path.exists() else None

    def make_month_key(self, period: str) -> bytes:
        """Return the code key of a month, made once."""
        assert _PERIOD.fullmatch(period), "a month names a file"
        return _make(self.folder / "codes" / f"{period}.key")

    def destroy_month_keys(self, before: str) -> list[str]:
        """Erase the code keys of all months before one, so that their codes are lost for good."""
        gone = []
        for path in sorted((self.folder / "codes").glob("????-??.key")):
            if path.stem < before:
                path.write_bytes(os.urandom(32))
                path.unlink()
                gone.append(path.stem)
        return gone


def open_keys(folder: Path, *, create: bool = False) -> CentreKeys:
    """Read the centre's keys, or make them for a new centre.

    Raises:
        KeysMissingError: there are none and `create` is not asked for.
    """
    if not create and not ((folder / _SIGNING).exists() and (folder / _SECRET).exists()):
        raise KeysMissingError
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / "codes").mkdir(mode=0o700, exist_ok=True)
    signing = Ed25519PrivateKey.from_private_bytes(_make(folder / _SIGNING))
    secret = _make(folder / _SECRET)
    return CentreKeys(folder, signing, _derive(secret, "mac"), _derive(secret, "seal"))


def _derive(secret: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"SG-CENTRE-v1\0" + purpose.encode()).derive(secret)


def _make(path: Path) -> bytes:
    """Create a 32-byte key file exactly once, even if two processes start together."""
    part = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    if not path.exists():
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(os.urandom(32))
            file.flush()
            os.fsync(file.fileno())
        _place(part, path)
    key = path.read_bytes()
    assert len(key) == 32, "a key file holds 32 bytes"
    return key


def _place(part: Path, path: Path) -> None:
    """A hard link fails where the name is taken: the first one wins."""
    try:
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink()
