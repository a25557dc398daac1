"""Answering one query from the search tables: best matches first, never more than asked for."""

import json
from collections.abc import Iterator
from math import prod

from desk_app.domain.ids import AccountKey
from desk_app.domain.queries import Query, Reading
from desk_app.domain.search import SearchHit
from desk_app.store.search_cursor import Cursor
from desk_app.store.search_tables import PLACE_SHIFT
from desk_app.store.search_terms import Closeness, Numbers, Split, Term, Test, all_of, numbers_of, splits_of, term_of
from desk_app.store.search_words import Vocabulary

RANKS_PER_READING = 10
SHORTEST_ENDING = 4

_STRICT = (Closeness(whole_words=True), Closeness(), Closeness(whole_numbers=False))
_NEARLY = (Closeness(nearly=True), Closeness(nearly=True, whole_numbers=False))
_FIRST_PLACES = 32
_POSTING, _LABEL, _ACCOUNT, _PLACE = 1, 10, 4, 20
_POSTINGS = "SELECT label FROM search_posting WHERE word_id IN (SELECT value FROM json_each(?)) AND signature & ? = ?"
_LAST = "\U0010ffff"

Rows = list[tuple[int, str]]
"""Labels with their account keys."""


class Finder:
    """One search through one cursor, for at most `limit` accounts."""

    def __init__(self, cursor: Cursor, vocabulary: Vocabulary, limit: int) -> None:
        """Search as of this vocabulary."""
        self._cursor = cursor
        self._vocabulary = vocabulary
        self._limit = limit

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
                for label, key in rows:
                    if label not in found and len(found) < self._limit:
                        rank = at * RANKS_PER_READING + level
                        found[label] = SearchHit(AccountKey(key), rank, reading.kind)
                if len(found) >= self._limit:
                    return _in_order(found)
        return _in_order(found)

    def _levels(self, reading: Reading, *, nearly: bool) -> Iterator[Rows]:
        """Yield what is found ever less strictly; each step holds the step before it."""
        if reading.number or reading.card or reading.phone_tail:
            if not nearly:
                yield from self._by_number(reading)
            return
        before: list[Term] = []
        for closeness in _NEARLY if nearly else _STRICT:
            terms = [self._term(word, closeness) for word in reading.words]
            if not all(term.is_known for term in terms) or (closeness.whole_numbers and _same(terms, before)):
                yield []
            elif closeness.whole_numbers or reading.open:
                yield self._by_words(terms, numbers_of(reading, closeness))
            before = terms

    def _by_number(self, reading: Reading) -> Iterator[Rows]:
        terms = [self._term(word, Closeness()) for word in reading.words]
        if not all(term.is_known for term in terms):
            return
        tests = [term.by_any() for term in terms]
        if reading.phone_tail:
            yield self._select("search_account_phone", [("a.phone_tail = ?", (reading.phone_tail,)), *tests], "a.label")
            return
        column, text = ("card", reading.card) if reading.card else ("number", reading.number)
        index = f"search_account_{column}"
        yield self._select(index, [(f"a.{column} = ?", (text,)), *tests], "a.label")
        yield self._select(index, [_starts(column, text), *tests], f"a.{column}, a.label")
        if column == "number" and len(text) >= SHORTEST_ENDING:
            ending = _starts("number_reversed", text[::-1])
            yield self._select("search_account_ending", [ending, *tests], "a.number_reversed, a.label")

    def _select(self, index: str, tests: list[Test], order: str) -> Rows:
        where, values = all_of(tests)
        source = f"search_account AS a INDEXED BY {index}"
        return self._rows(f"SELECT a.label, a.account_key FROM {source} WHERE {where} ORDER BY {order} LIMIT ?", values)

    def _rows(self, sql: str, values: tuple[object, ...]) -> Rows:
        return [(row[0], row[1]) for row in self._cursor.execute(sql, (*values, self._limit))]

    def _term(self, word: str, closeness: Closeness) -> Term:
        return self._vocabulary.remembered((word, closeness), lambda: term_of(self._vocabulary, word, closeness))

    def _by_words(self, terms: list[Term], numbers: Numbers) -> Rows:
        splits = splits_of(terms)
        if splits is None:
            return self._scan([*numbers.tests, *(term.by_any() for term in terms)])
        found: dict[int, str] = {}
        for split in splits:
            found.update(self._by_split(split, numbers))
        return sorted(found.items())[: self._limit]

    def _by_split(self, split: Split, numbers: Numbers) -> Rows:
        tests = [*numbers.tests, *(term.by_holder() for term in split.by_holder)]
        if split.by_holder and self._gathers(split, numbers):
            return self._gather(split, tests, numbers)
        return self._scan(tests) if split.places is None else self._walk(split.places, tests)

    def _gathers(self, split: Split, numbers: Numbers) -> bool:
        """Tell whether reading the rarest word's postings is cheaper than walking the addresses.

        Costs are in tenths of a microsecond of the reference machine; only their ratio matters.
        """
        every = max(self._vocabulary.accounts, 1)
        rarest, *others = sorted(max(term.accounts, 1) for term in split.by_holder)
        one_in = numbers.house_one_in * prod(max(every // accounts, 1) for accounts in others)
        gathered = rarest * _POSTING + rarest * _LABEL // one_in
        if self._is_one_name(split, numbers):
            gathered = min(gathered, len(split.by_holder[0].word_ids) * self._limit * _LABEL)
        needed = self._limit * max(every // rarest, 1) * one_in * numbers.flat_one_in
        if split.places is None:
            return gathered < _ACCOUNT * min(every, needed)
        there = sum(map(self._vocabulary.accounts_of.__getitem__, split.places))
        if numbers.has_whole_house:
            return gathered < _PLACE * len(split.places) + _ACCOUNT * there // numbers.house_one_in
        return gathered < _ACCOUNT * min(there, needed)

    @staticmethod
    def _is_one_name(split: Split, numbers: Numbers) -> bool:
        """Tell whether every posting of the only word is a hit, so the first ones will do."""
        return split.places is None and len(split.by_holder) == 1 and not numbers.tests

    def _gather(self, split: Split, tests: list[Test], numbers: Numbers) -> Rows:
        """Read the postings of the rarest word, leave out what cannot match, test the rest in order."""
        rarest = min(split.by_holder, key=lambda term: term.accounts)
        if self._is_one_name(split, numbers) and len(rarest.word_ids) * self._limit < rarest.accounts:
            firsts = "SELECT label FROM search_posting WHERE word_id = ? ORDER BY label LIMIT ?"
            postings = [row for one in rarest.word_ids for row in self._cursor.execute(firsts, (one, self._limit))]
        else:
            bits, mask = numbers.bits, numbers.mask
            for term in split.by_holder:
                bits |= term.signature
                mask |= term.signature
            postings = self._cursor.execute(_POSTINGS, (json.dumps(rarest.word_ids), mask, bits)).fetchall()
        labels = sorted({row[0] for row in postings})
        if split.places is not None:
            labels = [label for label in labels if label >> PLACE_SHIFT in split.places]
        return self._tested(labels, tests)

    def _tested(self, labels: list[int], tests: list[Test]) -> Rows:
        where, values = all_of(tests)
        source = "json_each(?) AS l CROSS JOIN search_account AS a ON a.label = l.value"
        sql = f"SELECT a.label, a.account_key FROM {source} WHERE {where} LIMIT ?"
        found: Rows = []
        step = 2 * self._limit
        for start in range(0, len(labels), step):
            found += self._rows(sql, (json.dumps(labels[start : start + step]), *values))
            if len(found) >= self._limit:
                break
        return found[: self._limit]

    def _walk(self, places: frozenset[int], tests: list[Test]) -> Rows:
        """Walk the places in order, a few first: that is often enough."""
        where, values = all_of(tests)
        # The joined list comes first and is in order, so rows arrive by address and LIMIT may stop early.
        source = "json_each(?) AS p CROSS JOIN search_account AS a INDEXED BY search_account_address"
        sql = f"SELECT a.label, a.account_key FROM {source} WHERE a.place_id = p.value AND {where} LIMIT ?"
        ordered = sorted(places)
        found: Rows = []
        start, step = 0, _FIRST_PLACES
        while start < len(ordered) and len(found) < self._limit:
            found += self._rows(sql, (json.dumps(ordered[start : start + step]), *values))
            start, step = start + step, step * 8
        return found[: self._limit]

    def _scan(self, tests: list[Test]) -> Rows:
        """Walk all accounts in address order until enough are found: for words that nearly everyone has."""
        where, values = all_of(tests)
        source = "search_account AS a NOT INDEXED"
        return self._rows(f"SELECT a.label, a.account_key FROM {source} WHERE {where} ORDER BY a.label LIMIT ?", values)


def _same(terms: list[Term], others: list[Term]) -> bool:
    """Tell whether loosening the words has brought nothing new, so looking again would not either."""
    pairs = zip(terms, others, strict=False)
    return bool(others) and all(len(a.places) == len(b.places) and a.word_ids == b.word_ids for a, b in pairs)


def _starts(column: str, text: str) -> Test:
    return f"a.{column} >= ? AND a.{column} < ?", (text, text + _LAST)


def _in_order(found: dict[int, SearchHit]) -> tuple[SearchHit, ...]:
    return tuple(hit for _label, hit in sorted(found.items(), key=lambda pair: (pair[1].rank, pair[0])))
