"""What can be done from every page, and its keys; F-keys first, for they do not depend on the layout."""

from functools import partial

from desk_app.i18n import _
from desk_app.ui.actions import SEND_NOW, Act
from desk_app.ui.main_window import MainWindow
from desk_app.ui.pages import PAGES, Page


def common_acts(window: MainWindow) -> tuple[Act, ...]:
    """Return the acts in the order of the key bar, then one for every page."""
    open_form = partial(window.show_page, "registration")
    return (
        Act("search", _("Найти жителя"), window.focus_search, ("F3",), _("Поиск"), "search"),
        Act("register", _("Зарегистрировать жителя"), open_form, ("Ins",), _("Регистрация"), "person-plus"),
        Act("exchange", SEND_NOW, window.exchange_now, ("F5",), SEND_NOW, "exchange"),
        # On a narrow window the bar drops its end; the help lists what was dropped.
        Act("help", _("Справка по клавишам"), window.open_help, ("F1", "Ctrl+/"), _("Справка"), "help"),
        Act("palette", _("Все команды"), window.open_palette, ("Ctrl+K",), _("Команды"), "command"),
        _last_slip(window),
        *(_page_act(window, at, page) for at, page in enumerate(PAGES, 1)),
        Act("escape", _("Назад или очистить"), window.escape, ("Escape",), "", "back"),
        Act("dismiss", _("Скрыть сообщение об ошибке"), window.dismiss_fault, (), "", "close"),
    )


def _last_slip(window: MainWindow) -> Act:
    title = _("Напечатать последнюю квитанцию об оплате ещё раз")
    return Act("last_slip", title, window.print_last_slip, ("Alt+F12",), _("Последняя квитанция об оплате"), "receipt")


def _page_act(window: MainWindow, at: int, page: Page) -> Act:
    title = _("Страница «{title}»").format(title=page.title)
    return Act(f"page.{page.name}", title, partial(window.show_page, page.name), (f"Ctrl+{at}",), "", page.icon)
