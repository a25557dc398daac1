"""Measures writing, reading, loading and filling in a sample: `python -m tests.benchmarks.loading_speed [accounts]`."""

import sys
import tempfile
import time
from pathlib import Path

from desk_app.settlement.database import open_database
from desk_app.settlement.loading import load_folder, write_sample
from desk_app.settlement.loading.sample_books import open_books
from desk_app.settlement.loading.sample_fill import fill
from desk_app.settlement.loading.sample_months import Month
from desk_app.settlement.loading.tables_csv import read_table
from desk_app.settlement.schema import upgrade

_NOW = "2026-10-15T00:00:00.000Z"


def main() -> None:
    """Print rows a second for writing, reading and loading files of two months, and for filling a centre in bulk."""
    accounts = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder) / "files"
        started = time.perf_counter()
        write_sample(files, accounts=accounts, months=2)
        _say("written, accounts", accounts, started)
        raw = (files / "balances_tko 2026-10-15.csv").read_bytes()
        started = time.perf_counter()
        _say("read", len(read_table(raw).balances), started)
        database = open_database(Path(folder) / "loaded.db")
        upgrade(database, _NOW)
        started = time.perf_counter()
        rows = sum(report.rows for _, report in database.run(lambda connection: load_folder(connection, files)))
        _say("loaded", rows, started)
        database.close()
        _fill(Path(folder), accounts)


def _fill(folder: Path, accounts: int) -> None:
    database = open_database(folder / "filled.db")
    upgrade(database, _NOW)
    write_sample(folder / "first", accounts=240)
    database.run(lambda connection: load_folder(connection, folder / "first"))
    started = time.perf_counter()
    books = open_books(accounts, 1, Month("2026-10"))
    if books is not None:
        done = fill(database, books)
        _say("filled, accounts", done.accounts, started)
        _say("filled, rows", done.accounts + done.charges + done.meters, started)
    database.close()


def _say(what: str, rows: int, started: float) -> None:
    took = time.perf_counter() - started
    sys.stdout.write(f"{what}: {rows} in {took:.2f} s, {rows / took:.0f} a second\n")


if __name__ == "__main__":
    main()
