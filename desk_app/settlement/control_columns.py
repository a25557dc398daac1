"""What is told of a desk and of an organisation, column by column: the same words on a terminal and on the page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from desk_app.settlement.control import DeskControl, Tally
from desk_app.settlement.words import age, days, money, number, share

CALM, WARNING, ALARM = range(3)
_WARN_SILENT_MIN, _ALARM_SILENT_MIN = 8 * 60, 24 * 60  # protocol §1.10
_WARN_CODES = 10
_STATES = {"new": "не подключена", "pending": "ждёт сверки ключа", "revoked": "ключ отозван"}

AGES = ("до 1 дня", "до 7 дней", "до 30 дней", "старше")
"""Names of the ages of money in suspense."""


class Watched(Protocol):
    """A desk or an organisation."""

    @property
    def tally(self) -> Tally:
        """Return what adds up."""
        ...

    @property
    def silent_min(self) -> int | None:
        """Return how long nothing came."""
        ...

    @property
    def shift_days(self) -> int | None:
        """Return the age of the oldest open shift."""
        ...


@dataclass(frozen=True, slots=True)
class Column:
    """One figure; `worry` tells how much it should worry the operator."""

    title: str
    about: str
    text: Callable[[Watched], str]
    worry: Callable[[Watched], int] = lambda _: CALM


def _silence(one: Watched) -> int:
    minutes = one.silent_min or 0
    return ALARM if minutes > _ALARM_SILENT_MIN else WARNING if minutes > _WARN_SILENT_MIN else CALM


def _shift(one: Watched) -> int:
    days = one.shift_days or 0
    return ALARM if days > 1 else WARNING if days == 1 else CALM


def _waits(one: Watched) -> int:
    return ALARM if one.tally.waits_longer else WARNING if one.tally.waits_month else CALM


def _warn_of(count: int) -> int:
    return WARNING if count else CALM


COLUMNS = (
    Column("Принято, ₽", "принято за период", lambda one: money(one.tally.taken_kop)),
    Column("Платежей", "платежей за период", lambda one: number(one.tally.payments)),
    Column("Операций", "всех операций за период", lambda one: number(one.tally.operations)),
    Column("В кассах, ₽", "всё, что касса приняла; сдача денег ещё не учитывается",
           lambda one: money(one.tally.cash_kop)),
    Column("Тишина", "сколько времени от кассы нет операций", lambda one: age(one.silent_min), _silence),
    Column("Смена", "возраст самой старой открытой смены",
           lambda one: "—" if one.shift_days is None else days(one.shift_days), _shift),
    Column("Смен с расх.", "смен, итоги которых не сошлись с книгой центра",
           lambda one: number(one.tally.mismatched), lambda one: _warn_of(one.tally.mismatched)),
    Column("Расхождение, ₽", "сумма расхождений смен без знака", lambda one: money(one.tally.difference_kop)),
    Column("Недостача, ₽", "насчитано меньше, чем должно быть", lambda one: money(one.tally.short_kop),
           lambda one: _warn_of(one.tally.short_kop)),
    Column("Излишек, ₽", "насчитано больше, чем должно быть", lambda one: money(one.tally.over_kop)),
    Column("Не выяснено", "платежей, которые ждут решения людей; «!!» — есть старше 30 дней",
           lambda one: number(one.tally.waits), _waits),
    Column("Не выяснено, ₽", "их сумма", lambda one: money(one.tally.waits_kop)),
    Column("Повторы", "доля платежей, похожих на предыдущий",
           lambda one: share(one.tally.doubles, one.tally.payments)),
    Column("Тревог", "открытых тревог: раздвоение журнала, чужие или испорченные записи",
           lambda one: number(one.tally.open_alarms), lambda one: ALARM if one.tally.open_alarms else CALM),
    Column("Коды", "неверных кодов с квитанций за период", lambda one: number(one.tally.wrong_codes),
           lambda one: _warn_of(one.tally.wrong_codes >= _WARN_CODES)),
    Column("Ночью", "платежей с 22 до 6 часов по часам кассы", lambda one: number(one.tally.late),
           lambda one: _warn_of(one.tally.late)),
)  # fmt: skip


def desk_name(one: DeskControl) -> str:
    """Name a desk and what is unusual about it."""
    notes = [_STATES.get(one.state, ""), "учебная" if one.training else "", "остановлена" if one.tally.frozen else ""]
    said = ", ".join(filter(None, notes))
    return f"№ {one.number} {one.title}" + (f" ({said})" if said else "")
