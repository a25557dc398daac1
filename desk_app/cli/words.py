"""Refusals as a command says them: a script has no drafts, buttons or pages, so their words are others."""

from dataclasses import replace
from errno import EACCES, EEXIST, EISDIR, ENOENT, ENOSPC, ENOTDIR, EPERM, EROFS
from types import MappingProxyType

from desk_app.application.once import StoreBrokenError
from desk_app.domain.errors import DeskError
from desk_app.domain.ids import OperationId
from desk_app.domain.registration import RegistrationRefusedError
from desk_app.i18n import _
from desk_app.presenters.said import Said
from desk_app.presenters.start_words import START_WORDS
from desk_app.presenters.words import WORDS, words_for
from desk_app.settings import SettingsFaultyError

Failure = DeskError | OSError | SettingsFaultyError
FAILURES = (DeskError, OSError, SettingsFaultyError)
"""What a command answers with words; anything else is a fault of the program."""


class PaperNotWrittenError(DeskError):
    """The operation is journalled, and its paper could not be written to the file."""

    def __init__(self, op_id: OperationId, failed: OSError) -> None:
        """Keep the operation and what the disk said."""
        super().__init__("paper not written")
        self.op_id = op_id
        self.failed = failed


class ServiceNotOfferedError(DeskError):
    """A call names a service that the address does not have."""

    def __init__(self, code: str, offered: tuple[tuple[str, str], ...]) -> None:
        """Keep the code, and codes and titles of what there is."""
        super().__init__("service not offered")
        self.code = code
        self.offered = offered


class NothingOfferedError(DeskError):
    """No account at the address has a service that is in force."""


def command_words(failure: Failure) -> Said:
    """Say what happened, what is safe and what to do at a command line."""
    if isinstance(failure, OSError):
        return _file(failure)
    if isinstance(failure, PaperNotWrittenError):
        safe = _("Операция {op_id} записана, не записался только файл.").format(op_id=failure.op_id)
        return replace(_file(failure.failed), safe=safe, todo=_REPEAT)
    if isinstance(failure, ServiceNotOfferedError):
        return _service(failure)
    if isinstance(failure, NothingOfferedError):
        return Said(_("По этому адресу нет действующих услуг: счета закрыты или ещё не начислялись."), _NOTHING, _ASK)
    said = words_for(failure)
    if isinstance(failure, RegistrationRefusedError):
        return replace(said, safe=_NOTHING, todo=_options(failure.fields))
    return _otherwise(failure, said)


def _otherwise(failure: DeskError | SettingsFaultyError, said: Said) -> Said:
    """Say it for a command line where the window's words speak of drafts, buttons or pages."""
    if isinstance(failure, StoreBrokenError) and failure.reason == "damaged":
        return replace(said, **OTHERWISE["DatabaseLostError"])
    for kind in type(failure).__mro__:
        if kind.__name__ in OTHERWISE:
            return replace(said, **OTHERWISE[kind.__name__])
        if kind in WORDS or kind.__name__ in START_WORDS:
            return said
    return replace(said, todo=_("Повторите. Если не поможет, выполните desk-app doctor и позвоните в поддержку."))


_REASONS = MappingProxyType(
    {
        EACCES: _("нет прав"),
        EPERM: _("нет прав"),
        EEXIST: _("на этом месте файл"),
        EISDIR: _("на этом месте папка"),
        ENOENT: _("нет такой папки или файла"),
        ENOSPC: _("на диске кончилось место"),
        ENOTDIR: _("на пути к нему файл вместо папки"),
        EROFS: _("диск только для чтения"),
    }
)


def _file(failure: OSError) -> Said:
    reason = _REASONS.get(failure.errno or 0, _("ошибка {number}").format(number=failure.errno))
    what = _("Файл или папка не открывается: {path} ({reason}).").format(path=failure.filename or "—", reason=reason)
    return Said(what, "", _("Проверьте путь и права и повторите."))


_NOTHING = _("Ничего не записано.")
_ASK = _("Выполните desk-app sync; если не изменится, спросите оператора центра.")


