"""Notices accounts that a file gives to another address or another person: often a column that slipped by a row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from desk_app.settlement import places
from desk_app.settlement.loading.known import KnownAccount
from desk_app.settlement.loading.places import NOWHERE, Place
from desk_app.settlement.loading.reasons import Faults
from desk_app.settlement.loading.resolve import Balance

_MOST_LISTED = 20
_FEWEST_ROWS = 20
_MOST_PERCENT = 20


@dataclass(slots=True)
class Moves:
    """Accounts whose address or holder differs from what is known, beyond spelling; numbers only, no names."""

    moved: set[str] = field(default_factory=set)
    renamed: set[str] = field(default_factory=set)
    numbers: dict[str, None] = field(default_factory=dict)
    rows: int = 0
    first: int = 0

    @property
    def listed(self) -> tuple[str, ...]:
        """Return the first account numbers, in the order of the file."""
        return tuple(self.numbers)[:_MOST_LISTED]


def find_moves(balances: Sequence[Balance], known: Mapping[str, KnownAccount]) -> Moves:
    """Compare every row with the account it names; a file that leaves name or address out changes neither."""
    found = Moves()
    for one in balances:
        before = known.get(one.key)
        if before is None:
            continue
        if _moves(before.place, one.place):
            found.moved.add(one.key)
            found.rows += 1
            found.first = found.first or one.line
        if one.holder and before.holder and places.fold(one.holder) != places.fold(before.holder):
            found.renamed.add(one.key)
        if one.key in found.moved or one.key in found.renamed:
            found.numbers[one.number] = None
    return found


def refuse_too_many(found: Moves, rows: int, faults: Faults) -> None:
    """Refuse a file in which more than a fifth of the rows move: houses are not rebuilt in one month."""
    if rows >= _FEWEST_ROWS and found.rows * 100 > rows * _MOST_PERCENT:
        faults.add(found.first, "moves_too_many", moved=found.rows, rows=rows, percent=_MOST_PERCENT)


def _moves(before: Place, now: Place) -> bool:
    return NOWHERE not in (before, now) and _address(before) != _address(now)


def _address(place: Place) -> tuple[str, str]:
    return places.house_key(place.settlement, place.street, place.house), places.fold_flat(place.flat)
