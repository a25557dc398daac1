"""The ways to look for words and numbers: along addresses, along a word's postings, along everything."""

import json
from collections.abc import Iterable
from itertools import islice
from operator import attrgetter

from desk_app.mirror_file.cursor import Cursor
from desk_app.mirror_file.tables import PLACE_SHIFT
from desk_app.store.search_terms import Numbers, Split, Term, Test, all_of, splits_of
from desk_app.store.search_words import Vocabulary

COLUMNS = "a.label, a.account_key, a.house, a.flat, a.words"

Row = tuple[int, str, str, str, str]
"""An account: its label, its key, and what tells how closely it matches."""
Rows = list[Row]

_POSTING, _TAKEN, _PROBE, _LABEL, _ACCOUNT, _DOOR = 2, 5, 60, 100, 12, 200
"""What reading one of them costs, in tenths of a microsecond; only the ratio matters."""

_ONE = 1 << 20
"""Shares and guesses are whole numbers of such parts, as everywhere in the store."""

_FEW_PLACES = 8
_FEW_WORDS = 8
_MOST_PROBES = 400
_MANY_PLACES = 2000
_QUICK_PLACES = 64
_FIRST_DOORS = 32
_FLATS = 15
_END = (1 << 63) - 1
_SIGNS = "signature & ? = ? AND door & ? = ?"
_POSTINGS = f"SELECT label FROM search_posting WHERE word_id IN (SELECT value FROM json_each(?)) AND {_SIGNS}"
_NEXT_POSTINGS = (
    f"SELECT label FROM search_posting WHERE word_id = ? AND label BETWEEN ? AND ? AND {_SIGNS} ORDER BY label LIMIT ?"
)
_IN_RUNS = (
    "SELECT label FROM json_each(?) AS w CROSS JOIN json_each(?) AS r CROSS JOIN search_posting "
    f"WHERE word_id = w.value AND label BETWEEN r.value ->> 0 AND r.value ->> 1 AND {_SIGNS}"
)


