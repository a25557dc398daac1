"""Keeps None, True and False alive under PySide6 6.12 on Python 3.11.

Every call into Qt that returns nothing takes one reference from None without
having given one, and every emitted signal one from True: the wheels are built
as if these values were immortal, which they are only from Python 3.12 on.
Measured: `label.setText` −1 each; after some ten thousand calls the
interpreter ends with «deallocating None».
"""

import ctypes
import sys

PLENTY = 1 << 40


def keep_alive() -> None:
    """Give the shared values more references than any day can take away."""
    # WORKAROUND https://docs.python.org/3/c-api/none.html: Py_RETURN_NONE of a newer Python in an abi3 wheel.
    # May go when Python 3.11 is no longer supported, or when PySide6 counts again.
    if sys.version_info >= (3, 12):
        return
    for shared in (None, True, False, NotImplemented):
        ctypes.c_ssize_t.from_address(id(shared)).value += PLENTY
