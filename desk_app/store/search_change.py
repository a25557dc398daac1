"""Writing one account into the search tables, or taking it out, as the change feed brings it."""

from itertools import repeat
from operator import itemgetter

from desk_app.domain.ids import AccountKey
from desk_app.domain.search import SearchRow
from desk_app.mirror_file.cursor import Cursor
from desk_app.mirror_file.search_build import (
    BLOCK,
    INSERT_ACCOUNT,
    INSERT_NUMBER,
    INSERT_PLACE,
    INSERT_POSTING,
    INSERT_WORD,
    LAST_PLACE,
    Postings,
    account_values,
    new_version,
    number_values,
    pack,
    write_all,
    write_place,
)
from desk_app.mirror_file.search_keys import Entry, door_of, entry_of, place_of, signature_of, words_in
from desk_app.mirror_file.tables import PLACE_SHIFT

_ENTRY = "house, flat, number, words, ifnull(phone_tail, ''), ifnull(card, ''), a.account_key"
_WHOLE = "search_account AS a JOIN search_number USING (label)"
_PLACE_KEY = "(SELECT sort_key FROM search_place AS p WHERE p.place_id = a.place_id)"
_SUCH_A_HOUSE = "SELECT 1 FROM search_account WHERE place_id = ? AND house = ?"
_ID_OF = "SELECT word_id FROM search_word WHERE word = ?"
_DROP_POSTING = "DELETE FROM search_posting WHERE word_id = ? AND label = ?"
_FIRST = "ORDER BY house, flat, label LIMIT 1"
_LAST = "ORDER BY house DESC, flat DESC, label DESC LIMIT 1"
_ROOM_AT_THE_END = 1 << 20
_PLACES_AT_THE_END = 1 << 14


def put(cursor: Cursor, row: SearchRow) -> None:
    """Write one account, in place of what was known of it."""
    entry = entry_of(row)
    place = place_of(row)
    if _is_stored(cursor, place, entry):
        return  # most changes are of debts, not of names
    _remove(cursor, row.account_key)
    place_id = _place_id(cursor, place)
    label = _free_label(cursor, place_id, entry)
    if label is None:
        _space_out(cursor, place_id)
        label = _free_label(cursor, place_id, entry)
        assert label is not None, "a place is never that full"
    if cursor.execute(_SUCH_A_HOUSE, (place_id, entry.house)).fetchone() is None:
        _new_version(cursor)
    cursor.execute(INSERT_ACCOUNT, account_values(label, place_id, entry))
    cursor.execute(INSERT_NUMBER, number_values(label, entry))
    cursor.execute("UPDATE search_place SET accounts = accounts + 1 WHERE place_id = ?", (place_id,))
    words = words_in(entry)
    signature, door = signature_of(words), door_of(entry.house, entry.flat)
    for word in words:
        cursor.execute(INSERT_POSTING, (_word_id(cursor, word), label, signature, door))
    _count_change(cursor)


def remove(cursor: Cursor, account_key: AccountKey) -> None:
    """Take one account out, with every word and place that only it had."""
    if _remove(cursor, account_key):
        _count_change(cursor)


def _is_stored(cursor: Cursor, place: tuple[str, str], entry: Entry) -> bool:
    known = cursor.execute(
        f"SELECT {_PLACE_KEY}, {_ENTRY} FROM {_WHOLE} WHERE a.account_key = ?",
        (entry.account_key,),
    ).fetchone()
    return known is not None and known == (place[0], *entry)


def _remove(cursor: Cursor, account_key: str) -> bool:
    found = cursor.execute(
        f"SELECT label, place_id, {_ENTRY} FROM {_WHOLE} WHERE a.account_key = ?", (account_key,)
    ).fetchone()
    if found is None:
        return False
    label, place_id, *fields = found
    for word in words_in(Entry(*fields)):
        _drop_posting(cursor, word, label)
    cursor.execute("DELETE FROM search_account WHERE label = ?", (label,))
    cursor.execute("DELETE FROM search_number WHERE label = ?", (label,))
    cursor.execute("UPDATE search_place SET accounts = accounts - 1 WHERE place_id = ?", (place_id,))
    # Dictionaries in memory may still know the place: it only leads nowhere.
    cursor.execute("DELETE FROM search_place WHERE place_id = ? AND accounts = 0", (place_id,))
    return True


def _drop_posting(cursor: Cursor, word: str, label: int) -> None:
    known = cursor.execute("SELECT word_id, accounts FROM search_word WHERE word = ?", (word,)).fetchone()
    assert known is not None, "every word of a stored account is in the dictionary"
    word_id, accounts = known
    cursor.execute(_DROP_POSTING, (word_id, label))
    if accounts > 1:
        cursor.execute("UPDATE search_word SET accounts = accounts - 1 WHERE word_id = ?", (word_id,))
        return
    # The surname of someone who is no longer here must not stay in the file.
    cursor.execute("DELETE FROM search_word WHERE word_id = ?", (word_id,))


