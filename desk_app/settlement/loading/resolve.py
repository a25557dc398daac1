"""Turns what a file says into what the register takes, or says which line disagrees with what is known."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from desk_app.settlement.loading.known import Catalogue, KnownAccount, KnownCharge
from desk_app.settlement.loading.places import NOWHERE, Place
from desk_app.settlement.loading.reasons import Faults
from desk_app.settlement.loading.registry import Registry, RegistryRow
from desk_app.settlement.loading.tables_csv import BalanceLine, Figures

_ISO_DAY = re.compile(r"(?<!\d)(20\d{2})-(0[1-9]|1[0-2])(?:-\d{2})?(?!\d)", re.ASCII)
_RUSSIAN_DAY = re.compile(r"(?<!\d)(?:\d{2}\.)?(0[1-9]|1[0-2])\.(20\d{2})(?!\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Balance:
    """One service of one account, whichever kind of file it came in."""

    line: int
    receipt_type: str
    service: str
    number: str
    holder: str
    place: Place
    period: str
    figures: Figures

    @property
    def key(self) -> str:
        """The account's key at the centre."""
        return f"{self.receipt_type}/{self.number}"


def registry_balances(
    registry: Registry, catalogue: Catalogue, faults: Faults, *, name: str, period: str | None
) -> list[Balance]:
    """Find the receipt type, the service and the month of every row of a registry."""
    main = catalogue.services.get(registry.service)
    if main is None:
        faults.add(registry.service_line, "service_unknown", service=registry.service)
        faults.refuse_if_any()
    assert main is not None
    usual = _usual_period((row.period for row in registry.rows), name, period, faults)
    found = []
    for row in registry.rows:
        service = _sub_service(row, main.code, main.receipt_type, catalogue, faults)
        month = row.period or usual
        if month is None:
            faults.add(row.line, "period_absent")
            continue
        figures = Figures(None, None, 0, row.saldo)
        found.append(Balance(row.line, main.receipt_type, service, row.number, row.holder, row.place, month, figures))
    return found


def table_balances(
    lines: Iterable[BalanceLine], catalogue: Catalogue, faults: Faults, *, name: str, period: str | None
) -> list[Balance]:
    """Find the receipt type, the service and the month of every row of a table."""
    rows = list(lines)
    usual = _usual_period((row.period for row in rows), name, period, faults)
    found: list[Balance] = []
    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        resolved = _row_service(row, catalogue, faults)
        month = row.period or usual
        if month is None:
            faults.add(row.line, "period_absent")
        if resolved is None or month is None:
            continue
        receipt_type, service = resolved
        one = Balance(row.line, receipt_type, service, row.number, row.holder, row.place, month, row.figures)
        first = seen.setdefault((one.key, service), row.line)
        if first != row.line:
            faults.add(row.line, "account_repeated", number=row.number, first=first)
        found.append(one)
    return found


def with_history(one: Balance, before: KnownCharge | None, faults: Faults) -> Figures:
    """Complete a bare balance from the month before.

    The month after a known one opens with what was left then. The same month
    sent again keeps its opening. After a gap only the balance is known.
    """
    if before is None:
        return one.figures
    if one.period < before.period:
        faults.add(one.line, "period_older", known=before.period, period=one.period)
    if one.figures.opening is not None:
        return one.figures
    due, known = one.figures.due, before.figures
    if one.period == before.period:
        if known.opening is None:
            return one.figures
        return Figures(known.opening, due - known.opening + known.paid, known.paid, due)
    if one.period == month_after(before.period):
        left = known.due - before.paid_here
        return Figures(left, due - left, 0, due)
    return one.figures


def kept_person(one: Balance, before: KnownAccount | None) -> tuple[str, Place]:
    """Return holder and address; a file that leaves them out does not erase what is known."""
    if before is None:
        return one.holder, one.place
    return one.holder or before.holder, before.place if one.place == NOWHERE else one.place


def _sub_service(row: RegistryRow, main: str, receipt_type: str, catalogue: Catalogue, faults: Faults) -> str:
    """A sub-service is a service of its own on the same receipt."""
    if not row.sub_service or row.sub_service == main:
        return main
    known = catalogue.services.get(row.sub_service)
    if known is None or known.receipt_type != receipt_type:
        faults.add(row.line, "sub_service_unknown", service=row.sub_service, receipt_type=receipt_type)
    return row.sub_service


def _row_service(row: BalanceLine, catalogue: Catalogue, faults: Faults) -> tuple[str, str] | None:
    """Return receipt type and service of a row that names one of them or both."""
    if row.service:
        known = catalogue.services.get(row.service)
        if known is None:
            faults.add(row.line, "service_unknown", service=row.service)
            return None
        if row.receipt_type not in {"", known.receipt_type}:
            facts = {"service": row.service, "known": known.receipt_type, "receipt_type": row.receipt_type}
            faults.add(row.line, "receipt_type_differs", **facts)
        return known.receipt_type, known.code
    if row.receipt_type not in catalogue.receipt_types:
        faults.add(row.line, "receipt_type_unknown", receipt_type=row.receipt_type)
        return None
    own = catalogue.services_of(row.receipt_type)
    if len(own) != 1:
        faults.add(row.line, "receipt_type_ambiguous", receipt_type=row.receipt_type)
        return None
    return row.receipt_type, own[0].code


def _usual_period(of_rows: Iterable[str | None], name: str, given: str | None, faults: Faults) -> str | None:
    """The month for rows that name none: the one all others name, the one given, or the one in the file's name.

    None is for rows to answer: others of them name several months.

    Raises:
        FileRefusedError: nothing names a month.
    """
    named = {period for period in of_rows if period is not None}
    if len(named) == 1:
        return named.pop()
    if given is not None:
        return given
    if found := _ISO_DAY.search(name):
        return f"{found[1]}-{found[2]}"
    if found := _RUSSIAN_DAY.search(name):
        return f"{found[2]}-{found[1]}"
    if not named:
        faults.add(None, "period_unknown")
        faults.refuse_if_any()
    return None


def month_before(period: str) -> str:
    """Return the month before «2026-10»."""
    year, month = int(period[:4]), int(period[5:])
    return f"{year - (month == 1):04}-{(month - 2) % 12 + 1:02}"


def month_after(period: str) -> str:
    """Return the month that follows «2026-10»."""
    year, month = int(period[:4]), int(period[5:])
    return f"{year + month // 12:04}-{month % 12 + 1:02}"
