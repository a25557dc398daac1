"""What lies behind each page; far too much to be imported before the window is painted."""

from collections.abc import Callable, Mapping

from desk_app.ui.payment_screen import PaymentScreen
from desk_app.ui.preview import PreviewScreen
from desk_app.ui.registration_screen import RegistrationScreen
from desk_app.ui.screen import Screen, Workplace
from desk_app.ui.search_screen import SearchScreen
from desk_app.ui.settings_screen import SettingsScreen
from desk_app.ui.shift_screen import ShiftScreen
from desk_app.ui.status_screen import StatusScreen

SCREENS: Mapping[str, Callable[[Workplace], Screen]] = {
    "search": SearchScreen,
    "registration": RegistrationScreen,
    "payment": PaymentScreen,
    "shift": ShiftScreen,
    "status": StatusScreen,
    "settings": SettingsScreen,
    "preview": PreviewScreen,
}
"""The pages of the rail by their names, and the preview, which is reached from others."""
