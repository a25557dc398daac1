"""Double-entry: every kopeck a desk took stands on two sides, once (protocol §1.13).

Debits are positive. Accounts of the ledger are named «type:owner».
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection, insert

from desk_app.settlement.changes import insert_or_ignore
from desk_app.settlement.operation_tables import ledger_account, ledger_entry, ledger_tx, suspense_case

SUSPENSE = "suspense:centre"
REFUND = "refund:centre"
"""What residents get back outside the desks."""
# Built once: building a statement costs more than running it.
_TX = insert(ledger_tx)
_ENTRIES = insert(ledger_entry)


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


def post(connection: Connection, posting: Posting, opened: set[str]) -> None:
    """Write a balanced transaction, and a case for every leg parked in suspense.

    `opened` remembers which accounts of the ledger are known to exist.
    """
    assert sum(leg.amount_kop for leg in posting.legs) == 0, "a posting balances"
    assert posting.legs, "a posting moves money"
    names = sorted({leg.account for leg in posting.legs} - opened)
    accounts = [{"id": name, "type": name.split(":")[0], "owner": name.split(":", 1)[1]} for name in names]
    insert_or_ignore(connection, ledger_account, accounts)
    opened.update(names)
    tx_id = posting.tx_id or posting.op_id
    assert tx_id is not None, "a posting has a name"
    values = {"tx_id": tx_id, "op_id": posting.op_id, "desk_id": posting.desk_id, "kind": posting.kind}
    values |= {"shift_id": posting.shift_id, "business_date": posting.business_date, "posted_at": posting.at}
    connection.execute(_TX, values)
    connection.execute(_ENTRIES, [_entry(tx_id, n, leg) for n, leg in enumerate(posting.legs)])
    _open_cases(connection, posting)


def _entry(tx_id: UUID, line: int, leg: Leg) -> dict[str, object]:
    return {
        "tx_id": tx_id,
        "line": line,
        "account_id": leg.account,
        "dim_account": leg.dim_account,
        "dim_service": leg.dim_service,
        "amount_kop": leg.amount_kop,
    }


def _open_cases(connection: Connection, posting: Posting) -> None:
    owed = [(n, leg) for n, leg in enumerate(posting.legs) if leg.amount_kop < 0]
    parked: Sequence[tuple[int, Leg]] = [(n, leg) for n, leg in owed if leg.account == SUSPENSE]
    rows = [
        {
            "op_id": posting.op_id,
            "line": line,
            "reason": leg.reason,
            "account_key": leg.dim_account,
            "service": leg.dim_service,
            "amount_kop": -leg.amount_kop,
            "opened_at": posting.at,
        }
        for line, leg in parked
    ]
    if rows:
        connection.execute(insert(suspense_case), rows)
