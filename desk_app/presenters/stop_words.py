"""Why the centre stopped this desk, in words: what happened, what is safe, what to do and whom to call."""

from dataclasses import dataclass
from types import MappingProxyType

from desk_app.application.open_shift import CLONE
from desk_app.i18n import _


@dataclass(frozen=True, slots=True)
class StopWords:
    """One reason; all of it is for the clerk, so no machine word is among it."""

    what: str
    safe: str
    todo: str


_KEPT = _("Всё введённое сохранено на этом компьютере, деньги не потеряны. Открытую смену можно закончить.")
_CALL = _("Позвоните оператору центра; когда он разрешит продолжить, повторите обмен.")
_TWO_HISTORIES = StopWords(
    _("Центр видит две истории этого рабочего места: работали со старой копией базы или с двух компьютеров."),
    _KEPT,
    _("Работайте только на одном компьютере. {call} Недостающее дойдёт само.").format(call=_CALL),
)
_OTHER = StopWords(_("Центр остановил приём от этого рабочего места."), _KEPT, _CALL)

_STOPS = MappingProxyType(
    {
        "fork": _TWO_HISTORIES,
        "frozen": _TWO_HISTORIES,
        "conflict": StopWords(
            _("Под номером одной операции здесь и в центре записано разное."),
            _KEPT,
            _("Ничего не удаляйте. {call}").format(call=_CALL),
        ),
        "malformed": StopWords(
            _("Центр не смог проверить подпись операции этого рабочего места."),
            _KEPT,
            _("Ничего не удаляйте. {call}").format(call=_CALL),
        ),
        "gap": StopWords(
            _("Центр ждёт операцию, которой в этой базе нет."),
            _KEPT,
            _("Не вводите её заново. {call}").format(call=_CALL),
        ),
        "stray_epoch": StopWords(
            _("Часть операций записана до решения оператора и сама в центр не уйдёт."), _KEPT, _CALL
        ),
        "revoked": StopWords(
            _("Оператор центра отключил это рабочее место."),
            _KEPT,
            _("Позвоните оператору центра. Не удаляйте программу и данные, пока он не разберётся."),
        ),
        CLONE: StopWords(
            _("Центр видит вторую копию этого рабочего места."),
            _("Всё введённое сохранено. Открытую смену можно закончить, новая подождёт."),
            _(
                "Работайте только на одном компьютере: на другом закройте программу. Через четверть часа новую смену "
                "можно открыть. Если второго компьютера нет, позвоните оператору центра."
            ),
        ),
    }
)


def stop_words(verdict: str) -> StopWords:
    """Say why the centre stopped; a reason of a newer centre speaks in general."""
    return _STOPS.get(verdict, _OTHER)


def is_stop(word: str) -> bool:
    """Tell whether a word is one of the reasons to stop."""
    return word in _STOPS
