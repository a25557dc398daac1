"""The entries of the rail, in their order; what lies behind each is made when it is first shown (screens.py)."""

from dataclasses import dataclass

from desk_app.i18n import _


@dataclass(frozen=True, slots=True)
class Page:
    """An entry of the rail; `low` stands at its foot."""

    name: str
    title: str
    icon: str
    low: bool = False


PAGES: tuple[Page, ...] = (
    Page("search", _("Поиск"), "search"),
    Page("registration", _("Регистрация"), "person-plus"),
    Page("payment", _("Оплата"), "wallet"),
    Page("shift", _("Смена"), "clock"),
    Page("status", _("Обмен"), "exchange"),
    Page("settings", _("Настройки"), "gear", low=True),
)
