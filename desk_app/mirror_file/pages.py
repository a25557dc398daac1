"""Sealing the pages of a plain SQLite file as SQLCipher 4 does.

SQLCipher has no way to take pages that were made elsewhere, and filling an
encrypted file row by row takes twenty times as long. The format is published
(zetetic.net/sqlcipher/design) and frozen for version 4: AES-256-CBC, a fresh
IV in each page's reserve, HMAC-SHA512 over cipher text, IV and page number;
the HMAC's key is derived from the file's key and its salt. What is written
here is opened by SQLCipher itself, which checks every seal as it reads.
"""

import hmac
import os
from hashlib import pbkdf2_hmac

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

PAGE = 4096
SALT = 16
_IV = 16
_SEAL = 64
RESERVE = _IV + _SEAL
"""What SQLCipher keeps free at the end of each page; a plain file must have been made with it."""

LOCK_PAGE = (1 << 30) // PAGE + 1
"""SQLite locks the bytes at one gigabyte and never writes the page that holds them."""

_USED = PAGE - RESERVE
_HEADER = b"SQLite format 3\x00"
_HMAC_SALT_MASK = 0x3A
_HMAC_ROUNDS = 2


class PageForgedError(Exception):
    """A page does not bear the seal of this key at this place."""


class PageCipher:
    """Seals and opens the pages of one file; `salt` is the beginning of the sealed file."""

    def __init__(self, key: bytes, salt: bytes) -> None:
        """Derive the seal's key."""
        assert len(key) == 32
        assert len(salt) == SALT
        self._aes = algorithms.AES(key)
        self._salt = salt
        masked = bytes(byte ^ _HMAC_SALT_MASK for byte in salt)
        self._hmac = hmac.new(pbkdf2_hmac("sha512", key, masked, _HMAC_ROUNDS, 32), digestmod="sha512")

    def seal(self, pages: bytes, first: int) -> bytes:
        """Seal a run of whole pages; `first` is the number of the first one, counted from 1."""
        plain = memoryview(pages)
        return b"".join(
            self._seal(plain[at : at + _USED], number)
            for number, at in enumerate(range(0, len(pages), PAGE), start=first)
        )

    def open(self, pages: bytes, first: int) -> bytes:
        """Open a run of sealed pages; the reserves come out empty.

        Raises:
            PageForgedError: a seal is wrong.
        """
        sealed = memoryview(pages)
        return b"".join(
            self._open(sealed[at : at + PAGE], number)
            for number, at in enumerate(range(0, len(pages), PAGE), start=first)
        )

    def _seal(self, used: memoryview, number: int) -> bytes:
        if number == LOCK_PAGE:
            return bytes(PAGE)
        iv = os.urandom(_IV)
        encryptor = Cipher(self._aes, modes.CBC(iv)).encryptor()
        if number > 1:
            hidden = encryptor.update(used) + iv
            return hidden + self._seal_of(hidden, number)
        hidden = encryptor.update(used[SALT:]) + iv  # the salt takes the place of the file's own header
        return self._salt + hidden + self._seal_of(hidden, number)

    def _open(self, page: memoryview, number: int) -> bytes:
        if number == LOCK_PAGE:
            return bytes(PAGE)
        start = SALT if number == 1 else 0
        hidden = bytes(page[start : _USED + _IV])
        if not hmac.compare_digest(self._seal_of(hidden, number), bytes(page[_USED + _IV :])):
            raise PageForgedError
        decryptor = Cipher(self._aes, modes.CBC(hidden[-_IV:])).decryptor()
        return (_HEADER if start else b"") + decryptor.update(hidden[:-_IV]) + bytes(RESERVE)

    def _seal_of(self, hidden: bytes, number: int) -> bytes:
        seal = self._hmac.copy()
        seal.update(hidden + number.to_bytes(4, "little"))
        return seal.digest()
