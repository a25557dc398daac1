"""The style sheet, written from the tokens.

Widgets name what they are by a property: `role` for texts, `kind` for buttons,
`tone` for pills, `card` for frames. The sheet alone knows how that looks.
"""

from collections.abc import Callable

from desk_app.ui.form_sheet import form_sheet
from desk_app.ui.tokens import Tokens


def style_sheet(t: Tokens, px: Callable[[int], int]) -> str:
    """Return the sheet for one colour scheme at one size."""
    parts = (_grounds, _texts, _buttons, _fields, _lists, _pills, form_sheet)
    return "\n".join(part(t, px) for part in parts)


def _grounds(t: Tokens, px: Callable[[int], int]) -> str:
    return f"""
QFrame#rail {{ background: {t.rail}; border: 0; border-right: 1px solid {t.line}; }}
QFrame#top {{ background: {t.surface}; border: 0; border-bottom: 1px solid {t.line}; }}
QFrame#keys {{ background: {t.surface}; border: 0; border-top: 1px solid {t.line}; }}
QFrame[card="true"] {{ background: {t.surface}; border: 1px solid {t.line}; border-radius: {px(12)}px; }}
QFrame[card="quiet"] {{ background: {t.surface2}; border: 1px solid {t.line}; border-radius: {px(10)}px; }}
QFrame[line="true"] {{ background: {t.line}; border: 0; min-height: 1px; max-height: 1px; }}
QFrame[tone="warn"][band="true"] {{ background: {t.warn_bg}; border: 0; border-radius: {px(10)}px; }}
QFrame[tone="error"][band="true"] {{ background: {t.error_bg}; border: 0; border-radius: {px(10)}px; }}
QFrame[tone="ok"][band="true"] {{ background: {t.ok_bg}; border: 0; border-radius: {px(10)}px; }}
QFrame[tone="info"][band="true"] {{ background: {t.accent_bg}; border: 0; border-radius: {px(10)}px; }}
QScrollArea, QScrollArea > QWidget > QWidget#body {{ background: transparent; border: 0; }}
QScrollBar:vertical {{ background: transparent; width: {px(10)}px; margin: 2px; }}
QScrollBar::handle:vertical {{ background: {t.input}; border-radius: {px(3)}px; min-height: {px(32)}px; }}
QScrollBar:horizontal {{ background: transparent; height: {px(10)}px; margin: 2px; }}
QScrollBar::handle:horizontal {{ background: {t.input}; border-radius: {px(3)}px; min-width: {px(32)}px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QToolTip {{ background: {t.text}; color: {t.surface}; border: 0; padding: {px(6)}px; }}
QProgressBar {{ background: {t.hover}; border: 0; border-radius: {px(3)}px; max-height: {px(6)}px;
    min-height: {px(6)}px; color: transparent; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: {px(3)}px; }}
"""


