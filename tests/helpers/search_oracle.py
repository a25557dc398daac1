"""The search said a second time: every account is looked at, nothing is clever."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from desk_app.domain.addresses import fold_flat, fold_house, natural_key, without_kind
from desk_app.domain.queries import Query, Reading
from desk_app.domain.search import SearchAnswer, SearchHit, SearchRow, fold_number, place_words, words_of


@dataclass(frozen=True, slots=True)
class Facts:
    """One account, folded; `text` is « барнаул гагарина иванов иван иванович »."""

    row: SearchRow
    text: str
    house: str
    flat: str
    number: str
    order: tuple[str, ...]


class Oracle:
    """Answers queries over accounts by trying them all."""

    def __init__(self, rows: Iterable[SearchRow]) -> None:
        self._facts = sorted((facts_of(row) for row in rows), key=lambda facts: facts.order)
        self._tokens = sorted({token for facts in self._facts for token in facts.text.split()})
        self._near: dict[str, list[str]] = {}

    def find(self, query: Query, limit: int = 50) -> SearchAnswer:
        texts: list[tuple[Query, str | None]] = [(query, None)]
        if query.repaired:
            texts.append((query.repaired, query.repaired.typed))
        for nearly in (False, True):
            for text, shown_for in texts:
                if hits := self._hits(text, limit, nearly=nearly):
                    return SearchAnswer(hits, shown_for, nearly)
        return SearchAnswer()

    def _hits(self, query: Query, limit: int, *, nearly: bool) -> tuple[SearchHit, ...]:
        found: dict[str, tuple[int, tuple[str, ...], SearchHit]] = {}
        for at, reading in enumerate(query.readings):
            for level, chosen in enumerate(self._levels(reading, nearly=nearly)):
                fresh = [facts for facts in chosen if facts.row.account_key not in found]
                for facts in fresh[: limit - len(found)]:
                    hit = SearchHit(facts.row.account_key, 10 * at + level, reading.kind)
                    found[hit.account_key] = (hit.rank, facts.order, hit)
        return tuple(hit for _rank, _order, hit in sorted(found.values(), key=lambda one: one[:2]))

    def _levels(self, reading: Reading, *, nearly: bool) -> Iterator[list[Facts]]:
        if reading.number or reading.card or reading.phone_tail:
            if not nearly:
                yield from self._numbered(reading)
            return
        needles = [[f" {word} "] for word in reading.words]
        if not nearly:
            yield self._with(needles, reading, whole_numbers=True)
        needles = [self._beginnings(word, nearly=nearly) for word in reading.words]
        yield self._with(needles, reading, whole_numbers=True)
        yield self._with(needles, reading, whole_numbers=False)

    def _beginnings(self, word: str, *, nearly: bool) -> list[str]:
        if not nearly or len(word) < 5:
            return [f" {word}"]
        if word not in self._near:
            self._near[word] = [f" {token} " for token in self._tokens if one_slip(word, token)]
        return [f" {word}", *self._near[word]]

    def _with(self, needles: list[list[str]], reading: Reading, *, whole_numbers: bool) -> list[Facts]:
        left = self._facts
        for choices in needles:
            if len(choices) == 1:
                (only,) = choices
                left = [facts for facts in left if only in facts.text]
            else:
                left = [facts for facts in left if any(needle in facts.text for needle in choices)]
        for column in ("house", "flat"):
            asked = getattr(reading, column)
            if asked and (whole_numbers or reading.open != column):
                left = [facts for facts in left if getattr(facts, column) == asked]
            elif asked:
                left = [facts for facts in left if getattr(facts, column).startswith(asked)]
        return left

    def _numbered(self, reading: Reading) -> Iterator[list[Facts]]:
        left = self._with([self._beginnings(word, nearly=False) for word in reading.words], reading, whole_numbers=True)
        if reading.phone_tail:
            yield [facts for facts in left if facts.row.phone_tail == reading.phone_tail]
        elif reading.card:
            yield [facts for facts in left if facts.row.card == reading.card]
            begun = [facts for facts in left if facts.row.card.startswith(reading.card)]
            yield sorted(begun, key=lambda facts: facts.row.card)
        else:
            yield [facts for facts in left if facts.number == reading.number]
            begun = [facts for facts in left if facts.number.startswith(reading.number)]
            yield sorted(begun, key=lambda facts: facts.number)
            ended = [facts for facts in left if facts.number.endswith(reading.number) and len(reading.number) >= 4]
            yield sorted(ended, key=lambda facts: facts.number[::-1])


def facts_of(row: SearchRow) -> Facts:
    house, flat, number = fold_house(row.house), fold_flat(row.flat), fold_number(row.number)
    words = (*place_words(row.settlement), *place_words(row.street), *words_of(row.holder))
    names = (without_kind(row.settlement), without_kind(row.street), house, flat)
    return Facts(
        row, " ".join(("", *words, "")), house, flat, number, (*map(natural_key, names), number, row.account_key)
    )


def one_slip(typed: str, word: str) -> bool:
    """Tell whether the restricted Damerau-Levenshtein distance is one, by the textbook's table."""
    if abs(len(typed) - len(word)) > 1:
        return False
    rows = [list(range(len(word) + 1))]
    for i, one in enumerate(typed, start=1):
        row = [i]
        for j, other in enumerate(word, start=1):
            row.append(min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (one != other)))
            if i > 1 and j > 1 and one == word[j - 2] and typed[i - 2] == other:
                row[-1] = min(row[-1], rows[-2][j - 2] + 1)
        rows.append(row)
    return rows[-1][-1] == 1
