"""The shim from both sides: compiled for whoever starts a process, armed by the process that runs under it."""

import ctypes
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).with_name("shim.c")


class NoCompilerError(RuntimeError):
    """There is no C compiler here, so nothing can stand between a program and its disk."""


def compiler() -> str | None:
    """Return the C compiler, if there is one for this kind of system."""
    return shutil.which("gcc") or shutil.which("cc") if Path("/proc/self/fd").is_dir() else None


def build(folder: Path) -> Path:
    """Compile the shim into a folder.

    Raises:
        NoCompilerError: as said above.
    """
    program = compiler()
    if program is None:
        raise NoCompilerError
    made = folder / "shim.so"
    subprocess.run([program, "-O2", "-shared", "-fPIC", "-o", made, SOURCE, "-ldl"], check=True)
    return made


@dataclass(frozen=True, slots=True)
class Gate:
    """What shall happen to the calls that change files; 0 is never, 1 the very next call."""

    kill_at: int = 0
    fail_at: int = 0
    errno: int = 0
    fail_on: bool = False
    torn: bool = False
    log: str = ""


class Shim:
    """The shim inside this process, which was started with it preloaded."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(None)

    @property
    def present(self) -> bool:
        """Tell whether this process runs under the shim."""
        return hasattr(self._library, "faults_arm")

    def arm(self, folder: Path, gate: Gate) -> None:
        """Watch a folder from now on."""
        self._library.faults_arm(
            str(folder).encode(), gate.log.encode(), ctypes.c_long(gate.kill_at), ctypes.c_long(gate.fail_at),
            gate.errno, int(gate.fail_on), int(gate.torn),
        )  # fmt: skip

    def calm(self) -> None:
        """Let everything through again."""
        if self.present:
            self._library.faults_calm()

    def calls(self) -> int:
        """Return how many calls were seen since arming."""
        return int(self._library.faults_calls())

    def mark(self, text: str) -> None:
        """Put a word between the recorded calls."""
        self._library.faults_mark(text.encode())