def _texts(t: Tokens, px: Callable[[int], int]) -> str:
    return f"""
QLabel {{ background: transparent; color: {t.text}; font-size: {px(14)}px; }}
QLabel[role="title"] {{ font-size: {px(22)}px; font-weight: 600; }}
QLabel[role="heading"] {{ font-size: {px(16)}px; font-weight: 600; }}
QLabel[role="strong"] {{ font-weight: 600; }}
QLabel[role="muted"] {{ color: {t.muted}; }}
QLabel[role="small"] {{ color: {t.muted}; font-size: {px(12)}px; }}
QLabel[role="caption"] {{ color: {t.faint}; font-size: {px(12)}px; }}
QLabel[role="money"] {{ font-size: {px(16)}px; font-weight: 600; }}
QLabel[role="total"] {{ font-size: {px(22)}px; font-weight: 600; }}
QLabel[role="sum"] {{ font-size: {px(34)}px; font-weight: 600; }}
QLabel[role="mono"] {{ font-family: "PT Mono"; font-size: {px(16)}px; }}
QLabel[role="monobig"] {{ font-family: "PT Mono"; font-size: {px(34)}px; }}
QLabel[role="key"] {{ font-size: {px(11)}px; font-weight: 600; color: {t.muted}; background: {t.surface2};
    border: 1px solid {t.line}; border-bottom: 2px solid {t.line}; border-radius: {px(5)}px;
    padding: 1px {px(7)}px; }}
QLabel[role="hint"] {{ font-size: {px(12)}px; color: {t.faint}; }}
QLabel[tone="ok"][role="hint"] {{ color: {t.ok}; }}
QLabel[tone="warn"][role="hint"] {{ color: {t.warn}; }}
QLabel[tone="error"][role="hint"] {{ color: {t.error}; }}
QLabel[tone="info"][role="hint"] {{ color: {t.accent}; }}
QLabel[ink="ok"] {{ color: {t.ok}; }}
QLabel[ink="warn"] {{ color: {t.warn}; }}
QLabel[ink="error"] {{ color: {t.error}; }}
QLabel[ink="info"] {{ color: {t.accent}; }}
QLabel[ink="penalty"] {{ color: {t.muted}; }}
QFrame[band="true"][tone="warn"] QLabel {{ color: {t.warn}; }}
QFrame[band="true"][tone="error"] QLabel {{ color: {t.error}; }}
QFrame[band="true"][tone="ok"] QLabel {{ color: {t.ok}; }}
QFrame[band="true"][tone="info"] QLabel {{ color: {t.accent}; }}
"""


def _buttons(t: Tokens, px: Callable[[int], int]) -> str:
    return f"""
QPushButton {{ background: {t.surface}; color: {t.text}; border: 1px solid {t.input}; border-radius: {px(8)}px;
    padding: 0 {px(14)}px; min-height: {px(36)}px; font-size: {px(14)}px; font-weight: 500; }}
QPushButton:hover {{ background: {t.hover}; }}
QPushButton:focus {{ border: 2px solid {t.accent}; padding: 0 {px(13)}px; min-height: {px(34)}px; }}
QPushButton:pressed, QPushButton:checked {{ background: {t.accent_bg}; border-color: {t.accent}; color: {t.accent}; }}
QPushButton:disabled {{ color: {t.faint}; border-color: {t.line}; background: {t.surface2}; }}
QPushButton[kind="primary"] {{ background: {t.accent}; color: {t.on_accent}; border: 1px solid {t.accent};
    min-height: {px(44)}px; font-weight: 600; }}
QPushButton[kind="primary"]:hover {{ background: {t.accent_hover}; border-color: {t.accent_hover}; }}
QPushButton[kind="primary"]:focus {{ border: 2px solid {t.text}; min-height: {px(42)}px; }}
QPushButton[kind="primary"]:disabled {{ background: {t.hover}; color: {t.faint}; border-color: {t.line}; }}
QPushButton[kind="plain"] {{ background: transparent; border: 1px solid transparent; color: {t.accent}; }}
QPushButton[kind="plain"]:hover {{ background: {t.hover}; }}
QPushButton[kind="plain"]:focus {{ border: 2px solid {t.accent}; }}
QPushButton[kind="rowlink"] {{ background: transparent; border: 1px solid transparent; text-align: left;
    padding: 0 {px(10)}px; font-weight: 400; }}
QPushButton[kind="rowlink"]:hover {{ background: {t.hover}; }}
QPushButton[kind="rowlink"]:focus {{ border: 2px solid {t.accent}; padding: 0 {px(9)}px; }}
QPushButton[kind="icon"] {{ background: transparent; border: 1px solid transparent; padding: 0;
    min-width: {px(26)}px; max-width: {px(26)}px; min-height: {px(26)}px; max-height: {px(26)}px; }}
QPushButton[kind="icon"]:hover {{ background: {t.hover}; }}
QPushButton[kind="icon"]:focus {{ border: 2px solid {t.accent}; padding: 0; min-height: {px(24)}px; }}
QToolButton[kind="rail"] {{ background: transparent; border: 2px solid transparent; border-radius: {px(10)}px;
    color: {t.muted}; font-size: {px(11)}px; font-weight: 500; padding: {px(4)}px 0; }}
QToolButton[kind="rail"]:hover {{ background: {t.hover}; }}
QToolButton[kind="rail"]:checked {{ background: {t.accent_bg}; color: {t.accent}; font-weight: 600; }}
QToolButton[kind="rail"]:focus {{ border: 2px solid {t.accent}; }}
"""


