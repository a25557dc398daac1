"""Where the desk's secrets lie: wrapped in slots, never in the database.

Two secrets are wrapped with AES-256-GCM in `keyslots.json`: the key of the
encrypted file, and the desk's own private keys. The OS vault is one slot and
never the only one: a Windows password reset empties it.
"""

import base64
import json
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import scrypt
from pathlib import Path
from typing import Any, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from desk_app.domain.errors import DeskError
from desk_app.protocol.messages import TAG_CODES, TAG_ENROL, EnrolRequest
from desk_app.protocol.sealed import open_box, raw_public
from desk_app.protocol.signing import public_bytes, sign

SERVICE = "sistema-gorod-desk"
_SLOTS = "keyslots.json"
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class VaultUnavailableError(DeskError):
    """There is no OS vault on this machine, and no other slot was allowed."""


class SecretsLockedError(DeskError):
    """No slot opens: the vault was emptied or the files come from another machine. The recovery code opens them."""


class RecoveryCodeWrongError(DeskError):
    """The recovery code does not open the slot."""


class Vault(Protocol):
    """The part of a keyring backend that a slot needs."""

    def get_password(self, service: str, username: str) -> str | None:
        """Return what was stored."""
        ...

    def set_password(self, service: str, username: str, password: str) -> None:
        """Store it."""
        ...


@dataclass(frozen=True, slots=True)
class Secrets:
    """What the slots hold: 32 bytes each."""

    file_key: bytes
    operation_key: bytes
    box_key: bytes
    install_id: str

    @classmethod
    def fresh(cls) -> "Secrets":
        """Make the secrets of a new installation."""
        return cls(os.urandom(32), os.urandom(32), os.urandom(32), _new_install())

    @property
    def signer(self) -> Ed25519PrivateKey:
        """Return the key that signs operations and requests."""
        return Ed25519PrivateKey.from_private_bytes(self.operation_key)

    @property
    def opener(self) -> X25519PrivateKey:
        """Return the key that opens sealed packets."""
        return X25519PrivateKey.from_private_bytes(self.box_key)

    def unseal_codes(self, box: bytes) -> bytes:
        """Open a sealed packet of receipt codes.

        Raises:
            MalformedError: sealed for another desk, or damaged.
        """
        return open_box(self.opener, TAG_CODES, box)

    def enrolment(self, code: str, install_id: str) -> EnrolRequest:
        """Make the proof of possession for enrolment."""
        request = EnrolRequest(code, public_bytes(self.signer), raw_public(self.opener), install_id, b"")
        proof = sign(self.signer, TAG_ENROL, request.said())
        return EnrolRequest(code, request.public_key, request.box_key, install_id, proof)

    def to_bytes(self) -> bytes:
        """Write them for wrapping."""
        return self.file_key + self.operation_key + self.box_key + bytes.fromhex(self.install_id)

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Secrets":
        """Read what `to_bytes` wrote."""
        return cls(raw[:32], raw[32:64], raw[64:96], raw[96:112].hex())


@dataclass(frozen=True, slots=True)
class Opened:
    """The secrets and the slot that opened them; `file` is worth a warning."""

    secrets: Secrets
    slot: str


