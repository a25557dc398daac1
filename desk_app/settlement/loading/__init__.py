"""Reading provider registers from files; written separately, this is only the seam."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection


class LoadRefusedError(Exception):
    """A file that was not loaded; `fact` says why."""

    def __init__(self, fact: str) -> None:
        super().__init__(fact)
        self.fact = fact


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a file brought: rows read, rows changed, the sum in kopecks."""

    kind: str
    rows: int
    changed: int
    sum_kop: int


def load_file(connection: Connection, path: Path, name: str) -> LoadReport:
    """Load one register file into the open write transaction.

    Raises:
        LoadRefusedError: always, until loading is merged.
    """
    del connection, path, name
    raise LoadRefusedError("loading_not_installed")
