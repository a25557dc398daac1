"""Every page of the window, in the order of the rail; a page that does not exist is not listed."""

from desk_app.ui.screen import Page

PAGES: tuple[Page, ...] = ()
