"""A desk without accounts says so: nobody can be found there, and no typing mends that."""

from desk_app.i18n import _

_WORDS = {
    "unloaded": (
        _("Данные жителей ещё не загружены"),
        _(
            "Искать пока не в чем. Загрузка идёт сама и продолжается с места обрыва; её ход виден вверху окна. "
            "Если её нет, нажмите «Отправить сейчас» (F5)."
        ),
    ),
    "no_accounts": (
        _("Центр ещё не передал данные жителей"),
        _("Обмен прошёл, но счетов для этого рабочего места в центре нет. Позвоните оператору центра."),
    ),
}


def unloaded_words(lacks: str) -> tuple[str, str] | None:
    """Say what is not there yet and what to do; None where accounts are there, and it is only this one that is not.

    `lacks` is `Found.lacks`, so window and command line say the same.
    """
    return _WORDS.get(lacks)
