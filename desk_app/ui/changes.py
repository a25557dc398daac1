"""Tells every screen what an action has touched; each decides whether it is stale."""

from PySide6.QtCore import QObject, Signal


class ChangeSignal(QObject):
    """One signal for the whole window; it carries `application.changes.Changes`."""

    changed = Signal(object)
