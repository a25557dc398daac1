"""Residents who come to a desk."""

from typing import Any

from desk_app.protocol.bodies import AccountRef, Proof, ResidentRegistered
from desk_app.protocol.frames import Frame
from desk_app.settlement import codes
from tests.helpers.centre import RunningCentre, TestDesk

PHONE = "+79031234567"
PASSPORT = Proof("document", document="паспорт", tail="123")


def code_of(centre: RunningCentre, key: str) -> str:
    """Return the code on the October receipt."""
    month = centre.centre.keys.make_month_key("2026-10")
    return codes.make_code(month, key, "2026-10", 1)


def resident(desk: TestDesk, account: str = "tko/0101", **change: Any) -> Frame:  # noqa: ANN401 - any value of the wire or a row
    """Journal a registration with the next card of the lease."""
    assert desk.grant is not None
    kind, number = account.split("/")
    card = change.pop("card", f"{desk.grant.card_first + desk.seq:016d}")
    values: dict[str, Any] = {
        "name": "Иванов Пётр",
        "phone": PHONE,
        "email": "",
        "proof": PASSPORT,
        "services": ("tko",),
    } | change
    return desk.frame(
        ResidentRegistered(desk.stamp(), AccountRef(kind, number), card=card, consent_version="2026-01", **values)
    )


def register(desk: TestDesk, account: str = "tko/0101", **change: Any) -> str:  # noqa: ANN401 - any value of the wire or a row
    """Push a registration and return its outcome and detail."""
    result = desk.push(resident(desk, account, **change)).results[0]
    return f"{result.outcome}:{result.detail}".rstrip(":")
