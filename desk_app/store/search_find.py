"""Answering one query from the search tables: best matches first, never more than asked for."""

from collections.abc import Iterator

from desk_app.domain.ids import AccountKey
from desk_app.domain.queries import Query, Reading
from desk_app.domain.search import SearchHit
from desk_app.store.search_cursor import Cursor
from desk_app.store.search_tables import PLACE_SHIFT
from desk_app.store.search_terms import Closeness, Numbers, Term, Test, all_of, numbers_of, term_of
from desk_app.store.search_ways import Row, Rows, Ways
from desk_app.store.search_words import Vocabulary

RANKS_PER_READING = 10
SHORTEST_ENDING = 4

_STRICT = (Closeness(whole_words=True), Closeness(), Closeness(whole_numbers=False))
_NEARLY = (Closeness(nearly=True), Closeness(nearly=True, whole_numbers=False))
_LAST = "\U0010ffff"

Step = tuple[list[Term], Numbers]
"""One way to look: what each word and the numbers may stand for."""


class Finder:
    """One search through one cursor, for at most `limit` accounts."""

    def __init__(self, cursor: Cursor, vocabulary: Vocabulary, limit: int) -> None:
        """Search as of this vocabulary."""
        self._cursor = cursor
        self._vocabulary = vocabulary
        self._limit = limit
        self._ways = Ways(cursor, vocabulary, limit)

    def strictly(self, query: Query) -> tuple[SearchHit, ...]:
        """Find accounts for which everything typed holds."""
        return self._collect(query, nearly=False)

    def nearly(self, query: Query) -> tuple[SearchHit, ...]:
        """Find accounts for which everything holds if long words may differ by one letter."""
        return self._collect(query, nearly=True)

    def _collect(self, query: Query, *, nearly: bool) -> tuple[SearchHit, ...]:
        found: dict[int, SearchHit] = {}
        for at, reading in enumerate(query.readings):
            for level, rows in enumerate(self._levels(reading, nearly=nearly)):
                rank = at * RANKS_PER_READING + level
                for row in rows:
                    if row[0] not in found and len(found) < self._limit:
                        found[row[0]] = SearchHit(AccountKey(row[1]), rank, reading.kind)
                if len(found) >= self._limit:
                    return _in_order(found)
        return _in_order(found)

    def _levels(self, reading: Reading, *, nearly: bool) -> Iterator[Rows]:
        """Yield what is found ever less strictly; each step holds the step before it."""
        if reading.number or reading.card or reading.phone_tail:
            if not nearly:
                yield from self._by_number(reading)
            return
        steps = self._steps(reading, nearly=nearly)
        known = [at for at, step in enumerate(steps) if step is not None]
        loosest = steps[known[-1]] if known else None
        if loosest is None:
            return
        last = known[-1]
        first = 0
        if not self._ways.is_narrow(*loosest):
            yield [] if steps[0] is None else self._ways.rows(*steps[0])
            first = 1
        if last < first:
            return
        # When all of the loosest step fits, the stricter ones are parts of it and need no look of their own.
        most = self._ways.rows(*loosest)
        for step in steps[first:last]:
            if step is None:
                yield []
            elif len(most) < self._limit:
                yield [row for row in most if _holds(step, row)]
            else:
                yield self._ways.rows(*step)
        yield most

    def _steps(self, reading: Reading, *, nearly: bool) -> list[Step | None]:
        """Return how to look, ever less strictly; None where it would bring nothing, or nothing new."""
        steps: list[Step | None] = []
        before: list[Term] = []
        for closeness in _NEARLY if nearly else _STRICT:
            terms = [self._term(word, closeness) for word in reading.words]
            if closeness.whole_numbers or reading.open:
                useless = not all(term.is_known for term in terms) or (closeness.whole_numbers and _same(terms, before))
                steps.append(None if useless else (terms, numbers_of(self._vocabulary, reading, closeness)))
            before = terms
        return steps

    def _by_number(self, reading: Reading) -> Iterator[Rows]:
        terms = [self._term(word, Closeness()) for word in reading.words]
        if not all(term.is_known for term in terms):
            return
        tests = [term.by_any() for term in terms]
        if reading.phone_tail:
            yield self._select("search_number_phone", [("n.phone_tail = ?", (reading.phone_tail,)), *tests], "n.label")
            return
        column, text = ("card", reading.card) if reading.card else ("number", reading.number)
        index = f"search_number_{column}"
        yield self._select(index, [(f"n.{column} = ?", (text,)), *tests], "n.label")
        yield self._select(index, [_starts(column, text), *tests], f"n.{column}, n.label")
        if column == "number" and len(text) >= SHORTEST_ENDING:
            ending = _starts("number_reversed", text[::-1])
            yield self._select("search_number_ending", [ending, *tests], "n.number_reversed, n.label")

    def _select(self, index: str, tests: list[Test], order: str) -> Rows:
        """Look among the numbers, and at the accounts only where words have to be tested."""
        where, values = all_of(tests)
        source = f"search_number AS n INDEXED BY {index}"
        if len(tests) > 1:
            source += " CROSS JOIN search_account AS a ON a.label = n.label"
        sql = f"SELECT n.label, n.account_key, '', '', '' FROM {source} WHERE {where} ORDER BY {order} LIMIT ?"
        return self._cursor.execute(sql, (*values, self._limit)).fetchall()

    def _term(self, word: str, closeness: Closeness) -> Term:
        return self._vocabulary.remembered((word, closeness), lambda: term_of(self._vocabulary, word, closeness))


def _holds(step: Step, row: Row) -> bool:
    terms, numbers = step
    label, _key, house, flat, words = row
    return numbers.hold(house, flat) and all(term.holds(label >> PLACE_SHIFT, words) for term in terms)


def _same(terms: list[Term], others: list[Term]) -> bool:
    """Tell whether loosening the words has brought nothing new, so looking again would not either."""
    pairs = zip(terms, others, strict=False)
    return bool(others) and all(len(a.places) == len(b.places) and a.word_ids == b.word_ids for a, b in pairs)


def _starts(column: str, text: str) -> Test:
    return f"n.{column} >= ? AND n.{column} < ?", (text, text + _LAST)


def _in_order(found: dict[int, SearchHit]) -> tuple[SearchHit, ...]:
    return tuple(hit for _label, hit in sorted(found.items(), key=lambda pair: (pair[1].rank, pair[0])))
