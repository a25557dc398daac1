"""The promises of the journal and the checks of a workplace, as doctor and audit name them."""

from types import MappingProxyType

from desk_app.i18n import _

PROMISES = MappingProxyType(
    {
        "file": _("Файл базы цел"),
        "I5 end": _("Журнал не стал короче"),
        "I7 chain": _("Операции без пропусков, цепочка верна"),
        "I7 signatures": _("Все операции подписаны этим рабочим местом"),
        "I5 acks": _("Всё принятое центром есть в журнале"),
        "I4 sums": _("Суммы таблиц равны суммам подписанных операций"),
        "I4 ledger": _("Книга центра согласна с журналом"),
        "L1 strays": _("Нет операций вне текущей эпохи"),
        "L2 left behind": _("Неотправленное не оставлено в прежнем файле"),
        "I12 cards": _("Номер карты выдан один раз"),
    }
)

CHECKS = MappingProxyType(
    {
        "file": (_("База и журнал"), _("Ничего не удаляйте, позвоните в поддержку; подробности: desk-app audit.")),
        "aside": (_("Прежние файлы"), _("Не удаляйте их, позвоните оператору центра.")),
        "keys": (_("Ключи"), ""),
        "fonts": (_("Шрифты документов"), _("Установите программу заново.")),
        "space": (_("Место на диске"), _("Освободите место.")),
        "centre": (_("Связь с центром"), _("Проверьте сеть и выполните desk-app sync.")),
        "clock": (_("Часы"), ""),
    }
)
"""What each check is called, and what to do where its finding does not say so itself."""


def promise(name: str) -> str:
    """Return the promise behind the short name of a finding."""
    return PROMISES.get(name, name)
