"""Spares every import PySide6's look into the module's source.

After PySide6 each imported module is asked for its source, to learn whether it
speaks of PySide6 and might wish for snake_case names (`from __feature__ import`).
Nobody here does. Measured: 665 files read behind the first picture, and 24 MB
of their text kept in `linecache` for as long as the window lives.
"""

import sys
from types import ModuleType

# There is nothing to leave out before it is there.
import PySide6.QtCore  # noqa: F401 - see above

_NO_PYSIDE = -1
"""What PySide6 itself writes down of a module whose source does not name it."""


def without_features() -> None:
    """Let modules be imported without being read once more."""
    # WORKAROUND https://doc.qt.io/qtforpython-6/considerations.html (features): there is no switch.
    # May go when PySide6 has one; a PySide6 without these names is left alone.
    names = vars(sys.modules.get("shibokensupport.feature", ModuleType("absent")))
    if not {"feature_imported", "pyside_feature_dict"} <= names.keys():
        return
    known: dict[str, int] = names["pyside_feature_dict"]

    def imported(module: object) -> None:
        known.setdefault(getattr(module, "__name__", ""), _NO_PYSIDE)

    names["feature_imported"] = imported
