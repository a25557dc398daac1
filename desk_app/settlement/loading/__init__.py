"""Reading what providers send: balance registries and tables, all of a file or nothing of it."""

from desk_app.settlement.loading.columns import TableKind, headings
from desk_app.settlement.loading.load import load_file, load_folder
from desk_app.settlement.loading.reasons import FileRefusedError
from desk_app.settlement.loading.report import LoadReport
from desk_app.settlement.loading.sample import write_sample
from desk_app.settlement.loading.withdraw import NoSuchMonthError, withdraw_month

__all__ = [
    "FileRefusedError",
    "LoadReport",
    "NoSuchMonthError",
    "TableKind",
    "headings",
    "load_file",
    "load_folder",
    "withdraw_month",
    "write_sample",
]
