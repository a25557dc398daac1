"""A clock that does not agree with the centre's: what is wrong, what is safe, what to do."""

from datetime import timedelta

from desk_app.application.clock_skew import BLOCKED_S, SAID_S, BusinessDateUnconfirmedError
from desk_app.domain.periods import day_words
from desk_app.i18n import _
from desk_app.presenters.question import Question
from desk_app.presenters.shell_view import BannerView
from desk_app.presenters.times import span


def clock_fault(skew_s: int) -> str:
    """Say «Часы этого компьютера спешат на 14 мин.», or nothing while they agree well enough."""
    if abs(skew_s) <= SAID_S:
        return ""
    words = (
        _("Часы этого компьютера спешат на {span}.") if skew_s > 0 else _("Часы этого компьютера отстают на {span}.")
    )
    return words.format(span=span(timedelta(seconds=abs(skew_s))))


def clock_safe(skew_s: int) -> str:
    """Say what a wrong clock cannot harm."""
    if abs(skew_s) > BLOCKED_S:
        return _("Ничего не потеряно, открытую смену можно закончить; новая не откроется, пока часы не исправлены.")
    return _("Ничего не потеряно: порядок операций и время учёта считает центр.")


CLOCK_TODO = _("Исправьте дату и время в Windows, затем выполните обмен (F5).")


def clock_banner(skew_s: int) -> BannerView | None:
    """Say it above the pages, gravest where no new shift can be opened."""
    what = clock_fault(skew_s)
    if not what:
        return None
    tone = "error" if abs(skew_s) > BLOCKED_S else "warn"
    text = f"{clock_safe(skew_s)} {CLOCK_TODO}"
    return BannerView(what, text, tone, "clock", "exchange", _("Проверить снова"))


def date_question(refusal: BusinessDateUnconfirmedError) -> Question:
    """Ask for the day of the shift; where the two clocks differ in the day, it is the centre's."""
    day = day_words(refusal.by_centre)
    if refusal.by_centre == refusal.by_clock:
        differs = _("Смена будет открыта датой {day}. Сегодня и правда {day}?").format(day=day)
    else:
        differs = _("По часам компьютера сегодня {by_clock}, по времени центра {day}. Сегодня и правда {day}?").format(
            by_clock=day_words(refusal.by_clock), day=day
        )
    return Question(
        _("Какое сегодня число?"),
        f"{clock_fault(refusal.skew_s)} {differs} {clock_safe(refusal.skew_s)}",
        _("Да, открыть {day}").format(day=day),
        _("Нет, сначала исправить часы"),
    )
