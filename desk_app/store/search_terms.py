"""What a typed word may stand for: places, words of names, and how to test one account for it."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from desk_app.domain.queries import Reading
from desk_app.mirror_file.search_keys import (
    FLAT_MASK,
    HOUSE_MASK,
    beginning_test,
    beginnings_signature,
    compact,
    flat_beginning_door,
    flat_door,
    house_beginning_door,
    house_door,
    sort_key,
)
from desk_app.store.search_words import Vocabulary

_MOST_SPLITS = 16
_LEADING_DIGITS = re.compile(r"[0-9]+")

Test = tuple[str, tuple[object, ...]]
"""An SQL condition on the account `a`, and its parameters."""


@dataclass(frozen=True, slots=True)
class Term:
    """One typed word: the places it names and the words of names it stands for."""

    word: str
    places: frozenset[int]
    word_ids: tuple[int, ...]
    accounts: int
    needles: tuple[str, ...]
    there: int  # accounts of the places

    @property
    def is_known(self) -> bool:
        """Tell whether any account could have this word."""
        return bool(self.places or self.word_ids)

    @property
    def signature(self) -> int:
        """Return the bits that the posting of a matching account must have."""
        return beginnings_signature(self.word) if len(self.needles) == 1 else 0

    def holds(self, place: int, words: str) -> bool:
        """Tell whether an account of this place and with these words of its holder has the word."""
        return place in self.places or any(needle in words for needle in self.needles)

    def by_holder(self) -> Test:
        """Return the condition that the holder's name has this word."""
        return f"({' OR '.join(['instr(a.words, ?)'] * len(self.needles))})", self.needles

    def by_any(self) -> Test:
        """Return the condition that the place or the holder's name has this word."""
        test, needles = self.by_holder()
        return f"(a.place_id IN (SELECT value FROM json_each(?)) OR {test})", (json.dumps([*self.places]), *needles)


@dataclass(frozen=True, slots=True)
class Split:
    """Some words name the place (`places`, None for any place), the others name the holder."""

    places: frozenset[int] | None
    by_holder: tuple[Term, ...]
    there: int  # accounts of the places, or all


def term_of(vocabulary: Vocabulary, word: str, *, whole: bool, nearly: bool) -> Term:
    """Look one typed word up in both dictionaries: as it is, as a beginning, or one letter off as well."""
    places, _ = vocabulary.places.find(word, whole=whole)
    word_ids, accounts = vocabulary.names.find(word, whole=whole)
    small = compact(word)
    needles = [f" {small} " if whole else f" {small}"]
    for other in vocabulary.one_letter_off(word) if nearly else ():
        places = places + vocabulary.places.find(other, whole=True)[0]
        more, count = vocabulary.names.find(other, whole=True)
        word_ids, accounts = word_ids + more, accounts + count
        needles.append(f" {compact(other)} ")
    there = frozenset(places)
    return Term(word, there, tuple(dict.fromkeys(word_ids)), accounts, tuple(needles), vocabulary.there(there))


def splits_of(vocabulary: Vocabulary, terms: Iterable[Term]) -> list[Split] | None:
    """List the ways to share the words between place and holder; None when there are too many to try.

    Splits may overlap: an account that fits two of them is simply found twice.
    """
    splits = [Split(None, (), vocabulary.accounts)]
    for term in terms:
        splits = [wider for split in splits for wider in _widen(vocabulary, split, term)]
        if len(splits) > _MOST_SPLITS:
            return None
    return splits


def _widen(vocabulary: Vocabulary, split: Split, term: Term) -> Iterator[Split]:
    if split.places is None:
        if term.places:
            yield Split(term.places, split.by_holder, term.there)
    elif places := split.places & term.places:
        yield Split(places, split.by_holder, vocabulary.there(places))
    if term.word_ids:
        yield Split(split.places, (*split.by_holder, term), split.there)


@dataclass(frozen=True, slots=True)
class Numbers:
    """House and flat of one reading: the numbers that will do, and the bits of a door they ask for.

    `houses` are sort keys, None when no house is asked for. `flat` is a sort
    key, or empty when none is asked for or it may still go on.
    """

    houses: tuple[str, ...] | None = None
    flat: str = ""
    flat_test: Test | None = None
    bits: int = 0
    mask: int = 0

    def hold(self, house: str, flat: str) -> bool:
        """Tell whether whole numbers are these."""
        return (self.houses is None or house in self.houses) and (not self.flat or flat == self.flat)


def numbers_of(vocabulary: Vocabulary, reading: Reading, *, still_open: bool) -> Numbers:
    """Turn house and flat into conditions; the number still being typed may go on if it is `still_open`."""
    still = reading.open if still_open else ""
    bits, mask, flat, test = _flat(reading.flat, may_go_on=still == "flat")
    if not reading.house:
        return Numbers(None, flat, test, bits, mask)
    houses = vocabulary.houses.beginning(reading.house) if still == "house" else (sort_key(reading.house),)
    if len(houses) == 1:
        return Numbers(houses, flat, test, bits | house_door(houses[0]), mask | HOUSE_MASK)
    more_bits, more_mask = house_beginning_door(_digits(reading.house))
    return Numbers(houses, flat, test, bits | more_bits, mask | more_mask)


def _flat(folded: str, *, may_go_on: bool) -> tuple[int, int, str, Test | None]:
    if not folded:
        return 0, 0, "", None
    if may_go_on:
        return *flat_beginning_door(_digits(folded)), "", beginning_test("a.flat", folded)
    flat = sort_key(folded)
    return flat_door(flat), FLAT_MASK, flat, ("a.flat = ?", (flat,))


def _digits(folded: str) -> str:
    found = _LEADING_DIGITS.match(folded)
    return found[0] if found else ""


def all_of(tests: Iterable[Test]) -> Test:
    """Join conditions with AND."""
    pairs = list(tests)
    return " AND ".join(test for test, _ in pairs) or "TRUE", tuple(value for _, values in pairs for value in values)
