"""Double-entry: every kopeck a desk took stands on two sides, once (protocol §1.13).

Debits are positive. Accounts of the ledger are named «type:owner».
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from desk_app.settlement.bulk import insert_rows
from desk_app.settlement.operation_tables import ledger_account, ledger_entry, ledger_tx, suspense_case

SUSPENSE = "suspense:centre"
REFUND = "refund:centre"
"""What residents get back outside the desks."""


@dataclass(frozen=True, slots=True)
class Leg:
    """One side of a posting, in kopecks; `reason` is set where the money is parked."""

    account: str
    amount_kop: int
    dim_account: str = ""
    dim_service: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Posting:
    """One transaction of the ledger, caused by one operation of a desk, or by people: then `tx_id` names it."""

    op_id: UUID | None
    desk_id: UUID
    kind: str
    shift_id: str
    business_date: str
    at: str
    legs: tuple[Leg, ...]
    tx_id: UUID | None = None


def desk_cash(desk_id: UUID) -> str:
    """Name the drawer of a desk."""
    return f"desk_cash:{desk_id}"


def provider_account(code: str) -> str:
    """Name what is owed to a provider."""
    return f"provider:{code}"


def post(connection: Connection, postings: Sequence[Posting], opened: set[str]) -> None:
    """Write balanced transactions, and a case for every leg parked in suspense.

    `opened` remembers which accounts of the ledger are known to exist.
    """
    for posting in postings:
        assert sum(leg.amount_kop for leg in posting.legs) == 0, "a posting balances"
        assert posting.legs, "a posting moves money"
    names = sorted({leg.account for posting in postings for leg in posting.legs} - opened)
    accounts = [{"id": name, "type": name.split(":")[0], "owner": name.split(":", 1)[1]} for name in names]
    insert_rows(connection, ledger_account, accounts, skip_known=True)
    opened.update(names)
    insert_rows(connection, ledger_tx, [_transaction(posting) for posting in postings])
    legs = [_entry(_name(posting), n, leg) for posting in postings for n, leg in enumerate(posting.legs)]
    insert_rows(connection, ledger_entry, legs)
    insert_rows(connection, suspense_case, [case for posting in postings for case in _cases(posting)])


def _name(posting: Posting) -> UUID:
    found = posting.tx_id or posting.op_id
    assert found is not None, "a posting has a name"
    return found


def _transaction(posting: Posting) -> dict[str, object]:
    return {
        "tx_id": _name(posting),
        "op_id": posting.op_id,
        "desk_id": posting.desk_id,
        "kind": posting.kind,
        "shift_id": posting.shift_id,
        "business_date": posting.business_date,
        "posted_at": posting.at,
    }


def _entry(tx_id: UUID, line: int, leg: Leg) -> dict[str, object]:
    return {
        "tx_id": tx_id,
        "line": line,
        "account_id": leg.account,
        "dim_account": leg.dim_account,
        "dim_service": leg.dim_service,
        "amount_kop": leg.amount_kop,
    }


def _cases(posting: Posting) -> list[dict[str, Any]]:
    return [
        {
            "op_id": posting.op_id,
            "line": line,
            "reason": leg.reason,
            "account_key": leg.dim_account,
            "service": leg.dim_service,
            "amount_kop": -leg.amount_kop,
            "opened_at": posting.at,
        }
        for line, leg in enumerate(posting.legs)
        if leg.account == SUSPENSE and leg.amount_kop < 0
    ]
