"""One desk on one computer: the lock of a data folder. How a second start is heard is doorbell.py."""

from pathlib import Path

from PySide6.QtCore import QLockFile


class SingleInstance:
    """Holds the lock of a data folder for as long as the program runs."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = QLockFile(str(folder / "desk.lock"))
        self._lock.setStaleLockTime(0)

    def is_first(self) -> bool:
        """Take the lock; False where another program holds it. A crashed one's lock is taken over."""
        return self._lock.tryLock(0)

    def release(self) -> None:
        """Let the next start be the first."""
        self._lock.unlock()
