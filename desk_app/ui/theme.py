"""How the window looks: colour tokens, fonts and one style sheet, for light and dark and three sizes."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from desk_app.resources import resource
from desk_app.ui.sheet import style_sheet
from desk_app.ui.slices import Slices
from desk_app.ui.tokens import DARK, LIGHT, Tokens

SCALES = (100, 115, 130)
LIKE_SYSTEM = "system"

_FONTS = (
    "GolosText-Regular.ttf",
    "GolosText-Medium.ttf",
    "GolosText-SemiBold.ttf",
    "GolosText-Bold.ttf",
    "PTMono-Regular.ttf",
)


@dataclass(frozen=True, slots=True)
class Appearance:
    """What the clerk chose: «system», «light» or «dark», and 100, 115 or 130 %."""

    scheme: str = LIKE_SYSTEM
    scale: int = 100


class Look(QObject):
    """The one look of the window; `changed` is emitted when tokens or size are others.

    `sheet` is worn by the parts of the window (dress.py), `slices` is where they change one after another.
    """

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._appearance = Appearance()
        self._style: tuple[Tokens, int] | None = None
        self.tokens: Tokens = LIGHT
        self.sheet = ""
        self.slices = Slices(self)
        load_fonts(_FONTS)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._restyle)
        self._restyle()

    @property
    def appearance(self) -> Appearance:
        """What was chosen."""
        return self._appearance

    def choose(self, appearance: Appearance) -> None:
        """Restyle the window part by part, what is seen first, unless it looks like that already."""
        self._appearance = appearance
        self._restyle()

    def px(self, pixels: int) -> int:
        """Return a length at the chosen size."""
        return round(pixels * self._appearance.scale / 100)

    def font(self, pixels: int, weight: QFont.Weight = QFont.Weight.Normal, *, mono: bool = False) -> QFont:
        """Return a font of the window at the chosen size, with digits of one width."""
        font = QFont("PT Mono" if mono else "Golos Text")
        font.setPixelSize(self.px(pixels))
        font.setWeight(weight)
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        font.setFeature(QFont.Tag("tnum"), 1)
        return font

    def color(self, token: str) -> QColor:
        """Return a token as a colour."""
        return QColor(getattr(self.tokens, token))

    def _restyle(self) -> None:
        style = (DARK if self._is_dark() else LIGHT, self._appearance.scale)
        if style == self._style:
            return
        before, self._style = self._style, style
        self.tokens = style[0]
        if before is None or before[1] != style[1]:
            self._app.setFont(self.font(14))
        self._app.setPalette(palette_of(self.tokens))
        self.sheet = style_sheet(self.tokens, self.px)
        self.changed.emit()

    def _is_dark(self) -> bool:
        if self._appearance.scheme == LIKE_SYSTEM:
            return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        return self._appearance.scheme == "dark"


def load_fonts(files: Sequence[str]) -> None:
    """Make the shipped fonts known to Qt.

    Raises:
        FileNotFoundError: the installation is damaged.
    """
    for name in files:
        QFontDatabase.addApplicationFont(str(resource("fonts", name)))


def palette_of(tokens: Tokens) -> QPalette:
    """Give Fusion the tokens, for everything the style sheet does not name."""
    palette = QPalette()
    roles = QPalette.ColorRole
    for role, colour in (
        (roles.Window, tokens.bg),
        (roles.WindowText, tokens.text),
        (roles.Base, tokens.surface),
        (roles.AlternateBase, tokens.surface2),
        (roles.Text, tokens.text),
        (roles.PlaceholderText, tokens.faint),
        (roles.Button, tokens.surface),
        (roles.ButtonText, tokens.text),
        (roles.Highlight, tokens.accent),
        (roles.HighlightedText, tokens.on_accent),
        (roles.Accent, tokens.accent),
        (roles.Link, tokens.accent),
        (roles.ToolTipBase, tokens.text),
        (roles.ToolTipText, tokens.surface),
        (roles.Mid, tokens.line),
        (roles.Dark, tokens.hover),  # the desk under the sheets of the preview
    ):
        palette.setColor(role, QColor(colour))
    for role in (roles.Text, roles.WindowText, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.faint))
    return palette
