"""What is wrong with the settings file, as an administrator can mend it."""

from desk_app.i18n import _
from desk_app.settings import KEY_SLOTS, LINES, NOT_ADDRESS, NOT_CHOICE, NOT_TEXT, SLIP_FORMS, UNKNOWN, UNREADABLE

_FAULTS = {
    UNREADABLE: _("{name} не читается: это не TOML в UTF-8"),
    UNKNOWN: _("параметра «{name}» нет"),
    NOT_TEXT: _("значение «{name}» должно стоять в кавычках"),
    NOT_ADDRESS: _("«{name}» не адрес: нужен адрес вида https://centre.example"),
    NOT_CHOICE: _("«{name}» бывает только {choices}"),
}
_CHOICES = {"key_slot": KEY_SLOTS, "slip_form": SLIP_FORMS, "line": LINES}


def settings_faults(faults: tuple[tuple[str, str], ...]) -> str:
    """Say all faults in one sentence."""
    said = "; ".join(
        _FAULTS[what].format(name=name, choices=", ".join(_CHOICES.get(name, ()))) for name, what in faults
    )
    return _("Файл настроек содержит ошибку: {faults}.").format(faults=said)
