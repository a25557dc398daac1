"""What the machine words of link, exchange and store mean to a clerk."""

from desk_app.application.exchange import Stage
from desk_app.i18n import _
from desk_app.presenters.stop_words import is_stop, stop_words

_REASONS = {
    "timeout": _("Центр не ответил вовремя."),
    "refused": _("Компьютер центра не принимает соединение."),
    "tls": _("Защищённое соединение не установлено: проверьте адрес центра."),
    "clock": _("По часам этого компьютера сертификат центра не действует: проверьте дату и время Windows."),
    "not_the_centre": _("По этому адресу отвечает не центр «Системы Город»."),
    "server_error": _("В центре неполадка, он отвечает ошибкой."),
    "busy": _("Центр просит подождать."),
    "cancelled": _("Обмен остановлен вами."),
    "not_enrolled": _("Рабочее место ещё не подключено к центру."),
    "disk_full": _("На диске кончилось место. Всё сохранённое на месте; освободите диск, и обмен продолжится сам."),
    "disk_error": _("Диск не записывает данные. Всё сохранённое раньше на месте; позовите администратора."),
    "little_room": _(
        "На диске мало места для данных жителей. Всё сохранённое на месте, платежи принимать можно; "
        "освободите диск, и загрузка начнётся сама."
    ),
    "mirror_damaged": _(
        "Данные жителей на этом компьютере повреждены. Операции и деньги целы; данные загрузятся из центра заново."
    ),
    "fault": _("В программе случилась ошибка, обмен прерван. Всё сохранённое на месте; обмен повторится сам."),
    "store": _("База этого компьютера не ответила."),
    "cut": _("Связь оборвалась посреди загрузки. Полученное сохранено, загрузка продолжится с этого места."),
    "mirror_busy": _("Данные центра загружает другая программа этого рабочего места."),
    "mirror_moved": _("Данные обновила другая программа этого рабочего места. Обмен продолжится сам."),
    "damaged": _("Данные из центра пришли повреждёнными."),
    "signature": _("Центр не узнал подпись этого рабочего места."),
    "replay": _("Центр уже видел этот запрос."),
    "protocol": _("Программа устарела: установите обновление."),
    "plain_http": _("Адрес центра без защиты (http)."),
    "upgrade_required": _("Программа устарела: установите обновление."),
}

_STAGES = {
    Stage.HELLO: _("Здороваемся с центром"),
    Stage.PUSH: _("Передаём операции"),
    Stage.AWAITING: _("Центр собирает счета и долги"),
    Stage.SNAPSHOT: _("Загружаем счета и долги"),
    Stage.INDEXING: _("Готовим поиск"),
    Stage.CHANGES: _("Получаем изменения"),
    Stage.CODES: _("Получаем коды квитанций"),
}

_WARNINGS = {
    "key_in_file": (
        _("Ключ базы лежит в файле, а не в хранилище Windows."),
        _("Работать можно. Попросите администратора включить хранилище учётных данных."),
    ),
    "no_recovery_code": (
        _("Код восстановления базы ещё не записан."),
        _("Работать можно. Попросите администратора выпустить код и хранить его в сейфе."),
    ),
}


def link_reason(word: str) -> str:
    """Say why the last exchange did not come through."""
    if is_stop(word):
        return stop_words(word).what
    return _REASONS.get(word) or _("Обмен не прошёл ({word}).").format(word=word)


def stage_words(stage: Stage) -> str:
    """Say what the exchange is doing."""
    return _STAGES[stage]


def progress_words(stage: Stage, done: int, of: int) -> str:
    """Say how far it is: a snapshot comes in megabytes, everything else in pieces."""
    if stage is not Stage.SNAPSHOT:
        return _("{done} из {of}").format(done=_thousands(done), of=_thousands(of))
    return _("{done} из {of} МБ").format(done=_megabytes(done), of=_megabytes(of))


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", "\u00a0")


def _megabytes(size: int) -> str:
    whole, tenths = divmod(size // 100_000, 10)
    return f"{whole},{tenths}" if whole < 10 else _thousands(whole)


def warning_words(word: str) -> tuple[str, str]:
    """Say a lasting warning of this computer: what it is, and what to do."""
    unknown = (_("Внимание: {word}.").format(word=word), _("Работать можно. Сообщите администратору."))
    return _WARNINGS.get(word, unknown)
