"""Measures reading and loading of a sample city: `python tests/benchmarks/loading_speed.py [accounts]`."""

import sys
import tempfile
import time
from pathlib import Path

from desk_app.settlement.database import open_database
from desk_app.settlement.loading import load_folder, write_sample
from desk_app.settlement.loading.registry import read_registry
from desk_app.settlement.schema import upgrade


def main() -> None:
    """Print rows a second for writing, reading and loading."""
    accounts = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder) / "files"
        started = time.perf_counter()
        write_sample(files, accounts=accounts)
        _say("written", accounts, started)
        raw = (files / "saldo_5258 2026-10-15.txt").read_bytes()
        started = time.perf_counter()
        _say("read", len(read_registry(raw).rows), started)
        database = open_database(Path(folder) / "centre.db")
        upgrade(database, "2026-10-15T00:00:00.000Z")
        started = time.perf_counter()
        with database.write() as connection:
            rows = sum(report.rows for _, report in load_folder(connection, files))
        _say("loaded", rows, started)
        database.close()


def _say(what: str, rows: int, started: float) -> None:
    took = time.perf_counter() - started
    sys.stdout.write(f"{what}: {rows} rows in {took:.2f} s, {rows / took:.0f} a second\n")


if __name__ == "__main__":
    main()
