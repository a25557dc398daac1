"""One seed makes everything: acts, weather, clocks, ids and keys; and the trace that proves it."""

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from random import Random
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from desk_app.protocol import sealed


class _SeededKeys:
    """Makes the one-time keys of sealed boxes from the seeded bytes: OpenSSL has a randomness of its own."""

    @staticmethod
    def generate() -> X25519PrivateKey:
        return X25519PrivateKey.from_private_bytes(os.urandom(32))


@contextmanager
def seeded(source: Random) -> Iterator[None]:
    """Let every id, nonce and key of this process come from one seed, for the length of a block."""
    # `secrets` and SystemRandom keep a name of their own for the function.
    places: list[tuple[Any, str, Any]] = [
        (os, "urandom", source.randbytes),
        (random, "_urandom", source.randbytes),
        (sealed, "X25519PrivateKey", _SeededKeys),
    ]
    true = [getattr(owner, name) for owner, name, _ in places]
    for owner, name, new in places:
        setattr(owner, name, new)
    try:
        yield
    finally:
        for (owner, name, _), old in zip(places, true, strict=True):
            setattr(owner, name, old)


@dataclass(slots=True)
class Chance:
    """Separate streams, so that another number of draws in one does not move the others."""

    acts: Random
    weather: Random
    bytes: Random

    @classmethod
    def of(cls, seed: int) -> "Chance":
        """Derive the streams."""
        return cls(*(Random(f"{name} {seed}") for name in ("acts", "weather", "bytes")))


@dataclass(slots=True)
class Trace:
    """What happened, line by line, as one hash; the lines themselves only where somebody wants to read them."""

    keep: bool = False
    lines: list[str] = field(default_factory=list)
    _digest: Any = field(default_factory=sha256)

    def note(self, *words: object) -> None:
        """Write one line."""
        line = " ".join(map(str, words))
        self._digest.update(line.encode() + b"\n")
        if self.keep:
            self.lines.append(line)

    @property
    def hash(self) -> str:
        """Return the hash so far."""
        found: str = self._digest.hexdigest()
        return found
