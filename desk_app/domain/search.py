"""What a clerk may look for and what is found: the words of the resident search."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from desk_app.domain.addresses import fold, is_kind, with_cyrillic_letters
from desk_app.domain.ids import AccountKey

_WORD = re.compile(r"[^\W_]+")
_ORDINAL = re.compile(r"\b([0-9]+)(?:-(?:ая|ый|ой|ий|го|ое|ья|я|й|е)|(?:ая|ый|ой|я|й))\b")


class QueryKind(StrEnum):
    """What the typed text looks like; the screen shows it as a chip."""

    EMPTY = "empty"
    SCAN = "scan"
    PHONE = "phone"
    ACCOUNT = "account"
    CARD = "card"
    ADDRESS = "address"
    NAME = "name"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class SearchRow:
    """What of one account can be searched; everything as the provider spells it.

    `phone_tail` is the last four digits of the cabinet's phone, or empty.
    """

    account_key: AccountKey
    number: str
    holder: str
    settlement: str
    street: str
    house: str
    flat: str = ""
    phone_tail: str = ""
    card: str = ""


class SearchHit(NamedTuple):
    """One account found; a lower rank is a closer match.

    A tuple, since fifty of them are made for each key and a frozen dataclass takes four times as long.
    """

    account_key: AccountKey
    rank: int
    kind: QueryKind


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """What was found and for which text.

    `shown_for` is the layout-repaired text when the hits are for that one,
    else None. `nearly` says that nothing matched and the hits differ from
    what was typed by one letter.
    """

    hits: tuple[SearchHit, ...] = ()
    shown_for: str | None = None
    nearly: bool = False


def words_of(text: str) -> tuple[str, ...]:
    """Split a text into folded words: letters and digits only, «1-я» becomes «1»."""
    return tuple(_WORD.findall(_ORDINAL.sub(r"\1", fold(text))))


def place_words(name: str) -> tuple[str, ...]:
    """Split the name of a settlement or a street into words, without «ул», «пр-т», «пос»."""
    parts = fold(name).split()
    return words_of(" ".join([part for part in parts if not is_kind(part)] or parts))


def fold_number(number: str) -> str:
    """Bring «00-000123» and «75DA533315» to letters and digits only, look-alikes Cyrillic."""
    return "".join(_WORD.findall(with_cyrillic_letters(fold(number))))
