"""Keeps Python's garbage collector from holding the window.

The program's modules are some hundred and fifty thousand objects that stay
until its end. Looking through all of them takes four frames, whichever thread
it happens in; set aside, they are never looked at again.
"""

import gc


def pause() -> None:
    """Collect nothing while modules are imported and the desk is opened."""
    gc.disable()


def settle() -> None:
    """Set aside what is there, and collect from now on what comes and goes."""
    gc.freeze()
    gc.enable()