class Ways:
    """Looks for one step of a search: the first `limit` accounts in address order."""

    def __init__(self, cursor: Cursor, vocabulary: Vocabulary, limit: int) -> None:
        """Look as of this vocabulary."""
        self._cursor = cursor
        self._vocabulary = vocabulary
        self._limit = limit

    def splits(self, terms: list[Term]) -> list[Split] | None:
        """List the ways to share the words between place and holder; None when there are too many."""
        return splits_of(self._vocabulary, terms)

    def is_narrow(self, splits: list[Split] | None, numbers: Numbers) -> bool:
        """Tell whether so few accounts seem to match that all of them can be had at once."""
        return splits is not None and 2 * sum(self._hits(split, numbers) for split in splits) < self._limit * _ONE

    def rows(self, terms: list[Term], splits: list[Split] | None, numbers: Numbers) -> Rows:
        """Return the first accounts for which the words and numbers hold."""
        if splits is None:
            return self._scan([*_number_tests(numbers), *(term.by_any() for term in terms)])
        if len(splits) == 1:
            return self._by_split(splits[0], numbers, _END)
        found: dict[int, Row] = {}
        for split in self._apart(splits):
            bound = sorted(found)[self._limit - 1] if len(found) >= self._limit else _END
            found.update((row[0], row) for row in self._by_split(split, numbers, bound))
        return [found[label] for label in sorted(found)[: self._limit]]

    def _apart(self, splits: list[Split]) -> list[Split]:
        """Leave out places where the first split, asking nothing of the holder, finds everything anyway."""
        first = splits[0] if splits else None
        if first is None or first.by_holder or first.places is None:
            return splits
        apart = [first]
        for split in splits[1:]:
            if split.places is None or len(split.places) > _QUICK_PLACES:
                apart.append(split)
            elif places := split.places - first.places:
                apart.append(Split(places, split.by_holder, self._vocabulary.there(places)))
        return apart

    def _hits(self, split: Split, numbers: Numbers) -> int:
        """Guess how many accounts match, in parts of `_ONE`."""
        vocabulary = self._vocabulary
        every = max(vocabulary.accounts, 1)
        hits = split.there * _ONE
        if numbers.houses is not None:
            if split.places is not None and len(split.places) <= _FEW_PLACES:
                hits = vocabulary.houses.accounts(vocabulary.houses.at(numbers.houses, split.places)) * _ONE
            else:
                hits = hits * vocabulary.houses.accounts_of(numbers.houses) // every
        if numbers.flat_test:
            hits //= _FLATS
        for term in split.by_holder:
            hits = hits * term.accounts // every
        return hits

    def _by_split(self, split: Split, numbers: Numbers, bound: int) -> Rows:
        if bound != _END and split.places is not None:
            places = frozenset(one for one in split.places if one <= bound >> PLACE_SHIFT)
            split = Split(places, split.by_holder, self._vocabulary.there(places))
        if not split.there:
            return []
        if numbers.houses is None:
            if split.by_holder and self._gathers(split, numbers, split.there, 0):
                return self._gather(split, numbers, bound)
            tests = _tests(split, numbers)
            return self._scan(tests) if split.places is None else self._walk(split.places, tests)
        return self._by_house(split, numbers, bound)

    def _by_house(self, split: Split, numbers: Numbers, bound: int) -> Rows:
        houses, keys = self._vocabulary.houses, numbers.houses
        assert keys is not None
        if split.by_holder and (split.places is None or len(split.places) > _FEW_PLACES):
            accounts = houses.accounts_of(keys) * split.there // max(self._vocabulary.accounts, 1)
            if self._gathers(split, numbers, accounts, accounts // _FLATS):
                return self._gather(split, numbers, bound)
        doors = houses.at(keys, split.places)
        if not doors:
            return []
        if split.by_holder and self._gathers(split, numbers, houses.accounts(doors), len(doors)):
            return self._gather(split, numbers, bound)
        return self._visit(doors, numbers, split)

    def _gathers(self, split: Split, numbers: Numbers, in_doors: int, doors: int) -> bool:
        """Tell whether reading the rarest word's postings is cheaper than walking so many accounts, or houses."""
        every = max(self._vocabulary.accounts, 1)
        rarest, *others = sorted(split.by_holder, key=_accounts)
        share = in_doors * _ONE // split.there
        for term in others:
            share = share * term.accounts // every
        if numbers.flat_test:
            share //= _FLATS
            in_doors //= _FLATS
        postings = rarest.accounts * split.there // every
        hits = postings * share
        early = min(_ONE, self._limit * _ONE * _ONE // max(hits, 1))  # a walk stops when enough is found
        stops = early if self._streams(split, hits) else _ONE
        probes = self._probes(split, rarest)
        read = postings * _POSTING * _ONE + hits * _TAKEN
        if not probes:
            read = read * every // split.there  # postings of other places have to be read, too
        gathered = read * stops // _ONE + (probes or 1) * _PROBE * _ONE + hits * early // _ONE * _LABEL
        return gathered < early * (in_doors * _ACCOUNT + doors * _DOOR)

    def _probes(self, split: Split, rarest: Term) -> int:
        """Count the stretches of postings to read; 0 when they are so many that all may be read as well."""
        if split.places is None:
            return len(rarest.word_ids)
        if len(split.places) > _MANY_PLACES or len(rarest.word_ids) > _MOST_PROBES:
            return 0
        probes = len(rarest.word_ids) * len(self._vocabulary.all_runs(split.places))
        return probes if probes <= _MOST_PROBES else 0

    def _streams(self, split: Split, hits: int) -> bool:
        """Tell whether a word's first postings will do."""
        rarest = min(split.by_holder, key=_accounts)
        return split.places is None and len(rarest.word_ids) <= _FEW_WORDS and 2 * hits > self._limit * _ONE

    def _gather(self, split: Split, numbers: Numbers, bound: int) -> Rows:
        """Read the postings of the rarest word, leave out what cannot match, test the rest in order."""
        rarest, tests = min(split.by_holder, key=_accounts), _tests(split, numbers)
        bits = 0
        for term in split.by_holder:
            bits |= term.signature
        signs = (bits, bits, numbers.mask, numbers.bits)
        if self._streams(split, self._hits(split, numbers)):
            return self._stream(rarest.word_ids, signs, tests, bound)
        words = json.dumps(rarest.word_ids)
        if split.places is not None and self._probes(split, rarest):
            spans = [_span(run) for run in self._vocabulary.all_runs(split.places)]
            labels = self._labels(_IN_RUNS, (words, json.dumps(spans), *signs))
        else:
            labels = self._labels(_POSTINGS, (words, *signs))
            if split.places is not None:
                labels = [label for label in labels if label >> PLACE_SHIFT in split.places]
        return self._tested(sorted({label for label in labels if label <= bound}), tests)

    def _labels(self, sql: str, values: tuple[object, ...]) -> list[int]:
        return [row[0] for row in self._cursor.execute(sql, values).fetchall()]

    def _stream(self, word_ids: Iterable[int], signs: tuple[int, ...], tests: list[Test], bound: int) -> Rows:
        """Read each word's postings in order, only as far as needed."""
        found: dict[int, Row] = {}
        for word_id in word_ids:
            step, after, mine = 2 * self._limit, 0, 0
            while mine < self._limit:
                labels = self._labels(_NEXT_POSTINGS, (word_id, after, bound, *signs, step))
                rows = self._tested(labels, tests)
                mine += len(rows)
                found.update((row[0], row) for row in rows)
                if len(labels) < step:
                    break
                after, step = labels[-1] + 1, step * 2
            if len(found) >= self._limit:
                bound = min(bound, sorted(found)[self._limit - 1])
        return [found[label] for label in sorted(found)[: self._limit]]

    def _tested(self, labels: list[int], tests: list[Test]) -> Rows:
        where, values = all_of(tests)
        source = "json_each(?) AS l CROSS JOIN search_account AS a ON a.label = l.value"
        sql = f"SELECT {COLUMNS} FROM {source} WHERE {where} LIMIT ?"
        found: Rows = []
        step = 2 * self._limit
        for start in range(0, len(labels), step):
            found += self._rows(sql, (json.dumps(labels[start : start + step]), *values))
            if len(found) >= self._limit:
                break
        return found[: self._limit]

    def _visit(self, doors: list[int], numbers: Numbers, split: Split) -> Rows:
        """Ring at the houses in order, a few first: that is often enough."""
        where, values = all_of(_tests(split, numbers)[1:])
        houses = self._vocabulary.houses
        if len(doors) == 1:
            sql = f"SELECT {COLUMNS} FROM {_BY_ADDRESS} WHERE a.place_id = ? AND a.house = ? AND {where} LIMIT ?"
            return self._rows(sql, (houses.places[doors[0]], houses.keys[doors[0]], *values))
        # The joined list comes first and is in order, so rows arrive by address and LIMIT may stop early.
        sql = (
            f"SELECT {COLUMNS} FROM json_each(?) AS d CROSS JOIN {_BY_ADDRESS} "
            f"WHERE a.place_id = d.value ->> 0 AND a.house = d.value ->> 1 AND {where} LIMIT ?"
        )
        found: Rows = []
        left, step = iter(doors), _FIRST_DOORS
        while len(found) < self._limit and (some := list(islice(left, step))):
            found += self._rows(sql, (json.dumps([(houses.places[at], houses.keys[at]) for at in some]), *values))
            step *= 8
        return found[: self._limit]

    def _walk(self, places: frozenset[int], tests: list[Test]) -> Rows:
        """Walk the places in order."""
        where, values = all_of(tests)
        sql = f"SELECT {COLUMNS} FROM search_account AS a WHERE a.label BETWEEN ? AND ? AND {where} {_ORDER}"
        found: Rows = []
        for run in self._vocabulary.runs(places):
            found += self._rows(sql, (*_span(run), *values))
            if len(found) >= self._limit:
                break
        return found[: self._limit]

    def _scan(self, tests: list[Test]) -> Rows:
        """Walk all accounts in address order until enough are found: for words that nearly everyone has."""
        where, values = all_of(tests)
        return self._rows(f"SELECT {COLUMNS} FROM search_account AS a NOT INDEXED WHERE {where} {_ORDER}", values)

    def _rows(self, sql: str, values: tuple[object, ...]) -> Rows:
        return self._cursor.execute(sql, (*values, self._limit)).fetchall()


_accounts = attrgetter("accounts")
_ORDER = "ORDER BY a.label LIMIT ?"
_BY_ADDRESS = "search_account AS a INDEXED BY search_account_address"


def _span(run: tuple[int, int]) -> tuple[int, int]:
    first, last = run
    return first << PLACE_SHIFT, (last + 1 << PLACE_SHIFT) - 1


def _tests(split: Split, numbers: Numbers) -> list[Test]:
    return [*_number_tests(numbers), *(term.by_holder() for term in split.by_holder)]


def _number_tests(numbers: Numbers) -> list[Test]:
    tests: list[Test] = []
    if numbers.houses is not None:
        one = len(numbers.houses) == 1
        test = "a.house = ?" if one else "a.house IN (SELECT value FROM json_each(?))"
        tests.append((test, numbers.houses if one else (json.dumps(numbers.houses),)))
    if numbers.flat_test:
        tests.append(numbers.flat_test)
    return tests
