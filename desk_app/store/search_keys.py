"""How one account is written down for the search: folded texts, sort keys, signatures."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

from desk_app.domain.addresses import fold_flat, fold_house, without_kind
from desk_app.domain.search import SearchRow, fold_number, place_words, words_of

_DIGITS = re.compile(r"[0-9]+")
_HOUSE_SHIFT = 44
_HASH_BITS, _SIGN_BITS, _SIGNS = 7, 4, 3
_BEGINNINGS = 4


class Entry(NamedTuple):
    """One account as the index keeps it, all texts folded; house and flat are sort keys."""

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
        words=" ".join(("", *words_of(row.holder), "")),
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
    """Return the bits that a holder's word sets: one for each of its first beginnings."""
    bits = 0
    for length in range(1, min(len(word), _BEGINNINGS) + 1):
        bits |= 1 << (crc32(word[:length].encode()) % _HOUSE_SHIFT)
    return bits


@lru_cache(maxsize=4096)
def house_signature(house: str) -> int:
    """Return the bits that tell a house (a sort key): three signs after its length sign, and a hash."""
    signs, _ = house_beginning_signature(house[1 : 1 + _SIGNS].ljust(_SIGNS))
    return signs | (crc32(house.encode()) & ((1 << _HASH_BITS) - 1)) << _HOUSE_SHIFT


def house_beginning_signature(digits: str) -> tuple[int, int]:
    """Return the bits that all houses beginning with these digits share, and which bits those are."""
    bits = mask = 0
    for at, sign in enumerate(digits[:_SIGNS]):
        shift = _HOUSE_SHIFT + _HASH_BITS + at * _SIGN_BITS
        bits |= (int(sign) if sign in "0123456789" else 10 + (sign == " ")) << shift
        mask |= ((1 << _SIGN_BITS) - 1) << shift
    return bits, mask


HOUSE_MASK = ((1 << (_HASH_BITS + _SIGNS * _SIGN_BITS)) - 1) << _HOUSE_SHIFT
"""The bits of a signature that tell the house."""


def signature_of(words: Iterable[str], house: str) -> int:
    """Return what a posting tells of its account, to skip most wrong ones without reading them.

    `house` is a sort key.
    """
    bits = house_signature(house)
    for word in words:
        bits |= beginnings_signature(word)
    return bits
