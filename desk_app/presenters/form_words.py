"""Words that the three working screens share: a refusal beside its field, and how far an operation has come."""

from datetime import timedelta

from desk_app.application.desk import Desk
from desk_app.domain.errors import DeskError
from desk_app.domain.operations import PENDING, Entry
from desk_app.i18n import _
from desk_app.presenters.amounts import SumNotPositiveError
from desk_app.presenters.words import words_for

_SEVERAL_TURNS = timedelta(minutes=3)


def refusal(error: DeskError) -> str:
    """Say all of a refusal in one paragraph: what happened, what is safe, what to do."""
    return words_for(error).line()


def beside_field(error: DeskError) -> str:
    """Say what is wrong with a field, in a few words and without a full stop."""
    if isinstance(error, SumNotPositiveError):
        return _("Сумма должна быть больше нуля")
    return words_for(error).what.removesuffix(".")


def how_far(entry: Entry | None) -> tuple[str, str]:
    """Say how far an operation has come, and its tone: ok only with the centre's own word."""
    if entry is None or entry.outcome == PENDING:
        return _("Сохранён · ждёт отправки"), "wait"
    if entry.decided:
        return _("Решено центром"), "ok"
    if entry.needs_person:
        return _("Требует внимания"), "warn"
    return _("Принят центром"), "ok"


def link_is_down(desk: Desk) -> bool:
    """Tell whether the centre has been out of reach for several turns of the exchange; slow, not for the screen."""
    synced = desk.report_status().synced_at
    return synced is None or desk.clock.now() - synced > _SEVERAL_TURNS


def nothing(_answer: object) -> None:
    """Take an answer that nobody waits for, and a refusal that does no harm."""
