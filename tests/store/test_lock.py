"""Many may have a desk open; whoever exchanges the file is alone."""

from pathlib import Path

import pytest

from desk_app.store.lock import DeskOpenElsewhereError, FolderLock, RestoreRunningError


def test_many_hold_a_folder_together(tmp_path: Path) -> None:
    for one in [FolderLock.shared(tmp_path) for _ in range(10)]:
        one.release()


def test_nobody_is_alone_beside_another(tmp_path: Path) -> None:
    first, second = FolderLock.shared(tmp_path), FolderLock.shared(tmp_path)
    first.release()
    with pytest.raises(DeskOpenElsewhereError):
        FolderLock.alone(tmp_path)
    second.release()
    FolderLock.alone(tmp_path).release()


def test_while_one_is_alone_nobody_comes_in(tmp_path: Path) -> None:
    alone = FolderLock.alone(tmp_path)
    with pytest.raises(RestoreRunningError):
        FolderLock.shared(tmp_path)
    with pytest.raises(DeskOpenElsewhereError):
        FolderLock.alone(tmp_path)
    alone.release()
    alone.release()
    FolderLock.shared(tmp_path).release()


def test_a_folder_that_is_not_there_yet_is_made(tmp_path: Path) -> None:
    FolderLock.shared(tmp_path / "new" / "desk").release()
    assert (tmp_path / "new" / "desk").is_dir()
