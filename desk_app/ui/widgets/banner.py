"""A lasting state above the page: what it is, what is safe, and one button that helps."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desk_app.presenters.shell_view import BannerView
from desk_app.ui.icons import icon_label
from desk_app.ui.theme import Look
from desk_app.ui.widgets.basics import button, clear, label


class Banners(QWidget):
    """Shows the lasting states, the gravest first; nothing when all is well."""

    def __init__(self, look: Look, do: Callable[[str], None]) -> None:
        super().__init__()
        self._look, self._do = look, do
        self._shown: tuple[BannerView, ...] = ()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(24, 18, 24, 0)
        self._layout.setSpacing(8)
        self.hide()

    def show_banners(self, banners: tuple[BannerView, ...]) -> None:
        """Show these and no others; the same again leaves focus and layout alone."""
        if banners == self._shown:
            return
        self._shown = banners
        clear(self._layout)
        for banner in sorted(banners, key=lambda one: one.tone != "error")[:2]:
            self._layout.addWidget(self._band(banner))
        self.setVisible(bool(banners))

    def _band(self, banner: BannerView) -> QFrame:
        frame = QFrame()
        frame.setProperty("band", "true")
        frame.setProperty("tone", banner.tone)
        layout = QHBoxLayout(frame)
        layout.setContentsMargins(14, 10, 10, 10)
        layout.setSpacing(10)
        layout.addWidget(icon_label(self._look, banner.icon, banner.tone, 20))
        words = label("", wrap=True)
        words.setTextFormat(Qt.TextFormat.RichText)
        words.setText(f"<b>{_plain(banner.head)}</b> {_plain(banner.text)}")
        layout.addWidget(words, 1)
        if banner.act:
            layout.addWidget(button(self._look, banner.act_title, lambda: self._do(banner.act), icon="exchange"))
        return frame


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
