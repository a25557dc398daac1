"""What can be done from every page, and its keys; F-keys first, for they do not depend on the layout."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from desk_app.i18n import _
from desk_app.ui.actions import Act
from desk_app.ui.screen import Page


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


def common_acts(doors: CommonDoors, pages: Sequence[Page]) -> tuple[Act, ...]:
    """Return the acts in the order of the key bar; only pages that exist have one."""
    there = {page.name for page in pages}
    acts = [Act("search", _("Найти жителя"), doors.search, ("F3",), _("Поиск"), "search")]
    if "registration" in there:
        open_form = partial(doors.show_page, "registration")
        acts.append(Act("register", _("Зарегистрировать жителя"), open_form, ("Ins",), _("Регистрация"), "person-plus"))
    acts.append(Act("exchange", _("Отправить и получить сейчас"), doors.exchange, ("F5",), _("Обмен"), "exchange"))
    acts.append(Act("palette", _("Все команды"), doors.palette, ("Ctrl+K",), _("Команды"), "command"))
    if "payment" in there:
        acts.append(
            Act(
                "last_slip",
                _("Напечатать последний чек ещё раз"),
                doors.last_slip,
                ("Alt+F12",),
                _("Последний чек"),
                "receipt",
            )
        )
    acts.append(Act("help", _("Справка по клавишам"), doors.help, ("F1", "Ctrl+/"), _("Справка"), "help"))
    acts.extend(_page_act(doors, at, page) for at, page in enumerate(pages, 1))
    acts.append(Act("escape", _("Назад или очистить"), doors.escape, ("Escape",), "", "back"))
    acts.append(Act("dismiss", _("Скрыть сообщение об ошибке"), doors.dismiss, (), "", "close"))
    return tuple(acts)


def _page_act(doors: CommonDoors, at: int, page: Page) -> Act:
    title = _("Страница «{title}»").format(title=page.title)
    return Act(f"page.{page.name}", title, partial(doors.show_page, page.name), (f"Ctrl+{at}",), "", page.icon)
