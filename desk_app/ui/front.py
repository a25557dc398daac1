"""The window as it is first painted; nothing here needs the desk, and nothing heavy is imported for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from desk_app.i18n import _
from desk_app.presenters.shell_view import BannerView
from desk_app.ui.common_acts import common_acts
from desk_app.ui.main_window import MainWindow
from desk_app.ui.opening import OpeningPage

if TYPE_CHECKING:
    # Values of the session, which is imported behind the first picture.
    from collections.abc import Callable
    from pathlib import Path

    from desk_app.application.desk import Desk
    from desk_app.ui.theme import Look


@dataclass(frozen=True, slots=True)
class Start:
    """What main hands to the window.

    `open_desk` opens the desk with the settings as they are; `connect` keeps
    another centre address in the settings and opens the desk anew with it;
    `centre_url` says the address as it stands now, empty before the first
    start; `folder` holds lock and fault reports. All of them run on a worker.
    """

    open_desk: Callable[[], Desk]
    connect: Callable[[str], Desk]
    centre_url: Callable[[], str]
    folder: Path
    title: str


class Front(QObject):
    """Frame and waiting page, which the session takes over."""

    _faulted = Signal(object)

    def __init__(self, look: Look, start: Start) -> None:
        super().__init__()
        self.look, self.start = look, start
        self.opening = OpeningPage(look)
        self.window = MainWindow(look, self.opening, start.title)
        self.window.actions_now.set_common(common_acts(self.window))
        self._faulted.connect(self.fault, Qt.ConnectionType.QueuedConnection)

    def come_forward(self) -> None:
        """Show the window above all others: the clerk has started the program once more."""
        self.window.showNormal() if self.window.isMinimized() else self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def told(self, report: Path | None) -> None:
        """Take the news of a fault from whatever thread it happened in."""
        self._faulted.emit(report)

    def fault(self, report: Path | None) -> None:
        """Say that the program had a fault, and that nothing saved is lost."""
        where = _("Отчёт для поддержки: {path}").format(path=report) if report else ""
        self.window.show_fault(
            BannerView(
                _("В программе случилась ошибка, данные сохранены."),
                _("Проверьте, что последнее действие есть в списке на странице «Обмен», и повторите его. {report}")
                .format(report=where)
                .strip(),
                "error",
                "warning",
                "dismiss",
                _("Понятно"),
            )
        )