def _fields(t: Tokens, px: Callable[[int], int]) -> str:
    return f"""
QLineEdit, QComboBox, QSpinBox, QPlainTextEdit {{ background: {t.surface}; color: {t.text};
    border: 1px solid {t.input}; border-radius: {px(8)}px; padding: 0 {px(12)}px; min-height: {px(38)}px;
    font-size: {px(14)}px; selection-background-color: {t.accent}; selection-color: {t.on_accent}; }}
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QPlainTextEdit:focus {{ border: 2px solid {t.accent};
    padding: 0 {px(11)}px; min-height: {px(36)}px; }}
QLineEdit[tone="error"] {{ border: 2px solid {t.error}; padding: 0 {px(11)}px; min-height: {px(36)}px; }}
QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled {{ background: {t.surface2}; color: {t.muted};
    border-color: {t.line}; }}
QLineEdit {{ placeholder-text-color: {t.faint}; }}
QLineEdit:read-only {{ background: {t.surface2}; }}
QLineEdit#omnibox {{ background: {t.surface2}; font-size: {px(16)}px; border-radius: {px(10)}px;
    min-height: {px(42)}px; padding: 0 {px(6)}px; }}
QLineEdit#omnibox:focus {{ min-height: {px(40)}px; padding: 0 {px(5)}px; }}
QPlainTextEdit {{ padding: {px(8)}px {px(10)}px; }}
QComboBox::drop-down {{ border: 0; width: {px(28)}px; }}
QComboBox::drop-down:disabled {{ width: 0; }}
QComboBox QAbstractItemView {{ background: {t.surface}; border: 1px solid {t.input}; outline: 0;
    selection-background-color: {t.selection}; selection-color: {t.text}; }}
QCheckBox, QRadioButton {{ color: {t.text}; font-size: {px(14)}px; spacing: {px(10)}px; background: transparent;
    border: 2px solid transparent; border-radius: {px(6)}px; padding: {px(2)}px; }}
QCheckBox:focus, QRadioButton:focus {{ border: 2px solid {t.accent}; }}
"""


def _lists(t: Tokens, px: Callable[[int], int]) -> str:
    return f"""
QTableView, QListView {{ background: transparent; border: 0; outline: 0; gridline-color: {t.line};
    selection-background-color: {t.selection}; selection-color: {t.text}; font-size: {px(14)}px; }}
QHeaderView {{ background: transparent; border: 0; }}
QHeaderView::section {{ background: transparent; color: {t.faint}; border: 0; border-bottom: 1px solid {t.line};
    padding: 0 {px(12)}px; font-size: {px(12)}px; font-weight: 400; min-height: {px(38)}px; }}
"""


def _pills(t: Tokens, px: Callable[[int], int]) -> str:
    tones = {
        "ok": (t.ok, t.ok_bg, t.ok_bg),
        "warn": (t.warn, t.warn_bg, t.warn_bg),
        "error": (t.error, t.error_bg, t.error_bg),
        "info": (t.accent, t.accent_bg, t.accent_bg),
        "plain": (t.muted, t.surface2, t.line),
    }
    # A radius above half the height is dropped to square corners: the height is fixed.
    shape = (
        f"border-radius: {(px(24) + 2) // 2}px; min-height: {px(24)}px; max-height: {px(24)}px; font-size: {px(12)}px;"
    )
    rules = [
        f'QAbstractButton[pill="{tone}"], QLabel[pill="{tone}"] {{ color: {ink}; background: {ground}; '
        f"border: 1px solid {edge}; {shape} font-weight: 500; padding: 0 {px(12)}px; }}"
        for tone, (ink, ground, edge) in tones.items()
    ]
    rules.append(
        f"QAbstractButton[pill]:focus {{ border: 2px solid {t.accent}; padding: 0 {px(11)}px; "
        f"min-height: {px(22)}px; max-height: {px(22)}px; }}"
    )
    return "\n".join(rules)
