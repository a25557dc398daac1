"""Many may have a desk open; whoever exchanges the file is alone: on this system, and as Windows would do it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest

from desk_app.store import lock
from tests.helpers.refusal import refusal

if sys.platform == "linux":
    from tests.helpers.windows_lock import LK_LOCK, LK_NBLCK, LK_UNLCK, Msvcrt, windows_lock

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="the stand-in for Windows leans on Linux")
ROOT = Path(__file__).resolve().parents[2]
HOLDER = """
import sys
from pathlib import Path
from desk_app.store import lock
from tests.helpers.windows_lock import windows_lock
module = windows_lock()[0] if sys.argv[1] == "windows" else lock
held = getattr(module.FolderLock, sys.argv[2])(Path(sys.argv[3]))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture(params=["here", pytest.param("windows", marks=on_linux)])
def system(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def locks(system: str) -> ModuleType:
    """The lock of one system."""
    return windows_lock()[0] if system == "windows" else lock


@contextmanager
def another_process(system: str, how: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Hold the folder in a process of its own until it dies."""
    call = [sys.executable, "-c", HOLDER, system, how, str(folder)]
    with subprocess.Popen(call, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_many_hold_a_folder_together(locks: ModuleType, tmp_path: Path) -> None:
    held = [locks.FolderLock.shared(tmp_path) for _ in range(10)]
    alone = refusal(lambda: locks.FolderLock.alone(tmp_path))
    for one in held:
        one.release()
    assert isinstance(alone, locks.DeskOpenElsewhereError)
    assert refusal(lambda: locks.FolderLock.alone(tmp_path).release()) is None


def test_nobody_is_alone_beside_another(locks: ModuleType, tmp_path: Path) -> None:
    first, second = locks.FolderLock.shared(tmp_path), locks.FolderLock.shared(tmp_path)
    first.release()
    with pytest.raises(locks.DeskOpenElsewhereError):
        locks.FolderLock.alone(tmp_path)
    second.release()
    locks.FolderLock.alone(tmp_path).release()


def test_while_one_is_alone_nobody_comes_in(locks: ModuleType, tmp_path: Path) -> None:
    alone = locks.FolderLock.alone(tmp_path)
    with pytest.raises(locks.RestoreRunningError):
        locks.FolderLock.shared(tmp_path)
    with pytest.raises(locks.DeskOpenElsewhereError):
        locks.FolderLock.alone(tmp_path)
    alone.release()
    alone.release()
    locks.FolderLock.shared(tmp_path).release()


def test_a_folder_that_is_not_there_yet_is_made(locks: ModuleType, tmp_path: Path) -> None:
    locks.FolderLock.shared(tmp_path / "new" / "desk").release()
    assert (tmp_path / "new" / "desk").is_dir()


@pytest.mark.parametrize("how", ["shared", "alone"])
def test_a_process_that_dies_leaves_nothing_behind(locks: ModuleType, system: str, tmp_path: Path, how: str) -> None:
    with another_process(system, how, tmp_path) as process:
        with pytest.raises(locks.DeskOpenElsewhereError):
            locks.FolderLock.alone(tmp_path)
        process.kill()
        process.wait()
        locks.FolderLock.alone(tmp_path).release()


def test_a_restore_in_another_process_keeps_everybody_out(locks: ModuleType, system: str, tmp_path: Path) -> None:
    with another_process(system, "alone", tmp_path), pytest.raises(locks.RestoreRunningError):
        locks.FolderLock.shared(tmp_path)


@on_linux
def test_windows_has_sixty_four_seats_and_a_seat_left_is_taken_again(tmp_path: Path) -> None:
    module, runtime = windows_lock()
    seated = [module.FolderLock.shared(tmp_path) for _ in range(64)]
    with pytest.raises(module.RestoreRunningError):
        module.FolderLock.shared(tmp_path)
    seated[31].release()
    late = module.FolderLock.shared(tmp_path)
    assert runtime.calls > 64, "it is Windows' own call that decides"
    for one in (late, *seated):
        one.release()
    module.FolderLock.alone(tmp_path).release()


@on_linux
def test_the_stand_in_keeps_the_promises_of_windows(tmp_path: Path) -> None:
    runtime = Msvcrt()
    with (tmp_path / "file").open("wb") as one, (tmp_path / "file").open("r+b") as two:
        runtime.locking(one.fileno(), LK_NBLCK, 4)
        for refused in (one, two):
            refused.seek(3)
            with pytest.raises(PermissionError):
                runtime.locking(refused.fileno(), LK_NBLCK, 1)
        two.seek(4)
        runtime.locking(two.fileno(), LK_NBLCK, 60)
        with pytest.raises(OSError, match="never waits"):
            runtime.locking(two.fileno(), LK_LOCK, 1)
        one.seek(0)
        with pytest.raises(PermissionError, match="as it is left"):
            runtime.locking(one.fileno(), LK_UNLCK, 2)
        runtime.locking(one.fileno(), LK_UNLCK, 4)
        two.seek(0)
        runtime.locking(two.fileno(), LK_NBLCK, 4)
