"""Bugs of a careless service, planted on purpose: what hostile calls have to find."""

import json
import logging
import re
from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import Connection

from desk_app.protocol.strict_json import MalformedError, dumps
from desk_app.settlement import app, asking, calls, feed, hear, snapshots
from desk_app.settlement.answers import Answer
from desk_app.settlement.calls import Call
from desk_app.settlement.centre import Centre
from desk_app.settlement.effects import DeskIdentity
from desk_app.settlement.endpoints import SIGNED
from desk_app.settlement.nonces import OwnNonces
from desk_app.settlement.scope import Scope, scope_of
from desk_app.settlement.throttles import count_up
from tests.faults.planting import Bug, put

Handle = Callable[[Centre, DeskIdentity, Call], Answer]
_log = logging.getLogger("settlement")


def _instead(path: str, before: Handle) -> Bug:
    """Let something happen before a call is answered."""

    def bug() -> None:
        def wrapped(true: Handle) -> Handle:
            return lambda centre, desk, call: before(centre, desk, call) and true(centre, desk, call)

        table = tuple(replace(one, handle=wrapped(one.handle)) if one.path == path else one for one in SIGNED)
        put(app, "SIGNED", table)

    return bug


def _writes_before_checking(centre: Centre, _desk: DeskIdentity, _call: Call) -> Answer:
    with centre.database.write() as connection:
        count_up(connection, "hello", "ever")
    return Answer(b"")


def _lets_key_errors_through(_centre: Centre, _desk: DeskIdentity, call: Call) -> Answer:
    try:
        json.loads(call.body)["operations"][:]
    except ValueError:
        raise MalformedError("syntax") from None
    return Answer(b"")


def _logs_the_question(_centre: Centre, _desk: DeskIdentity, call: Call) -> Answer:
    _log.info("asked", extra={"code": call.body.decode("utf-8", "replace")})
    return Answer(b"")


def echoes_the_question() -> None:
    """A refusal says what was wrong with the value, and what the value was."""
    true_guarded = app._guarded

    def guarded(handle: Callable[[Call], Answer], call: Call) -> Answer:
        answer = true_guarded(handle, call)
        if answer.status != 400:
            return answer
        return replace(answer, body=dumps({"error": "malformed", "reason": call.body.decode("utf-8", "replace")}))

    put(app, "_guarded", guarded)


def signature_unread() -> None:
    """Whoever names a desk is that desk."""
    put(calls, "request_genuine", lambda *_: True)


def replay_taken() -> None:
    """A signed call may be repeated."""
    put(OwnNonces, "fresh", lambda *_: True)


def any_clock() -> None:
    """A signature is good for ever."""
    put(calls, "REQUEST_WINDOW_S", 10**10)


def any_version() -> None:
    """The protocol's version is not looked at: whatever came is what is expected."""
    true_who = calls.who_calls
    put(app, "who_calls", lambda centre, nonces, call: true_who(
        centre, nonces, replace(call, headers=dict(call.headers) | {"sync-protocol": "2"})
    ))  # fmt: skip


def scope_forgotten() -> None:
    """Every desk sees every house."""

    true_scope = scope_of

    def everything(connection: Connection, organisation_id: int) -> Scope:
        return replace(true_scope(connection, organisation_id), everything=True)

    put(feed, "scope_of", everything)
    put(snapshots, "scope_of", everything)


def name_unmasked() -> None:
    """A look-up outside the scope tells the whole name."""
    put(asking, "mask_name", lambda name: name)


def frames_unread() -> None:
    """Nobody looks at the signatures of frames: the call was signed, after all."""
    put(hear, "verify", lambda *_: True)


def any_length() -> None:
    """What Python calls a number is taken for a length."""
    put(app, "_LENGTH", re.compile(r"\w*"))


HOSTILE_BUGS: dict[str, Bug] = {
    "echoes_the_question": echoes_the_question,
    "writes_before_checking": _instead("/v2/desk/hello", _writes_before_checking),
    "lets_key_errors_through": _instead("/v2/desk/decisions", _lets_key_errors_through),
    "logs_the_question": _instead("/v2/shift/statement", _logs_the_question),
    "signature_unread": signature_unread,
    "replay_taken": replay_taken,
    "any_clock": any_clock,
    "any_version": any_version,
    "scope_forgotten": scope_forgotten,
    "name_unmasked": name_unmasked,
    "frames_unread": frames_unread,
    "any_length": any_length,
}

AIMED: dict[str, tuple[str, ...]] = {
    "writes_before_checking": ("/v2/desk/hello",),
    "lets_key_errors_through": ("/v2/desk/decisions",),
    "logs_the_question": ("/v2/shift/statement",),
    "scope_forgotten": ("/v2/sync/changes",),
    "name_unmasked": ("/v2/lookup/account",),
    "frames_unread": (),
}
"""Where a small number of calls has to go to meet a bug of one end point; nothing is everywhere, and frames."""

ANYWHERE = ("/v2/desk/acks", "/v2/codes/packet", "/v2/lookup/account")
"""Some that are quickly asked, for bugs of the door."""
