"""The lock of a data folder: many may have the desk open, only a restore must be alone.

The operating system drops it with the process, so a crash leaves nothing behind.
"""

import os
import sys
from pathlib import Path

from desk_app.domain.errors import DeskError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

NAME = "desk.use"
_SEATS = 64


class DeskOpenElsewhereError(DeskError):
    """A window or a command has the desk open; the file under it may not be exchanged."""


class RestoreRunningError(DeskError):
    """The file is being exchanged, or more programs have the desk open than there are seats."""


class FolderLock:
    """Held from `shared` or `alone` until `release`."""

    def __init__(self, folder: Path, name: str = NAME) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._descriptor = os.open(folder / name, os.O_RDWR | os.O_CREAT, 0o600)

    @classmethod
    def shared(cls, folder: Path) -> "FolderLock":
        """Hold the folder beside others.

        Raises:
            RestoreRunningError: somebody holds it alone.
        """
        lock = cls(folder)
        if not lock._take(alone=False):
            lock.release()
            raise RestoreRunningError
        return lock

    @classmethod
    def alone(cls, folder: Path, name: str = NAME) -> "FolderLock":
        """Hold the folder, or one named work in it, and let nobody else in.

        Raises:
            DeskOpenElsewhereError: somebody holds it.
        """
        lock = cls(folder, name)
        if not lock._take(alone=True):
            lock.release()
            raise DeskOpenElsewhereError
        return lock

    def release(self) -> None:
        """Let others in; a second call does nothing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    if sys.platform == "win32":

        def _take(self, *, alone: bool) -> bool:
            # Windows locks ranges for one holder only: who shares takes one free seat, who is alone takes all.
            return self._seat(0, _SEATS) if alone else any(self._seat(seat, 1) for seat in range(_SEATS))

        def _seat(self, first: int, count: int) -> bool:
            os.lseek(self._descriptor, first, os.SEEK_SET)
            try:
                msvcrt.locking(self._descriptor, msvcrt.LK_NBLCK, count)
            except OSError:
                return False
            return True

    else:

        def _take(self, *, alone: bool) -> bool:
            try:
                fcntl.flock(self._descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
            except OSError:
                return False
            return True