def _service(failure: ServiceNotOfferedError) -> Said:
    what = _("Такой услуги по этому адресу нет: {code}.").format(code=failure.code)
    there = ", ".join(f"{code} ({title})" for code, title in failure.offered)
    return Said(what, _NOTHING, _("Есть: {services}.").format(services=there))


_OPTIONS = MappingProxyType(
    {
        "account": "--account",
        "code": "--code (--document)",
        "name": "--name",
        "phone": "--phone",
        "email": "--email",
        "document": "--document, --tail",
        "consent": "--consent",
    }
)
"""Which option of the command gives a field of the form."""


def _options(fields: tuple[str, ...]) -> str:
    named = [_OPTIONS[one] for one in fields if one in _OPTIONS]
    return _("Проверьте: {options}.").format(options=", ".join(named)) if named else ""


CLOCK_TODO_HERE = _("Исправьте дату и время в Windows, затем выполните desk-app sync.")
_REPEAT = _("Повторите команду с тем же --operation: второй операции не будет.")
OTHERWISE = MappingProxyType(
    {
        "ClockTooWrongError": {"todo": CLOCK_TODO_HERE},
        "BusinessDateUnconfirmedError": {
            "todo": _("Исправьте часы и выполните desk-app sync или подтвердите дату смены: --date ГГГГ-ММ-ДД.")
        },
        "ConfirmationAwaitedError": {
            "todo": _("Сверьте отпечаток по телефону. После подтверждения подключение закончит desk-app sync.")
        },
        "HelloNeededError": {
            "todo": _("Выполните обмен: desk-app sync. Связи нет весь день: desk-app sync --offline-anyway.")
        },
        "DatabaseLostError": {
            "todo": _(
                "Верните копию: desk-app restore ФАЙЛ, затем desk-app sync. Копий нет — возьмите у оператора центра "
                "код и подключите новую папку: desk-app enrol."
            )
        },
        "CardNumbersUsedUpError": {"safe": _NOTHING, "todo": _("Выполните desk-app sync: центр пришлёт номера.")},
        "AlreadyRegisteredError": {"todo": _("Номер карты и телефон видны в карточке жителя.")},
        "ShiftNotOpenError": {"safe": _NOTHING, "todo": _("Откройте смену: desk-app shift open.")},
        "ShiftAlreadyOpenError": {"todo": _("Закройте её: desk-app shift close.")},
        "VarianceReasonMissingError": {"todo": _("Пересчитайте наличные или назовите причину: --reason.")},
        "BasketEmptyError": {"todo": _("Долга нет. Чтобы принять аванс, назовите услугу и сумму: --line.")},
        "LineAlreadyInBasketError": {
            "what": _("Услуга названа дважды за один месяц."),
            "todo": _("Назовите каждую услугу один раз."),
        },
        "AmountNotPositiveError": {"todo": _("Назовите сумму больше нуля.")},
        "NotEnoughReceivedError": {"todo": _("Назовите, сколько дал житель: --received.")},
        "PossibleDuplicateError": {"todo": _("Если это другой платёж, повторите с --another-one.")},
        "AccountUnknownError": {
            "todo": _("Проверьте номер. Новый счёт появится после desk-app sync; о чужом спросите центр: --ask-centre.")
        },
        "PacketDamagedError": {"todo": _("Выполните desk-app sync; если не поможет, позвоните оператору центра.")},
        "PaperUnknownError": {"todo": _("Проверьте UUID операции.")},
        "OperationDiffersError": {"todo": _("Для новой операции возьмите новый UUID.")},
        "NotSavedError": {"todo": _REPEAT},
        "CentreUnreachableError": {
            "safe": _("Записанное на этом компьютере не потеряно."),
            "todo": _("Повторите команду, когда связь появится."),
        },
        "ExchangeCancelledError": {"todo": _("Продолжить можно в любую минуту: desk-app sync.")},
        "CursorExpiredError": {"todo": _("Повторите desk-app sync.")},
        "GlyphMissingError": {"todo": _("Сообщите поддержке номер операции.")},
    }
)
"""What a command says otherwise, by the name of the refusal."""
