"""Every page of the window, in the order of the rail; a page that does not exist is not listed."""

from desk_app.i18n import _
from desk_app.ui.screen import Page
from desk_app.ui.search_screen import SearchScreen

PAGES: tuple[Page, ...] = (Page("search", _("Поиск"), "search", SearchScreen),)
