"""The Windows branch of the folder lock, run on Linux over a complete stand-in for the two calls it makes.

`msvcrt.locking` takes a range of bytes for one handle alone, from where the
handle stands, also beyond the end of the file; another handle, be it of the
same process, and the same handle a second time are refused with EACCES; the
system drops the range with the handle or with its process. Linux has the same
in its locks of open file descriptions, so nothing here is only played.
"""

import fcntl
import os
import struct
import sys
from collections import defaultdict
from errno import EACCES, EINVAL
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType

from desk_app.store import lock as here

LK_UNLCK, LK_LOCK, LK_NBLCK, LK_RLCK, LK_NBRLCK = range(5)


class Msvcrt(ModuleType):
    """What the C runtime of Windows says about ranges of bytes."""

    LK_UNLCK, LK_NBLCK = LK_UNLCK, LK_NBLCK

    def __init__(self) -> None:
        super().__init__("msvcrt")
        self.held = defaultdict[int, set[tuple[int, int]]](set)
        self.calls = 0

    def locking(self, descriptor: int, mode: int, size: int) -> None:
        """Take or leave the bytes from where the descriptor stands.

        Raises:
            OSError: EACCES, somebody has one of them, or these were not taken; EINVAL, a mode that would wait.
        """
        self.calls += 1
        start = os.lseek(descriptor, 0, os.SEEK_CUR)
        # A descriptor that was closed has lost its ranges, and its number may have been given out again.
        mine = self.held[descriptor] = {one for one in self.held[descriptor] if self._is_taken(descriptor, *one)}
        if mode == LK_UNLCK:
            if (start, size) not in mine:
                raise OSError(EACCES, "not taken as it is left")
            self._ask(descriptor, fcntl.F_UNLCK, start, size)
            mine.discard((start, size))
            return
        if mode not in (LK_NBLCK, LK_NBRLCK):
            raise OSError(EINVAL, "a desk never waits for a lock")
        if any(start < at + long and at < start + size for at, long in mine):
            raise OSError(EACCES, "taken by this handle")
        self._ask(descriptor, fcntl.F_WRLCK, start, size)
        mine.add((start, size))

    @staticmethod
    def _is_taken(descriptor: int, start: int, size: int) -> bool:
        probe = os.open(f"/proc/self/fd/{descriptor}", os.O_RDWR)
        try:
            wanted = struct.pack("hhqqi", fcntl.F_WRLCK, os.SEEK_SET, start, size, 0)
            found: int = struct.unpack("hhqqi", fcntl.fcntl(probe, fcntl.F_OFD_GETLK, wanted))[0]
        finally:
            os.close(probe)
        return found != fcntl.F_UNLCK

    @staticmethod
    def _ask(descriptor: int, kind: int, start: int, size: int) -> None:
        try:
            fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, struct.pack("hhqqi", kind, os.SEEK_SET, start, size, 0))
        except BlockingIOError as refused:
            raise OSError(EACCES, "taken by another handle") from refused


def windows_lock() -> tuple[ModuleType, Msvcrt]:
    """Load the lock's own file once more, as Windows would."""
    runtime, platform, known = Msvcrt(), sys.platform, sys.modules.get("msvcrt")
    assert here.__file__ is not None
    spec = spec_from_file_location("windows_lock_branch", here.__file__)
    assert spec is not None
    assert spec.loader is not None
    made = module_from_spec(spec)
    sys.platform, sys.modules["msvcrt"] = "win32", runtime
    try:
        spec.loader.exec_module(made)
    finally:
        sys.platform = platform
        if known is None:
            del sys.modules["msvcrt"]
        else:
            sys.modules["msvcrt"] = known
    return made, runtime
