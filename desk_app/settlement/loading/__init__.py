"""Reading what providers send: balance registries and tables, all of a file or nothing of it."""

from desk_app.settlement.loading.columns import TableKind, headings
from desk_app.settlement.loading.load import load_file, load_folder
from desk_app.settlement.loading.reasons import FileRefusedError
from desk_app.settlement.loading.report import LoadReport
from desk_app.settlement.loading.sample import write_sample

__all__ = ["FileRefusedError", "LoadReport", "TableKind", "headings", "load_file", "load_folder", "write_sample"]
