"""The 6-digit code on a receipt: a keyed MAC that only the centre can make (protocol §2.1).

A code belongs to (receipt type, account, month). The valid month of a receipt
type is the newest month whose charges were loaded for it: that receipt is the
last one a resident can hold. The month's key lives in a file outside the
database and is destroyed on the tenth day of the second month after it.
"""

import hmac
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select, update

from desk_app.settlement.bulk import insert_rows
from desk_app.settlement.centre import Centre
from desk_app.settlement.clock import local_day, stamp
from desk_app.settlement.resident_tables import code_attempt, code_version
from desk_app.settlement.tables import account, receipt_type
from desk_app.settlement.throttles import count_up, counted, day_window, month_window

_TAG = b"SG-CODE-v1\0"
DESK_FAILS_A_DAY = 20
NETWORK_FAILS_A_MONTH = 10_000
ACCOUNT_FAILS = 10
_FREE_FAILS = 3
_WAITS_S = (30, 60, 300, 900, 3600, 3600, 3600)
_NEVER = "9999"
_NO_KEY = bytes(32)


class Verdict(Enum):
    """What a try came to; wrong, locked and unknown are one and the same to the asker."""

    RIGHT = "right"
    WRONG = "wrong"
    DESK_BUSY = "desk_busy"
    NETWORK_BUSY = "network_busy"


@dataclass(frozen=True, slots=True)
class _Asked:
    """A code as the centre has it: which account, month and version; `usable` if it still opens anything."""

    account_key: str
    period: str
    version: int
    usable: bool


def make_code(month_key: bytes, account_key: str, period: str, version: int) -> str:
    """Derive six uniform digits: 20-bit words of the MAC, those over 999,999 are passed over."""
    said = b"\0".join((account_key.encode(), period.encode("ascii"), str(version).encode("ascii")))
    for block in range(256):
        digest = int.from_bytes(hmac.new(month_key, _TAG + bytes([block]) + said, sha256).digest(), "big")
        for at in range(12):
            word = digest >> (20 * at) & 0xFFFFF
            if word < 1_000_000:
                return f"{word:06d}"
    raise AssertionError("chance less than 2^-13,000")


def expires(period: str) -> date:
    """Return the day on which the month's key is destroyed."""
    year, month = int(period[:4]), int(period[5:]) + 2
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 10)


def current_key(centre: Centre, period: str) -> bytes | None:
    """Return the key of a month that still counts; made at its first use, never again after its end."""
    if not period or local_day(centre.clock.now()) >= expires(period):
        return None
    return centre.keys.make_month_key(period)


def destroy_old_keys(centre: Centre) -> list[str]:
    """Destroy the keys of months that have ended; return those months."""
    today = local_day(centre.clock.now())
    month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    oldest = month if today >= expires(_before(month)) else (month - timedelta(days=1)).replace(day=1)
    return centre.keys.destroy_month_keys(f"{oldest:%Y-%m}")


def try_code(
    connection: Connection, centre: Centre, desk_id: UUID, account_key: str, code: str, *, allowed: bool = True
) -> Verdict:
    """Check one code, counting a failure against account, desk and network at once.

    Where the desk is not `allowed` to ask, the same work is done and the answer is wrong.
    """
    now = centre.clock.now()
    if counted(connection, "code_fails", month_window(now)) >= NETWORK_FAILS_A_MONTH:
        return Verdict.NETWORK_BUSY
    if counted(connection, f"code_fails:{desk_id}", day_window(now)) >= DESK_FAILS_A_DAY:
        return Verdict.DESK_BUSY
    asked = _asked(connection, account_key)
    open_ = _open_for_tries(connection, asked, now)
    key = current_key(centre, asked.period)
    right = hmac.compare_digest(
        make_code(key or _NO_KEY, account_key, asked.period, asked.version).encode(), code.encode()
    )
    if right and key is not None and asked.usable and open_ and allowed:
        return Verdict.RIGHT
    if open_:
        _count_account_fail(connection, asked, now)
    count_up(connection, f"code_fails:{desk_id}", day_window(now))
    count_up(connection, "code_fails", month_window(now))
    return Verdict.WRONG


def consume(connection: Connection, account_key: str, now: str) -> None:
    """Make sure that the code of the last receipt opens nothing any more."""
    asked = _asked(connection, account_key)
    row = {"account_key": account_key, "period": asked.period, "version": asked.version}
    insert_rows(connection, code_version, [row], skip_known=True)
    this = (code_version.c.account_key == account_key, code_version.c.period == asked.period)
    connection.execute(update(code_version).where(*this).values(consumed_at=now))


def valid_period(connection: Connection, account_key: str) -> str:
    """Return the month whose receipt is the account's last one."""
    return _asked(connection, account_key).period


def _asked(connection: Connection, account_key: str) -> _Asked:
    """Read what is known; for an unknown account do the same work and find nothing."""
    query = select(account.c.closed, receipt_type.c.period).join(receipt_type).where(account.c.key == account_key)
    known = connection.execute(query).first()
    newest = connection.execute(select(func.coalesce(func.max(receipt_type.c.period), ""))).scalar_one()
    period = known.period if known else newest
    query = select(code_version.c.version, code_version.c.consumed_at)
    row = connection.execute(
        query.where(code_version.c.account_key == account_key, code_version.c.period == period)
    ).first()
    usable = known is not None and not known.closed and (row is None or row.consumed_at is None)
    return _Asked(account_key, period, row.version if row else 1, usable)


def _open_for_tries(connection: Connection, asked: _Asked, now: datetime) -> bool:
    """Tell whether the account's own lock lets this try through; the row stays locked until commit."""
    row = {"account_key": asked.account_key, "period": asked.period, "version": asked.version}
    insert_rows(connection, code_attempt, [row | {"fails": 0, "not_before": ""}], skip_known=True)
    query = select(code_attempt.c.not_before).where(*_attempts(asked)).with_for_update()
    return bool(connection.execute(query).scalar_one() <= stamp(now))


def _count_account_fail(connection: Connection, asked: _Asked, now: datetime) -> None:
    query = select(code_attempt.c.fails).where(*_attempts(asked))
    fails = connection.execute(query).scalar_one() + 1
    if fails >= ACCOUNT_FAILS:
        not_before = _NEVER
    elif fails >= _FREE_FAILS:
        not_before = stamp(now + timedelta(seconds=_WAITS_S[fails - _FREE_FAILS]))
    else:
        not_before = ""
    values = {"fails": fails, "not_before": not_before}
    connection.execute(update(code_attempt).where(*_attempts(asked)).values(values))


def _attempts(asked: _Asked) -> tuple[Any, ...]:
    table = code_attempt.c
    return table.account_key == asked.account_key, table.period == asked.period, table.version == asked.version


def _before(month: date) -> str:
    return f"{month - timedelta(days=1):%Y-%m}"
