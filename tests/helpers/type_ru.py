"""Typing Russian into a widget: `qtbot.keyClicks` with Cyrillic kills the interpreter."""

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

_NO_MODIFIER = Qt.KeyboardModifier.NoModifier


def type_ru(widget: QWidget, text: str) -> None:
    """Send a press and a release for each character, as a Russian keyboard does.

    A layout without Latin letters reports no Qt key for most of them, so the
    text alone carries the character. Events go through the event loop's own
    delivery, so event filters and shortcuts see them.
    """
    for character in text:
        key = _key(character)
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QCoreApplication.sendEvent(widget, QKeyEvent(kind, key, _NO_MODIFIER, character))


def press(widget: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier = _NO_MODIFIER) -> None:
    """Press and release a key that types nothing: Enter, Escape, an F-key."""
    text = "\r" if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) else ""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QCoreApplication.sendEvent(widget, QKeyEvent(kind, key, modifiers, text))


def _key(character: str) -> int:
    upper = character.upper()
    return ord(upper) if upper.isascii() and upper.isprintable() else 0
