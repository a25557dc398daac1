"""The centre's append-only log as a Merkle tree (RFC 6962 §2.1), grown leaf by leaf."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """Hash one entry."""
    return sha256(b"\0" + data).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


@dataclass(frozen=True, slots=True)
class LogHead:
    """Size of the log and the roots of its full subtrees, largest first."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def append(self, entries: Iterable[bytes]) -> "LogHead":
        """Return the head after more entries."""
        size, peaks = self.size, list(self.peaks)
        for entry in entries:
            node, height = leaf_hash(entry), size
            while height & 1:
                node = _node(peaks.pop(), node)
                height >>= 1
            peaks.append(node)
            size += 1
        return LogHead(size, tuple(peaks))

    @property
    def root(self) -> bytes:
        """Return the root hash that acks carry."""
        if not self.peaks:
            return EMPTY_ROOT
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = _node(peak, node)
        return node

    def to_bytes(self) -> bytes:
        """Write the peaks for storage."""
        return b"".join(self.peaks)

    @classmethod
    def from_bytes(cls, size: int, raw: bytes) -> "LogHead":
        """Read what `to_bytes` wrote."""
        return cls(size, tuple(raw[at : at + 32] for at in range(0, len(raw), 32)))
