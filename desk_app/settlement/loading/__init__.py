"""Reading provider registers from files; written separately, this is only the seam."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection


class FileRefusedError(Exception):
    """A file that was not loaded."""

    def text(self) -> str:
        """Say so in Russian."""
        return "Файл не загружен: загрузка ещё не установлена."


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a file brought: rows read, accounts changed, the sum in kopecks."""

    kind: str
    rows: int
    changed: int = 0
    sum_kop: int = 0
    repeated: bool = False

    def text(self) -> str:
        """Say it in Russian."""
        return f"Строк: {self.rows}."


def load_file(
    connection: Connection,
    source: Path | bytes,
    name: str,
    *,
    period: str | None = None,
    now: datetime | None = None,
) -> LoadReport:
    """Load one register file into the open write transaction.

    Raises:
        FileRefusedError: always, until loading is merged.
    """
    del connection, source, name, period, now
    raise FileRefusedError


def load_folder(connection: Connection, folder: Path, *, now: datetime | None = None) -> list[tuple[str, LoadReport]]:
    """Load every file of a folder.

    Raises:
        FileRefusedError: always, until loading is merged.
    """
    del connection, folder, now
    raise FileRefusedError


def write_sample(folder: Path, *, accounts: int = 240, seed: int = 1, month: str = "2026-10") -> list[Path]:
    """Write the files of a sample city."""
    del folder, accounts, seed, month
    return []
