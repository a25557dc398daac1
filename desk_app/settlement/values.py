"""Entities as desks read them, put together from the tables."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table, or_, select

from desk_app.protocol.messages import Change
from desk_app.settlement.bulk import among
from desk_app.settlement.changes import CATALOGUE_TABLES
from desk_app.settlement.resident_tables import registration
from desk_app.settlement.tables import account, charge, meter

_ACCOUNT = ("receipt_type", "number", "holder", "settlement", "street", "house", "flat", "closed")
_METER = ("serial", "service", "title", "unit", "last", "last_date", "tariff", "digits")
_INNER = ("version", "period")


def catalogue_changes(connection: Connection, entity: str, codes: Sequence[str] | None = None) -> list[Change]:
    """Return catalogue entries as they stand; None means all."""
    table = CATALOGUE_TABLES[entity]
    query = select(table).order_by(table.c.code)
    if codes is not None:
        query = query.where(among(connection, table.c.code, codes))
    return [
        Change(entity, row["code"], row["version"], {name: row[name] for name in row if name not in _INNER})
        for row in connection.execute(query).mappings()
    ]


def account_changes(connection: Connection, rows: Sequence[Any]) -> list[Change]:
    """Turn account rows into whole accounts with charges, meters and cabinet."""
    keys = [row["key"] for row in rows]
    charges, meters = _of(connection, charge, keys), _of(connection, meter, keys)
    cabinets = _cabinets(connection, keys)
    changes = []
    for row in rows:
        key = row["key"]
        value = {name: row[name] for name in _ACCOUNT}
        value["cabinet"] = cabinets.get(key)
        value["charges"] = [_charge(one) for one in charges.get(key, ())]
        value["meters"] = [{name: one[name] for name in _METER} for one in meters.get(key, ())]
        changes.append(Change("account", key, row["version"], value))
    return changes


def accounts_by_key(connection: Connection, keys: Sequence[str]) -> dict[str, Any]:
    """Return account rows by key."""
    found = connection.execute(select(account).where(among(connection, account.c.key, keys)))
    return {row["key"]: row for row in found.mappings()}


def _charge(row: Any) -> dict[str, Any]:  # noqa: ANN401 - a row mapping
    """What desks took since the provider's file counts at once."""
    return {
        "service": row["service"],
        "period": row["period"],
        "opening": row["opening"],
        "charged": row["charged"],
        "paid": row["paid"] + row["paid_here"],
        "due": row["due"] - row["paid_here"],
    }


def _of(connection: Connection, table: Table, keys: Sequence[str]) -> dict[str, list[Any]]:
    """Return the rows of these accounts, by account."""
    theirs = select(table).where(among(connection, table.c.account_key, keys)).order_by(*table.primary_key)
    groups: dict[str, list[Any]] = {}
    for row in connection.execute(theirs).mappings():
        groups.setdefault(row["account_key"], []).append(row)
    return groups


def _cabinets(connection: Connection, keys: Sequence[str]) -> dict[str, dict[str, str]]:
    """The newest registration that opened a cabinet, or would have but for its phone."""
    live = or_(registration.c.state == "active", registration.c.conflict == "phone_bound")
    query = select(registration).where(among(connection, registration.c.account_key, keys), live)
    found = {}
    for row in connection.execute(query.order_by(registration.c.registered_at, registration.c.op_id)).mappings():
        names = ("card", "phone_masked", "phone_tail", "state")
        found[row["account_key"]] = {name: row[name] for name in names}
        if row["state"] == "card":  # people have settled it: the card works, without a phone
            found[row["account_key"]]["state"] = "active"
    return found
