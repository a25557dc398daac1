"""The small dictionaries of the search, held in memory: places and the words of names."""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar, cast

from desk_app.mirror_file.cursor import Cursor
from desk_app.store.search_houses import Houses

T = TypeVar("T")

_SHORTEST_MISTYPED = 5
_MOST_REMEMBERED = 2048
_HOUSES = "SELECT place_id, house, count(*) FROM search_account INDEXED BY search_account_address GROUP BY 1, 2"
_ENDING = "\U0010ffff"


class Dictionary:
    """Words in order, each with the ids it stands for (places, or one holder word) and a count."""

    def __init__(self, pairs: Iterable[tuple[str, int, int]]) -> None:
        """Take (word, id, accounts) triples; a word may come with several ids."""
        # Arrays, not lists of objects: a hundred thousand words would weigh on memory and on every collection.
        self._words, self._starts = list[str](), array("q")
        self._ids, self._counted = array("q"), array("q")
        total, before = 0, None
        for word, one, accounts in sorted(pairs):
            if word != before:
                before = word
                self._words.append(word)
                self._starts.append(len(self._ids))
                self._counted.append(total)
            self._ids.append(one)
            total += accounts
        self._starts.append(len(self._ids))
        self._counted.append(total)
        self.known = frozenset(self._words)

    def find(self, word: str, *, whole: bool) -> tuple[list[int], int]:
        """Return the ids under this word, or under every word it begins, and their accounts."""
        first, after = self._span(word, whole=whole)
        ids = self._ids[self._starts[first] : self._starts[after]].tolist()
        return ids, self._counted[after] - self._counted[first]

    def has(self, beginning: str) -> bool:
        """Tell whether any word begins so."""
        at = bisect_left(self._words, beginning)
        return at < len(self._words) and self._words[at].startswith(beginning)

    def _span(self, word: str, *, whole: bool) -> tuple[int, int]:
        first = bisect_left(self._words, word)
        if whole:
            return first, first + (self._words[first : first + 1] == [word])
        return first, bisect_left(self._words, word + _ENDING, lo=first)


class Vocabulary:
    """Both dictionaries as of one version of the index."""

    def __init__(self, version: int, changes: int, cursor: Cursor) -> None:
        """Read the dictionaries."""
        self.version = version
        self.changes = changes
        places = cursor.execute("SELECT place_id, words, accounts FROM search_place").fetchall()
        self.accounts_of: dict[int, int] = {place: accounts for place, _words, accounts in places}
        self.accounts: int = sum(self.accounts_of.values())
        self.places = Dictionary(
            (word, place, accounts) for place, words, accounts in places for word in set(words.split())
        )
        self._order = {place: at for at, place in enumerate(sorted(self.accounts_of))}
        self.houses = Houses(cast("Iterable[tuple[int, str, int]]", cursor.execute(_HOUSES)))
        names = cursor.execute("SELECT word, word_id, accounts FROM search_word")
        self.names = Dictionary(cast("Iterable[tuple[str, int, int]]", names))
        self._remembered: dict[object, object] = {}
        self._known = self.places.known | self.names.known
        self._letters = "".join(sorted({letter for word in self._known for letter in word}))

    def there(self, places: Iterable[int]) -> int:
        """Count the accounts of these places."""
        return sum(map(self.accounts_of.__getitem__, places))

    def runs(self, places: Iterable[int]) -> Iterator[tuple[int, int]]:
        """Join neighbouring places; yield the first and last place of each run, in order."""
        first = last = at = -1
        for place in sorted(places):
            before, at = at, self._order[place]
            if first >= 0 and at != before + 1:
                yield first, last
                first = place
            first, last = (place if first < 0 else first), place
        if first >= 0:
            yield first, last

    def all_runs(self, places: frozenset[int]) -> tuple[tuple[int, int], ...]:
        """Return all runs of these places, which repeat while a street is typed."""
        return self.remembered(places, lambda: tuple(self.runs(places)))

    def remembered(self, question: object, answer: Callable[[], T]) -> T:
        """Return what was answered before, or answer now; the letters of one word repeat while it is typed."""
        if question not in self._remembered:
            if len(self._remembered) >= _MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[question] = answer()
        return cast("T", self._remembered[question])

    def one_letter_off(self, word: str) -> tuple[str, ...]:
        """Return the known words one slip of the finger away; short words have none."""
        if len(word) < _SHORTEST_MISTYPED:
            return ()
        near: set[str] = set()
        for at in range(len(word) + 1):
            if not self._begins(word[:at]):
                break  # a later slip would leave this beginning as it is
            near.update(other for other in _slips(word, at, self._letters) if other in self._known)
        return tuple(sorted(near - {word}))

    def _begins(self, beginning: str) -> bool:
        return self.places.has(beginning) or self.names.has(beginning)


def _slips(word: str, at: int, letters: str) -> Iterator[str]:
    """Yield every text made from the word by losing, doubling over, swapping or changing the letter at one place."""
    before, after = word[:at], word[at + 1 :]
    if after:
        yield before + after[0] + word[at] + after[1:]
    if at < len(word):
        yield before + after
        for letter in letters:
            yield before + letter + after
    for letter in letters:
        yield before + letter + word[at:]
