"""The part of the style sheet that the working screens need: big sums, segments, locked cards, overlays."""

from collections.abc import Callable

from desk_app.ui.tokens import Tokens


def form_sheet(t: Tokens, px: Callable[[int], int]) -> str:
    """Return the rules for the working screens in one colour scheme at one size."""
    return f"""
QFrame[card="over"] {{ background: {t.surface}; border: 1px solid {t.line}; border-radius: {px(16)}px; }}
QFrame[card="paper"] {{ background: #FFFFFF; border: 1px solid {t.line}; border-radius: {px(6)}px; }}
QFrame[card="paper"] QLabel {{ color: #17202E; }}
QFrame[card="paper"] QLabel[role="small"], QFrame[card="paper"] QLabel[role="caption"] {{ color: #5A677A; }}
QLineEdit[money="true"] {{ font-weight: 600; }}
QLineEdit[big="true"] {{ font-size: {px(28)}px; font-weight: 600; min-height: {px(54)}px; }}
QLineEdit[big="true"]:focus {{ min-height: {px(52)}px; }}
QLineEdit[big="true"][tone="error"] {{ min-height: {px(52)}px; }}
QLineEdit[low="true"] {{ min-height: {px(30)}px; }}
QLineEdit[low="true"]:focus, QLineEdit[low="true"][tone="error"] {{ min-height: {px(28)}px; }}
QPushButton[kind="tall"] {{ min-height: {px(44)}px; }}
QPushButton[kind="tall"]:focus {{ min-height: {px(42)}px; }}
QPushButton[kind="segment"] {{ padding: 0 {px(10)}px; font-weight: 500; min-height: {px(36)}px; }}
QPushButton[kind="segment"]:focus {{ padding: 0 {px(9)}px; min-height: {px(34)}px; }}
QPushButton[kind="note"] {{ padding: 0 {px(6)}px; min-height: {px(36)}px; }}
QPushButton[kind="note"]:focus {{ padding: 0 {px(5)}px; min-height: {px(34)}px; }}
QPushButton[kind="link"] {{ background: transparent; border: 0; color: {t.error}; padding: 0 {px(2)}px;
    min-height: {px(22)}px; font-size: {px(12)}px; text-decoration: underline; }}
QPushButton[kind="link"]:focus {{ border: 2px solid {t.accent}; min-height: {px(18)}px; padding: 0; }}
QPushButton[kind="tick"] {{ background: transparent; border: 2px solid transparent; padding: 0;
    min-width: {px(32)}px; max-width: {px(32)}px; min-height: {px(32)}px; max-height: {px(32)}px; }}
QPushButton[kind="tick"]:hover {{ background: {t.hover}; }}
QPushButton[kind="tick"]:focus {{ border: 2px solid {t.accent}; padding: 0; min-height: {px(32)}px; }}
QPushButton[kind="tick"]:checked {{ background: transparent; }}
QLabel[role="done"] {{ font-size: {px(34)}px; font-weight: 600; color: {t.text}; }}
QLabel[role="change"] {{ font-size: {px(56)}px; font-weight: 700; }}
QLabel[tone="ok"][role="figure"] {{ color: {t.ok}; }}
QLabel[tone="warn"][role="figure"] {{ color: {t.warn}; }}
QLabel[tone="error"][role="figure"] {{ color: {t.error}; }}
QLabel[role="figure"] {{ font-size: {px(14)}px; font-weight: 600; }}
QLabel[role="number"] {{ font-family: "PT Mono"; font-size: {px(14)}px; color: {t.muted}; }}
"""
