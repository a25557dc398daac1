"""A disk that may forget: what was written since the last sync is kept, lost, mixed or torn when the power goes."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

SECTOR = 512
MODES = ("lost", "kept", "prefix", "subset", "torn")
_HEAD = struct.Struct("<cHqI")


@dataclass(frozen=True, slots=True)
class Event:
    """One recorded call, or a mark: kind is w, t, s, d, r or m."""

    kind: str
    name: str
    at: int
    data: bytes


def read_log(path: Path) -> Iterator[Event]:
    """Read what the shim recorded, without the shared-memory index: it does not outlive a power cut."""
    raw, place = path.read_bytes(), 0
    while place < len(raw):
        kind, name_size, at, size = _HEAD.unpack_from(raw, place)
        place += _HEAD.size
        name = raw[place : place + name_size].decode()
        place += name_size
        if not name.endswith("-shm"):
            yield Event(kind.decode(), name, at, raw[place : place + size])
        place += size


@dataclass(slots=True)
class _File:
    """What certainly lies on the disk, and what was written since."""

    safe: bytearray
    since: list[Event] = field(default_factory=list)


@dataclass(slots=True)
class Disk:
    """The files of one folder as the calls change them; names are changed at once, contents when synced."""

    files: dict[str, _File]
    gone: dict[str, _File] = field(default_factory=dict)

    @classmethod
    def of(cls, files: dict[str, bytes]) -> "Disk":
        """Begin with files that are safe."""
        return cls({name: _File(bytearray(content)) for name, content in files.items()})

    def take(self, event: Event) -> None:
        """Let one call happen."""
        if event.kind == "d":
            lost = self.files.pop(event.name, None)
            if lost is not None:
                self.gone[event.name] = lost
        elif event.kind == "r":
            self.files[event.data.decode()] = self.files.pop(event.name)
        elif event.kind != "m":
            file = self.files.setdefault(event.name, _File(bytearray()))
            if event.kind == "s":
                for one in file.since:
                    _apply(file.safe, one)
                file.since.clear()
            else:
                file.since.append(event)

    def image(self, mode: str, random: Random) -> dict[str, bytes]:
        """Return what a new start finds after the power went now; a deletion may not have reached the disk."""
        found = {name: file for name, file in self.gone.items() if name not in self.files and random.random() < 0.5}
        return {name: bytes(_content(file, mode, random)) for name, file in (self.files | found).items()}


def _content(file: _File, mode: str, random: Random) -> bytearray:
    content = bytearray(file.safe)
    kept = random.randint(0, len(file.since))
    for place, event in enumerate(file.since):
        if mode == "kept" or (mode == "prefix" and place < kept) or (mode == "subset" and random.random() < 0.5):
            _apply(content, event)
        elif mode == "torn":
            _apply_torn(content, event, random)
    return content


def _apply(content: bytearray, event: Event) -> None:
    if event.kind == "t":
        del content[event.at :]
        content.extend(bytes(event.at - len(content)))
        return
    if len(content) < event.at:
        content.extend(bytes(event.at - len(content)))
    content[event.at : event.at + len(event.data)] = event.data


def _apply_torn(content: bytearray, event: Event, random: Random) -> None:
    """Keep each sector of a write or not."""
    if event.kind == "t":
        if random.random() < 0.5:
            _apply(content, event)
        return
    end = event.at + len(event.data)
    for sector in range(event.at // SECTOR, (end + SECTOR - 1) // SECTOR):
        if random.random() < 0.5:
            begin, stop = max(event.at, sector * SECTOR), min(end, (sector + 1) * SECTOR)
            _apply(content, Event("w", event.name, begin, event.data[begin - event.at : stop - event.at]))
