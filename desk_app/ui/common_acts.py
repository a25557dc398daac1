"""What can be done from every page, and its keys; F-keys first, for they do not depend on the layout."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from desk_app.i18n import _
from desk_app.ui.actions import Act
from desk_app.ui.pages import PAGES, Page


@dataclass(frozen=True, slots=True)
class CommonDoors:
    """Where the common acts lead."""

    search: Callable[[], None]
    show_page: Callable[[str], None]
    exchange: Callable[[], None]
    palette: Callable[[], None]
    help: Callable[[], None]
    last_slip: Callable[[], None]
    escape: Callable[[], None]
    dismiss: Callable[[], None]


def common_acts(doors: CommonDoors) -> tuple[Act, ...]:
    """Return the acts in the order of the key bar, then one for every page."""
    open_form = partial(doors.show_page, "registration")
    return (
        Act("search", _("Найти жителя"), doors.search, ("F3",), _("Поиск"), "search"),
        Act("register", _("Зарегистрировать жителя"), open_form, ("Ins",), _("Регистрация"), "person-plus"),
        Act("exchange", _("Отправить и получить сейчас"), doors.exchange, ("F5",), _("Обмен"), "exchange"),
        Act("palette", _("Все команды"), doors.palette, ("Ctrl+K",), _("Команды"), "command"),
        _last_slip(doors),
        Act("help", _("Справка по клавишам"), doors.help, ("F1", "Ctrl+/"), _("Справка"), "help"),
        *(_page_act(doors, at, page) for at, page in enumerate(PAGES, 1)),
        Act("escape", _("Назад или очистить"), doors.escape, ("Escape",), "", "back"),
        Act("dismiss", _("Скрыть сообщение об ошибке"), doors.dismiss, (), "", "close"),
    )


def _last_slip(doors: CommonDoors) -> Act:
    title = _("Напечатать последний чек ещё раз")
    return Act("last_slip", title, doors.last_slip, ("Alt+F12",), _("Последний чек"), "receipt")


def _page_act(doors: CommonDoors, at: int, page: Page) -> Act:
    title = _("Страница «{title}»").format(title=page.title)
    return Act(f"page.{page.name}", title, partial(doors.show_page, page.name), (f"Ctrl+{at}",), "", page.icon)
