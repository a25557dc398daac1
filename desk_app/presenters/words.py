"""Every refusal in Russian: what happened, what is safe, what to do."""

from collections.abc import Callable
from typing import Any

from desk_app.application.ask_centre import NoNumberAskedError
from desk_app.application.check_receipt_code import ReceiptCodeWrongError
from desk_app.application.clock_skew import BusinessDateUnconfirmedError, ClockTooWrongError
from desk_app.application.errors import (
    AccountUnknownError,
    CentreRefusedError,
    CentreUnreachableError,
    ConfirmationAwaitedError,
    CursorExpiredError,
    MirrorBusyError,
    MirrorMovedError,
    NotEnrolledError,
    RegisterElsewhereError,
    StoppedByCentreError,
    WorkplaceAbsentError,
)
from desk_app.application.exchange import ExchangeCancelledError
from desk_app.application.once import NotSavedError, OperationDiffersError, StoreBrokenError
from desk_app.application.papers import PaperUnknownError
from desk_app.application.print_receipt import NothingChargedError, PacketDamagedError
from desk_app.application.restoring import HelloNeededError, UnsentWouldBeLostError
from desk_app.application.settle_task import NoteMissingError, TaskUnknownError
from desk_app.application.take_payment import PossibleDuplicateError
from desk_app.domain.basket import (
    AmountNotPositiveError,
    AmountTooLargeError,
    BasketEmptyError,
    BasketFullError,
    LineAlreadyInBasketError,
    NotEnoughReceivedError,
)
from desk_app.domain.errors import DeskError
from desk_app.domain.meters import ReadingLowerError, ReadingUnreadableError, show_reading
from desk_app.domain.money import ZERO, AmountUnreadableError
from desk_app.domain.payment_code import (
    NotAPaymentCodeError,
    NotARegistrationCodeError,
    PaymentBlockTooLongError,
    PaymentFieldError,
)
from desk_app.domain.periods import PeriodUnreadableError, day_words
from desk_app.domain.registration import AlreadyRegisteredError, CardNumbersUsedUpError, RegistrationRefusedError
from desk_app.domain.residents import PhoneRefusedError
from desk_app.domain.shifts import ShiftAlreadyOpenError, ShiftNotOpenError, VarianceReasonMissingError
from desk_app.i18n import _, plural
from desk_app.presenters.clock_words import CLOCK_TODO, clock_fault, clock_safe
from desk_app.presenters.link_words import link_reason
from desk_app.presenters.said import Said
from desk_app.presenters.settings_words import settings_faults
from desk_app.presenters.start_words import START_WORDS
from desk_app.presenters.stop_words import stop_words
from desk_app.presenters.store_words import not_saved_words, store_words
from desk_app.presenters.tasks import WorkFailedError
from desk_app.settings import SettingsFaultyError


def words_for(refusal: DeskError | SettingsFaultyError) -> Said:
    """Return the words for a refusal; an unknown kind speaks as the nearest kind above it."""
    for kind in type(refusal).__mro__:
        words = WORDS.get(kind)
        if words is not None:
            return words(refusal)
    for kind in type(refusal).__mro__:
        if kind.__name__ in START_WORDS:
            return START_WORDS[kind.__name__]
    return Said(
        _("Действие не выполнено ({name}).").format(name=type(refusal).__name__),
        _("Всё сохранённое раньше на месте."),
        _("Повторите. Если не поможет, скопируйте сведения для поддержки на странице «Обмен»."),
    )


def _amount_unreadable(_refusal: AmountUnreadableError) -> Said:
    return Said(_("Это не сумма."), "", _("Напишите рубли и копейки, например 1 234,56."))


def _amount_too_large(refusal: AmountTooLargeError) -> Said:
    most = refusal.most.show()
    return Said(
        _("Больше {most} ₽ за один раз не принимаем.").format(most=most), "", _("Проверьте сумму: нет ли лишней цифры.")
    )


def _not_enough(refusal: NotEnoughReceivedError) -> Said:
    return Said(
        _("Не хватает {sum} ₽.").format(sum=refusal.missing.show()),
        _("Платёж не проведён."),
        _("Введите, сколько дал житель, или уберите услугу."),
    )


def _reading_lower(refusal: ReadingLowerError) -> Said:
    return Said(
        _("Меньше прошлого показания {last}.").format(last=show_reading(refusal.last)),
        "",
        _("Проверьте цифры или укажите: счётчик заменён, переход через ноль."),
    )


