"""Loads one file into the centre: all of it in the caller's transaction, or nothing.

Everything is read, checked and compared first; the first write happens only
when no fault is left, so a refusal changes nothing even if the caller commits.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from pathlib import Path

from sqlalchemy import Connection, delete, func, insert, select

from desk_app.protocol.entities import ChargeEntity
from desk_app.settlement.clock import SystemClock, local_day, stamp
from desk_app.settlement.loading.catalogue import load_meters, load_providers, load_services
from desk_app.settlement.loading.cells import read_month
from desk_app.settlement.loading.columns import TableKind
from desk_app.settlement.loading.known import known_accounts, known_catalogue, known_charges
from desk_app.settlement.loading.lines import clean_text, read_bytes
from desk_app.settlement.loading.moves import find_moves, refuse_too_many
from desk_app.settlement.loading.reasons import CellRefusedError, Faults, FileRefusedError
from desk_app.settlement.loading.registry import Registry, RegistryKind, looks_like_registry, parse_registry
from desk_app.settlement.loading.report import LoadReport
from desk_app.settlement.loading.resolve import (
    Balance,
    kept_person,
    month_after,
    registry_balances,
    table_balances,
    with_history,
)
from desk_app.settlement.loading.tables_csv import Table, parse_table
from desk_app.settlement.register import AccountRecord, Register
from desk_app.settlement.tables import file_load

_LONGEST_NAME = 200
# Any number nobody else locks: «load» in ASCII.
_LOADING_LOCK = 0x6C6F6164


@dataclass(frozen=True, slots=True)
class _Loader:
    """One file on its way into one open write transaction."""

    connection: Connection
    name: str
    period: str | None
    latest: str
    accept_moves: bool = False

    def registry(self, registry: Registry) -> LoadReport:
        """Load a registry of any type."""
        faults = Faults()
        catalogue = known_catalogue(self.connection)
        balances = registry_balances(registry, catalogue, faults, name=self.name, period=self.period)
        kind = f"registry-{registry.kind.value}"
        if registry.kind is RegistryKind.CLOSING:
            return self._close(kind, balances, faults)
        return self._balances(kind, balances, faults)

    def table(self, table: Table) -> LoadReport:
        """Load a table of any kind."""
        if table.kind is TableKind.PROVIDERS:
            return load_providers(self.connection, table.providers)
        if table.kind is TableKind.SERVICES:
            return load_services(self.connection, table.services)
        if table.kind is TableKind.METERS:
            return load_meters(self.connection, table.meters)
        faults = Faults()
        catalogue = known_catalogue(self.connection)
        balances = table_balances(table.balances, catalogue, faults, name=self.name, period=self.period)
        return self._balances(table.kind.value, balances, faults)

    def _balances(self, kind: str, balances: list[Balance], faults: Faults) -> LoadReport:
        keys = list(dict.fromkeys(one.key for one in balances))
        accounts = known_accounts(self.connection, keys)
        moves = find_moves(balances, accounts)
        if not self.accept_moves:
            refuse_too_many(moves, len(balances), faults)
        charges = known_charges(self.connection, keys)
        records: dict[str, AccountRecord] = {}
        wanted: list[tuple[str, ChargeEntity]] = []
        for one in balances:
            if one.period > self.latest:
                faults.add(one.line, "period_future", period=one.period, latest=self.latest)
            figures = with_history(one, charges.get((one.key, one.service)), faults)
            holder, place = kept_person(one, accounts.get(one.key))
            records[one.key] = AccountRecord(
                one.receipt_type, one.number, holder, place.settlement, place.street, place.house, place.flat
            )
            of_month = (one.service, one.period, figures.opening, figures.charged, figures.paid, figures.due)
            wanted.append((one.key, ChargeEntity(*of_month)))
        faults.refuse_if_any()
        register = Register(self.connection)
        # In the order of keys: two loads, or a load and a payment, then seldom wait for each other in a circle.
        register.put_accounts(records[key] for key in sorted(records))
        register.put_charges(sorted(wanted, key=itemgetter(0)))
        changed = len(register.touched.accounts & accounts.keys())
        register.finish()
        return LoadReport(
            kind=kind,
            rows=len(balances),
            new=len(keys) - len(accounts),
            changed=changed,
            unchanged=len(accounts) - changed,
            sum_kop=sum(one.figures.due for one in balances),
            still_closed=sum(known.closed for known in accounts.values()),
            moved=len(moves.moved),
            renamed=len(moves.renamed),
            differing=moves.listed,
        )

    def _close(self, kind: str, balances: list[Balance], faults: Faults) -> LoadReport:
        keys = list(dict.fromkeys(one.key for one in balances))
        known = known_accounts(self.connection, keys)
        for one in balances:
            if one.key not in known:
                faults.add(one.line, "account_unknown", number=one.number, service=one.service)
        faults.refuse_if_any()
        register = Register(self.connection)
        count = register.close_accounts(keys)
        register.finish()
        return LoadReport(kind=kind, rows=len(balances), closed=count.changed, unchanged=count.unchanged)


def load_file(
    connection: Connection,
    source: Path | bytes,
    name: str,
    *,
    period: str | None = None,
    now: datetime | None = None,
    accept_moves: bool = False,
) -> LoadReport:
    """Load a registry or a table, recognised by its contents.

    `period` («2026-10») is for files whose rows name no month. A file whose
    bytes were loaded before, with no other month given, changes nothing and
    is reported as `repeated`. A month later than the next one is refused:
    a slip of the finger there would shut out every right file for years.
    `accept_moves` loads even where many accounts change their address.

    Raises:
        FileRefusedError: with every fault found; nothing was written.
    """
    one_load_at_a_time(connection)
    moment = now or SystemClock().now()
    try:
        month = _given_month(period)
        raw = read_bytes(source)
        digest = hashlib.sha256(raw).digest()
        before = connection.execute(select(file_load).where(file_load.c.sha256 == digest)).first()
        if before is not None and month in {None, before.period}:
            return LoadReport(before.kind, before.rows, unchanged=before.rows, sum_kop=before.sum_kop, repeated=True)
        text = clean_text(raw)
        loader = _Loader(connection, name, month, month_after(local_day(moment).isoformat()[:7]), accept_moves)
        report = loader.registry(parse_registry(text)) if looks_like_registry(text) else loader.table(parse_table(text))
    except FileRefusedError as error:
        error.file_name = name
        raise
    row = {
        "sha256": digest,
        "kind": report.kind,
        "name": name[:_LONGEST_NAME],
        "rows": report.rows,
        "sum_kop": report.sum_kop,
        "loaded_at": stamp(moment),
        "period": month or "",
    }
    connection.execute(delete(file_load).where(file_load.c.sha256 == digest))  # known with another month
    connection.execute(insert(file_load), row)
    return report


def _given_month(period: str | None) -> str | None:
    try:
        return None if period is None else read_month(period)
    except CellRefusedError as refused:
        raise FileRefusedError(None, refused.reason_code, **refused.facts) from None


def load_folder(connection: Connection, folder: Path, *, now: datetime | None = None) -> list[tuple[str, LoadReport]]:
    """Load every file of a folder in the order they need each other: who is paid, who owes, what is measured.

    Raises:
        FileRefusedError: of the first refused file; its `file_name` is set. Files before it were written:
            the caller's transaction decides whether they stay.
    """
    paths = sorted((path for path in folder.iterdir() if path.suffix.lower() in {".txt", ".csv"}), key=_loading_order)
    return [(path.name, load_file(connection, path, path.name, now=now)) for path in paths]


def one_load_at_a_time(connection: Connection) -> None:
    """Make loads wait for each other: what one compares with must not change before it writes.

    An embedded database has a single writer anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOADING_LOCK)))


def _loading_order(path: Path) -> tuple[int, str, str]:
    """Catalogue before balances, saldo before closings, months in their order, meters last."""
    name = path.name.lower()
    ranks = {"providers": 0, "services": 1, "acc_close": 3, "meters": 4}
    rank = next((rank for start, rank in ranks.items() if name.startswith(start)), 2)
    month = name[-14:-4]  # «2026-10-15» at the end of a registry's name
    return rank, month if rank == 2 else "", name
