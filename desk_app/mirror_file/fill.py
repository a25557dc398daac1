"""Filling an empty mirror: rows first, then what finds them."""

from collections.abc import Iterator, Sequence

import msgspec

from desk_app.domain.search import SearchRow
from desk_app.mirror_file.cursor import Cursor
from desk_app.mirror_file.search_build import rebuild
from desk_app.mirror_file.tables import PREMISE_INDEX
from desk_app.mirror_file.tallies import Tallies
from desk_app.mirror_file.values import pack_account, premise_of, search_row, unpack_account
from desk_app.protocol.entities import AccountEntity
from desk_app.protocol.messages import Change, Position

_ACCOUNT = "INSERT INTO account(key, version, premise, value) VALUES (?, ?, ?, ?)"
_DIRECTORY = "INSERT INTO directory(entity, id, version, value) VALUES (?, ?, ?, ?)"


def load_rows(cursor: Cursor, changes: Sequence[Change]) -> None:
    """Put rows of a snapshot into the tables; each entity comes once."""
    accounts, entries = [], []
    for change in changes:
        assert change.value is not None, "a snapshot holds no tombstones"
        if change.entity == "account":
            entity = msgspec.convert(change.value, AccountEntity)
            accounts.append((change.entity_id, change.version, premise_of(entity), pack_account(entity)))
        else:
            entries.append((change.entity, change.entity_id, change.version, msgspec.json.encode(change.value)))
    cursor.executemany(_ACCOUNT, accounts)
    cursor.executemany(_DIRECTORY, entries)
    tallies = Tallies()
    for change in changes:
        tallies.move(change.entity, change.entity_id, None, change.version)
    tallies.write(cursor)


def make_searchable(cursor: Cursor) -> None:
    """Index all accounts: by flat, and for the search."""
    cursor.execute(PREMISE_INDEX)
    rebuild(cursor, _search_rows(cursor))


def set_place(cursor: Cursor, cursor_text: str, position: Position) -> None:
    """Write down which place of the feed the rows show; how fresh that is, only the feed's end tells."""
    cursor.execute("UPDATE feed SET cursor = ?, tx = ?, change = ?, pieces = 0", (cursor_text, *position))


def _search_rows(cursor: Cursor) -> Iterator[SearchRow]:
    for (value,) in cursor.execute("SELECT value FROM account"):
        yield search_row(unpack_account(value))