def _variance(refusal: VarianceReasonMissingError) -> Said:
    short = refusal.variance < ZERO
    text = _("Недостача {sum} ₽.") if short else _("Излишек {sum} ₽.")
    amount = -refusal.variance if short else refusal.variance
    return Said(
        text.format(sum=amount.show()), _("Смена ещё открыта."), _("Пересчитайте наличные или напишите причину.")
    )


_PHONES = {
    "long": _("Лишние цифры в номере."),
    "landline": _("Это городской телефон: СМС с паролем на него не придёт."),
    "foreign": _("Это не российский номер."),
}


def _phone(refusal: PhoneRefusedError) -> Said:
    if refusal.reason == "short":
        digits = plural(refusal.missing, _("цифры"), _("цифр"), _("цифр"))
        what = _("Не хватает {n} {digits}.").format(n=refusal.missing, digits=digits)
    else:
        what = _PHONES.get(refusal.reason, _("Номер не подходит."))
    return Said(what, "", _("Нужен сотовый: +7 9…"))


FIELDS = {
    "account": _("лицевой счёт"),
    "code": _("код из квитанции или документ"),
    "name": _("фамилия и имя"),
    "phone": _("сотовый телефон"),
    "email": _("почта"),
    "document": _("последние три цифры документа"),
    "consent": _("согласие"),
    "services": _("услуги"),
}
"""Fields of the registration form as they are called when something is left to mend."""


def _registration(refusal: RegistrationRefusedError) -> Said:
    names = ", ".join(FIELDS.get(name, name) for name in refusal.fields)
    return Said(_("Осталось исправить: {names}.").format(names=names), _("Введённое сохранено в черновике."), "")


def _duplicate(refusal: PossibleDuplicateError) -> Said:
    return Said(
        _("Такая же сумма {sum} ₽ по этому счёту уже принята несколько минут назад.").format(
            sum=refusal.entry.amount.show()
        ),
        _("Второй раз деньги пока не проведены."),
        _("Если это другой платёж, подтвердите его."),
    )


def _unreachable(refusal: CentreUnreachableError) -> Said:
    return Said(
        link_reason(refusal.reason),
        _("Введённое сохранено на этом компьютере."),
        _("Программа повторит сама; можно нажать «Отправить сейчас» (F5)."),
    )


_CODES = {
    "enrol": _("Код подключения не подошёл: он действует сутки и только один раз."),
    "signature": _("Центр не узнал подпись этого рабочего места."),
    "clock": _("Часы этого компьютера расходятся с центром."),
    "protocol": _("Программа устарела: нужно обновление."),
    "revoked": _("Рабочее место отключено оператором центра."),
    "scope": _("Этот счёт не относится к вашему рабочему месту."),
    "plain_http": _("Адрес без защиты (http) не принимается: нужен https."),
    "not_address": _("Это не адрес центра: нужен адрес вида https://centre.example."),
}


def _refused(refusal: CentreRefusedError) -> Said:
    return Said(
        _CODES.get(refusal.code, _("Центр ответил отказом ({code}).").format(code=refusal.code)),
        _("Ничего не потеряно."),
        _("Проверьте введённое или позвоните оператору центра."),
    )


def _awaited(refusal: ConfirmationAwaitedError) -> Said:
    return Said(
        _("Рабочее место ждёт подтверждения оператора центра. Отпечаток ключа: {print_}.").format(
            print_=refusal.fingerprint
        ),
        _("Запрос сохранён, код повторно не нужен."),
        _("Сверьте отпечаток по телефону. После подтверждения подключение закончит ближайший обмен."),
    )


def _clock_too_wrong(refusal: ClockTooWrongError) -> Said:
    return Said(clock_fault(refusal.skew_s), clock_safe(refusal.skew_s), CLOCK_TODO)


def _date_unconfirmed(refusal: BusinessDateUnconfirmedError) -> Said:
    return Said(
        _("{fault} По ним сегодня {by_clock}, по времени центра {by_centre}.").format(
            fault=clock_fault(refusal.skew_s),
            by_clock=day_words(refusal.by_clock),
            by_centre=day_words(refusal.by_centre),
        ),
        _("Смена не открыта, ничего не потеряно."),
        _("Исправьте часы и выполните обмен (F5) или подтвердите дату смены."),
    )


