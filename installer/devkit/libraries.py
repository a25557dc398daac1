"""The system libraries that Qt needs on Linux, found missing by trying to load them."""

import ctypes
import os
import sys
from collections.abc import Iterable, Mapping

from devkit import apt
from devkit.shell import StopError

OFFSCREEN: Mapping[str, str] = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",  # QtPdf reaches it through QtNetwork
    "libcups.so.2": "libcups2",
}
"""Library to Debian package: what the window without a screen, its PDF preview and printing load."""

X11: Mapping[str, str] = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
"""What a real X display needs besides."""

WAYLAND: Mapping[str, str] = {
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}
"""What a Wayland display needs besides."""


def has_display() -> bool:
    """Tell whether a window could be seen by a person."""
    return not sys.platform.startswith("linux") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def wanted(*, on_screen: bool) -> dict[str, str]:
    """Choose the libraries for this machine's display, or for none."""
    if not sys.platform.startswith("linux"):
        return {}
    found = dict(OFFSCREEN)
    if on_screen and os.environ.get("DISPLAY"):
        found |= X11
    if on_screen and os.environ.get("WAYLAND_DISPLAY"):
        found |= WAYLAND
    return found


def missing(libraries: Iterable[str]) -> list[str]:
    """Return the libraries that this system cannot load."""
    return [name for name in libraries if not _loads(name)]


def ensure(*, on_screen: bool) -> None:
    """Bring what is missing, or say what to run.

    Raises:
        StopError: something is still missing.
    """
    libraries = wanted(on_screen=on_screen)
    absent = missing(libraries)
    if not absent:
        return
    apt.install(sorted({libraries[name] for name in absent}))
    still = missing(absent)
    if still:
        raise StopError(f"these libraries still cannot be loaded: {' '.join(still)}")


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True
