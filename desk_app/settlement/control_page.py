"""The operator's page: control of organisations as tables and small charts, in one file without scripts."""

from collections.abc import Iterator

from desk_app.resources import resource
from desk_app.settlement.charts import bars_by_age, bars_by_day
from desk_app.settlement.clock import ZONE, read_stamp
from desk_app.settlement.control import Control, OrganisationControl
from desk_app.settlement.control_columns import AGES, ALARM, COLUMNS, Watched, desk_name
from desk_app.settlement.html import Markup, document, joined, tag
from desk_app.settlement.words import number, roubles

_TITLE = "Контроль организаций, принимающих платежи"
_CLASSES: tuple[dict[str, str], ...] = ({}, {"class_": "warning"}, {"class_": "alarm"})
_MARKS = ("", " !", " !!")
_MOST_DESKS = 100
"""So many desks are told on one page; of more only their organisations, until one is chosen."""
_MOST_ALARMS = 30


def control_page(found: Control, inn: str = "") -> bytes:
    """Write the page; `inn` is the organisation that was asked for, if one was."""
    days = f"{found.period.first:%d.%m.%Y} — {found.period.last:%d.%m.%Y}"
    at = read_stamp(found.at).astimezone(ZONE)
    desks = sum(len(one.desks) for one in found.organisations)
    return document(
        _TITLE,
        _style(),
        tag("h1", _TITLE),
        tag("p", f"Период {days}. Составлено {at:%d.%m.%Y в %H:%M} по времени Алтайского края.", class_="muted"),
        _form(found, inn),
        _tiles(found),
        _alarms(found),
        _charts(found, days),
        _organisations(found),
        joined(*(_desks(one) for one in found.organisations)) if desks <= _MOST_DESKS or inn else joined(),
        _legend(),
    )


def refusal_page(reason: str) -> bytes:
    """Write a page that says why there is no other."""
    back = tag("p", tag("a", "Открыть контроль за последние 30 дней", href="/control"))
    return document(_TITLE, _style(), tag("h1", _TITLE), tag("p", reason), back)


def _style() -> str:
    return resource("centre", "control.css").read_text(encoding="utf-8")


def _form(found: Control, inn: str) -> Markup:
    fields = (
        ("С", {"type": "date", "name": "from", "value": found.period.first.isoformat()}),
        ("По", {"type": "date", "name": "to", "value": found.period.last.isoformat()}),
        ("ИНН организации", {"type": "text", "name": "organisation", "value": inn, "inputmode": "numeric"}),
    )
    labels = [tag("label", name, tag("input", **attributes)) for name, attributes in fields]
    return tag("form", *labels, tag("button", "Показать", type="submit"), method="get", action="/control")


def _tiles(found: Control) -> Markup:
    total = found.tally
    tiles = (
        ("Принято за период", roubles(total.taken_kop), f"платежей: {number(total.payments)}"),
        ("В кассах", roubles(total.cash_kop), "сдача денег ещё не учитывается"),
        ("Не выяснено", roubles(total.waits_kop), f"платежей: {number(total.waits)}"),
        ("Расхождения смен", roubles(total.difference_kop), f"смен: {number(total.mismatched)}"),
        ("Недостачи", roubles(total.short_kop), f"излишки: {roubles(total.over_kop)}"),
        ("Открытых тревог", number(total.open_alarms), f"касс остановлено: {number(total.frozen)}"),
    )
    made = [
        tag("div", name, tag("b", value), tag("span", more, class_="muted"), class_="tile")
        for name, value, more in tiles
    ]
    return tag("section", *made, class_="tiles")


def _alarms(found: Control) -> Markup:
    """What cannot wait, by name: nobody should have to look for it in the tables."""
    told = [
        tag("li", f"{one.title}, {desk_name(desk)}: {', '.join(why)}")
        for one in found.organisations
        for desk in one.desks
        if desk.state == "active" and (why := _why(desk))
    ]
    if not told:
        return tag("p", "Срочного нет.")
    more = [tag("li", f"и ещё {number(len(told) - _MOST_ALARMS)}")] if len(told) > _MOST_ALARMS else []
    return joined(tag("h2", "Разберитесь сегодня"), tag("ul", *told[:_MOST_ALARMS], *more))


def _why(one: Watched) -> list[str]:
    return [f"{column.title.lower()} {column.text(one)}" for column in COLUMNS if column.worry(one) == ALARM]


def _charts(found: Control, days: str) -> Markup:
    total = found.tally
    taken = bars_by_day([(f"{day:%d.%m.%Y}", kopecks) for day, kopecks in found.days], f"Принято по дням, {days}")
    ages = [(name, *age) for name, age in zip(AGES, total.ages, strict=True)]
    old = bars_by_age(ages, "Невыясненные платежи по возрасту")
    return tag(
        "section",
        tag("figure", tag("figcaption", f"Принято по дням, рублей. Всего {roubles(total.taken_kop)}"), taken),
        tag("figure", tag("figcaption", "Невыясненные платежи по возрасту, на сегодня"), old),
        class_="charts",
    )


def _organisations(found: Control) -> Markup:
    rows = [_row(_link(found, one), one) for one in found.organisations]
    head = tag("thead", tag("tr", tag("th", "Организация", scope="col"), *_titles()))
    return joined(tag("h2", "Организации"), tag("div", tag("table", head, tag("tbody", *rows)), class_="wide"))


def _link(found: Control, one: OrganisationControl) -> Markup:
    period = f"from={found.period.first.isoformat()}&to={found.period.last.isoformat()}"
    name = tag("a", one.title, href=f"/control?{period}&organisation={one.inn}")
    return joined(name, f" ({one.inn}), касс: {len(one.desks)}")


def _desks(one: OrganisationControl) -> Markup:
    rows = [_row(desk_name(desk), desk) for desk in one.desks]
    head = tag("thead", tag("tr", tag("th", "Касса", scope="col"), *_titles()))
    foot = tag("tfoot", _row("Всего", one))
    table = tag("table", head, tag("tbody", *rows), foot)
    return joined(tag("h2", f"{one.title}, ИНН {one.inn}"), tag("div", table, class_="wide"))


def _titles() -> Iterator[Markup]:
    return (tag("th", column.title, scope="col", title=column.about) for column in COLUMNS)


def _row(name: str, one: Watched) -> Markup:
    worries = [(column, column.worry(one)) for column in COLUMNS]
    cells = [tag("td", column.text(one) + _MARKS[worry], **_CLASSES[worry]) for column, worry in worries]
    return tag("tr", tag("th", name, scope="row"), *cells)


def _legend() -> Markup:
    words = [joined(tag("dt", column.title), tag("dd", column.about)) for column in COLUMNS]
    marks = "«!» — обратите внимание, «!!» — разберитесь сегодня."
    return joined(tag("h2", "Что значат столбцы"), tag("p", marks, class_="muted"), tag("dl", *words))
