"""The checks of a workplace, as doctor names them."""

from types import MappingProxyType

from desk_app.i18n import _

CHECKS = MappingProxyType(
    {
        "file": (_("База и журнал"), _("Ничего не удаляйте, позвоните в поддержку; подробности: desk-app audit.")),
        "residents": (_("Данные жителей"), _("Операции и деньги это не затрагивает. Выполните desk-app sync.")),
        "aside": (_("Прежние файлы"), _("Не удаляйте их, позвоните оператору центра.")),
        "keys": (_("Ключи"), ""),
        "fonts": (_("Шрифты документов"), _("Установите программу заново.")),
        "space": (_("Место на диске"), _("Освободите место.")),
        "centre": (_("Связь с центром"), _("Проверьте сеть и выполните desk-app sync.")),
        "clock": (_("Часы"), ""),
    }
)
"""What each check is called, and what to do where its finding does not say so itself."""
