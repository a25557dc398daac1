"""Whom the region pays: providers with requisites that pass every check, their services and what those cost."""

from dataclasses import dataclass
from enum import Enum

from desk_app.protocol.entities import ProviderEntity, ReceiptTypeEntity, ServiceEntity
from desk_app.settlement.loading.requisites import account_with_key, inn_with_check_digit
from desk_app.settlement.loading.sample_city import WASTE
from desk_app.settlement.loading.sample_months import Season
from desk_app.settlement.loading.sample_places import Town


@dataclass(frozen=True, slots=True)
class Bank:
    """A bank of Altai Krai."""

    title: str
    bic: str

    @property
    def correspondent(self) -> str:
        """Return the correspondent account: 301…, ending like the БИК, with its key."""
        return account_with_key(f"30101810000000000{self.bic[-3:]}", self.bic)


SBERBANK = Bank("АЛТАЙСКОЕ ОТДЕЛЕНИЕ №8644 ПАО СБЕРБАНК", "040173604")
_BANKS = (SBERBANK, Bank("ООО «СИБСОЦБАНК»", "040173745"), Bank("АЛТАЙСКИЙ РФ АО «РОССЕЛЬХОЗБАНК»", "040173718"))


@dataclass(frozen=True, slots=True)
class Tariff:
    """What a service costs a month, in kopecks; `meter` names the letters of its meters' numbers."""

    title: str
    least: int
    most: int
    season: Season = Season.EVEN
    meter: str = ""
    unit: str = "м³"
    price: int = 0


_COLD = Tariff("Холодная вода", 9_000, 60_000, Season.USED, "ХВ", "м³", 4512)


class Kind(Enum):
    """What a provider brings; the value begins its code."""

    WASTE = WASTE
    REPAIR = "kapremont"
    POWER = "energo"
    GAS = "gaz"
    HEAT = "teplo"
    WATER = "voda"
    INTERCOM = "domofon"
    VILLAGE = "komm"
    COMPANY = "dom"


TARIFFS: dict[Kind, tuple[Tariff, ...]] = {
    Kind.WASTE: (Tariff("Обращение с ТКО", 11_300, 42_000),),
    Kind.REPAIR: (Tariff("Взнос на капитальный ремонт", 30_000, 98_000),),
    Kind.POWER: (Tariff("Электроэнергия", 25_000, 160_000, Season.USED, "ЭЭ", "кВт·ч", 547),),
    Kind.GAS: (Tariff("Газоснабжение", 8_000, 64_000, Season.USED, "Г", "м³", 812),),
    Kind.HEAT: (
        Tariff("Отопление", 120_000, 390_000, Season.HEATING),
        Tariff("Горячая вода", 30_000, 150_000, Season.USED, "ГВ", "м³", 21230),
    ),
    Kind.WATER: (_COLD, Tariff("Водоотведение", 8_000, 50_000, Season.USED)),
    Kind.INTERCOM: (Tariff("Домофон", 4_500, 6_000),),
    Kind.VILLAGE: (_COLD, Tariff("Вывоз жидких отходов", 10_000, 40_000)),
    Kind.COMPANY: (
        Tariff("Содержание жилья", 80_000, 260_000),
        Tariff("Электроэнергия на общедомовые нужды", 2_000, 12_000, Season.USED),
    ),
}
"""The main service comes first; it is the one whose late fee is counted."""

_TITLES = {
    Kind.REPAIR: "НО «Капитальный ремонт Алтая»",
    Kind.POWER: "АО «Энергосбыт Алтая»",
    Kind.GAS: "ООО «Газ Алтая»",
    Kind.HEAT: "АО «Тепловые сети {town}»",
    Kind.WATER: "ООО «Водоканал {town}»",
    Kind.INTERCOM: "ООО «Домофон-{town}»",
    Kind.VILLAGE: "МУП «Коммунальщик» {town}",
}
WASTE_INN = "2225777777"
_WASTE_SERVICES = ("5258", "5259")
_FIRST_NAMES = (
    "Уютный", "Наш", "Тёплый", "Светлый", "Надёжный", "Добрый", "Чистый", "Новый", "Родной", "Солнечный", "Зелёный",
    "Хороший", "Алтайский", "Сибирский", "Обской", "Нагорный", "Северный", "Южный", "Западный", "Восточный",
)  # fmt: skip
_LAST_NAMES = ("дом", "двор", "квартал", "город", "уют", "сервис", "очаг", "район", "берег", "стандарт")


@dataclass(frozen=True, slots=True)
class Supplier:
    """A provider with its one kind of receipt; `services` follow the tariffs, the late fee stands apart."""

    kind: Kind
    code: str
    services: tuple[str, ...]
    late_fee: str
    provider: ProviderEntity | None = None
    receipt: ReceiptTypeEntity | None = None

    def entities(self) -> list[ServiceEntity]:
        """Return its services as the register takes them."""
        titles = [tariff.title for tariff in TARIFFS[self.kind]]
        own = [ServiceEntity(*of, self.code, "") for of in zip(self.services, titles, strict=True)]
        return [*own, ServiceEntity(self.late_fee, f"Пеня: {titles[0].lower()}", self.code, self.services[0])]


WASTE_SUPPLIER = Supplier(Kind.WASTE, WASTE, _WASTE_SERVICES[:1], _WASTE_SERVICES[1])
"""The demonstration's waste operator, who serves the whole region and is loaded with the demonstration."""


def supplier(serial: int, kind: Kind, code: str, town: Town, title: str = "", address: str = "") -> Supplier:
    """Make one provider; `serial` is what no other one has."""
    services = tuple(f"{10_000 + serial}{n}" for n in range(1, len(TARIFFS[kind]) + 1))
    bank = _BANKS[serial % 4 % len(_BANKS)]
    shown = title or _TITLES[kind].format(town=town.name)
    provider = ProviderEntity(
        code=code,
        title=shown,
        inn=inn_with_check_digit(f"{town.tax}{50_000 + serial}"),
        kpp=f"{town.tax}01001",
        bank_account=account_with_key(f"40702810000{serial:09}", bank.bic),
        bank_title=bank.title,
        bic=bank.bic,
        corr_account=bank.correspondent,
        address=address or f"{town.name}, ул. Советская, {1 + serial % 90}",
        phone=f"+7 (385) 000-{serial // 100:02}-{serial % 100:02}",
    )
    receipt = ReceiptTypeEntity(code, shown.partition(" ")[2].strip("«»") if kind is not Kind.COMPANY else shown, code)
    return Supplier(kind, code, services, f"{10_000 + serial}9", provider, receipt)


def company_title(serial: int, street: str, house: str, *, alone: bool) -> str:
    """Name whoever manages houses: an association by its one house, a company by something warm."""
    if alone:
        return f"{('ТСЖ', 'ТСЖ', 'ТСН', 'ЖСК')[serial % 4]} «{street} {house}»"
    first, last = _FIRST_NAMES[serial % len(_FIRST_NAMES)], _LAST_NAMES[serial // len(_FIRST_NAMES) % len(_LAST_NAMES)]
    return f"УК «{first} {last}-{serial}»"
