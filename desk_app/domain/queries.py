"""How the one search box understands what a clerk typed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from desk_app.domain.addresses import fold, fold_flat, fold_house, is_kind, with_cyrillic_letters
from desk_app.domain.keyboard import as_latin, as_russian
from desk_app.domain.search import QueryKind, fold_number, words_of

LONGEST_TYPED = 256
"""More than this is a stray paste; the rest is not looked at."""

MOST_WORDS = 12
"""No account has more words than this to be found by."""

_SCANS = ("LK|", "ST0001", "SG1|")
_REGION = re.compile(r"\b(?:алтайск\w+ край|россия|рф)\b")
_ORDINAL = re.compile(r"\b([0-9]+)(?:-(?:ая|ый|ой|ий|го|ое|ья|я|й|е)|(?:ая|ый|ой|я|й))\b")
_JOINS = (
    (re.compile(r"(?<=[0-9])\s*/\s*(?=[0-9])"), "/"),
    (re.compile(r"(?<=[0-9])\s+-\s*(?=[0-9])|(?<=[0-9])-\s+(?=[0-9])"), "-"),
    (re.compile(r"(?<=[0-9])([а-я]?)\s*(?:корпус|корп|к)\s*(?=[0-9])"), r"\1к"),
    (re.compile(r"(?<=[0-9])([а-я]?)\s*(?:строение|стр)\s*(?=[0-9])"), r"\1с"),
    (re.compile(r"(?<=[0-9])\s*(?:литера|литер|лит)\s*(?=[а-я]\b)"), ""),
)
_HOUSE_LABEL, _FLAT_LABEL = "\x01", "\x02"  # fold leaves no control characters, so these are free
_LABELS = (
    (re.compile(r"(?<![а-я0-9])(?:дом|двлд|влд|д)\s*(?=[0-9])"), f" {_HOUSE_LABEL}"),
    (re.compile(r"(?<![а-я])(?:квартира|кв|офис|оф|помещение|пом)\s*(?=[0-9])"), f" {_FLAT_LABEL}"),
)
_REWRITES = ((_ORDINAL, r"\1"), *_JOINS, *_LABELS)
_DIGIT = re.compile(r"[0-9]")
_UNFINISHED_LABELS = frozenset("дом кв квартира корп корпус стр строение лит литера".split())
_NUMERIC = re.compile(r"[0-9]+(?:[/-]?[0-9]+|[а-яa-z]{1,2}(?![а-яa-z]))*[/-]?")
_LETTER = re.compile(r"[а-яa-z]")
_ACCOUNT_LABEL = re.compile(r"^(?:л/?с|лицевой счет|счет|сч)\s*(?=[0-9])")
_GAPS = re.compile(r"[\s()+/-]")
_LONG_NUMBER = re.compile(r"[0-9]{2}[0-9а-яa-z-]*[0-9]{3}|[0-9]{5,}")
_POST_CODE = re.compile(r"6[56][0-9]{4}")


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand the text; everything in it must hold for an account.

    `words` are folded; each begins a word of the settlement, street or holder.
    `house` and `flat` are folded; `open` names the one still being typed
    («house», «flat» or empty), which may continue. `number`, `phone_tail` and
    `card` are folded too.
    """

    kind: QueryKind
    words: tuple[str, ...] = ()
    house: str = ""
    flat: str = ""
    open: str = ""
    number: str = ""
    phone_tail: str = ""
    card: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed, what it looks like, and the ways to read it, likeliest first.

    `repaired` is the same keys in the other layout, when Latin letters were typed.
    """

    typed: str
    kind: QueryKind
    tokens: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()
    repaired: "Query | None" = None


def read_query(typed: str) -> Query:
    """Classify what was typed in the search box and list the ways to read it."""
    text = typed[:LONGEST_TYPED].encode("utf-8", "ignore").decode()
    if _is_scan(text):
        return Query(text, QueryKind.SCAN)
    other = as_russian(text)
    repaired = None if other is None else _read(other)
    return _read(text, None if repaired is None or not repaired.readings else repaired)


def full_phone(digits: str) -> str:
    """Return the ten digits of a Russian phone number, or empty when this is not one."""
    if not (digits.isascii() and digits.isdigit()):
        return ""
    if len(digits) == 12 and digits.startswith("87"):
        digits = digits[1:]  # «8 +7 903 …» happens
    if len(digits) == 11 and digits[0] in "78":
        return digits[1:]
    return digits if len(digits) == 10 and digits[0] in "789" else ""


def _is_scan(text: str) -> bool:
    start = text.lstrip()[:8]
    return any(form.upper().startswith(_SCANS) for form in (start, as_latin(start)))


def _read(text: str, repaired: Query | None = None) -> Query:
    folded = _ACCOUNT_LABEL.sub("", _REGION.sub(" ", fold(text)).strip())
    tokens = tuple(_tokens(folded))
    digits = _GAPS.sub("", folded)
    if digits.isascii() and digits.isdigit():
        readings = _read_digits(digits)
    elif _is_account(folded):
        readings = (Reading(QueryKind.ACCOUNT, number=fold_number(folded)),)
    else:
        readings = tuple(dict.fromkeys(_read_words(list(tokens), still_typing=not text[-1:].isspace())))
    return Query(text, _kind(readings), _shown(tokens), readings, repaired)


def _kind(readings: tuple[Reading, ...]) -> QueryKind:
    if not readings:
        return QueryKind.EMPTY
    first = readings[0].kind
    with_house = any(reading.kind is QueryKind.ADDRESS for reading in readings)
    return QueryKind.ADDRESS if first is QueryKind.NAME and with_house else first


def _read_digits(digits: str) -> tuple[Reading, ...]:
    account = Reading(QueryKind.ACCOUNT, number=digits)
    card = Reading(QueryKind.CARD, card=digits)
    phone = full_phone(digits)
    if phone:
        return (Reading(QueryKind.PHONE, phone_tail=phone[-4:]), account, card)
    if len(digits) == 16:
        return (card, account)
    return (account, card) if len(digits) >= 4 else (account,)


def _is_account(folded: str) -> bool:
    """Tell «75да533315-01» from a house: one word with a letter and at least four digits."""
    return " " not in folded and sum(map(str.isdigit, folded)) >= 4 and not _phone_like(folded)


def _phone_like(token: str) -> bool:
    return bool(full_phone(_GAPS.sub("", token)))


def _tokens(folded: str) -> Iterator[str]:
    """Yield words and numbers; «12 к 2» is one number, a label is a sign before its number."""
    text = folded
    for pattern, written in _REWRITES if _DIGIT.search(folded) else ():
        text = pattern.sub(written, text)
    for part in text.split():
        if _NUMERIC.fullmatch(part.lstrip(_HOUSE_LABEL + _FLAT_LABEL)):
            yield with_cyrillic_letters(part).rstrip("/-")
        elif is_kind(part):
            yield part
        else:
            yield from _words_in(part)


def _words_in(token: str) -> tuple[str, ...]:
    """Split a folded token into words; most are one already, and a query looks at each several times."""
    return (token,) if token.isalpha() or token.isdecimal() else words_of(token)


def _shown(tokens: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(token.lstrip(_HOUSE_LABEL + _FLAT_LABEL) for token in tokens)


def _is_number(token: str) -> bool:
    return token[0] in _HOUSE_LABEL + _FLAT_LABEL or token[0].isdigit()


def _read_words(tokens: list[str], *, still_typing: bool) -> Iterator[Reading]:
    has_post_code = len(tokens) > 1 and bool(_POST_CODE.fullmatch(tokens[0]))
    plain = tokens[1:] if has_post_code else tokens
    if not has_post_code:
        yield from _with_long_number(tokens)
    for joined in _with_letters_joined(plain):
        yield from _with_house(joined, still_typing=still_typing)
    if has_post_code:
        yield from _with_long_number(tokens)


def _with_long_number(tokens: list[str]) -> Iterator[Reading]:
    """Read «Иванов 00-000123» and «Иванов 8 903 767-20-24»."""
    numbers = [token for token in tokens if _is_number(token)]
    words = _significant([token for token in tokens if not _is_number(token)])
    phone = full_phone(_GAPS.sub("", "".join(numbers)))
    if words and phone:
        yield Reading(QueryKind.MIXED, words, phone_tail=phone[-4:])
    longs = [token for token in numbers if _LONG_NUMBER.search(token)]
    if words and len(longs) == 1:
        others = [token for token in tokens if token is not longs[0]]
        yield Reading(QueryKind.MIXED, _significant(others), number=fold_number(longs[0]))


def _with_letters_joined(tokens: list[str]) -> Iterator[list[str]]:
    """Read «52 а» as house 52а first, then as it stands."""
    joined: list[str] = []
    for token in tokens:
        if joined and joined[-1][-1].isdigit() and _LETTER.fullmatch(token):
            joined[-1] += with_cyrillic_letters(token)
        else:
            joined.append(token)
    yield joined
    if joined != tokens:
        yield tokens


def _with_house(tokens: list[str], *, still_typing: bool) -> Iterator[Reading]:
    """Yield the ways to take at most two numbers, from the right, for house and flat."""
    numbers = [at for at, token in enumerate(tokens) if _is_number(token)]
    if any(tokens[at][0] in _HOUSE_LABEL + _FLAT_LABEL for at in numbers):
        takes = [_labelled(tokens, numbers)]
    else:
        pairs = [(one, two) for one, two in pairwise(numbers) if two == one + 1][-1:]
        takes = [pair for pair in pairs if pair[1] == numbers[-1]] + [(at, None) for at in numbers[-1:]]
        nothing: tuple[int | None, int | None] = (None, None)
        # A number after the words is a house first; one before them belongs to the name first.
        takes = [*takes, nothing] if numbers and numbers[-1] == len(tokens) - 1 else [nothing, *takes]
    last = len(tokens) - 1 if still_typing else None
    for house, flat in takes:
        yield from _take(tokens, house, flat, last)


def _labelled(tokens: list[str], numbers: list[int]) -> tuple[int | None, int | None]:
    house = next((at for at in numbers if tokens[at][0] == _HOUSE_LABEL), None)
    flat = next((at for at in numbers if tokens[at][0] == _FLAT_LABEL), None)
    free = [at for at in numbers if tokens[at][0] not in _HOUSE_LABEL + _FLAT_LABEL]
    if house is None:
        house = next((at for at in reversed(free) if flat is None or at < flat), None)
    elif flat is None and house + 1 in free:
        flat = house + 1
    return house, flat


def _take(tokens: list[str], house: int | None, flat: int | None, last: int | None) -> Iterator[Reading]:
    words = _significant([token for at, token in enumerate(tokens) if at not in (house, flat)])
    if not words:
        return
    if house is None and flat is None:
        yield Reading(QueryKind.NAME, words)
        return
    still = "" if last is None else {house: "house", flat: "flat"}.get(last, "")
    first = "" if house is None else fold_house(tokens[house].lstrip(_HOUSE_LABEL))
    second = "" if flat is None else fold_flat(tokens[flat].lstrip(_FLAT_LABEL))
    before, hyphen, after = first.rpartition("-")
    if hyphen and flat is None:  # «5-2» is house 5 flat 2, or a house of that very name
        yield Reading(QueryKind.ADDRESS, words, before, after, "flat" if still else "")
    yield Reading(QueryKind.ADDRESS, words, first, second, still)


def _significant(tokens: list[str]) -> tuple[str, ...]:
    """Drop «ул», «кв» and the like unless nothing else is left; split what remains into words."""
    plain = [token.lstrip(_HOUSE_LABEL + _FLAT_LABEL) for token in tokens]
    kept = [token for token in plain if not is_kind(token) and token not in _UNFINISHED_LABELS]
    words = [word for token in kept or plain for word in _words_in(token)]
    return tuple(dict.fromkeys(words))[:MOST_WORDS]
