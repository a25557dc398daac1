"""The provider's register: what loaders put in, changed only where something really changed.

Usage, inside one open write transaction:

    register = Register(connection)
    register.put_accounts(rows)
    register.put_charges(pairs)
    register.finish()        # versions, change feed and tallies, once
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, and_, insert, select, update

from desk_app.protocol.entities import ChargeEntity, MeterEntity, ProviderEntity, ReceiptTypeEntity, ServiceEntity
from desk_app.settlement import places
from desk_app.settlement.bulk import among, change_rows, insert_rows
from desk_app.settlement.changes import Touched, chunks, record
from desk_app.settlement.tables import account, charge, house, meter, provider, receipt_type, service

_FIGURES = ("period", "opening", "charged", "paid", "due", "paid_here")


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """An account as its provider names it, with the address in the provider's spelling."""

    receipt_type: str
    number: str
    holder: str
    settlement: str
    street: str
    house: str
    flat: str = ""

    @property
    def key(self) -> str:
        """Return «receipt_type/number»."""
        return f"{self.receipt_type}/{self.number}"


@dataclass(frozen=True, slots=True)
class PutCount:
    """What a call did: rows changed, rows that already said so, rows naming nothing known."""

    changed: int = 0
    unchanged: int = 0
    unknown: int = 0

    def __add__(self, other: "PutCount") -> "PutCount":
        return PutCount(self.changed + other.changed, self.unchanged + other.unchanged, self.unknown + other.unknown)


