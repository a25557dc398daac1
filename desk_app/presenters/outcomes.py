"""How far each operation has come, and what a person has to do where the centre could not decide."""

from dataclasses import dataclass
from types import MappingProxyType

from desk_app.domain.operations import (
    ACCEPTED,
    PAY_CASH,
    PRINT_CODES,
    REGISTER,
    SHIFT_CLOSE,
    SHIFT_OPEN,
    Entry,
    Task,
)
from desk_app.i18n import _

KINDS = MappingProxyType(
    {
        PAY_CASH: _("Оплата"),
        REGISTER: _("Регистрация"),
        SHIFT_OPEN: _("Открытие смены"),
        SHIFT_CLOSE: _("Закрытие смены"),
        PRINT_CODES: _("Печать квитанций"),
    }
)
"""Kinds of operations as the clerk calls them."""


@dataclass(frozen=True, slots=True)
class TaskWords:
    """What happened, what is safe, and the next step."""

    what: str
    safe: str
    todo: str


@dataclass(frozen=True, slots=True)
class StateWords:
    """The state of one operation: words, tone and shape."""

    text: str
    tone: str
    shape: str


_TASKS = MappingProxyType(
    {
        "phone_bound": TaskWords(
            _("Телефон уже привязан к другому адресу"),
            _("Житель и карта зарегистрированы, телефон пока не привязан."),
            _("Попросите у жителя другой номер или пусть перепривяжет телефон сам в личном кабинете."),
        ),
        "account_closed": TaskWords(
            _("Лицевой счёт закрыт"),
            _("Запись принята и хранится в центре."),
            _("Узнайте у поставщика новый номер счёта и зарегистрируйте жителя по нему."),
        ),
        "account_unknown": TaskWords(
            _("Поставщик ещё не передал этот счёт"),
            _("Запись принята, центр ждёт реестр поставщика до 30 дней."),
            _("Если счёт набран с ошибкой, сообщите оператору центра верный номер."),
        ),
        "provider_off": TaskWords(
            _("Поставщик больше не принимает оплату через центр"),
            _("Деньги учтены и лежат на счёте уточнения."),
            _("Сообщите жителю: перевод или возврат оформит казначейство центра."),
        ),
        "possible_duplicate": TaskWords(
            _("Похоже на двойной платёж"),
            _("Оба платежа приняты."),
            _("Спросите жителя. Если платёж лишний, оператор центра оформит возврат."),
        ),
        "reading_lower": TaskWords(
            _("Показание меньше прошлого"),
            _("Деньги приняты, показание отложено."),
            _("Уточните показание у жителя и передайте верное."),
        ),
        "mismatch": TaskWords(
            _("Итоги смены у вас и в центре разные"),
            _("Все операции сохранены и там, и здесь."),
            _("Сверьте смену с оператором центра по номерам операций."),
        ),
        "body": TaskWords(
            _("Центр не смог прочитать операцию"),
            _("Она хранится в центре целиком, деньги учтены на счёте уточнения."),
            _("Сообщите оператору центра номер операции."),
        ),
        "effect_failed": TaskWords(
            _("Центр не смог провести операцию"),
            _("Она хранится в центре целиком, деньги учтены на счёте уточнения."),
            _("Сообщите оператору центра номер операции."),
        ),
    }
)

_OUTCOMES = MappingProxyType(
    {
        "accepted_suspense": TaskWords(
            _("Платёж принят, получатель уточняется"),
            _("Деньги учтены и не потеряны."),
            _("Сообщите оператору центра номер операции и правильный счёт."),
        ),
        "accepted_conflict": TaskWords(
            _("Центр принял запись, но нужна проверка"),
            _("Запись хранится в центре."),
            _("Позвоните оператору центра и назовите номер операции."),
        ),
        "held_schema": TaskWords(
            _("Центр ещё не знает этот вид операции"),
            _("Операция хранится в центре и будет проведена после его обновления."),
            _("Делать ничего не нужно."),
        ),
        "held_fork": TaskWords(
            _("Операция отложена: у рабочего места две истории"),
            _("Операция хранится в центре."),
            _("Позвоните оператору центра."),
        ),
    }
)
_OTHER = TaskWords(
    _("Операция требует решения"),
    _("Она сохранена у вас и в центре."),
    _("Позвоните оператору центра и назовите номер операции."),
)


def task_words(task: Task) -> TaskWords:
    """Say what a task is about; its `reason` is «outcome:detail», with several details parted by commas."""
    return reason_words(task.reason)


def reason_words(reason: str) -> TaskWords:
    """Say what «outcome:detail» means for the clerk."""
    outcome, _colon, details = reason.partition(":")
    for detail in details.replace(":", ",").split(","):
        if detail in _TASKS:
            return _TASKS[detail]
    return _OUTCOMES.get(outcome, _OTHER)


_DECIDED = MappingProxyType(
    {
        "to": _("деньги переведены на счёт {account}"),
        "refund": _("деньги возвращаются жителю"),
        "bind": _("регистрация завершена, кабинет открыт"),
        "drop": _("регистрация не состоится"),
    }
)


def decided_words(decided: str) -> str:
    """Say what the centre has decided: «Решено центром: деньги переведены на счёт 0101»."""
    said = []
    for one in decided.split(", "):
        action, _space, account = one.partition(" ")
        said.append(_DECIDED.get(action, action).format(account=account.partition("/")[2] or account))
    return _("Решено центром: {what}").format(what=", ".join(dict.fromkeys(said)))


def entry_state(entry: Entry, *, sending: bool = False) -> StateWords:
    """Say how far an operation has come; green only with a verified ack."""
    if not entry.acknowledged:
        return StateWords(_("Отправляется"), "info", "ring") if sending else StateWords(_("Сохранён"), "plain", "ring")
    if entry.decided:
        return StateWords(decided_words(entry.decided), "ok", "dot")
    if entry.needs_person:
        return StateWords(reason_words(f"{entry.outcome}:{entry.detail}").what, "warn", "triangle")
    if entry.outcome == ACCEPTED and entry.ref:
        return StateWords(_("Принят центром № {ref}").format(ref=entry.ref), "ok", "dot")
    return StateWords(_("Принят центром"), "ok", "dot")
