"""Bugs planted on purpose, at run time and only in a test's own process: a checker that never failed proves nothing."""

from collections.abc import Callable, Iterable
from typing import Any

from desk_app.store import database

Bug = Callable[[], None]


def plant(names: Iterable[str]) -> None:
    """Break the program in the named ways."""
    for name in names:
        BUGS[name]()


def put(owner: Any, name: str, new: Any) -> None:  # noqa: ANN401 - any part of the program
    """Replace one part of the program in this process."""
    assert hasattr(owner, name), f"there is no {name} any more: plant the bug where it went"
    setattr(owner, name, new)


def after_connect(change: Callable[[Any], None]) -> None:
    """Do something to every connection of the desk's store."""
    true_connect = database.Database._connect

    def connect(self: database.Database, path: Any) -> Any:  # noqa: ANN401 - as the original
        connection = true_connect(self, path)
        change(connection)
        return connection

    put(database.Database, "_connect", connect)


def checkpoint_every(pages: int) -> None:
    """Not a bug: carry the log into the file often, so that a short run sees checkpoints."""
    after_connect(lambda connection: connection.execute(f"PRAGMA wal_autocheckpoint={pages}"))


def _synchronous(mode: str) -> Bug:
    def bug() -> None:
        after_connect(lambda connection: connection.execute(f"PRAGMA synchronous={mode}"))
        put(database.Database, "_assert_promises", lambda _self: None)

    return bug


BUGS: dict[str, Bug] = {
    "synchronous_normal": _synchronous("NORMAL"),
    "synchronous_off": _synchronous("OFF"),
}
