"""Keeps a long-running window alive on Python 3.11."""

import ctypes
import sys

_ENOUGH = 1 << 40


def keep_none() -> None:
    """Give None so many references that a fault of PySide6 cannot use them up.

    WORKAROUND https://bugreports.qt.io/projects/PYSIDE: in PySide6 6.12.0 every call that returns
    nothing gives away one reference to None (measured: setText, setRange, processEvents, keyClick:
    −1 each). Below Python 3.12, where None became immortal, the interpreter dies of it after some
    thousand calls: «none_dealloc: deallocating None». It may go when tests/ui/test_keep_none.py says so.
    """
    if sys.version_info < (3, 12) and sys.implementation.name == "cpython":
        ctypes.c_ssize_t.from_address(id(None)).value += _ENOUGH
