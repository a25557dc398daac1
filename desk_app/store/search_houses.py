"""The houses of all places, held in memory: which addresses there are at all, and how many accounts each has.

Most ways to read a query ask for a house that no such street has; knowing the
houses answers them without touching the file.
"""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import pairwise
from sys import intern

from desk_app.mirror_file.search_keys import length_sign, sort_key

_LAST = "\U0010ffff"
_FEW_PLACES = 8
_RUN = re.compile(r"[0-9]+")


class Houses:
    """Houses by place and by number; a house is named by its row, rows stand in address order."""

    def __init__(self, rows: Iterable[tuple[int, str, int]]) -> None:
        """Take (place, sort key, accounts) triples in address order."""
        self.places, self.keys, self._counted = array("q"), list[str](), array("q", [0])
        self._of_key: dict[str, array[int]] = {}
        self._accounts_of_key: dict[str, int] = {}
        starts: dict[int, int] = {}
        for at, (place, house, accounts) in enumerate(rows):
            key = intern(house)
            starts.setdefault(place, at)
            self.places.append(place)
            self.keys.append(key)
            self._counted.append(self._counted[-1] + accounts)
            self._of_key.setdefault(key, array("q")).append(at)
            self._accounts_of_key[key] = self._accounts_of_key.get(key, 0) + accounts
        edges = [*starts.values(), len(self.keys)]
        self._of_place = dict(zip(starts, pairwise(edges), strict=True))
        self._ordered = sorted(self._of_key)
        self._longest = max((len(run) for key in self._ordered for run in _RUN.findall(key)), default=0)

    def accounts(self, rows: Iterable[int]) -> int:
        """Count the accounts of these houses."""
        counted = self._counted
        return sum(counted[at + 1] - counted[at] for at in rows)

    def accounts_of(self, keys: Iterable[str]) -> int:
        """Count the accounts of all houses with these numbers."""
        return sum(self._accounts_of_key.get(key, 0) for key in keys)

    def beginning(self, folded: str) -> tuple[str, ...]:
        """Return the sort keys of all numbers that begin so: «5» begins 5, 52 and 520а."""
        digits = re.search(r"[0-9]+\Z", folded)
        if digits is None:
            return self._begun(sort_key(folded))
        head = sort_key(folded[: digits.start()])
        lengths = range(len(digits[0]), self._longest + 1)
        return tuple(key for length in lengths for key in self._begun(f"{head}{length_sign(length)}{digits[0]}"))

    def at(self, keys: tuple[str, ...], places: frozenset[int] | None) -> list[int]:
        """Return the rows of the houses with these numbers in these places (None: everywhere), in order."""
        if places is not None and len(places) <= _FEW_PLACES:
            return self._near(keys, places)
        rows = [at for key in keys for at in self._of_key.get(key, ())]
        if len(keys) > 1:
            rows.sort()
        return rows if places is None else [at for at in rows if self.places[at] in places]

    def _near(self, keys: tuple[str, ...], places: frozenset[int]) -> list[int]:
        rows: list[int] = []
        for place in sorted(places):
            first, after = self._of_place.get(place, (0, 0))
            if len(keys) == 1:
                start = bisect_left(self.keys, keys[0], first, after)
                rows += range(start, bisect_right(self.keys, keys[0], start, after))
            else:
                rows += [at for at in range(first, after) if self.keys[at] in keys]
        return rows

    def _begun(self, prefix: str) -> tuple[str, ...]:
        first = bisect_left(self._ordered, prefix)
        return tuple(self._ordered[first : bisect_left(self._ordered, prefix + _LAST, lo=first)])
