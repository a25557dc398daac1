"""Writing the search tables at once, from all accounts."""

from array import array
from collections.abc import Iterable, Iterator
from operator import attrgetter
from secrets import randbits

from desk_app.domain.search import SearchRow
from desk_app.mirror_file.cursor import Cursor
from desk_app.mirror_file.search_keys import Entry, door_of, entry_of, place_of, signature_of, words_in
from desk_app.mirror_file.tables import PLACE_SHIFT, SEARCH_INDEXES

BLOCK = 1 << PLACE_SHIFT
"""How many labels one place owns."""

INSERT_ACCOUNT = "INSERT INTO search_account VALUES (?, ?, ?, ?, ?, ?)"
INSERT_NUMBER = "INSERT INTO search_number VALUES (?, ?, ?, ?, ?, ?)"
INSERT_PLACE = "INSERT INTO search_place VALUES (?, ?, ?, ?)"
INSERT_POSTING = "INSERT INTO search_posting VALUES (?, ?, ?, ?)"
INSERT_WORD = "INSERT INTO search_word VALUES (?, ?, ?)"
LAST_PLACE = (1 << 31) - 1

_WIDEST_PLACE_GAP = 1 << 14
_ORDER = attrgetter("order")
_SEPARATOR = "\x1f"  # no folded text holds control characters
_BUILD_CACHE_KIB = 32 * 1024
_TABLES = ("search_posting", "search_account", "search_number", "search_word", "search_place", "search_state")

Packed = dict[tuple[str, str], list[bytes]]
"""By place (sort key, words): its accounts as bytes, because a hundred thousand objects would not fit the desk."""

Postings = dict[str, "array[int]"]
"""By word: label, signature, door, label, signature, door…; 24 bytes for each account that has the word."""


def rebuild(cursor: Cursor, rows: Iterable[SearchRow]) -> None:
    """Replace the whole index; account keys must be unique."""
    packed: Packed = {}
    for row in rows:
        packed.setdefault(place_of(row), []).append(pack(entry_of(row)))
    write_all(cursor, packed)


def write_all(cursor: Cursor, packed: Packed) -> None:
    """Write all tables anew, evenly spaced; `packed` is emptied on the way."""
    usual = cursor.execute("PRAGMA cache_size").fetchone()
    assert usual is not None
    cursor.execute(f"PRAGMA cache_size = -{_BUILD_CACHE_KIB}")
    for name in SEARCH_INDEXES:
        cursor.execute(f"DROP INDEX IF EXISTS {name}")
    for table in _TABLES:
        cursor.execute(f"DELETE FROM {table}")  # noqa: S608 - our own name
    _write_words(cursor, _write_places(cursor, packed))
    for statement in SEARCH_INDEXES.values():
        cursor.execute(statement)
    cursor.execute("INSERT INTO search_state VALUES (1, ?, 0)", (new_version(),))
    cursor.execute(f"PRAGMA cache_size = {usual[0]:d}")


def new_version() -> int:
    """Return a version number never used before: after a rollback a counted one would repeat."""
    return randbits(62)


def account_values(label: int, place_id: int, entry: Entry) -> tuple[object, ...]:
    """Return one row of search_account."""
    return label, entry.account_key, place_id, entry.house, entry.flat, entry.words


def number_values(label: int, entry: Entry) -> tuple[object, ...]:
    """Return one row of search_number."""
    number = entry.number
    return label, entry.account_key, number, number[::-1], entry.phone_tail or None, entry.card or None


def _write_places(cursor: Cursor, packed: Packed) -> Postings:
    places = sorted(packed)
    gap = min(_WIDEST_PLACE_GAP, LAST_PLACE // (len(places) + 1))
    assert gap > 1, "too many places"
    postings: Postings = {}
    for place_id, place in enumerate(places, start=1):
        entries = sorted((_unpack(line) for line in packed.pop(place)), key=_ORDER)
        cursor.execute(INSERT_PLACE, (place_id * gap, *place, len(entries)))
        write_place(cursor, place_id * gap, entries, postings)
    return postings


def write_place(cursor: Cursor, place_id: int, entries: list[Entry], postings: Postings) -> None:
    """Write the accounts of one place, evenly spaced and in order; collect their postings."""
    step = BLOCK // (len(entries) + 1)
    first = (place_id << PLACE_SHIFT) + step
    labelled = [(first + at * step, entry) for at, entry in enumerate(entries)]
    cursor.executemany(INSERT_ACCOUNT, [account_values(label, place_id, entry) for label, entry in labelled])
    cursor.executemany(INSERT_NUMBER, [number_values(label, entry) for label, entry in labelled])
    for label, entry in labelled:
        words = words_in(entry)
        found = label, signature_of(words), door_of(entry.house, entry.flat)
        for word in words:
            postings.setdefault(word, array("q")).extend(found)


def _write_words(cursor: Cursor, postings: Postings) -> None:
    words = sorted(postings)
    cursor.executemany(INSERT_WORD, [(at, word, len(postings[word]) // 3) for at, word in enumerate(words, start=1)])
    cursor.executemany(INSERT_POSTING, _posting_values(words, postings))


def _posting_values(words: list[str], postings: Postings) -> Iterator[tuple[int, int, int, int]]:
    for word_id, word in enumerate(words, start=1):
        triples = postings.pop(word)
        for at in range(0, len(triples), 3):
            yield word_id, triples[at], triples[at + 1], triples[at + 2]


def pack(entry: Entry) -> bytes:
    """Write an entry as bytes."""
    return _SEPARATOR.join(entry).encode()


def _unpack(line: bytes) -> Entry:
    return Entry(*line.decode().split(_SEPARATOR, len(Entry._fields) - 1))
