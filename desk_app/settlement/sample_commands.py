"""The command `sample`: an invented town for a demonstration, or a whole region beyond it."""

import argparse
import tempfile
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from desk_app.settlement.clock import SystemClock
from desk_app.settlement.commands import RefusedError, Report, open_centre, said_refusals
from desk_app.settlement.database import Database
from desk_app.settlement.loading import load_folder, write_sample
from desk_app.settlement.loading.sample_books import Books, open_books
from desk_app.settlement.loading.sample_city import FIRST_ACCOUNTS
from desk_app.settlement.loading.sample_fill import Filled, OtherRegionError, fill, require_this_region
from desk_app.settlement.loading.sample_months import Month

_MOST_SHOWN = 40


def sample(options: argparse.Namespace) -> Report:
    """Load a sample: the demonstration's houses as files of their providers, a whole region beyond them in bulk."""
    if options.out:
        return _leave_sample(options)
    with open_centre(options) as centre, tempfile.TemporaryDirectory() as folder:
        now = centre.clock.now()
        month = options.month or _month_before(now)
        books = open_books(options.accounts, options.seed, Month(month))
        if books is not None:
            _require_this_region(centre.database, books)
        first = min(options.accounts, FIRST_ACCOUNTS)
        files = write_sample(Path(folder), accounts=first, seed=options.seed, month=month)
        work = said_refusals(lambda connection: load_folder(connection, Path(folder), now=now))
        reports = centre.database.run(work)
        filled = fill(centre.database, books) if books else None
    lines = [f"{name}: {report.text()}" for name, report in reports]
    facts: dict[str, Any] = {"files": len(files), "rows": sum(report.rows for _, report in reports)}
    if filled is not None:
        return Report("\n".join([*lines, *_region_lines(filled, month)]), facts | {"region": asdict(filled)})
    return Report("\n".join(lines), facts)


def _require_this_region(database: Database, books: Books) -> None:
    with database.read() as connection:
        try:
            require_this_region(connection, books.region)
        except OtherRegionError:
            raise RefusedError(
                "В этой базе под теми же кодами другие поставщики: настоящие или края с другим --seed или --accounts. "
                "Ничего не загружено. Возьмите пустую базу или прежние --seed и --accounts."
            ) from None


def _region_lines(filled: Filled, month: str) -> list[str]:
    return [
        f"Край: домов {filled.houses}, поставщиков {filled.providers}, организаций заведено {filled.organisations}.",
        f"Лицевых счетов {filled.accounts}: новых или изменённых {filled.changed}.",
        f"Начислений {filled.charges}, приборов {filled.meters}.",
        f"Прожито двенадцать месяцев по {month}.",
        f"Долг старше месяца у {filled.debtors} счетов, аванс у {filled.ahead}, пеня у {filled.with_late_fee}.",
        "В базе последний месяц каждого начисления; все месяцы есть в файлах sample --out.",
    ]


def _leave_sample(options: argparse.Namespace) -> Report:
    month = options.month or _month_before(SystemClock().now())
    files = write_sample(options.out, accounts=options.accounts, seed=options.seed, month=month, months=options.months)
    shown = [f"  {one.relative_to(options.out)}" for one in files[:_MOST_SHOWN]]
    more = len(files) - len(shown)
    shown += [f"  и ещё {more}"] if more else []
    text = "\n".join([f"Файлы города лежат в {options.out}, ничего не загружено:", *shown])
    return Report(text, {"files": len(files), "folder": str(options.out)})


def _month_before(now: datetime) -> str:
    return f"{now.replace(day=1) - timedelta(days=1):%Y-%m}"
