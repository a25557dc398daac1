"""The tables of the mirror file: accounts, the directory, the place in the feed, and the resident search.

A search row's `label` is a whole number chosen so that labels stand in the
natural order of addresses: settlement, street, house, flat, account number. A
place (one street of one settlement) owns one block of labels, so «the first
fifty of Barnaul» is a short walk and two lists of labels merge in address order.
"""

from desk_app.mirror_file.cursor import Cursor

FORMAT = 1
"""Which tables and values these are; see the package."""

PLACE_SHIFT = 32
"""A label is the place's id shifted by this, plus the position inside the place."""

_MIRROR = (
    """CREATE TABLE account(
        key TEXT PRIMARY KEY, version INTEGER NOT NULL,
        premise INTEGER NOT NULL, value BLOB NOT NULL) STRICT -- see `values`""",
    """CREATE TABLE directory(
        entity TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, value BLOB NOT NULL,
        PRIMARY KEY (entity, id)) STRICT, WITHOUT ROWID""",
    # Kept with every change: counting a million versions through takes two seconds, and the feed ends every minute.
    "CREATE TABLE tally(entity TEXT PRIMARY KEY, count INTEGER NOT NULL, digest INTEGER NOT NULL) STRICT",
    """CREATE TABLE feed(
        one INTEGER PRIMARY KEY CHECK (one = 1), format INTEGER NOT NULL,
        cursor TEXT NOT NULL, tx INTEGER NOT NULL, change INTEGER NOT NULL, synced_ms INTEGER NOT NULL,
        pieces INTEGER NOT NULL, -- how many pieces of a snapshot in rows have come
        counted_on TEXT NOT NULL) STRICT -- the day when everything was last counted through""",
    f"INSERT INTO feed VALUES (1, {FORMAT}, '', 0, 0, 0, 0, '')",  # noqa: S608 - our own number
)

PREMISE_INDEX = "CREATE INDEX IF NOT EXISTS account_premise ON account(premise)"
"""Made after the rows: a tenth of the time it takes to keep it while they come."""

_SEARCH = (
    """CREATE TABLE search_state(
        only INTEGER PRIMARY KEY,
        version INTEGER NOT NULL, -- changes when a dictionary gains a word or a place
        changes INTEGER NOT NULL) STRICT -- counts accounts put or removed since the rebuild""",
    """CREATE TABLE search_place(
        place_id INTEGER PRIMARY KEY, -- in the order of sort_key
        sort_key TEXT NOT NULL UNIQUE, words TEXT NOT NULL, accounts INTEGER NOT NULL) STRICT""",
    """CREATE TABLE search_word(
        word_id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE, accounts INTEGER NOT NULL) STRICT""",
    """CREATE TABLE search_account(
        label INTEGER PRIMARY KEY, account_key TEXT NOT NULL, place_id INTEGER NOT NULL,
        house TEXT NOT NULL, flat TEXT NOT NULL, -- sort keys, see search_keys.sort_key
        words TEXT NOT NULL) STRICT -- « иванов иван иванович » made compact, for whole words and beginnings""",
    # Apart from the accounts: most searches never look at a number, and each page not read is one not decrypted.
    """CREATE TABLE search_number(
        label INTEGER PRIMARY KEY, account_key TEXT NOT NULL,
        number TEXT NOT NULL, number_reversed TEXT NOT NULL, phone_tail TEXT, card TEXT) STRICT""",
    """CREATE TABLE search_posting(
        word_id INTEGER NOT NULL, label INTEGER NOT NULL,
        signature INTEGER NOT NULL, -- see search_keys.signature_of
        door INTEGER NOT NULL, -- see search_keys.door_of
        PRIMARY KEY (word_id, label)) STRICT, WITHOUT ROWID""",
)

SEARCH_INDEXES = {
    "search_account_key": "CREATE UNIQUE INDEX search_account_key ON search_account(account_key)",
    "search_account_address": "CREATE INDEX search_account_address ON search_account(place_id, house, flat)",
    "search_number_number": "CREATE INDEX search_number_number ON search_number(number)",
    "search_number_ending": "CREATE INDEX search_number_ending ON search_number(number_reversed)",
    "search_number_phone": "CREATE INDEX search_number_phone ON search_number(phone_tail) WHERE phone_tail IS NOT NULL",
    "search_number_card": "CREATE INDEX search_number_card ON search_number(card) WHERE card IS NOT NULL",
}
"""By name; a rebuild drops them first and makes them last."""


def create_tables(cursor: Cursor) -> None:
    """Create the empty mirror with its search."""
    for statement in _MIRROR:
        cursor.execute(statement)
    cursor.execute(PREMISE_INDEX)
    create_search_tables(cursor)


def create_search_tables(cursor: Cursor) -> None:
    """Create the empty search tables."""
    for statement in (*_SEARCH, *SEARCH_INDEXES.values()):
        cursor.execute(statement)
