"""The mirror: the centre's data as this desk holds it. Pull writes here and nowhere else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from desk_app.application.errors import MirrorMovedError
from desk_app.domain.ids import AccountKey
from desk_app.mirror_file.tallies import Tallies, counted, kept
from desk_app.mirror_file.values import pack_account, premise_of, search_row
from desk_app.protocol.entities import AccountEntity
from desk_app.protocol.messages import Change, Position, Tally
from desk_app.store.search import SearchIndex
from desk_app.store.search_cursor import cursor_of
from desk_app.store.sql import Sql, from_ms, to_ms


@dataclass(frozen=True, slots=True)
class SqlMirror:
    """Reads the mirror in any transaction; writes in one of the mirror's own file."""

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

    def apply(self, changes: Sequence[Change], after: str, cursor: str, position: Position) -> int:
        """Apply the changes that follow a cursor, with their own; an older or equal version has no effect.

        Raises:
            MirrorMovedError: the mirror stands elsewhere by now; nothing is applied.
        """
        place = (cursor, *position, after)
        if not self.sql.run("UPDATE feed SET cursor = ?, tx = ?, change = ? WHERE cursor = ?", place):
            raise MirrorMovedError
        held = self._held([change.entity_id for change in changes if change.entity == "account"])
        newer = [one for one in changes if one.entity != "account" or held.get(one.entity_id, 0) < one.version]
        tallies = Tallies()
        touched = sum(self._apply_one(change, held, tallies) for change in newer)
        tallies.write(cursor_of(self.sql.connection))
        return touched

    def _held(self, keys: Sequence[str]) -> dict[str, int]:
        """Return the versions of accounts, by key: one statement a page, since most pages repeat what is held."""
        asked = msgspec.json.encode(keys).decode()
        return dict(
            self.sql.all("SELECT key, version FROM account WHERE key IN (SELECT value FROM json_each(?))", (asked,))
        )

    def tallies(self) -> tuple[Tally, ...]:
        """Return what the mirror holds, entity by entity, as it was kept with every change."""
        return kept(cursor_of(self.sql.connection))

    def count_through(self) -> tuple[Tally, ...]:
        """Count what the mirror holds: a million accounts take seconds."""
        return counted(cursor_of(self.sql.connection))

    def counted_on(self) -> str:
        """Return the day when everything was last counted through."""
        found: str = self.sql.value("SELECT counted_on FROM feed")
        return found

    def mark_counted(self, day: str) -> None:
        """Remember that everything was counted through."""
        self.sql.run("UPDATE feed SET counted_on = ?", (day,))

    def synced_at(self) -> datetime | None:
        """Return when the feed was last read to its end."""
        value = self.sql.value("SELECT synced_ms FROM feed")
        return from_ms(value) if value else None

    def mark_synced(self, at: datetime) -> None:
        """Remember that the feed was read to its end."""
        self.sql.run("UPDATE feed SET synced_ms = ?", (to_ms(at),))

    def _apply_one(self, change: Change, accounts: dict[str, int], tallies: Tallies) -> bool:
        if change.entity == "account":
            held = accounts.get(change.entity_id)
            if held is not None and held >= change.version:
                return False
            tallies.move("account", change.entity_id, held, None if change.value is None else change.version)
            if change.value is None:
                accounts.pop(change.entity_id, None)
            else:
                accounts[change.entity_id] = change.version
            return self._apply_account(change, held)
        held = self.sql.value(
            "SELECT version FROM directory WHERE entity = ? AND id = ?", (change.entity, change.entity_id)
        )
        if held is not None and held >= change.version:
            return False
        tallies.move(change.entity, change.entity_id, held, None if change.value is None else change.version)
        if change.value is None:
            self.sql.run("DELETE FROM directory WHERE entity = ? AND id = ?", (change.entity, change.entity_id))
            return held is not None
        row = (change.entity, change.entity_id, change.version, msgspec.json.encode(change.value))
        self.sql.run("INSERT OR REPLACE INTO directory VALUES (?, ?, ?, ?)", row)
        return True

    def _apply_account(self, change: Change, held: int | None) -> bool:
        if change.value is None:
            self.sql.run("DELETE FROM account WHERE key = ?", (change.entity_id,))
            self.index.remove(self.sql.connection, AccountKey(change.entity_id))
            return held is not None
        entity = msgspec.convert(change.value, AccountEntity)
        row = (change.version, premise_of(entity), pack_account(entity), change.entity_id)
        if held is None:
            self.sql.run("INSERT INTO account(version, premise, value, key) VALUES (?, ?, ?, ?)", row)
        else:
            self.sql.run("UPDATE account SET version = ?, premise = ?, value = ? WHERE key = ?", row)
        self.index.put(self.sql.connection, search_row(entity))
        return True
