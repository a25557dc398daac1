"""What a desk may ask between exchanges: is this code right, whose account is this, codes for printing."""

import re
from collections.abc import Sequence
from itertools import takewhile
from typing import Any

from sqlalchemy import Connection, select

from desk_app.protocol.fields import Fields
from desk_app.protocol.lookups import MOST_FOUND, LookedUp
from desk_app.protocol.messages import TAG_CODES, CodePacket
from desk_app.protocol.sealed import seal_box
from desk_app.protocol.strict_json import MalformedError, dumps
from desk_app.settlement import codes
from desk_app.settlement.answers import Answer, CallRefusedError, said
from desk_app.settlement.audit_trail import note
from desk_app.settlement.calls import Call
from desk_app.settlement.centre import Centre
from desk_app.settlement.effects import DeskIdentity
from desk_app.settlement.resident_tables import code_version
from desk_app.settlement.scope import in_scope, scope_of
from desk_app.settlement.tables import account, charge, receipt_type
from desk_app.settlement.throttles import count_up, hour_window, until_next_hour, until_tomorrow

_LOOKUPS_AN_HOUR = 60
_PACKET = 5000


def answer_check(centre: Centre, desk: DeskIdentity, call: Call) -> Answer:
    """Say {"ok": true} for the right code of the last receipt; everything else is one and the same false."""
    fields = call.json()
    key = f"{fields.text('receipt_type', most=32, least=1)}/{fields.text('account', most=40, least=1)}"
    code = fields.text("code", most=6, pattern=r"\d{6}")
    fields.done()
    verdict = centre.database.run(lambda connection: _check(connection, centre, desk, key, code))
    now = centre.clock.now()
    if verdict is codes.Verdict.DESK_BUSY:
        raise CallRefusedError(429, "too_many_tries", retry_after=until_tomorrow(now))
    if verdict is codes.Verdict.NETWORK_BUSY:
        raise CallRefusedError(429, "busy", retry_after=until_tomorrow(now))
    return said({"ok": verdict is codes.Verdict.RIGHT})


def answer_packet(centre: Centre, desk: DeskIdentity, call: Call) -> Answer:
    """Answer with the codes of the next accounts in scope, sealed; one packet holds one month."""
    fields = call.json()
    after = fields.text("after", most=80)
    fields.done()
    return said(centre.database.run(lambda connection: _packet(connection, centre, desk, after)).to_json())


def answer_lookup(centre: Centre, desk: DeskIdentity, call: Call) -> Answer:
    """Answer with masked accounts of one number, in or out of scope, a limited number of times an hour."""
    asked = Fields(call.query_texts("receipt_type", "account"))
    kind = asked.text("receipt_type", most=32, least=1) if asked.has("receipt_type") else ""
    number = asked.text("account", most=40, least=1)
    now = centre.clock.now()
    with centre.database.write() as connection:
        used = count_up(connection, f"lookup:{desk.id}", hour_window(now))
        note(connection, centre.now(), desk.id, "lookup_account", f"{kind or '*'}/{number}")
    if used > _LOOKUPS_AN_HOUR:
        raise CallRefusedError(429, "too_many_lookups", retry_after=until_next_hour(now))
    with centre.database.read() as connection:
        found = [_looked_up(connection, row) for row in _numbered(connection, kind, number)]
    return said({"accounts": [one.to_json() for one in found]})


def _numbered(connection: Connection, kind: str, number: str) -> Sequence[Any]:
    query = select(account).where(account.c.number == number).order_by(account.c.key).limit(MOST_FOUND)
    return connection.execute(query.where(account.c.key == f"{kind}/{number}") if kind else query).all()


def _looked_up(connection: Connection, row: Any) -> LookedUp:  # noqa: ANN401 - a row
    services = select(charge.c.service).where(charge.c.account_key == row.key).order_by(charge.c.service)
    return LookedUp(
        row.receipt_type, row.number, mask_name(row.holder), row.settlement, row.street, row.house, row.closed,
        tuple(connection.execute(services).scalars()),
    )  # fmt: skip


def mask_name(name: str) -> str:
    """Show «И*** П*** С***»."""
    return " ".join(f"{word[0]}***" for word in re.findall(r"\w+", name))


def _check(connection: Connection, centre: Centre, desk: DeskIdentity, key: str, code: str) -> codes.Verdict:
    house_id = connection.execute(select(account.c.house_id).where(account.c.key == key)).scalar()
    mine = house_id is not None and in_scope(connection, desk.organisation_id, house_id)
    verdict = codes.try_code(connection, centre, desk.id, key, code, allowed=mine)
    note(connection, centre.now(), desk.id, "code_check", key)
    return verdict


def _packet(connection: Connection, centre: Centre, desk: DeskIdentity, after: str) -> CodePacket:
    scope = scope_of(connection, desk.organisation_id)
    if after and "/" not in after:
        raise MalformedError("text:after")
    query = (
        select(account.c.key, receipt_type.c.period, code_version.c.version)
        .join(receipt_type, receipt_type.c.code == account.c.receipt_type)
        .outerjoin(
            code_version,
            (code_version.c.account_key == account.c.key) & (code_version.c.period == receipt_type.c.period),
        )
        .where(scope.holds(account.c.house_id), account.c.key > after, account.c.closed.is_(False))
        .where(receipt_type.c.period.in_(_periods(connection, centre)))
    )
    rows = list(connection.execute(query.order_by(account.c.key).limit(_PACKET + 1)))
    period = rows[0].period if rows else ""
    own = list(takewhile(lambda row: row.period == period, rows[:_PACKET]))
    key = codes.current_key(centre, period) if own else None
    listed = [
        [row.key, codes.make_code(key, row.key, period, row.version or 1), row.version or 1] for row in own if key
    ]
    note(connection, centre.now(), desk.id, "code_packet", period, len(listed))
    last = own[-1].key if len(own) < len(rows) else ""
    end = codes.expires(period).isoformat() if period else ""
    return CodePacket(period, end, last, len(listed), seal_box(desk.box_key, TAG_CODES, dumps(listed)))


def _periods(connection: Connection, centre: Centre) -> list[str]:
    """Months whose key still counts."""
    known = connection.execute(select(receipt_type.c.period).distinct()).scalars()
    return [period for period in known if codes.current_key(centre, period) is not None]