def _word_id(cursor: Cursor, word: str) -> int:
    """Count one more account under a word; return the word's id."""
    known = cursor.execute(
        "UPDATE search_word SET accounts = accounts + 1 WHERE word = ? RETURNING word_id", (word,)
    ).fetchall()
    if known:
        return int(known[0][0])
    last = cursor.execute("SELECT ifnull(max(word_id), 0) FROM search_word").fetchone()
    assert last is not None
    word_id = int(last[0]) + 1
    cursor.execute(INSERT_WORD, (word_id, word, 1))
    _new_version(cursor)
    return word_id


def _place_id(cursor: Cursor, place: tuple[str, str]) -> int:
    known = cursor.execute("SELECT place_id FROM search_place WHERE sort_key = ?", place[:1]).fetchone()
    if known is not None:
        return int(known[0])
    place_id = _free_place_id(cursor, place[0])
    if place_id is None:
        _renumber(cursor)
        place_id = _free_place_id(cursor, place[0])
        assert place_id is not None, "places were just spaced out"
    cursor.execute(INSERT_PLACE, (place_id, *place, 0))
    _new_version(cursor)
    return place_id


def _free_place_id(cursor: Cursor, key: str) -> int | None:
    places = "SELECT place_id FROM search_place WHERE sort_key"
    before = cursor.execute(f"{places} < ? ORDER BY sort_key DESC LIMIT 1", (key,)).fetchone()
    after = cursor.execute(f"{places} > ? ORDER BY sort_key LIMIT 1", (key,)).fetchone()
    return _between(before[0] if before else 0, after[0] if after else None, LAST_PLACE, room=_PLACES_AT_THE_END)


def _free_label(cursor: Cursor, place_id: int, entry: Entry) -> int | None:
    """Return a label between the account's neighbours in address order, None when there is no room."""
    start = place_id << PLACE_SHIFT
    here = (place_id, entry.house, entry.flat)
    by_address = "FROM search_account INDEXED BY search_account_address WHERE place_id = ?"
    low = cursor.execute(f"SELECT label {by_address} AND (house, flat) < (?, ?) {_LAST}", here).fetchone()
    high = cursor.execute(f"SELECT label {by_address} AND (house, flat) > (?, ?) {_FIRST}", here).fetchone()
    same = cursor.execute(
        f"SELECT number, a.account_key, label FROM {_WHOLE} WHERE place_id = ? AND house = ? AND flat = ?", here
    ).fetchall()
    mine = entry.order[2:]
    below = [label for number, key, label in same if (number, key) < mine]
    above = [label for number, key, label in same if (number, key) > mine]
    before = max(below, default=low[0] if low else start)
    after = min(above, default=high[0] if high else None)
    return _between(before, after, start + BLOCK, room=_ROOM_AT_THE_END)


def _between(low: int, high: int | None, end: int, *, room: int) -> int | None:
    """Return a number between two neighbours; after the last one leave only `room`, feeds append in order."""
    if high is None and low + 2 * room < end:
        return low + room
    middle = (low + (end if high is None else high)) // 2
    return middle if middle > low else None


def _space_out(cursor: Cursor, place_id: int) -> None:
    """Give the accounts of one place fresh, evenly spaced labels."""
    stored = _entries(cursor, place_id)
    labels = [(label,) for label, _entry in stored]
    cursor.execute("DELETE FROM search_account WHERE place_id = ?", (place_id,))
    cursor.executemany("DELETE FROM search_number WHERE label = ?", labels)
    words = [(label, word) for label, entry in stored for word in words_in(entry)]
    ids = {word: cursor.execute(_ID_OF, (word,)).fetchall()[0][0] for word in {word for _label, word in words}}
    cursor.executemany(_DROP_POSTING, [(ids[word], label) for label, word in words])
    postings: Postings = {}
    write_place(cursor, place_id, [entry for _label, entry in stored], postings)
    for word, triples in postings.items():
        rows = zip(repeat(ids[word]), triples[::3], triples[1::3], triples[2::3], strict=False)
        cursor.executemany(INSERT_POSTING, rows)


def _renumber(cursor: Cursor) -> None:
    """Give all places fresh, evenly spaced ids; hundreds of thousands of new streets may pass without it."""
    places = cursor.execute("SELECT place_id, sort_key, words FROM search_place").fetchall()
    write_all(cursor, {(key, words): [pack(entry) for _, entry in _entries(cursor, one)] for one, key, words in places})


def _entries(cursor: Cursor, place_id: int) -> list[tuple[int, Entry]]:
    rows = cursor.execute(f"SELECT label, {_ENTRY} FROM {_WHOLE} WHERE place_id = ?", (place_id,))
    return sorted(((label, Entry(*fields)) for label, *fields in rows), key=itemgetter(0))


def _count_change(cursor: Cursor) -> None:
    cursor.execute(
        "INSERT INTO search_state VALUES (1, ?, 1) ON CONFLICT (only) DO UPDATE SET changes = changes + 1",
        (new_version(),),
    )


def _new_version(cursor: Cursor) -> None:
    """Tell every reader that a dictionary has something new."""
    cursor.execute(
        "INSERT INTO search_state VALUES (1, ?, 0) ON CONFLICT (only) DO UPDATE SET version = excluded.version",
        (new_version(),),
    )
