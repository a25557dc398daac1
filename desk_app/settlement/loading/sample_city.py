"""The demonstration's houses, the first of every sample: dwellings and what each of them is billed for."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from desk_app.settlement.loading.places import Place
from desk_app.settlement.loading.sample_people import person

WASTE, INTERCOM, UNION = "tko", "domofon", "tsg52"


@dataclass(frozen=True, slots=True)
class House:
    """A house; `flats` is 0 for a private house, `company` the receipt type of whoever manages it."""

    settlement: str
    street: str
    number: str
    flats: int
    company: str = ""
    intercom: bool = False


@dataclass(frozen=True, slots=True)
class Bill:
    """One account of one dwelling."""

    receipt_type: str
    number: str
    holder: str
    place: Place


# The first houses are the ones that papers, screens and tests quote.
FIRST_HOUSES = (
    House("Барнаул", "Гагарина", "52", 20, UNION, intercom=True),
    House("Барнаул", "80 Гвардейской Дивизии", "14/1", 18, "uk01", intercom=True),
    House("Поспелиха", "8 Марта", "35", 12, "uk02"),
    *(House("12 лет Октября пос", "Западная ул", str(number), 0) for number in range(1, 11)),
    House("Барнаул", "пр-кт Ленина", "54А", 20, "uk01", intercom=True),
    House("Новоалтайск", "ул. Космонавтов", "12 к. 2", 16, "uk02"),
)
FIRST_PROVIDERS = len({WASTE, INTERCOM, *(one.company for one in FIRST_HOUSES if one.company)})
FIRST_DWELLINGS = sum(max(1, one.flats) for one in FIRST_HOUSES)
FIRST_ACCOUNTS = sum(max(1, one.flats) * (1 + bool(one.company) + one.intercom) for one in FIRST_HOUSES)
_QUOTED = {("Гагарина", "52", "7"): "Иванова Мария Петровна", ("8 Марта", "35", "1"): "Иванов Иван Иванович"}


@dataclass(slots=True)
class City:
    """Builds dwelling by dwelling; the same seed brings the same people."""

    random: Random
    _issued: dict[str, int] = field(default_factory=dict)

    def bills(self, accounts: int) -> Iterator[Bill]:
        """Yield that many accounts, or all there are; those of a dwelling stand together."""
        left = accounts
        for house in FIRST_HOUSES:
            for flat in [str(number) for number in range(1, house.flats + 1)] or [""]:
                for bill in self._of_dwelling(house, flat):
                    if not left:
                        return
                    yield bill
                    left -= 1

    def _of_dwelling(self, house: House, flat: str) -> Iterator[Bill]:
        holder = _QUOTED.get((house.street, house.number, flat)) or person(self.random)
        place = Place(house.settlement, house.street, house.number, flat)
        yield Bill(WASTE, f"00-{self._next(WASTE):06}", holder, place)
        if house.company == UNION:
            yield Bill(UNION, f"52-{int(flat):03}", holder, place)
        elif house.company:
            # Every company counts from one: the same number exists under many receipt types.
            yield Bill(house.company, f"{self._next(house.company):010}", holder, place)
        if house.intercom:
            yield Bill(INTERCOM, f"Д-{self._next(INTERCOM):05}", holder, place)

    def _next(self, receipt_type: str) -> int:
        self._issued[receipt_type] = self._issued.get(receipt_type, 0) + 1
        return self._issued[receipt_type]
