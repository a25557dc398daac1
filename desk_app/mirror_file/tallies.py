"""What the mirror says it holds, kept up with every change, to be compared with what the centre says."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from desk_app.mirror_file.cursor import Cursor
from desk_app.protocol.messages import Tally
from desk_app.protocol.tallies import version_digest

ENTITIES = ("account", "provider", "receipt_type", "service")
_ADD = (
    "INSERT INTO tally VALUES (?, ?, ?) ON CONFLICT (entity) DO UPDATE SET "
    "count = count + excluded.count, digest = digest + excluded.digest"
)


@dataclass(slots=True)
class Tallies:
    """Differences by entity, collected through one transaction."""

    counts: dict[str, int] = field(default_factory=dict)
    digests: dict[str, int] = field(default_factory=dict)

    def move(self, entity: str, entity_id: str, old: int | None, new: int | None) -> None:
        """Take one version away and add another; None is no entity."""
        for version, sign in ((old, -1), (new, +1)):
            if version is not None:
                self.counts[entity] = self.counts.get(entity, 0) + sign
                self.digests[entity] = self.digests.get(entity, 0) + sign * version_digest(entity, entity_id, version)

    def write(self, cursor: Cursor) -> None:
        """Add the differences to what is kept."""
        cursor.executemany(_ADD, [(entity, self.counts[entity], self.digests[entity]) for entity in self.counts])

    def told(self) -> tuple[Tally, ...]:
        """Return them as totals."""
        return tuple(Tally(entity, self.counts.get(entity, 0), self.digests.get(entity, 0)) for entity in ENTITIES)


def kept(cursor: Cursor) -> tuple[Tally, ...]:
    """Return what the mirror says it holds."""
    found = {row[0]: Tally(*row) for row in cursor.execute("SELECT entity, count, digest FROM tally")}
    return tuple(found.get(entity, Tally(entity, 0, 0)) for entity in ENTITIES)


def counted(cursor: Cursor) -> tuple[Tally, ...]:
    """Count everything through."""
    tallies = Tallies()
    for entity, entity_id, version in _versions(cursor):
        tallies.move(entity, entity_id, None, version)
    return tallies.told()


def _versions(cursor: Cursor) -> Iterator[tuple[str, str, int]]:
    yield from cursor.execute("SELECT 'account', key, version FROM account")
    yield from cursor.execute("SELECT entity, id, version FROM directory")