def _no_workplace(refusal: WorkplaceAbsentError) -> Said:
    return Said(
        _("Здесь нет рабочего места: {folder}.").format(folder=refusal.folder),
        _("Ничего не создано."),
        _("Проверьте --data-dir. Новое рабочее место создаёт команда desk-app enrol или окно программы."),
    )


def _would_be_lost(refusal: UnsentWouldBeLostError) -> Said:
    operations = plural(refusal.operations, _("операция"), _("операции"), _("операций"))
    return Said(
        _("В нынешней базе есть неотправленное, чего нет в копии: {n} {operations}, {sum} ₽.").format(
            n=refusal.operations, operations=operations, sum=refusal.money.show()
        ),
        _("Ничего не изменено, неотправленное на месте."),
        _("Сначала выполните обмен. Если он невозможен, позвоните оператору центра."),
    )


def _stopped(refusal: StoppedByCentreError) -> Said:
    why = stop_words(refusal.verdict)
    return Said(why.what, why.safe, why.todo)


def _settings(refusal: SettingsFaultyError) -> Said:
    return Said(
        settings_faults(refusal.faults),
        _("База и операции не затронуты."),
        _("Позовите администратора: нужно исправить settings.toml. Адрес центра исправит и desk-app enrol."),
    )


def _fixed(what: str, safe: str, todo: str) -> Callable[[Any], Said]:
    said = Said(what, safe, todo)
    return lambda _refusal: said


