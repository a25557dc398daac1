"""What a store that does not answer says: the disk, the file, the mirror."""

from desk_app.application.once import LITTLE_ROOM, MIRROR_DAMAGED, NotSavedError, StoreBrokenError
from desk_app.i18n import _
from desk_app.presenters.said import Said

_WHAT = {
    "busy": _("База занята. Повторяем…"),
    "disk_full": _("На диске кончилось место."),
    "disk_error": _("Диск не записывает данные."),
    "damaged": _("База повреждена."),
    MIRROR_DAMAGED: _("Данные жителей на этом компьютере повреждены."),
    LITTLE_ROOM: _("На диске мало места для данных жителей."),
    "read_only": _("База доступна только для чтения."),
}
_SAFE = {"damaged": _("Принятое центром не потеряно.")}
_TODO = {
    "damaged": _(
        "Не принимайте деньги и не удаляйте файлы. Позовите администратора: базу вернёт копия, центр добавит остальное."
    ),
    "disk_full": _("Освободите место на диске и повторите: это безопасно."),
    MIRROR_DAMAGED: _("Сделайте обмен (F5 на странице «Обмен»): данные загрузятся из центра заново."),
    LITTLE_ROOM: _("Платежи принимать можно. Освободите место на диске, и загрузка начнётся сама."),
}


def store_words(refusal: StoreBrokenError) -> Said:
    """Return what a broken store says where nothing was being written."""
    return Said(
        _WHAT.get(refusal.reason, _("База этого компьютера не ответила ({word}).").format(word=refusal.reason)),
        _SAFE.get(refusal.reason, _("Всё сохранённое раньше на месте.")),
        _TODO.get(refusal.reason, _("Подождите минуту и повторите. Если не поможет, позовите администратора.")),
    )


def not_saved_words(refusal: NotSavedError) -> Said:
    """Return what a broken store says to the clerk whose operation it did not take."""
    return Said(
        _WHAT.get(refusal.reason, _("Записать не удалось ({word}).").format(word=refusal.reason)),
        _("Операция точно не проведена, деньги не записаны."),
        _TODO.get(refusal.reason, _("Повторить безопасно: нажмите ещё раз.")),
    )