@dataclass(frozen=True, slots=True)
class KeySlots:
    """The slots of one data directory."""

    folder: Path
    vault: Vault | None
    allow_file: bool

    def open(self) -> Opened:
        """Open the secrets, making them at the very first start.

        Raises:
            VaultUnavailableError: nowhere to put a new key.
            SecretsLockedError: secrets are there but no slot opens.
        """
        slots = self._read()
        if not slots:
            return self._create()
        for name, key_of in self._ways():
            wrapped = slots.get(name)
            key = key_of() if wrapped else None
            if wrapped and key and (secrets := _unwrap(wrapped, key, name)) is not None:
                return Opened(secrets, name)
        raise SecretsLockedError

    def exist(self) -> bool:
        """Tell whether a workplace has been made here."""
        return (self.folder / _SLOTS).exists()

    def make_recovery_code(self, secrets: Secrets) -> str:
        """Replace the recovery slot; return the new 130-bit code, to be printed and locked away."""
        code = "".join(_ALPHABET[byte % 32] for byte in os.urandom(26))
        slots = self._read()
        salt = os.urandom(16)
        slots["recovery"] = _wrap(secrets, _stretched(code, salt), "recovery") | {"salt": _text(salt)}
        self._write(slots)
        return "-".join(code[at : at + 5] for at in range(0, 26, 5))

    def has_recovery(self) -> bool:
        """Tell whether a recovery slot exists."""
        return "recovery" in self._read()

    def recover(self, code: str) -> Opened:
        """Open by the printed code and give this user a slot of their own again.

        Raises:
            RecoveryCodeWrongError: it does not open the slot.
        """
        slots = self._read()
        wrapped = slots.get("recovery")
        if wrapped is None:
            raise RecoveryCodeWrongError
        plain = code.upper().replace("-", "").replace(" ", "").replace("O", "0").replace("I", "1").replace("L", "1")
        secrets = _unwrap(wrapped, _stretched(plain, base64.b64decode(wrapped["salt"])), "recovery")
        if secrets is None:
            raise RecoveryCodeWrongError
        # The files may lie on another computer now: the name of the installation is how the centre tells the two apart.
        return self._keep(replace(secrets, install_id=_new_install()), slots)

    def _create(self) -> Opened:
        if any(self.folder.glob("*.db")):
            raise SecretsLockedError  # there is data already: fresh keys would lock it out for good
        return self._keep(Secrets.fresh(), {})

    def _keep(self, secrets: Secrets, slots: dict[str, dict[str, str]]) -> Opened:
        key = os.urandom(32)
        if self.vault is not None:
            self.vault.set_password(SERVICE, self._user(), _text(key))
            name = "vault"
        elif self.allow_file:
            _write_private(self.folder / "desk.key", _text(key).encode())
            name = "file"
        else:
            raise VaultUnavailableError
        slots[name] = _wrap(secrets, key, name)
        self._write(slots)
        return Opened(secrets, name)

    def _ways(self) -> tuple[tuple[str, Callable[[], bytes | None]], ...]:
        return ("vault", self._from_vault), ("file", self._from_file)

    def _from_vault(self) -> bytes | None:
        text = self.vault.get_password(SERVICE, self._user()) if self.vault else None
        return _bytes(text.encode()) if text else None

    def _from_file(self) -> bytes | None:
        path = self.folder / "desk.key"
        return _bytes(path.read_bytes()) if self.allow_file and path.exists() else None

    def _user(self) -> str:
        return str(self.folder.resolve())

    def _read(self) -> dict[str, dict[str, str]]:
        path = self.folder / _SLOTS
        if not path.exists():
            return {}
        try:
            found: dict[str, Any] = json.loads(path.read_bytes())
            return dict(found["slots"])
        except (ValueError, KeyError, TypeError):
            # Never taken for a first start: that would make new secrets over the old ones.
            raise SecretsLockedError from None

    def _write(self, slots: dict[str, dict[str, str]]) -> None:
        text = json.dumps({"format": 1, "slots": slots}, indent=1, sort_keys=True)
        _write_private(self.folder / _SLOTS, text.encode())


def system_vault() -> Vault | None:
    """Return the OS vault, or None where there is none (a container); never a plain-text stand-in."""
    # A fifth of a second that a start with an open slot does not need.
    import keyring  # noqa: PLC0415 - see above
    from keyring.backends import fail, null  # noqa: PLC0415 - see above

    backend = keyring.get_keyring()
    if isinstance(backend, (fail.Keyring, null.Keyring)):
        return None
    if os.name == "nt" and type(backend).__name__ != "WinVaultKeyring":
        return None
    return backend if backend.priority >= 1 else None


def _new_install() -> str:
    return os.urandom(16).hex()


def _wrap(secrets: Secrets, key: bytes, name: str) -> dict[str, str]:
    nonce = os.urandom(12)
    return {"nonce": _text(nonce), "wrapped": _text(AESGCM(key).encrypt(nonce, secrets.to_bytes(), name.encode()))}


def _unwrap(slot: dict[str, str], key: bytes, name: str) -> Secrets | None:
    try:
        plain = AESGCM(key).decrypt(base64.b64decode(slot["nonce"]), base64.b64decode(slot["wrapped"]), name.encode())
    except (InvalidTag, ValueError, KeyError):
        return None  # another key, or a file that somebody has edited
    return Secrets.from_bytes(plain)


def _stretched(code: str, salt: bytes) -> bytes:
    # The code has 130 random bits; stretching only slows down a guess at a half-read print.
    return scrypt(code.encode(), salt=salt, n=2**14, r=8, p=1, dklen=32)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _bytes(text: bytes) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return None


def _write_private(path: Path, content: bytes) -> None:
    """Write a file for this user only, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(path.suffix + ".part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
