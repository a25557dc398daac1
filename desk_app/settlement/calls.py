"""Who calls: every request is signed by a desk's own key, within five minutes of the centre's clock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl
from uuid import UUID

from sqlalchemy import Connection, select

from desk_app.protocol.fields import Fields
from desk_app.protocol.signing import (
    HEADER_DESK,
    HEADER_NONCE,
    HEADER_PROTOCOL,
    HEADER_SIGNATURE,
    HEADER_TIME,
    PROTOCOL_VERSION,
    REQUEST_WINDOW_S,
    request_bytes,
    request_genuine,
)
from desk_app.protocol.strict_json import MalformedError, loads
from desk_app.settlement.answers import CallRefusedError
from desk_app.settlement.centre import Centre
from desk_app.settlement.effects import DeskIdentity
from desk_app.settlement.nonces import Nonces
from desk_app.settlement.tables import desk

_NOBODY = bytes(32)


@dataclass(frozen=True, slots=True)
class Call:
    """One request as received: bytes first, meaning later. Header names are lower-case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    peer: str
    path: Mapping[str, str]

    def json(self) -> Fields:
        """Read the body as one strict JSON object.

        Raises:
            MalformedError: it is not.
        """
        return Fields(loads(self.body))

    def query(self, **most: int) -> dict[str, int]:
        """Read the query as whole numbers, each given at most once and within 0…most.

        Raises:
            MalformedError: another parameter, twice the same, or no such number.
        """
        found = self.query_texts(*most)
        numbers = {}
        for name, value in found.items():
            if not (value.isascii() and value.isdigit() and len(value) <= 18 and int(value) <= most[name]):
                raise MalformedError(f"query:{name}")
            numbers[name] = int(value)
        return numbers

    def query_texts(self, *names: str) -> dict[str, str]:
        """Read the query as texts, each given at most once.

        Raises:
            MalformedError: an unknown or repeated parameter.
        """
        return read_query(self.target.partition("?")[2], names)


def read_query(query: str, names: Sequence[str]) -> dict[str, str]:
    """Read a query as texts, each given at most once.

    Raises:
        MalformedError: an unknown or repeated parameter.
    """
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query), errors="strict", max_num_fields=10)
    except ValueError:
        raise MalformedError("query") from None
    if len({name for name, _ in pairs}) != len(pairs) or not {name for name, _ in pairs} <= set(names):
        raise MalformedError("query")
    return dict(pairs)


def who_calls(centre: Centre, nonces: Nonces, call: Call) -> DeskIdentity:
    """Return the desk that signed the call.

    Raises:
        CallRefusedError: 401 for anybody else; 426 for another protocol.
    """
    if call.headers.get(HEADER_PROTOCOL.lower()) != PROTOCOL_VERSION:
        raise CallRefusedError(426, "protocol")
    desk_id, time_s, nonce, signature = _read_headers(call.headers)
    with centre.database.read() as connection:
        known = find_desk(connection, desk_id)
    signed = request_bytes(call.method, call.target, call.body, time_s, nonce, str(desk_id))
    if not request_genuine(known.public_key if known else _NOBODY, signed, signature) or known is None:
        raise CallRefusedError(401, "signature")
    now_s = int(centre.clock.now().timestamp())
    if abs(now_s - time_s) > REQUEST_WINDOW_S:
        raise CallRefusedError(401, "clock", extra={"centre_time": centre.now()})
    if not nonces.fresh(desk_id, nonce, now_s):
        raise CallRefusedError(401, "replay")
    return known


def find_desk(connection: Connection, desk_id: UUID) -> DeskIdentity | None:
    """Return an enrolled desk."""
    columns = (desk.c.number, desk.c.organisation_id, desk.c.state, desk.c.public_key, desk.c.box_key)
    row = connection.execute(
        select(desk.c.id, *columns).where(desk.c.id == desk_id).where(desk.c.public_key.is_not(None))
    ).first()
    return None if row is None else DeskIdentity(*row)


def _read_headers(headers: Mapping[str, str]) -> tuple[UUID, int, str, bytes]:
    given = {name: headers.get(name.lower(), "") for name in (HEADER_DESK, HEADER_TIME, HEADER_NONCE, HEADER_SIGNATURE)}
    fields = Fields(given)
    try:
        desk_id = fields.uuid(HEADER_DESK)
        time_s = int(fields.text(HEADER_TIME, most=12, pattern=r"\d+"))
        nonce = fields.text(HEADER_NONCE, most=64, least=8, pattern=r"[0-9A-Za-z_-]+")
        return desk_id, time_s, nonce, fields.hexes(HEADER_SIGNATURE, 64)
    except MalformedError:
        raise CallRefusedError(401, "signature") from None
