"""Finding a resident among all accounts of the desk while the clerk is still typing.

What is found, exactly (tests/helpers/search_oracle.py says the same again):

* Texts are folded: case, ё, punctuation and the kinds of places («ул», «пос»)
  do not matter. A text's words are its runs of letters and digits.
* A query has readings, likeliest first. An account is found when everything in
  one reading holds for it: every word begins a word of the settlement, street
  or holder; house and flat are equal, but the one still being typed may go on;
  an account number is equal, begins so, or (from four characters) ends so; a
  card number is equal or begins so; the last four digits of the phone are equal.
* Rank is ten times the reading's position plus how loosely it holds. For words:
  0 when all words and numbers are whole, 1 when words only begin so, 2 when the
  open number goes on, too. For account and card numbers: 0 equal, 1 begins, 2 ends.
  An account has the lowest of its ranks.
* Hits come by rank, then address in natural order (house 2 before 10), then
  account number: the accounts of one flat stand together. Of more hits than the
  limit the first ones stay; among numbers that only begin (or end) so, the ones
  lowest as text (read backwards for endings) stay.
* If nothing is found for the text as typed, the layout-repaired one is tried;
  then both again, where a word of five letters or more may also be one slip
  (a letter lost, doubled in, changed, or two swapped) away from a whole word.
"""

from collections.abc import Iterable

from sqlalchemy import Connection

from desk_app.domain.ids import AccountKey
from desk_app.domain.queries import Query
from desk_app.domain.search import QueryKind, SearchAnswer, SearchHit, SearchRow
from desk_app.mirror_file import search_build
from desk_app.mirror_file.cursor import Cursor
from desk_app.store import search_change
from desk_app.store.search_cursor import cursor_of
from desk_app.store.search_find import Finder
from desk_app.store.search_words import Vocabulary

__all__ = ["QueryKind", "SearchAnswer", "SearchHit", "SearchIndex", "SearchRow"]

_STALE_AFTER = 2000


class SearchIndex:
    """The search tables of one encrypted file, with their dictionaries kept in memory.

    Call every method inside the transaction that also reads or writes the
    accounts. One instance serves one thread at a time.
    """

    def __init__(self) -> None:
        """Start with nothing in memory; the first search reads the dictionaries."""
        self._vocabulary: Vocabulary | None = None

    def rebuild(self, connection: Connection, rows: Iterable[SearchRow]) -> None:
        """Replace the whole index; account keys in `rows` must be unique."""
        search_build.rebuild(cursor_of(connection), rows)

    def put(self, connection: Connection, row: SearchRow) -> None:
        """Write one account, in place of what was known of it."""
        search_change.put(cursor_of(connection), row)

    def remove(self, connection: Connection, account_key: AccountKey) -> None:
        """Take one account out; an unknown one is no error."""
        search_change.remove(cursor_of(connection), account_key)

    def find(self, connection: Connection, query: Query, limit: int = 50) -> SearchAnswer:
        """Find at most `limit` accounts; see the module's text for what is found and in which order."""
        if not query.readings and query.repaired is None:
            return SearchAnswer()
        cursor = cursor_of(connection)
        finder = Finder(cursor, self._current(cursor), limit)
        repaired = query.repaired
        if hits := finder.strictly(query):
            return SearchAnswer(hits)
        if repaired and (hits := finder.strictly(repaired)):
            return SearchAnswer(hits, shown_for=repaired.typed)
        if hits := finder.nearly(query):
            return SearchAnswer(hits, nearly=True)
        if repaired and (hits := finder.nearly(repaired)):
            return SearchAnswer(hits, shown_for=repaired.typed, nearly=True)
        return SearchAnswer()

    def _current(self, cursor: Cursor) -> Vocabulary:
        """Return the dictionaries as of now, read again only if they have changed."""
        state = cursor.execute("SELECT version, changes FROM search_state").fetchone()
        version, changes = state or (0, 0)
        known = self._vocabulary
        # Counts only choose the cheaper way, so they may be a little old.
        if known is None or known.version != version or abs(changes - known.changes) > _STALE_AFTER:
            known = self._vocabulary = Vocabulary(version, changes, cursor)
        return known