WORDS: dict[type, Callable[[Any], Said]] = {
    SettingsFaultyError: _settings,
    AmountUnreadableError: _amount_unreadable,
    AmountTooLargeError: _amount_too_large,
    AmountNotPositiveError: _fixed(_("Сумма должна быть больше нуля."), "", _("Введите сумму или снимите услугу.")),
    LineAlreadyInBasketError: _fixed(
        _("Эта услуга за этот месяц уже в корзине."), "", _("Уберите строку и добавьте снова, если сумма другая.")
    ),
    BasketFullError: _fixed(
        _("В одном платеже больше ста строк не бывает."), "", _("Проведите этот платёж и начните новый.")
    ),
    BasketEmptyError: _fixed(_("Нечего оплачивать."), "", _("Отметьте хотя бы одну услугу.")),
    NotEnoughReceivedError: _not_enough,
    ReadingUnreadableError: _fixed(_("Это не показание."), "", _("Напишите цифры со счётчика, например 312,4.")),
    ReadingLowerError: _reading_lower,
    PeriodUnreadableError: _fixed(_("Это не месяц."), "", _("Выберите месяц из списка.")),
    PhoneRefusedError: _phone,
    RegistrationRefusedError: _registration,
    ReceiptCodeWrongError: _fixed(
        _("Код из квитанции неверный."),
        _("Регистрация не записана, номер карты не потрачен."),
        _("Возьмите код с последней квитанции или зарегистрируйте по документу."),
    ),
    AlreadyRegisteredError: _fixed(
        _("У этого счёта кабинет уже есть или регистрация в пути."),
        _("Второй раз житель не записан."),
        _("Откройте карточку: там номер карты и телефон."),
    ),
    CardNumbersUsedUpError: _fixed(
        _("Кончились номера карт этого рабочего места."),
        _("Введённое сохранено в черновике."),
        _("Нажмите «Отправить сейчас» (F5): центр пришлёт новые номера."),
    ),
    NotAPaymentCodeError: _fixed(_("Это не код оплаты."), "", _("Отсканируйте ещё раз или найдите по адресу.")),
    NotARegistrationCodeError: _fixed(
        _("Это не код с нашей квитанции."), "", _("Отсканируйте код ещё раз или наберите счёт и шесть цифр.")
    ),
    PaymentFieldError: _fixed(
        _("Код оплаты для банка не собрать: в реквизитах поставщика ошибка."),
        _("Операция сохранена, квитанция без кода действительна."),
        _("Сообщите оператору центра название поставщика."),
    ),
    PaymentBlockTooLongError: _fixed(
        _("Код оплаты для банка не помещается: реквизиты поставщика слишком длинные."),
        _("Операция сохранена, квитанция без кода действительна."),
        _("Сообщите оператору центра название поставщика."),
    ),
    ShiftNotOpenError: _fixed(
        _("Смена не открыта."), _("Корзина сохранена."), _("Откройте смену, и платёж можно провести.")
    ),
    ShiftAlreadyOpenError: _fixed(_("Смена уже открыта."), "", _("Закройте её на странице «Смена».")),
    VarianceReasonMissingError: _variance,
    PossibleDuplicateError: _duplicate,
    AccountUnknownError: _fixed(
        _("Этого счёта нет на этом рабочем месте."),
        "",
        _("Проверьте номер. Новый счёт появится после обмена с центром (F5)."),
    ),
    RegisterElsewhereError: _fixed(
        _("Этот счёт не относится к домам вашего рабочего места: здесь можно только принять оплату."),
        _("Ничего не записано."),
        _("Житель регистрируется в своей управляющей организации или сам, кодом из квитанции."),
    ),
    NoNumberAskedError: _fixed(
        _("Центр ищет только по номеру счёта или скану квитанции."),
        "",
        _("Наберите номер счёта так, как он напечатан в квитанции."),
    ),
    NothingChargedError: _fixed(
        _("По этому счёту нет начислений."), "", _("Квитанция появится, когда поставщик пришлёт начисления.")
    ),
    PacketDamagedError: _fixed(
        _("Коды квитанций этого месяца не читаются на этом компьютере."),
        _("Счета и платежи не затронуты."),
        _("Нажмите «Отправить сейчас» (F5); если не поможет, позвоните оператору центра."),
    ),
    PaperUnknownError: _fixed(
        _("Такой бумаги на этом рабочем месте нет."), "", _("Выберите платёж из списка и напечатайте заново.")
    ),
    NoteMissingError: _fixed(
        _("Напишите, что сделано."), _("Задача остаётся в списке."), _("Достаточно нескольких слов.")
    ),
    TaskUnknownError: _fixed(
        _("Такой открытой задачи нет."), "", _("Возможно, она уже решена: посмотрите список задач.")
    ),
    StoreBrokenError: store_words,
    NotSavedError: not_saved_words,
    WorkplaceAbsentError: _no_workplace,
    OperationDiffersError: _fixed(
        _("Эта операция уже записана с другим содержанием."),
        _("Прежняя запись не изменилась, новая не сделана."),
        _("Найдите прежнюю операцию на странице «Обмен». Для новой откройте форму заново."),
    ),
    NotEnrolledError: _fixed(
        _("Рабочее место ещё не подключено к центру."),
        _("Смотреть можно, записывать нельзя."),
        _("Пройдите подключение: нужен одноразовый код от оператора центра."),
    ),
    ClockTooWrongError: _clock_too_wrong,
    BusinessDateUnconfirmedError: _date_unconfirmed,
    ConfirmationAwaitedError: _awaited,
    HelloNeededError: _fixed(
        _("База возвращена из копии: сначала центр должен вернуть то, что было после неё."),
        _("Всё, что есть в базе, на месте. Новое пока не записано."),
        _("Нажмите «Отправить сейчас» (F5). Связи нет весь день — «Работать без центра» (Alt+F5)."),
    ),
    UnsentWouldBeLostError: _would_be_lost,
    ExchangeCancelledError: _fixed(
        _("Обмен остановлен вами."), _("Полученное сохранено."), _("Продолжить можно в любую минуту: F5.")
    ),
    MirrorBusyError: _fixed(
        _("Данные центра уже загружает другая программа этого рабочего места."),
        _("Ничего не потеряно, полученное ею увидят все."),
        _("Подождите, пока она закончит."),
    ),
    MirrorMovedError: _fixed(
        _("Данные обновила другая программа этого рабочего места."),
        _("Ничего не потеряно."),
        _("Следующий обмен продолжит с нового места."),
    ),
    CentreUnreachableError: _unreachable,
    CentreRefusedError: _refused,
    CursorExpiredError: _fixed(
        _("Данные центра нужно загрузить заново."),
        _("Ваши операции сохранены и не затронуты."),
        _("Программа сделает это сама при следующем обмене."),
    ),
    StoppedByCentreError: _stopped,
    WorkFailedError: _fixed(
        _("В программе случилась ошибка."),
        _("Всё сохранённое раньше на месте."),
        _("Проверьте по списку операций, записано ли последнее действие; если нет, повторите."),
    ),
}
