"""Every page of the window, in the order of the rail; a page that does not exist is not listed."""

from desk_app.i18n import _
from desk_app.ui.payment_screen import PaymentScreen
from desk_app.ui.registration_screen import RegistrationScreen
from desk_app.ui.screen import Page
from desk_app.ui.search_screen import SearchScreen
from desk_app.ui.settings_screen import SettingsScreen
from desk_app.ui.shift_screen import ShiftScreen
from desk_app.ui.status_screen import StatusScreen

PAGES: tuple[Page, ...] = (
    Page("search", _("Поиск"), "search", SearchScreen),
    Page("registration", _("Регистрация"), "person-plus", RegistrationScreen),
    Page("payment", _("Оплата"), "wallet", PaymentScreen),
    Page("shift", _("Смена"), "clock", ShiftScreen),
    Page("status", _("Обмен"), "exchange", StatusScreen),
    Page("settings", _("Настройки"), "gear", SettingsScreen, low=True),
)
