"""Who lives in the houses of the sample region, and twelve months of what they owe to whom."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from desk_app.protocol.entities import MeterEntity
from desk_app.settlement.loading.sample_city import FIRST_ACCOUNTS, FIRST_DWELLINGS, FIRST_PROVIDERS, WASTE
from desk_app.settlement.loading.sample_months import Figures, Month, Payer, Year, late_fees, live
from desk_app.settlement.loading.sample_people import person
from desk_app.settlement.loading.sample_places import Size
from desk_app.settlement.loading.sample_region import Region, SampleHouse, build_region
from desk_app.settlement.loading.sample_suppliers import TARIFFS, Kind, Supplier, Tariff
from desk_app.settlement.register import AccountRecord

_NUMBERS = {
    Kind.WASTE: "00-{:06}", Kind.REPAIR: "22{:08}", Kind.POWER: "7{:08}", Kind.GAS: "Г{:07}", Kind.HEAT: "{:07}",
    Kind.WATER: "В-{:06}", Kind.INTERCOM: "Д-{:05}", Kind.VILLAGE: "{:05}", Kind.COMPANY: "{:010}",
}  # fmt: skip
_NAMED = ("пр-кт ", "пер ", "проезд ", "б-р ", "тракт ")
_METERED = 60  # of a hundred
_OTHER_OWNER = 3  # of a hundred: nobody told the provider
_DAY_OF_READING = 25
_PROVIDERS_OF_MILLION = 1500


@dataclass(frozen=True, slots=True)
class SampleAccount:
    """An account with every service on its receipt: figures of twelve months, the last one is today's state.

    With `late_fee` the last service is the late fee.
    """

    record: AccountRecord
    services: tuple[tuple[str, list[Figures]], ...]
    meters: tuple[MeterEntity, ...]
    late_fee: bool


@dataclass(slots=True)
class Books:
    """Opens accounts house by house, always in the same order; `issued` counts numbers by receipt type."""

    region: Region
    year: Year
    issued: dict[str, int] = field(default_factory=dict)

    def houses(self) -> Iterator[tuple[SampleHouse, list[SampleAccount]]]:
        """Yield every house with its accounts, all those of a dwelling together."""
        for house in self.region.houses:
            yield house, list(self._of_house(house))

    def _of_house(self, house: SampleHouse) -> Iterator[SampleAccount]:
        random = Random(f"{self.region.seed}/{house.index}")  # noqa: S311 - invented people, not secrets
        suppliers = [self.region.suppliers[code] for code in house.payees]
        left = house.accounts
        for flat in [str(number) for number in range(1, house.flats + 1)] or [""]:
            holder, payer = person(random), Payer.somebody(random)
            for one in suppliers[:left]:
                yield self._account(random, house, flat, holder, payer, one)
            left -= len(suppliers)
            if left <= 0:
                return

    def _account(
        self, random: Random, house: SampleHouse, flat: str, holder: str, payer: Payer, one: Supplier
    ) -> SampleAccount:
        number = self.issued[one.code] = self.issued.get(one.code, 0) + 1
        shown = person(random) if random.randrange(100) < _OTHER_OWNER else holder
        place = _spelled(one.kind, house)
        record = AccountRecord(one.code, _NUMBERS[one.kind].format(number), shown, *place, flat)
        services, meters = [], []
        for code, tariff in zip(one.services, TARIFFS[one.kind], strict=True):
            usual = tariff.least + random.randrange(tariff.most - tariff.least)
            lived = live(payer, self.year.charges(usual, tariff.season, random.getrandbits(60)))
            services.append((code, lived))
            if tariff.meter and random.randrange(100) < _METERED:
                meters.append(self._meter(random, code, tariff))
        fees = late_fees(services[0][1])
        if fees:
            services.append((one.late_fee, fees))
        return SampleAccount(record, tuple(services), tuple(meters), fees is not None)

    def _meter(self, random: Random, service: str, tariff: Tariff) -> MeterEntity:
        serial = f"{tariff.meter}-{random.randrange(10**8):08}"
        day = f"{self.year.months[-2].iso}-{_DAY_OF_READING}"
        return MeterEntity(
            serial, service, tariff.title, tariff.unit, random.randrange(9_000) * 1000, day, tariff.price, 5
        )


def open_books(accounts: int, seed: int, month: Month) -> Books | None:
    """Open the books of what a sample has beyond the demonstration's houses; None where it has no more than those."""
    beyond = accounts - FIRST_ACCOUNTS
    if beyond <= 0:
        return None
    region = build_region(beyond, seed, providers=accounts * _PROVIDERS_OF_MILLION // 1_000_000 - FIRST_PROVIDERS)
    return Books(region, Year.ending(month), {WASTE: FIRST_DWELLINGS})


def _spelled(kind: Kind, house: SampleHouse) -> tuple[str, str, str]:
    """Write an address as this kind of provider does: nobody agrees on «ул.», «г.» and «корп.»."""
    town, street, number = house.town.name, house.street, house.number
    bare = not street.startswith(_NAMED)
    if kind is Kind.POWER:
        town = f"г. {town}" if house.town.size is Size.CITY else town
        return town, f"ул. {street}" if bare else street, number.replace("к.", "корп.")
    if kind is Kind.REPAIR:
        return town, f"{street} ул" if bare else street, number.replace(" к. ", "к")
    return town, street, number
