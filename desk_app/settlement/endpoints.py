"""What desks may ask, one function per call: parse, do, answer."""

from collections.abc import Callable
from dataclasses import dataclass

from desk_app.protocol.fields import whole
from desk_app.protocol.frames import MAX_BATCH_BYTES, decode_prefix
from desk_app.protocol.messages import EnrolRequest
from desk_app.protocol.strict_json import loads
from desk_app.settlement import desks, shapes
from desk_app.settlement.answers import Answer, CallRefusedError, said
from desk_app.settlement.asking import answer_check, answer_lookup, answer_packet
from desk_app.settlement.calls import Call
from desk_app.settlement.centre import Centre
from desk_app.settlement.decided import answer_decisions
from desk_app.settlement.effects import DeskIdentity
from desk_app.settlement.feed import answer_changes
from desk_app.settlement.hear import NoSuchEpochError, hear
from desk_app.settlement.hello import answer_hello, answer_recover
from desk_app.settlement.history import answer_acks, answer_journal
from desk_app.settlement.shapes import Takes
from desk_app.settlement.shift_statement import answer_shift_statement
from desk_app.settlement.snapshots import answer_pieces, answer_snapshot
from desk_app.settlement.throttles import count_up, counted, hour_window, until_next_hour

_JSON = 16 * 1024
_LIST = 256 * 1024  # a shift of as many payments as may be listed
_ENROL_FAILS_AN_HOUR = 100  # of one network address; a code's own five tries are the real bound


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One call: `most` bounds the body before anything looks at it; a revoked desk makes only those `revoked_too`."""

    method: str
    path: str
    most: int
    handle: Callable[[Centre, DeskIdentity, Call], Answer]
    takes: Takes
    revoked_too: bool = False


@dataclass(frozen=True, slots=True)
class OpenEndpoint:
    """One call that anybody may make."""

    method: str
    path: str
    most: int
    handle: Callable[[Centre, Call], Answer]
    takes: Takes


def enrol(centre: Centre, call: Call) -> Answer:
    """Take an introduction: {"state": "pending" or "granted", "grant": signed or null}; repeat until granted."""
    request = whole(loads(call.body), EnrolRequest.read)
    now = centre.clock.now()
    name, window = f"enrol:{call.peer}"[:80], hour_window(now)
    with centre.database.write() as connection:
        if counted(connection, name, window) >= _ENROL_FAILS_AN_HOUR:
            raise CallRefusedError(429, "too_many_tries", retry_after=until_next_hour(now))
        found = desks.introduce(connection, centre, request)
        if found.refused:
            count_up(connection, name, window)
    if found.refused:
        raise CallRefusedError(403, "enrol")
    if found.grant is None:
        return said({"state": "pending", "grant": None})
    return said({"state": "granted", "grant": found.grant.to_json()})


def health(centre: Centre, call: Call) -> Answer:
    """Tell that the service and its database answer."""
    del call
    with centre.database.read() as connection:
        connection.exec_driver_sql("SELECT 1")
    return said({"state": "ok", "centre_time": centre.now()})


def push(centre: Centre, desk: DeskIdentity, call: Call) -> Answer:
    """Take a batch of frames; the answer is the signed ack."""
    frames, broken = decode_prefix(call.body)
    try:
        signed = centre.database.run(lambda connection: hear(connection, centre, desk, frames, broken))
    except NoSuchEpochError:
        raise CallRefusedError(409, "epoch") from None
    return said(signed.to_json())


OPEN = (
    OpenEndpoint("POST", "/v2/desk/enrol", _JSON, enrol, shapes.ENROL),
    OpenEndpoint("GET", "/v2/health", 0, health, shapes.NOTHING),
)
SIGNED = (
    Endpoint("POST", "/v2/desk/hello", _JSON, answer_hello, shapes.HELLO, revoked_too=True),
    Endpoint("POST", "/v2/desk/recover", _JSON, answer_recover, shapes.HELLO),
    Endpoint("POST", "/v2/desk/push", MAX_BATCH_BYTES, push, shapes.PUSH),
    Endpoint("GET", "/v2/desk/acks", 0, answer_acks, shapes.PLACE),
    Endpoint("GET", "/v2/desk/journal", 0, answer_journal, shapes.PLACE),
    Endpoint("POST", "/v2/desk/decisions", _JSON, answer_decisions, shapes.DECISIONS),
    Endpoint("POST", "/v2/sync/snapshot", _JSON, answer_snapshot, shapes.SNAPSHOT),
    Endpoint("GET", "/v2/sync/snapshot/{id}", 0, answer_pieces, shapes.PIECES),
    Endpoint("GET", "/v2/sync/changes", 0, answer_changes, shapes.CHANGES),
    Endpoint("GET", "/v2/lookup/account", 0, answer_lookup, shapes.LOOKUP),
    Endpoint("POST", "/v2/codes/check", _JSON, answer_check, shapes.CHECK),
    Endpoint("POST", "/v2/codes/packet", _JSON, answer_packet, shapes.PACKET),
    Endpoint("POST", "/v2/shift/statement", _LIST, answer_shift_statement, shapes.STATEMENT),
)
