"""What a refused payment, registration or shift is called in Russian, and what to do next."""

from desk_app.application.errors import (
    AccountUnknownError,
    CentreRefusedError,
    CentreUnreachableError,
    NotEnrolledError,
    StoppedByCentreError,
)
from desk_app.application.once import NotSavedError, StoreBrokenError
from desk_app.application.papers import PaperUnknownError
from desk_app.domain.basket import (
    AmountNotPositiveError,
    AmountTooLargeError,
    BasketEmptyError,
    LineAlreadyInBasketError,
    NotEnoughReceivedError,
)
from desk_app.domain.errors import DeskError
from desk_app.domain.meters import ReadingLowerError, ReadingUnreadableError
from desk_app.domain.money import AmountUnreadableError
from desk_app.domain.operations import ACCEPTED, PENDING, Entry
from desk_app.domain.registration import AlreadyRegisteredError, CardNumbersUsedUpError
from desk_app.domain.shifts import ShiftAlreadyOpenError, ShiftNotOpenError, VarianceReasonMissingError
from desk_app.i18n import _
from desk_app.presenters.amounts import SumNotPositiveError, rubles


def refusal(error: Exception) -> str:
    """Say what a refusal means: what is safe, and what to do."""
    if isinstance(error, NotEnoughReceivedError):
        return _("Не хватает {sum}").format(sum=rubles(error.missing))
    if isinstance(error, AmountTooLargeError):
        return _("Больше {sum} за один раз не принимаем").format(sum=rubles(error.most))
    if isinstance(error, NotSavedError | StoreBrokenError):
        return _not_saved(error.reason)
    return _SENTENCES.get(type(error), _("Действие не выполнено. Введённое сохранено, повторите."))


def _not_saved(reason: str) -> str:
    cause = {"disk_full": _("На диске нет места."), "locked": _("База занята.")}.get(reason, "")
    return " ".join(part for part in (_("Не сохранено, повторите."), cause) if part)


_SENTENCES: dict[type[Exception], str] = {
    AmountNotPositiveError: _("Введите сумму больше нуля"),
    SumNotPositiveError: _("Введите сумму больше нуля"),
    AmountUnreadableError: _("Сумма не читается: 452,70 или 120+35"),
    LineAlreadyInBasketError: _("Эта услуга за этот месяц уже в корзине"),
    BasketEmptyError: _("Корзина пуста: отметьте, что оплачивают"),
    ReadingLowerError: _("Меньше прошлого. Проверьте цифры"),
    ReadingUnreadableError: _("Показание не читается: 312,4"),
    ShiftNotOpenError: _("Смена не открыта."),
    ShiftAlreadyOpenError: _("Смена уже открыта."),
    VarianceReasonMissingError: _("Укажите причину расхождения"),
    AccountUnknownError: _("Этого счёта нет на этом рабочем месте."),
    AlreadyRegisteredError: _("У этого счёта уже есть личный кабинет."),
    CardNumbersUsedUpError: _("Номера карт закончились. Выполните обмен с центром и повторите."),
    NotEnrolledError: _("Рабочее место ещё не подключено к центру: операции не записываются."),
    StoppedByCentreError: _("Центр остановил это рабочее место. Позвоните оператору системы."),
    CentreUnreachableError: _("Нет связи с центром."),
    CentreRefusedError: _("Центр отклонил запрос."),
    PaperUnknownError: _("Такого документа на этом рабочем месте нет."),
    DeskError: _("Действие не выполнено."),
}


def how_far(entry: Entry | None) -> tuple[str, str]:
    """Say how far an operation has come, and its tone: ok only with the centre's own word."""
    if entry is None or entry.outcome == PENDING:
        return _("Сохранён · ждёт отправки"), "wait"
    if entry.needs_person:
        return _("Требует внимания"), "warn"
    if entry.outcome == ACCEPTED or entry.outcome.startswith(ACCEPTED):
        return _("Принят центром"), "ok"
    return _("Получен центром"), "ok"
