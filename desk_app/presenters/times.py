"""How instants and spans of time are said to a clerk."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from desk_app.i18n import _, plural

_MONTHS = (
    _("янв."),
    _("февр."),
    _("мар."),
    _("апр."),
    _("мая"),
    _("июн."),
    _("июл."),
    _("авг."),
    _("сент."),
    _("окт."),
    _("нояб."),
    _("дек."),
)


def span(length: timedelta) -> str:
    """Say «меньше минуты», «2 мин», «2 ч 10 мин», «3 дня»."""
    minutes = int(length.total_seconds()) // 60
    if minutes < 1:
        return _("меньше минуты")
    if minutes < 60:
        return _("{n} мин").format(n=minutes)
    hours, rest = divmod(minutes, 60)
    if hours < 24:
        return _("{h} ч {m} мин").format(h=hours, m=rest) if rest else _("{h} ч").format(h=hours)
    days = hours // 24
    return f"{days} " + plural(days, _("день"), _("дня"), _("дней"))


def ago(then: datetime, now: datetime) -> str:
    """Say «только что», «2 мин назад»; an instant ahead of the clock is «только что»."""
    length = now - then
    if length < timedelta(minutes=1):
        return _("только что")
    return _("{span} назад").format(span=span(length))


def at(instant: datetime, zone: str, now: datetime | None = None) -> str:
    """Say «18:40» for today and «20 нояб., 18:40» for another day, in the desk's zone."""
    here = instant.astimezone(ZoneInfo(zone))
    clock = f"{here:%H:%M}"
    if now is not None and now.astimezone(ZoneInfo(zone)).date() == here.date():
        return clock
    return f"{here.day} {_MONTHS[here.month - 1]}, {clock}"
