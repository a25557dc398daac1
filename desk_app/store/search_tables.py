"""The tables of the resident search, in the desk's encrypted file.

A row's `label` is a whole number chosen so that labels stand in the natural
order of addresses: settlement, street, house, flat, account number. A place
(one street of one settlement) owns one block of labels, so «the first fifty
of Barnaul» is a short walk and two lists of labels merge in address order.
"""

from sqlalchemy import Column, Connection, Index, Integer, MetaData, Table, Text

SEARCH_METADATA = MetaData()

PLACE_SHIFT = 32
"""A label is the place's id shifted by this, plus the position inside the place."""

STATE = Table(
    "search_state",
    SEARCH_METADATA,
    Column("only", Integer, primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),  # changes when a dictionary gains a word or a place
    Column("changes", Integer, nullable=False),  # counts accounts put or removed since the rebuild
)

PLACES = Table(
    "search_place",
    SEARCH_METADATA,
    Column("place_id", Integer, primary_key=True, autoincrement=False),  # in the order of sort_key
    Column("sort_key", Text, nullable=False, unique=True),
    Column("words", Text, nullable=False),
    Column("accounts", Integer, nullable=False),
)

WORDS = Table(
    "search_word",
    SEARCH_METADATA,
    Column("word_id", Integer, primary_key=True, autoincrement=False),
    Column("word", Text, nullable=False, unique=True),
    Column("accounts", Integer, nullable=False),
)

ACCOUNTS = Table(
    "search_account",
    SEARCH_METADATA,
    Column("label", Integer, primary_key=True, autoincrement=False),
    Column("account_key", Text, nullable=False),
    Column("place_id", Integer, nullable=False),
    Column("house", Text, nullable=False),  # sort keys, see search_keys.sort_key
    Column("flat", Text, nullable=False),
    Column("words", Text, nullable=False),  # « иванов иван иванович » made compact, for whole words and beginnings
)

# Apart from the accounts: most searches never look at a number, and each page not read is one not decrypted.
NUMBERS = Table(
    "search_number",
    SEARCH_METADATA,
    Column("label", Integer, primary_key=True, autoincrement=False),
    Column("account_key", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("number_reversed", Text, nullable=False),
    Column("phone_tail", Text),
    Column("card", Text),
)

POSTINGS = Table(
    "search_posting",
    SEARCH_METADATA,
    Column("word_id", Integer, primary_key=True, autoincrement=False),
    Column("label", Integer, primary_key=True, autoincrement=False),
    Column("signature", Integer, nullable=False),  # see search_keys.signature_of
    Column("door", Integer, nullable=False),  # see search_keys.door_of
    sqlite_with_rowid=False,
)

ACCOUNT_INDEXES = (
    Index("search_account_key", ACCOUNTS.c.account_key, unique=True),
    Index("search_account_address", ACCOUNTS.c.place_id, ACCOUNTS.c.house, ACCOUNTS.c.flat),
    Index("search_number_number", NUMBERS.c.number),
    Index("search_number_ending", NUMBERS.c.number_reversed),
    Index("search_number_phone", NUMBERS.c.phone_tail, sqlite_where=NUMBERS.c.phone_tail.is_not(None)),
    Index("search_number_card", NUMBERS.c.card, sqlite_where=NUMBERS.c.card.is_not(None)),
)


def create_search_tables(connection: Connection) -> None:
    """Create the empty search tables; a migration calls this once."""
    SEARCH_METADATA.create_all(connection)


def drop_search_tables(connection: Connection) -> None:
    """Remove the search tables; they can always be rebuilt from the mirror."""
    SEARCH_METADATA.drop_all(connection)
