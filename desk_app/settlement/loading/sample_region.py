"""The sample region: which houses stand where, and who brings what to each of them.

Everything here follows from the seed and the number of accounts. A house knows
how many accounts it has before anybody lives in it, so that the region ends
exactly with the last account asked for and people can be made house by house.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, groupby
from random import Random

from desk_app.settlement import places
from desk_app.settlement.loading.sample_city import FIRST_HOUSES
from desk_app.settlement.loading.sample_people import pick
from desk_app.settlement.loading.sample_places import Size, Town, towns
from desk_app.settlement.loading.sample_suppliers import WASTE_SUPPLIER, Kind, Supplier, company_title, supplier

_FLATS = {
    Size.CITY: (16, 24, 36, 48, 60, 72, 80, 90, 108, 144),
    Size.CENTRE: (8, 12, 16, 18, 24, 27, 36),
    Size.VILLAGE: (2, 2, 2, 4, 4, 8, 16),
}
_BLOCKS_OF_1000 = {Size.CITY: 48, Size.CENTRE: 16, Size.VILLAGE: 40}
_SMALLEST_MANAGED = 8
_BLOCK_NEEDS = ((Kind.POWER, 80), (Kind.HEAT, 60), (Kind.REPAIR, 60), (Kind.WATER, 40), (Kind.GAS, 25))
_PRIVATE_NEEDS = ((Kind.POWER, 80), (Kind.WATER, 30), (Kind.GAS, 35))
_VILLAGE_NEEDS = ((Kind.POWER, 85), (Kind.GAS, 15))
_REGIONAL = frozenset({Kind.POWER, Kind.REPAIR, Kind.GAS})
_LETTERS = "АБВГДЕЖИ"


@dataclass(frozen=True, slots=True)
class SampleHouse:
    """A house; `flats` is 0 for a private one, `payees` are codes of suppliers, `accounts` how many it has."""

    index: int
    town: Town
    street: str
    number: str
    flats: int
    payees: tuple[str, ...]
    accounts: int

    @property
    def managed(self) -> bool:
        """Tell whether a company or an association keeps it."""
        return self.flats >= _SMALLEST_MANAGED


@dataclass(frozen=True, slots=True)
class Region:
    """All houses, company by company within a town, and every supplier by code."""

    seed: int
    houses: tuple[SampleHouse, ...]
    suppliers: dict[str, Supplier]


@dataclass(slots=True)
class _Builder:
    """Builds town after town; every choice comes from one run of chance."""

    random: Random
    needed: dict[str, tuple[Kind, Town]] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    built: int = 0

    def town(self, town: Town, accounts: int) -> Iterator[SampleHouse]:
        """Build houses until the town has so many accounts."""
        numbers: dict[str, tuple[int, int]] = {}
        left = accounts
        while left > 0:
            block = self.random.randrange(1000) < _BLOCKS_OF_1000[town.size]
            flats = pick_one(self.random, _FLATS[town.size]) if block else 0
            street = self._street(town, block=block)
            number = self._number(town, street, numbers)
            payees = self._payees(town, flats)
            billed = len(payees) + (flats >= _SMALLEST_MANAGED)
            here = min(left, max(1, flats) * billed)
            yield SampleHouse(self.built, town, street, number, flats, payees, here)
            self.built += 1
            left -= here

    def _street(self, town: Town, *, block: bool) -> str:
        """Choose a street; the first of a city's list are built up high, the last stay low."""
        among = town.streets
        if town.size is Size.CITY:
            among = among[: len(among) * 3 // 5] if block else among[len(among) * 3 // 10 :]
        return pick(self.random, among)

    def _number(self, town: Town, street: str, numbers: dict[str, tuple[int, int]]) -> str:
        """Number the next house of a street: «52», then perhaps «52А», «52/2», «52 к. 3»."""
        while True:
            number, part = numbers.get(street, (0, 0))
            chance = self.random.randrange(100)
            if number and part < len(_LETTERS) and chance < 28:
                part += 1
                shown = _part(number, part, chance)
            else:
                number, part = number + 1, 0
                shown = str(number)
            numbers[street] = number, part
            if places.house_key(town.name, street, shown) not in self.taken:
                return shown

    def _payees(self, town: Town, flats: int) -> tuple[str, ...]:
        found = [WASTE_SUPPLIER.code]
        needs = _BLOCK_NEEDS if flats >= _SMALLEST_MANAGED else _PRIVATE_NEEDS
        for kind, share in _VILLAGE_NEEDS if town.size is Size.VILLAGE else needs:
            if self.random.randrange(100) < share:
                found.append(self._need(kind, town))
        if town.size is Size.CITY and flats >= _SMALLEST_MANAGED and self.random.randrange(100) < 25:
            found.append(self._need(Kind.INTERCOM, town))
        return tuple(dict.fromkeys(found))

    def _need(self, kind: Kind, town: Town) -> str:
        """Name the supplier; a district centre has one for both water and heat."""
        local = Kind.VILLAGE if town.size is Size.CENTRE and kind in {Kind.HEAT, Kind.WATER} else kind
        code = local.value if local in _REGIONAL else f"{local.value}{town.number:02}"
        self.needed.setdefault(code, (local, town))
        return code


def build_region(accounts: int, seed: int, *, providers: int) -> Region:
    """Build a region with exactly so many accounts and about so many providers beside the waste operator."""
    random = Random(f"region {seed}")  # noqa: S311 - invented houses, not secrets
    taken = {places.house_key(one.settlement, one.street, one.number) for one in FIRST_HOUSES}
    builder = _Builder(random, taken=taken)
    all_towns = towns()
    quotas = shared_out(accounts, [town.weight for town in all_towns])
    houses = [house for town, quota in zip(all_towns, quotas, strict=True) for house in builder.town(town, quota)]
    suppliers = {WASTE_SUPPLIER.code: WASTE_SUPPLIER}
    for serial, (code, (kind, town)) in enumerate(sorted(builder.needed.items()), 1):
        suppliers[code] = supplier(serial, kind, code, all_towns[0] if kind in _REGIONAL else town)
    managed = _manage(random, houses, providers - len(suppliers) + 1, suppliers)
    order = sorted(managed, key=lambda one: (one.town.number, one.payees[-1] if one.managed else "", one.index))
    return Region(seed, tuple(order), suppliers)


def shared_out(whole: int, weights: Sequence[int]) -> list[int]:
    """Share a number out by weight; nothing is lost to rounding."""
    total = max(1, sum(weights))
    ends = [whole * upto // total for upto in accumulate(weights)]
    return [end - begin for begin, end in zip([0, *ends], ends, strict=False)]


def pick_one(random: Random, among: Sequence[int]) -> int:
    """Choose one number."""
    return among[random.randrange(len(among))]


def _part(number: int, part: int, chance: int) -> str:
    if chance < 12:
        return f"{number}{_LETTERS[part - 1]}"
    return f"{number}/{part}" if chance < 20 else f"{number} к. {part}"


def _manage(
    random: Random, houses: Sequence[SampleHouse], wanted: int, suppliers: dict[str, Supplier]
) -> Iterator[SampleHouse]:
    """Give every block of flats somebody who keeps it: many associations of one house, a few companies of many."""
    yield from (house for house in houses if not house.managed)
    by_town = [list(group) for _, group in groupby((one for one in houses if one.managed), lambda one: one.town.number)]
    blocks = sum(map(len, by_town))
    companies = min(blocks, max(wanted, blocks // 3, len(by_town)))
    more = shared_out(companies - len(by_town), [len(group) - 1 for group in by_town])
    for group, extra in zip(by_town, more, strict=True):
        of_house = _keepers(random, len(group), 1 + extra)
        kept = [
            [house for house, keeper in zip(group, of_house, strict=True) if keeper == one] for one in range(1 + extra)
        ]
        for own in kept:
            one = _company(len(suppliers), own)
            suppliers[one.code] = one
            yield from (replace(house, payees=(*house.payees, one.code)) for house in own)


def _keepers(random: Random, houses: int, companies: int) -> list[int]:
    """Return who keeps each house: everybody has one, the first eighth share the rest."""
    large = max(1, companies // 8)
    keepers = [
        *range(companies),
        *(min(random.randrange(large), random.randrange(large)) for _ in range(houses - companies)),
    ]
    # Not `shuffle`: sorted by chance is the same on every Python.
    return [keeper for _, keeper in sorted((random.getrandbits(32), keeper) for keeper in keepers)]


def _company(serial: int, houses: Sequence[SampleHouse]) -> Supplier:
    first = houses[0]
    title = company_title(serial, first.street, first.number, alone=len(houses) == 1)
    return supplier(
        serial, Kind.COMPANY, f"{Kind.COMPANY.value}{serial:04}", first.town, title,
        f"{first.town.name}, {first.street}, {first.number}",
    )  # fmt: skip
