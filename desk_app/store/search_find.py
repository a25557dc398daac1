"""Answering one query from the search tables: best matches first, never more than asked for."""

from collections.abc import Iterable, Iterator

from desk_app.domain.ids import AccountKey
from desk_app.domain.queries import Query, Reading
from desk_app.domain.search import QueryKind, SearchHit
from desk_app.mirror_file.cursor import Cursor
from desk_app.mirror_file.tables import PLACE_SHIFT
from desk_app.store.search_terms import Numbers, Term, Test, all_of, numbers_of, term_of
from desk_app.store.search_ways import Row, Rows, Ways
from desk_app.store.search_words import Vocabulary

RANKS_PER_READING = 10
SHORTEST_ENDING = 4

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
        found: dict[int, tuple[int, int, str, QueryKind]] = {}
        for at, reading in enumerate(query.readings):
            for level, rows in enumerate(self._levels(reading, nearly=nearly)):
                rank = at * RANKS_PER_READING + level
                for row in rows:
                    if row[0] not in found and len(found) < self._limit:
                        found[row[0]] = (rank, row[0], row[1], reading.kind)
                if len(found) >= self._limit:
                    return _in_order(found.values())
        return _in_order(found.values())

    def _levels(self, reading: Reading, *, nearly: bool) -> Iterator[Rows]:
        """Yield what is found ever less strictly; each step holds the step before it."""
        if reading.number or reading.card or reading.phone_tail:
            if not nearly:
                yield from self._by_number(reading)
            return
        steps = self._steps(reading, nearly=nearly)
        if not steps:
            return
        *stricter, loosest = steps
        splits = self._ways.splits(loosest[0])
        if not self._ways.is_narrow(splits, loosest[1]):
            yield self._look(steps[0])
            stricter = stricter[1:]
            if len(steps) == 1:
                return
        # When all of the loosest step fits, the stricter ones are parts of it and need no look of their own.
        most = self._ways.rows(loosest[0], splits, loosest[1])
        for step in stricter:
            yield [row for row in most if _holds(step, row)] if len(most) < self._limit else self._look(step)
        yield most

    def _look(self, step: Step) -> Rows:
        terms, numbers = step
        if not all(term.is_known for term in terms):
            return []
        return self._ways.rows(terms, self._ways.splits(terms), numbers)

    def _steps(self, reading: Reading, *, nearly: bool) -> list[Step]:
        """Return how to look, ever less strictly; nothing where some word is nowhere."""
        loose = [self._term(word, whole=False, nearly=nearly) for word in reading.words]
        if not all(term.is_known for term in loose):
            return []
        numbers = numbers_of(self._vocabulary, reading, still_open=False)
        steps = [(loose, numbers)]
        if not nearly:
            steps.insert(0, ([self._term(word, whole=True) for word in reading.words], numbers))
        if reading.open:
            steps.append((loose, numbers_of(self._vocabulary, reading, still_open=True)))
        return steps

    def _by_number(self, reading: Reading) -> Iterator[Rows]:
        terms = [self._term(word, whole=False) for word in reading.words]
        if not all(term.is_known for term in terms):
            return
        tests = [term.by_any() for term in terms]
        if reading.phone_tail:
            yield self._select("search_number_phone", [("n.phone_tail = ?", (reading.phone_tail,)), *tests], "n.label")
            return
        column, text = ("card", reading.card) if reading.card else ("number", reading.number)
        index = f"search_number_{column}"
        begun = self._select(index, [_starts(column, text), *tests], f"n.{column}, n.label")
        yield [row for row in begun if row[2] == text]  # what only begins so comes after what is equal
        yield begun
        if column == "number" and len(text) >= SHORTEST_ENDING:
            ending = _starts("number_reversed", text[::-1])
            yield self._select("search_number_ending", [ending, *tests], "n.number_reversed, n.label")

    def _select(self, index: str, tests: list[Test], order: str) -> Rows:
        """Look among the numbers, and at the accounts only where words have to be tested."""
        where, values = all_of(tests)
        source = f"search_number AS n INDEXED BY {index}"
        if len(tests) > 1:
            source += " CROSS JOIN search_account AS a ON a.label = n.label"
        column = order.partition(",")[0]
        sql = f"SELECT n.label, n.account_key, {column}, '', '' FROM {source} WHERE {where} ORDER BY {order} LIMIT ?"
        return self._cursor.execute(sql, (*values, self._limit)).fetchall()

    def _term(self, word: str, *, whole: bool, nearly: bool = False) -> Term:
        question = (word, whole, nearly)
        return self._vocabulary.remembered(
            question, lambda: term_of(self._vocabulary, word, whole=whole, nearly=nearly)
        )


def _holds(step: Step, row: Row) -> bool:
    terms, numbers = step
    label, _key, house, flat, words = row
    return numbers.hold(house, flat) and all(term.holds(label >> PLACE_SHIFT, words) for term in terms)


def _starts(column: str, text: str) -> Test:
    return f"n.{column} >= ? AND n.{column} < ?", (text, text + _LAST)


def _in_order(found: Iterable[tuple[int, int, str, QueryKind]]) -> tuple[SearchHit, ...]:
    return tuple([SearchHit(AccountKey(key), rank, kind) for rank, _label, key, kind in sorted(found)])
