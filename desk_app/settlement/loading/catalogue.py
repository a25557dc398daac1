"""Loads who is paid and for what: providers, receipt types, services, and the meters of accounts."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from desk_app.protocol.entities import MeterEntity, ReceiptTypeEntity, ServiceEntity
from desk_app.settlement.loading.known import Catalogue, known_accounts, known_catalogue, known_meters
from desk_app.settlement.loading.reasons import Faults
from desk_app.settlement.loading.report import LoadReport
from desk_app.settlement.loading.tables_csv import MeterLine, ProviderLine, ServiceLine
from desk_app.settlement.register import PutCount, Register

# What one account may carry on the wire (protocol/entities).
_MOST_SERVICES = 100
_MOST_METERS = 50


def load_providers(connection: Connection, lines: Sequence[ProviderLine]) -> LoadReport:
    """Add or correct providers."""
    known = known_catalogue(connection).providers
    register = Register(connection)
    count = register.put_providers([one.provider for one in lines])
    register.finish()
    return _report("providers", len(lines), sum(one.provider.code not in known for one in lines), count)


def load_services(connection: Connection, lines: Sequence[ServiceLine]) -> LoadReport:
    """Add or correct receipt types and the services on them.

    Raises:
        FileRefusedError: a provider or main service unknown, or a service that stands elsewhere already.
    """
    faults = Faults()
    known = known_catalogue(connection)
    types = _receipt_types(lines, known, faults)
    services = [ServiceEntity(one.code, one.title, one.receipt_type, one.penalty_of) for one in lines]
    _check_services(lines, services, known, faults)
    faults.refuse_if_any()
    register = Register(connection)
    count = register.put_receipt_types(types.values()) + register.put_services(services)
    register.finish()
    fresh = sum(one.code not in known.services for one in lines) + len(types.keys() - known.receipt_types.keys())
    return _report("services", len(lines), fresh, count)


def load_meters(connection: Connection, lines: Sequence[MeterLine]) -> LoadReport:
    """Add or correct meters; a newer reading taken by a desk survives.

    Raises:
        FileRefusedError: a service or an account unknown, a meter twice, too many for one account.
    """
    faults = Faults()
    wanted = _meters(lines, known_catalogue(connection), faults)
    faults.refuse_if_any()
    keys = list(dict.fromkeys(key for _, key, _ in wanted))
    accounts, before = known_accounts(connection, keys), known_meters(connection, keys)
    fresh = 0
    for line, key, meter in wanted:
        serials = before.setdefault(key, set())
        fresh += meter.serial not in serials
        serials.add(meter.serial)
        number = key.split("/", 1)[1]
        if key not in accounts:
            faults.add(line, "account_unknown", number=number, service=meter.service)
        if len(serials) > _MOST_METERS:
            faults.add(line, "meters_too_many", number=number, limit=_MOST_METERS)
    faults.refuse_if_any()
    register = Register(connection)
    count = register.put_meters([(key, meter) for _, key, meter in wanted])
    register.finish()
    return _report("meters", len(lines), fresh, count)


def _report(kind: str, rows: int, fresh: int, count: PutCount) -> LoadReport:
    return LoadReport(kind, rows, new=fresh, changed=count.changed - fresh, unchanged=count.unchanged)


def _receipt_types(lines: Iterable[ServiceLine], known: Catalogue, faults: Faults) -> dict[str, ReceiptTypeEntity]:
    """Gather the receipt types; every line of one has to describe it the same way."""
    found: dict[str, ReceiptTypeEntity] = {}
    first: dict[str, int] = {}
    for one in lines:
        if one.provider not in known.providers:
            faults.add(one.line, "provider_unknown", provider=one.provider)
        before = known.receipt_types.get(one.receipt_type)
        title = one.receipt_type_title or (before.title if before else one.receipt_type)
        wanted = ReceiptTypeEntity(one.receipt_type, title, one.provider)
        line = first.setdefault(one.receipt_type, one.line)
        if found.setdefault(one.receipt_type, wanted) != wanted:
            faults.add(one.line, "receipt_type_split", receipt_type=one.receipt_type, first=line)
    return found


def _check_services(
    lines: Iterable[ServiceLine], services: Iterable[ServiceEntity], known: Catalogue, faults: Faults
) -> None:
    after = {**known.services, **{one.code: one for one in services}}
    counts: dict[str, int] = {}
    for service in after.values():
        counts[service.receipt_type] = counts.get(service.receipt_type, 0) + 1
    for one in lines:
        before = known.services.get(one.code)
        if before is not None and before.receipt_type != one.receipt_type:
            # Its charges belong to accounts of the old receipt type.
            facts = {"service": one.code, "known": before.receipt_type, "receipt_type": one.receipt_type}
            faults.add(one.line, "service_moved", **facts)
        main = after.get(one.penalty_of)
        if one.penalty_of and (main is None or main.receipt_type != one.receipt_type or main.code == one.code):
            faults.add(one.line, "penalty_unknown", code=one.code, service=one.penalty_of)
        if counts[one.receipt_type] > _MOST_SERVICES:
            faults.add(one.line, "services_too_many", receipt_type=one.receipt_type, limit=_MOST_SERVICES)


def _meters(lines: Iterable[MeterLine], catalogue: Catalogue, faults: Faults) -> list[tuple[int, str, MeterEntity]]:
    """Find the account of every meter: a service belongs to one receipt type."""
    found: list[tuple[int, str, MeterEntity]] = []
    seen: dict[tuple[str, str], int] = {}
    for one in lines:
        service = catalogue.services.get(one.meter.service)
        if service is None:
            faults.add(one.line, "service_unknown", service=one.meter.service)
            continue
        key = f"{service.receipt_type}/{one.number}"
        first = seen.setdefault((key, one.meter.serial), one.line)
        if first != one.line:
            faults.add(one.line, "code_repeated", code=one.meter.serial, first=first)
        found.append((one.line, key, one.meter))
    return found