@dataclass(slots=True)
class Register:
    """Upserts in bulk over one open write transaction; nothing is visible to desks until `finish`."""

    connection: Connection
    touched: Touched = field(default_factory=Touched)
    _houses: dict[str, int] = field(default_factory=dict)
    _house_of: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def put_providers(self, rows: Iterable[ProviderEntity]) -> PutCount:
        """Add or correct providers by code."""
        return self._put_catalogue("provider", provider, [_plain(row) for row in rows])

    def put_receipt_types(self, rows: Iterable[ReceiptTypeEntity]) -> PutCount:
        """Add or correct receipt types by code; the provider has to be known."""
        return self._put_catalogue("receipt_type", receipt_type, [_plain(row) for row in rows])

    def put_services(self, rows: Iterable[ServiceEntity]) -> PutCount:
        """Add or correct services by code; the receipt type has to be known."""
        return self._put_catalogue("service", service, [_plain(row) for row in rows])

    def put_accounts(self, rows: Iterable[AccountRecord]) -> PutCount:
        """Add or correct accounts; a closed account stays closed. The receipt type has to be known."""
        return sum((self._put_accounts(part) for part in chunks(_last_wins(rows))), PutCount())

    def put_charges(self, rows: Iterable[tuple[str, ChargeEntity]]) -> PutCount:
        """Set charges by account key and service.

        A newer period replaces the older one and begins without desk payments;
        the same period keeps what desks took since; an older period is ignored.
        """
        return sum((self._put_charges(part) for part in chunks(rows)), PutCount())

    def put_meters(self, rows: Iterable[tuple[str, MeterEntity]]) -> PutCount:
        """Add or correct meters by account key and serial; a newer reading of a desk survives."""
        return sum((self._put_meters(part) for part in chunks(rows)), PutCount())

    def close_accounts(self, keys: Iterable[str]) -> PutCount:
        """Close accounts; money for them goes to suspense from now on."""
        total = PutCount()
        for part in chunks(keys):
            known = select(account.c.key, account.c.closed).where(among(self.connection, account.c.key, part))
            closed = {row.key: row.closed for row in self.connection.execute(known)}
            to_close = [key for key, done in closed.items() if not done]
            if to_close:
                self.connection.execute(
                    update(account).where(among(self.connection, account.c.key, to_close)).values(closed=True)
                )
            self.touched.accounts.update(to_close)
            total += PutCount(len(to_close), len(closed) - len(to_close), len(set(part)) - len(closed))
        return total

    def finish(self) -> None:
        """Give everything that changed its next version and put it into the feed."""
        record(self.connection, self.touched)
        self.touched = Touched()

    def _put_catalogue(self, entity: str, table: Table, rows: list[dict[str, Any]]) -> PutCount:
        codes = [row["code"] for row in rows]
        found = self.connection.execute(select(table).where(table.c.code.in_(codes)))
        known = {row["code"]: row for row in found.mappings()}
        fresh = [row for row in rows if row["code"] not in known]
        changed = [row for row in rows if row["code"] in known and _differs(row, known[row["code"]])]
        if fresh:
            self.connection.execute(insert(table), [row | {"version": 0} for row in fresh])
        for row in changed:
            self.connection.execute(update(table).where(table.c.code == row["code"]).values(**row))
        self.touched.catalogue.setdefault(entity, set()).update(row["code"] for row in fresh + changed)
        return PutCount(len(fresh) + len(changed), len(rows) - len(fresh) - len(changed))

    def _put_accounts(self, rows: list[AccountRecord]) -> PutCount:
        wanted = {row.key: row for row in rows}
        found = self.connection.execute(select(account).where(among(self.connection, account.c.key, list(wanted))))
        known = {row["key"]: row for row in found.mappings()}
        house_ids = self._house_ids(rows)
        fresh, changed = [], []
        for key, row in wanted.items():
            house_id = house_ids[self._house_of[row.settlement, row.street, row.house]]
            values = _plain(row) | {"house_id": house_id, "premise": f"{house_id}|{places.fold_flat(row.flat)}"}
            if key not in known:
                fresh.append(values | {"key": key, "version": 0, "closed": False})
            elif _differs(values, known[key]):
                changed.append(values | {"key": key})
                self._note_move(key, known[key]["house_id"], house_id)
        insert_rows(self.connection, account, fresh)
        change_rows(self.connection, account, ("key",), changed, put=_all_but(changed, "key"))
        self.touched.accounts.update(row["key"] for row in fresh + changed)
        return PutCount(len(fresh) + len(changed), len(wanted) - len(fresh) - len(changed))

    def _put_charges(self, rows: list[tuple[str, ChargeEntity]]) -> PutCount:
        wanted = {(key, one.service): one for key, one in rows}
        types = self._types_of(wanted)
        query = select(charge).where(among(self.connection, charge.c.account_key, sorted({key for key, _ in wanted})))
        known = {(row["account_key"], row["service"]): row for row in self.connection.execute(query).mappings()}
        fresh, changed, newest = [], [], dict[str, str]()
        for (key, code), one in wanted.items():
            if key not in types:
                continue
            newest[types[key]] = max(newest.get(types[key], ""), one.period)
            before = known.get((key, code))
            values = _plain(one)
            if before is None:
                fresh.append(values | {"account_key": key, "paid_here": 0})
            elif one.period >= before["period"] and _differs(values, before):
                changed.append(values | {"account_key": key} | _carried_over(one.period, before))
        insert_rows(self.connection, charge, fresh)
        put = _all_but(changed, "account_key", "service")
        change_rows(self.connection, charge, ("account_key", "service"), changed, put=put)
        self._advance_periods(newest)
        self.touched.accounts.update(row["account_key"] for row in fresh + changed)
        unknown = sum(key not in types for key, _ in wanted)
        done = len(fresh) + len(changed)
        return PutCount(done, len(wanted) - done - unknown, unknown)

    def _put_meters(self, rows: list[tuple[str, MeterEntity]]) -> PutCount:
        wanted = {(key, one.serial): one for key, one in rows}
        types = self._types_of(wanted)
        query = select(meter).where(among(self.connection, meter.c.account_key, sorted({key for key, _ in wanted})))
        known = {(row["account_key"], row["serial"]): row for row in self.connection.execute(query).mappings()}
        fresh, changed = [], []
        for (key, serial), one in wanted.items():
            if key not in types:
                continue
            values = _plain(one) | {"loaded_last": one.last, "loaded_date": one.last_date}
            before = known.get((key, serial))
            if before is None:
                fresh.append(values | {"account_key": key})
                continue
            if _desk_knows_better(one, before):
                values |= {"last": before["last"], "last_date": before["last_date"]}
            if _differs(values, before):
                changed.append(values | {"account_key": key})
        insert_rows(self.connection, meter, fresh)
        put = _all_but(changed, "account_key", "serial")
        change_rows(self.connection, meter, ("account_key", "serial"), changed, put=put)
        self.touched.accounts.update(row["account_key"] for row in fresh + changed)
        unknown = sum(key not in types for key, _ in wanted)
        done = len(fresh) + len(changed)
        return PutCount(done, len(wanted) - done - unknown, unknown)

    def _types_of(self, wanted: dict[tuple[str, str], Any]) -> dict[str, str]:
        keys = sorted({key for key, _ in wanted})
        query = select(account.c.key, account.c.receipt_type).where(among(self.connection, account.c.key, keys))
        return {row.key: row.receipt_type for row in self.connection.execute(query)}

    def _advance_periods(self, newest: dict[str, str]) -> None:
        for code, period in sorted(newest.items()):
            later = and_(receipt_type.c.code == code, receipt_type.c.period < period)
            self.connection.execute(update(receipt_type).where(later).values(period=period))

    def _house_ids(self, rows: list[AccountRecord]) -> dict[str, int]:
        for row in rows:
            place = (row.settlement, row.street, row.house)
            if place not in self._house_of:
                self._house_of[place] = places.house_key(*place)
        keys = sorted({self._house_of[row.settlement, row.street, row.house] for row in rows} - self._houses.keys())
        insert_rows(self.connection, house, [{"key": key} for key in keys], skip_known=True)
        query = select(house.c.key, house.c.id).where(among(self.connection, house.c.key, keys))
        self._houses.update({row.key: row.id for row in self.connection.execute(query)})
        return self._houses

    def _note_move(self, key: str, old_house: int, new_house: int) -> None:
        if old_house != new_house:
            self.touched.moved_from.setdefault(key, old_house)


def _desk_knows_better(loaded: MeterEntity, before: Any) -> bool:  # noqa: ANN401 - a row mapping
    """Tell whether the file is older than a desk's reading, or is the one that was loaded before it."""
    same_file = (loaded.last, loaded.last_date) == (before["loaded_last"], before["loaded_date"])
    return same_file or bool(before["last_date"] > loaded.last_date)


def _carried_over(period: str, before: Any) -> dict[str, Any]:  # noqa: ANN401 - a row mapping
    """Return what a charge keeps of its row: desks' payments within a month, the figures of it for the next."""
    if period == before["period"]:
        return {name: before[name] for name in ("paid_here", *(f"before_{one}" for one in _FIGURES))}
    return {"paid_here": 0} | {f"before_{one}": before[one] for one in _FIGURES}


def _all_but(rows: list[dict[str, Any]], *key: str) -> tuple[str, ...]:
    return tuple(name for name in rows[0] if name not in key) if rows else ()


def _plain(row: Any) -> dict[str, Any]:  # noqa: ANN401 - any frozen slotted record
    return {name: getattr(row, name) for name in row.__slots__}


def _last_wins(rows: Iterable[AccountRecord]) -> Iterable[AccountRecord]:
    return {row.key: row for row in rows}.values()


def _differs(wanted: dict[str, Any], known: Any) -> bool:  # noqa: ANN401 - a row mapping
    return any(known[name] != value for name, value in wanted.items())
