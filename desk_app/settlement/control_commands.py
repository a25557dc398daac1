"""The commands by which an operator watches who takes payments: `control` and `statement`."""

import argparse
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

from desk_app.settlement.commands import RefusedError, Report, open_centre
from desk_app.settlement.control import Control, OrganisationControl, control, last_days
from desk_app.settlement.control_columns import AGES, COLUMNS, WARNING, Watched, desk_name
from desk_app.settlement.periods import Period, PeriodError, read_period
from desk_app.settlement.provider_statement import ProviderStatement, provider_statement
from desk_app.settlement.words import number, roubles, table

_WORRIED = ("", "!", "!!")
_REFUSED = {
    "order": "Период кончается раньше, чем начинается: поменяйте --from и --to.",
    "long": "Период длиннее года: назовите дни ближе друг к другу.",
    "half": "Назовите оба дня: --from и --to.",
    "day": "День пишется так: 2026-11-23.",
}


def watch_organisations(options: argparse.Namespace) -> Report:
    """Tell what every desk holds and has to explain."""
    with open_centre(options) as centre, centre.database.read() as connection:
        now = centre.clock.now()
        found = control(connection, now, _period(options) or last_days(now), options.organisation or "")
    if options.organisation and not found.organisations:
        raise RefusedError(f"Организации с ИНН {options.organisation} с кассами нет.")
    return Report("\n".join(_lines(found)), _facts(found))


def state_provider(options: argparse.Namespace) -> Report:
    """State a provider's account for some days."""
    period = _period(options)
    assert period is not None, "both days are required"
    with open_centre(options) as centre, centre.database.read() as connection:
        found = provider_statement(connection, options.provider, period)
    if found is None:
        raise RefusedError(f"Поставщика «{options.provider}» нет. Назовите код, под которым он загружен.")
    return Report("\n".join(_statement_lines(found)), _statement_facts(found))


def _period(options: argparse.Namespace) -> Period | None:
    try:
        return read_period(options.first or "", options.last or "")
    except PeriodError as error:
        raise RefusedError(_REFUSED[error.code]) from None


def _lines(found: Control) -> Iterator[str]:
    total = found.tally
    yield f"Контроль организаций за период {_days(found.period)}"
    yield f"Принято: {roubles(total.taken_kop)}, платежей: {number(total.payments)}."
    ages = (f"{name} — {number(count)} на {roubles(kop)}" for name, (count, kop) in zip(AGES, total.ages, strict=True))
    yield f"Не выяснено: {'; '.join(ages)}."
    for one in found.organisations:
        yield ""
        yield f"{one.title}, ИНН {one.inn}"
        rows = [_row(desk_name(desk), desk) for desk in one.desks] + [_row("Всего", one)]
        yield table(["Касса", *(column.title for column in COLUMNS)], rows)
    yield ""
    yield "! — обратите внимание, !! — разберитесь сегодня."


def _row(name: str, one: Watched) -> list[str]:
    return [name, *(f"{column.text(one)}{_WORRIED[column.worry(one)]}" for column in COLUMNS)]


def _facts(found: Control) -> dict[str, Any]:
    whose = [_organisation(one) for one in found.organisations]
    days = [{"day": day.isoformat(), "taken_kop": kopecks} for day, kopecks in found.days]
    return {"at": found.at, **_ends(found.period), "total": asdict(found.tally), "days": days, "organisations": whose}


def _organisation(one: OrganisationControl) -> dict[str, Any]:
    worries = [column.title for column in COLUMNS if column.worry(one) >= WARNING]
    facts = {"title": one.title, "inn": one.inn, "silent_min": one.silent_min, "shift_days": one.shift_days}
    return facts | {"worries": worries, "total": asdict(one.tally), "desks": [asdict(desk) for desk in one.desks]}


def _statement_lines(found: ProviderStatement) -> Iterator[str]:
    yield f"{found.title} ({found.code}), выписка за период {_days(found.period)}"
    yield f"К перечислению на начало: {roubles(found.opening_kop)}"
    rows = [
        [f"{one.day:%d.%m.%Y}", one.title, number(one.lines), roubles(one.kopecks), roubles(one.decided_kop)]
        for one in found.accepted
    ]
    if rows:
        yield table(["День", "Услуга", "Строк", "Принято", "из невыясненных"], rows)
    yield f"Принято за период: {roubles(found.accepted_kop)}"
    yield f"К перечислению на конец: {roubles(found.closing_kop)}"
    yield "Не выяснено на конец периода:"
    for name, (count, kopecks) in zip(AGES, found.suspense, strict=True):
        yield f"  {name}: {number(count)} на {roubles(kopecks)}"


def _statement_facts(found: ProviderStatement) -> dict[str, Any]:
    accepted = [asdict(one) | {"day": one.day.isoformat()} for one in found.accepted]
    suspense = [{"count": count, "kopecks": kopecks} for count, kopecks in found.suspense]
    sums = {"opening_kop": found.opening_kop, "accepted_kop": found.accepted_kop, "closing_kop": found.closing_kop}
    named = {"provider": found.code, "title": found.title, **_ends(found.period)}
    return named | sums | {"accepted": accepted, "suspense": suspense}


def _ends(period: Period) -> dict[str, str]:
    return {"from": period.first.isoformat(), "to": period.last.isoformat()}


def _days(period: Period) -> str:
    return f"{_day(period.first)} — {_day(period.last)}"


def _day(day: date) -> str:
    return f"{day:%d.%m.%Y}"
