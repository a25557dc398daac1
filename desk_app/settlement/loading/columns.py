"""The tables providers send, by the names they give their columns."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from desk_app.settlement.loading.reasons import FileRefusedError

_DROP = re.compile(r"[^0-9a-zа-я]+")
# Columns people keep for themselves.
_IGNORED = frozenset({"", "примечание", "комментарий", "пп", "note", "comment"})


class TableKind(Enum):
    """What one table describes."""

    PROVIDERS = "providers"
    SERVICES = "services"
    BALANCES = "balances"
    METERS = "meters"


@dataclass(frozen=True, slots=True)
class _Table:
    """`needed` must all be there; `names` lists every accepted heading of a column, folded."""

    needed: frozenset[str]
    names: Mapping[str, tuple[str, ...]]


_ACCOUNT_NAMES = ("account", "number", "лицевойсчет", "лс", "номерлс", "номерлицевогосчета", "счет")
_SERVICE_NAMES = ("service", "servicecode", "кодуслуги", "услуга")

_TABLES: Mapping[TableKind, _Table] = {
    TableKind.PROVIDERS: _Table(
        frozenset({"code", "title", "inn", "bank_account", "bic"}),
        {
            "code": ("code", "provider", "providercode", "код", "кодпоставщика"),
            "title": ("title", "name", "название", "наименование", "поставщик"),
            "inn": ("inn", "инн"),
            "kpp": ("kpp", "кпп"),
            "bank_account": ("bankaccount", "account", "счет", "расчетныйсчет", "рсчет", "рс"),
            "bank_title": ("bank", "banktitle", "bankname", "банк"),
            "bic": ("bic", "bik", "бик"),
            "corr_account": (
                "corraccount",
                "correspondentaccount",
                "коррсчет",
                "корсчет",
                "корреспондентскийсчет",
                "кс",
            ),
            "address": ("address", "адрес"),
            "phone": ("phone", "телефон"),
        },
    ),
    TableKind.SERVICES: _Table(
        frozenset({"code", "title", "receipt_type", "provider"}),
        {
            "code": ("service", "servicecode", "кодуслуги", "code", "код"),
            "title": ("title", "servicetitle", "услуга", "название", "наименование", "названиеуслуги"),
            "receipt_type": ("receipttype", "receipttypecode", "кодквитанции", "кодтипаквитанции"),
            "receipt_type_title": ("receipttypetitle", "receipttitle", "типквитанции", "квитанция"),
            "provider": ("provider", "providercode", "кодпоставщика", "поставщик"),
            "penalty_of": ("penaltyof", "пеняк", "пеняза", "пеняпоуслуге", "пенякуслуге"),
        },
    ),
    TableKind.BALANCES: _Table(
        frozenset({"number"}),
        {
            "receipt_type": ("receipttype", "receipttypecode", "кодквитанции", "типквитанции"),
            "service": _SERVICE_NAMES,
            "number": _ACCOUNT_NAMES,
            "holder": ("holder", "name", "фио", "владелец", "плательщик", "абонент"),
            "address": ("address", "адрес"),
            "settlement": ("settlement", "city", "населенныйпункт", "город"),
            "street": ("street", "улица"),
            "house": ("house", "дом"),
            "flat": ("flat", "квартира", "кв"),
            "opening": ("opening", "начало", "входящее", "входящийостаток", "сальдоначальное", "долгнаначало"),
            "charged": ("charged", "accrued", "начислено"),
            "paid": ("paid", "оплачено"),
            "due": ("due", "balance", "saldo", "сальдо", "остаток", "коплате", "долг", "исходящийостаток"),
            "period": ("period", "month", "период", "месяц"),
        },
    ),
    TableKind.METERS: _Table(
        frozenset({"serial", "number", "service", "last"}),
        {
            "serial": ("serial", "meter", "счетчик", "номерсчетчика", "заводскойномер", "номерприбора"),
            "number": ("account", "number", "лицевойсчет", "лс", "номерлс", "номерлицевогосчета"),
            "service": _SERVICE_NAMES,
            "title": ("title", "name", "название", "наименование", "прибор", "вид"),
            "unit": ("unit", "единица", "едизм", "единицаизмерения"),
            "last": ("last", "lastreading", "reading", "показание", "последнеепоказание", "показания"),
            "last_date": ("date", "lastdate", "дата", "датапоказания"),
            "tariff": ("tariff", "price", "тариф"),
            "digits": ("digits", "разрядность", "разрядов"),
        },
    ),
}


_HEADINGS: Mapping[TableKind, Mapping[str, str]] = {
    TableKind.PROVIDERS: {
        "code": "Код",
        "title": "Название",
        "inn": "ИНН",
        "kpp": "КПП",
        "bank_account": "Расчётный счёт",
        "bank_title": "Банк",
        "bic": "БИК",
        "corr_account": "Корр. счёт",
        "address": "Адрес",
        "phone": "Телефон",
    },
    TableKind.SERVICES: {
        "code": "Код услуги",
        "title": "Услуга",
        "receipt_type": "Код квитанции",
        "receipt_type_title": "Тип квитанции",
        "provider": "Поставщик",
        "penalty_of": "Пеня к услуге",
    },
    TableKind.BALANCES: {
        "receipt_type": "Код квитанции",
        "service": "Код услуги",
        "number": "ЛС",
        "holder": "ФИО",
        "address": "Адрес",
        "settlement": "Населённый пункт",
        "street": "Улица",
        "house": "Дом",
        "flat": "Квартира",
        "opening": "Начало",
        "charged": "Начислено",
        "paid": "Оплачено",
        "due": "Остаток",
        "period": "Период",
    },
    TableKind.METERS: {
        "serial": "Номер счётчика",
        "number": "ЛС",
        "service": "Код услуги",
        "title": "Название",
        "unit": "Ед. изм.",
        "last": "Показание",
        "last_date": "Дата",
        "tariff": "Тариф",
        "digits": "Разрядность",
    },
}
"""How a column is best called; every other accepted name is in `_TABLES`."""


def headings(kind: TableKind) -> tuple[str, ...]:
    """Return the name of every column of a table; those that must be there have a star."""
    table = _TABLES[kind]
    return tuple(f"{_HEADINGS[kind][name]}{'*' if name in table.needed else ''}" for name in table.names)


def recognise(heading: list[str], line: int) -> tuple[TableKind, list[str]]:
    """Return the kind of a table and the field behind each of its columns; «» is a column to skip.

    Raises:
        FileRefusedError: no known table has such columns, or one is there twice.
    """
    folded = [_DROP.sub("", name.casefold().replace("ё", "е")) for name in heading]
    readings = [(kind, [_field(_TABLES[kind], name) for name in folded]) for kind in TableKind]
    fitting = [(kind, fields) for kind, fields in readings if _TABLES[kind].needed <= set(fields)]
    if not fitting:
        raise FileRefusedError(None, "kind_unknown")
    kind, fields = min(fitting, key=lambda reading: reading[1].count(None))
    for name, known in zip(heading, fields, strict=True):
        if known is None:
            raise FileRefusedError(line, "column_unknown", shown=name, known_columns=", ".join(headings(kind)))
        if known and fields.count(known) > 1:
            raise FileRefusedError(line, "column_repeated", shown=name)
    return kind, [known or "" for known in fields]


def _field(table: _Table, folded: str) -> str | None:
    """Return the column's field, «» for a column to skip, None for one nobody knows."""
    for field, names in table.names.items():
        if folded in names:
            return field
    return "" if folded in _IGNORED else None
