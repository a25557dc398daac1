"""Takes back a month of charges that was loaded by mistake: each charge is again what it was before.

No money moves: the books hold what desks took, never what providers charge.
"""

from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from desk_app.settlement.audit_trail import note
from desk_app.settlement.bulk import change_rows
from desk_app.settlement.changes import chunks
from desk_app.settlement.loading.load import one_load_at_a_time
from desk_app.settlement.loading.resolve import month_before
from desk_app.settlement.register import Register
from desk_app.settlement.tables import account, charge, file_load, receipt_type

_FIGURES = ("period", "opening", "charged", "paid", "due", "paid_here")
_KEY = ("account_key", "service")


class NoSuchMonthError(Exception):
    """No charge of this receipt type is of this month."""


def withdraw_month(connection: Connection, receipt_type_code: str, month: str, now: str) -> int:
    """Give every charge of a month its figures of the month before; return how many there were.

    What desks took since stays taken. A charge that had no month before owes
    nothing, and what was taken for it is an advance. Every file of balances
    may be loaded once more, the withdrawn one in its right month too.

    Raises:
        NoSuchMonthError: nothing to withdraw.
    """
    one_load_at_a_time(connection)
    # Accounts first and in the order of keys, as payments lock them: neither waits for the other in a circle.
    own = select(account.c.key).where(account.c.receipt_type == receipt_type_code)
    connection.execute(own.order_by(account.c.key).with_for_update()).all()
    wrong = select(charge).where(charge.c.account_key.in_(own), charge.c.period == month)
    rows = [
        _as_before(row) for row in connection.execute(wrong.order_by(*(charge.c[name] for name in _KEY))).mappings()
    ]
    if not rows:
        raise NoSuchMonthError
    put = tuple(name for name in rows[0] if name not in _KEY)
    for part in chunks(rows):
        change_rows(connection, charge, _KEY, part, put=put)
    newest = select(func.coalesce(func.max(charge.c.period), "")).where(charge.c.account_key.in_(own))
    period = connection.execute(newest).scalar_one()
    connection.execute(update(receipt_type).where(receipt_type.c.code == receipt_type_code).values(period=period))
    connection.execute(delete(file_load).where(file_load.c.kind.like("registry-%") | (file_load.c.kind == "balances")))
    register = Register(connection)
    register.touched.accounts.update(row["account_key"] for row in rows)
    register.finish()
    note(connection, now, None, "month_withdrawn", f"{receipt_type_code} {month}", len(rows))
    return len(rows)


def _as_before(row: Any) -> dict[str, Any]:  # noqa: ANN401 - a row mapping
    named = {name: row[name] for name in _KEY} | {f"before_{name}": None for name in _FIGURES}
    if row["before_period"] is None:
        nothing = {"opening": None, "charged": None, "paid": 0, "due": 0, "paid_here": row["paid_here"]}
        return named | nothing | {"period": month_before(row["period"])}
    figures = {name: row[f"before_{name}"] for name in _FIGURES}
    return named | figures | {"paid_here": row["before_paid_here"] + row["paid_here"]}
