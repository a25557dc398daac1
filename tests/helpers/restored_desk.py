"""A desk whose file was put back from a copy, as support does it."""

from pathlib import Path

from desk_app import main as parts
from tests.helpers.prepared_desk import prepared_desk


def put_back(folder: Path) -> None:
    """Copy the prepared desk's file and put the copy in place of it."""
    with prepared_desk(folder) as desk:
        copy = Path(desk.backups.make("copy"))
    parts._restore(folder / "desk", copy, leave_unsent=False)
