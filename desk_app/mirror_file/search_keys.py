"""How one account is written down for the search: folded texts, sort keys, signatures."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

from desk_app.domain.addresses import fold_flat, fold_house, without_kind
from desk_app.domain.search import SearchRow, fold_number, place_words, words_of

_DIGITS = re.compile(r"[0-9]+")
_FIRST_LETTER = ord("а")
_LETTERS, _HASHES, _BEGINNINGS = 32, 31, 4
_HASH_BITS, _SIGN_BITS, _HOUSE_SIGNS, _FLAT_SIGNS = 7, 4, 3, 2
_FLAT_SHIFT = _HASH_BITS + _HOUSE_SIGNS * _SIGN_BITS
HOUSE_MASK = (1 << _FLAT_SHIFT) - 1
"""The bits of a door that tell the house."""
FLAT_MASK = ((1 << (_HASH_BITS + _FLAT_SIGNS * _SIGN_BITS)) - 1) << _FLAT_SHIFT
"""The bits of a door that tell the flat."""


class Entry(NamedTuple):
    """One account as the index keeps it, all texts folded; house and flat are sort keys, words are compact."""

    house: str
    flat: str
    number: str
    words: str
    phone_tail: str
    card: str
    account_key: str

    @property
    def order(self) -> tuple[str, str, str, str]:
        """Natural order inside one street."""
        return self.house, self.flat, self.number, self.account_key


def entry_of(row: SearchRow) -> Entry:
    """Fold one account."""
    return Entry(
        house=sort_key(fold_house(row.house)),
        flat=sort_key(fold_flat(row.flat)),
        number=fold_number(row.number),
        words=compact(" ".join(("", *words_of(row.holder), ""))),
        phone_tail="".join(_DIGITS.findall(row.phone_tail)),
        card="".join(_DIGITS.findall(row.card)),
        account_key=row.account_key,
    )


def place_of(row: SearchRow) -> tuple[str, str]:
    """Return the place's sort key (its identity, too) and the words it is found by."""
    return _place(row.settlement, row.street)


@lru_cache(maxsize=1024)
def _place(settlement: str, street: str) -> tuple[str, str]:
    key = f"{sort_key(without_kind(settlement))}\x01{sort_key(without_kind(street))}"
    return key, " ".join((*place_words(settlement), *place_words(street)))


def sort_key(folded: str) -> str:
    """Write each run of digits after its own length, so that texts sort naturally: «52» is «252».

    Unlike padding with zeros this keeps the digits in place, so a beginning
    can still be compared.
    """
    return _DIGITS.sub(lambda run: length_sign(len(run[0])) + run[0], folded)


def length_sign(length: int) -> str:
    """Return the sign before a run of so many digits; it sorts as the length does, and before any letter."""
    return chr(48 + length)


def beginning_test(column: str, folded: str) -> tuple[str, tuple[object, ...]]:
    """Return an SQL condition «this sort key's text begins with `folded`» and its parameters."""
    digits = re.search(r"[0-9]+\Z", folded)
    if digits is None:
        key = sort_key(folded)
        return f"substr({column}, 1, ?) = ?", (len(key), key)
    head = sort_key(folded[: digits.start()])
    # The length sign before the last run may be any that is long enough: «5» begins 5, 52 and 520, but not «а5».
    sign = length_sign(len(digits[0]))
    test = f"substr({column}, 1, ?) = ? AND substr({column}, ?, 1) >= ? AND substr({column}, ?, 1) < 'a'"
    return f"{test} AND substr({column}, ?, ?) = ?", (
        len(head), head, len(head) + 1, sign, len(head) + 1, len(head) + 2, len(digits[0]), digits[0],
    )  # fmt: skip


@lru_cache(maxsize=65536)
def beginnings_signature(word: str) -> int:
    """Return the bits that a holder's word sets: its first letter's own, and one for each longer beginning."""
    bits = 1 << ((ord(word[0]) - _FIRST_LETTER) % _LETTERS)
    for length in range(2, min(len(word), _BEGINNINGS) + 1):
        bits |= 1 << (_LETTERS + crc32(word[:length].encode()) % _HASHES)
    return bits


def signature_of(words: Iterable[str]) -> int:
    """Return what a posting tells of its account's holder, to skip most wrong ones without reading them."""
    bits = 0
    for word in words:
        bits |= beginnings_signature(word)
    return bits


@lru_cache(maxsize=4096)
def house_door(house: str) -> int:
    """Return the bits that tell a house (a sort key): its first signs after the length sign, and a hash."""
    signs, _ = house_beginning_door(house[1 : 1 + _HOUSE_SIGNS].ljust(_HOUSE_SIGNS))
    return signs | crc32(house.encode()) & ((1 << _HASH_BITS) - 1)


def house_beginning_door(digits: str) -> tuple[int, int]:
    """Return the bits that all houses beginning with these digits share, and which bits those are."""
    return _signs(digits[:_HOUSE_SIGNS], _HASH_BITS)


@lru_cache(maxsize=4096)
def flat_door(flat: str) -> int:
    """Return the bits that tell a flat (a sort key), as a house's."""
    signs, _ = flat_beginning_door(flat[1 : 1 + _FLAT_SIGNS].ljust(_FLAT_SIGNS))
    return signs | (crc32(flat.encode()) & ((1 << _HASH_BITS) - 1)) << _FLAT_SHIFT


def flat_beginning_door(digits: str) -> tuple[int, int]:
    """Return the bits that all flats beginning with these digits share, and which bits those are."""
    return _signs(digits[:_FLAT_SIGNS], _FLAT_SHIFT + _HASH_BITS)


def _signs(digits: str, shift: int) -> tuple[int, int]:
    bits = mask = 0
    for at, sign in enumerate(digits):
        bits |= (int(sign) if sign in "0123456789" else 10 + (sign == " ")) << (shift + at * _SIGN_BITS)
        mask |= ((1 << _SIGN_BITS) - 1) << (shift + at * _SIGN_BITS)
    return bits, mask


def door_of(house: str, flat: str) -> int:
    """Return what a posting tells of its account's house and flat (sort keys)."""
    return house_door(house) | flat_door(flat)


_SPREAD = {0x40 + at: ord("а") + at for at in range(32)}
_COMPACT = {ord("а") + at: 0x40 + at for at in range(32)}


def compact(words: str) -> str:
    """Write folded words with one byte a letter: Cyrillic takes the places of capitals and brackets, free in them.

    Half as long, twice as many accounts fit the pages that the search has to decrypt.
    """
    return words.translate(_COMPACT)


def words_in(entry: Entry) -> set[str]:
    """Return the words of an account's holder as the dictionary knows them."""
    return set(entry.words.translate(_SPREAD).split())
