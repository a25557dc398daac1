"""The mirror: the centre's data as this desk holds it. Pull writes here and nowhere else."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from desk_app.domain.addresses import Address
from desk_app.domain.ids import AccountKey
from desk_app.protocol.entities import AccountEntity
from desk_app.protocol.messages import Change, Manifest, Position, Tally
from desk_app.protocol.tallies import version_digest
from desk_app.store.search import SearchIndex, SearchRow
from desk_app.store.sql import Sql, from_ms, to_ms

_ENTITIES = ("account", "provider", "receipt_type", "service")


@dataclass(frozen=True, slots=True)
class SqlMirror:
    """Applies changes and snapshots within one transaction."""

    sql: Sql
    index: SearchIndex

    def cursor(self) -> str:
        """Return the feed cursor, empty before the first snapshot."""
        found: str = self.sql.value("SELECT cursor FROM feed")
        return found

    def position(self) -> Position:
        """Return the place in the feed that the mirror has reached."""
        row = self.sql.one("SELECT tx, change FROM feed")
        assert row is not None
        return row[0], row[1]

    def apply(self, changes: Sequence[Change], cursor: str, position: Position) -> int:
        """Apply changes with their cursor; an older or equal version has no effect."""
        touched = sum(self._apply_one(change) for change in changes)
        self.sql.run("UPDATE feed SET cursor = ?, tx = ?, change = ?", (cursor, *position))
        return touched

    def begin_snapshot(self, manifest: Manifest) -> int:
        """Clear the shadow tables unless they hold the beginning of this very snapshot."""
        row = self.sql.one("SELECT snapshot_id, snapshot_chunks FROM feed")
        assert row is not None
        if row[0] == manifest.snapshot_id:
            return int(row[1])
        self.sql.run("DELETE FROM account_next")
        self.sql.run("DELETE FROM directory_next")
        self.sql.run("UPDATE feed SET snapshot_id = ?, snapshot_chunks = 0", (manifest.snapshot_id,))
        return 0

    def load_chunk(self, number: int, changes: Sequence[Change]) -> None:
        """Put one chunk into the shadow tables, with the count of chunks, in this transaction."""
        accounts, entries = [], []
        for change in changes:
            assert change.value is not None, "a snapshot holds no tombstones"
            value = msgspec.json.encode(change.value)
            if change.entity == "account":
                accounts.append((change.entity_id, change.version, _premise(change.value), value))
            else:
                entries.append((change.entity, change.entity_id, change.version, value))
        self.sql.many("INSERT INTO account_next VALUES (?, ?, ?, ?)", accounts)
        self.sql.many("INSERT INTO directory_next VALUES (?, ?, ?, ?)", entries)
        self.sql.run("UPDATE feed SET snapshot_chunks = ?", (number + 1,))

    def finish_snapshot(self, manifest: Manifest) -> None:
        """Swap the shadow tables in and make the search index anew, all in this transaction."""
        self.sql.run("DELETE FROM account")
        self.sql.run("DELETE FROM directory")
        self.sql.run("INSERT INTO account SELECT * FROM account_next ORDER BY key")
        self.sql.run("INSERT INTO directory SELECT * FROM directory_next ORDER BY entity, id")
        self.sql.run("DELETE FROM account_next")
        self.sql.run("DELETE FROM directory_next")
        self.index_again()
        self.sql.run(
            "UPDATE feed SET cursor = ?, tx = ?, change = ?, snapshot_id = '', snapshot_chunks = 0",
            (manifest.cursor, *manifest.position),
        )

    def index_again(self) -> None:
        """Make the whole search index anew."""
        self.index.rebuild(self.sql.connection, self._rows())

    def tallies(self) -> tuple[Tally, ...]:
        """Count what is held, entity by entity."""
        found = [_tally("account", self.sql.all("SELECT 'account', key, version FROM account"))]
        for entity in _ENTITIES[1:]:
            rows = self.sql.all("SELECT entity, id, version FROM directory WHERE entity = ?", (entity,))
            found.append(_tally(entity, rows))
        return tuple(found)

    def synced_at(self) -> datetime | None:
        """Return when the feed was last read to its end."""
        value = self.sql.value("SELECT synced_ms FROM feed")
        return from_ms(value) if value else None

    def mark_synced(self, at: datetime) -> None:
        """Remember that the feed was read to its end."""
        self.sql.run("UPDATE feed SET synced_ms = ?", (to_ms(at),))

    def _apply_one(self, change: Change) -> bool:
        if change.entity == "account":
            return self._apply_account(change)
        held = self.sql.value(
            "SELECT version FROM directory WHERE entity = ? AND id = ?", (change.entity, change.entity_id)
        )
        if held is not None and held >= change.version:
            return False
        if change.value is None:
            self.sql.run("DELETE FROM directory WHERE entity = ? AND id = ?", (change.entity, change.entity_id))
            return held is not None
        row = (change.entity, change.entity_id, change.version, msgspec.json.encode(change.value))
        self.sql.run("INSERT OR REPLACE INTO directory VALUES (?, ?, ?, ?)", row)
        return True

    def _apply_account(self, change: Change) -> bool:
        held = self.sql.value("SELECT version FROM account WHERE key = ?", (change.entity_id,))
        if held is not None and held >= change.version:
            return False
        if change.value is None:
            self.sql.run("DELETE FROM account WHERE key = ?", (change.entity_id,))
            self.index.remove(self.sql.connection, AccountKey(change.entity_id))
            return held is not None
        row = (change.version, _premise(change.value), msgspec.json.encode(change.value), change.entity_id)
        if held is None:
            self.sql.run("INSERT INTO account(version, premise, value, key) VALUES (?, ?, ?, ?)", row)
        else:
            self.sql.run("UPDATE account SET version = ?, premise = ?, value = ? WHERE key = ?", row)
        self.index.put(self.sql.connection, search_row(msgspec.convert(change.value, AccountEntity)))
        return True

    def _rows(self) -> Iterator[SearchRow]:
        decoder = msgspec.json.Decoder(AccountEntity)
        for (value,) in self.sql.driver.execute("SELECT value FROM account"):
            yield search_row(decoder.decode(value))


def search_row(entity: AccountEntity) -> SearchRow:
    """Return what the search index holds of an account."""
    return SearchRow(
        account_key=AccountKey(entity.key),
        number=entity.number,
        holder=entity.holder,
        settlement=entity.settlement,
        street=entity.street,
        house=entity.house,
        flat=entity.flat,
        phone_tail=entity.cabinet.phone_tail if entity.cabinet else "",
        card=entity.cabinet.card if entity.cabinet else "",
    )


def _premise(value: dict[str, Any]) -> str:
    return Address(value["settlement"], value["street"], value["house"], value["flat"]).premise_key


def _tally(entity: str, rows: Iterable[tuple[str, str, int]]) -> Tally:
    digest = count = 0
    for row in rows:
        count += 1
        digest += version_digest(*row)
    return Tally(entity, count, digest)
