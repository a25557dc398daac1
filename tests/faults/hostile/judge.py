"""What an answer may be, and what a call may change: everything else is a finding.

A refusal speaks a closed vocabulary, so that it cannot hold anything of the
question. A call that did not pass the signature changes nothing at all. One
that did may change what it is for: count tries, leave its audit trail, note an
installation. Whatever else stirs, stirs the finding.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from desk_app.protocol.strict_json import MalformedError, loads
from desk_app.settlement.openapi import describe
from tests.faults.hostile.asgi import Answered, Asked
from tests.faults.hostile.frames import TAKEN, WAYS
from tests.faults.hostile.world import OWN, THEIRS, THEIRS_EVER, World

KEPT = frozenset({"op_inbox", "op_state", "op_carried", "desk_head", "ack", "log_head", "log_leaf"})
EFFECT = frozenset({
    "ledger_account", "ledger_tx", "ledger_entry", "payment_state", "suspense_case", "shift", "shift_difference",
    "charge", "account", "change_log", "house_tally", "reading", "registration", "phone_binding", "card_use",
    "code_version", "one_time_password", "sms_outbox", "code_print", "audit_event",
})  # fmt: skip
EVIDENCE = frozenset({"alarm"})
MAY_CHANGE: Mapping[str, frozenset[str]] = {
    "/v2/desk/enrol": frozenset({"throttle", "enrolment"}),
    "/v2/desk/hello": frozenset({"desk_install", "alarm", "desk_head"}),
    "/v2/desk/recover": frozenset({"desk"}),
    "/v2/sync/snapshot": frozenset({"snapshot", "snapshot_chunk"}),
    "/v2/lookup/account": frozenset({"throttle", "audit_event"}),
    "/v2/codes/check": frozenset({"throttle", "audit_event", "code_attempt"}),
    "/v2/codes/packet": frozenset({"audit_event"}),
}
"""What a genuine, well-formed call may leave behind; pushes are judged by their ack."""

_TELLS_OWN = re.compile(r"/v2/(sync/|lookup/|desk/journal)")
_OPEN = frozenset({"/v2/desk/enrol", "/v2/health"})
_HEADERS = frozenset({"content-type", "content-length", "retry-after", "content-range"})
_CODE = re.compile(r"[a-z_]{2,24}")
_REFUSES = frozenset({400, 401, 403, 404, 405, 409, 410, 413, 416, 426, 429})
_NEVER_TAKEN = frozenset(f"frames_{way}" for way in WAYS if way not in TAKEN)
_STOPS = {"malformed": EVIDENCE, "fork": EVIDENCE | {"desk_head"}, "conflict": EVIDENCE | {"desk_head"}}


@dataclass(frozen=True, slots=True)
class Trial:
    """One call to judge: `genuine` says that the desk signed exactly this, `planted` what must not come back."""

    kind: str
    asked: Asked
    genuine: bool
    planted: tuple[str, ...] = ()


def faults_of(world: World, trial: Trial, answer: Answered, changed: frozenset[str], logged: str) -> list[str]:
    """List what is wrong with an answer, with what changed, and with what was logged."""
    said = [*_wrong_status(trial, answer), *_wrong_form(answer), *_wrong_change(world, trial, answer, changed)]
    said += _wrong_frames(world, trial, answer)
    said += [f"echo_{where}" for where, text in (("answer", _all_of(answer)), ("log", logged)) if _told(trial, text)]
    tells = _TELLS_OWN.match(trial.asked.path) and answer.status in (200, 206)
    told = _all_of(answer)
    looked_up = tells and trial.asked.path == "/v2/lookup/account"  # which masks the name and says the address
    if any(word in told for word in (THEIRS_EVER if looked_up else THEIRS)) or (
        not tells and any(word in told for word in OWN)
    ):
        said.append("tells_person")
    if any(word in logged for word in (*THEIRS, *OWN)) or _codes_in(world, told + logged):
        said.append("tells_secret")
    where = f"{trial.kind} {trial.asked.method} {trial.asked.path[:60]} {answer.status}"
    return [f"{one} {where}" for one in said]


def passed(trial: Trial, answer: Answered) -> bool:
    """Tell whether a call came past the signature."""
    return trial.genuine and answer.status not in (401, 404, 405, 413, 426) and trial.asked.path not in _OPEN


def _wrong_status(trial: Trial, answer: Answered) -> Iterable[str]:
    if answer.status >= 500 or answer.status == 0:
        yield f"server_error:{answer.status}:{answer.body[:40]!r}"
    elif answer.status not in _REFUSES | {200, 206}:
        yield "strange_status"
    if not trial.genuine and trial.asked.path not in _OPEN and not _kept_out(trial, answer):
        yield "let_in"


def _kept_out(trial: Trial, answer: Answered) -> bool:
    """Tell whether a forged call came to nothing before anybody looked at what it asks."""
    if answer.status in (404, 405):
        return trial.kind == "elsewhere"
    return answer.status in (401, 413, 426) or (
        trial.kind == "truncated" and (answer.status, answer.body) == (400, b"")
    )


def _wrong_form(answer: Answered) -> Iterable[str]:
    names = {name for name, _ in answer.headers}
    if answer.status and not names <= _HEADERS | ({"allow"} if answer.status == 405 else set()):
        yield "strange_header"
    if answer.status < 400 or answer.status >= 500 or not answer.body:
        return
    try:
        said: Any = loads(answer.body)
    except MalformedError:
        yield "refusal_is_no_json"
        return
    names = set(said) if isinstance(said, dict) else set()
    if "error" not in names or not names <= {"error", "reason", "centre_time"} or not _CODE.fullmatch(said["error"]):
        yield "refusal_of_another_form"
    elif not _known_reason(said.get("reason", "syntax")):
        yield "refusal_in_other_words"


def _wrong_change(world: World, trial: Trial, answer: Answered, changed: frozenset[str]) -> Iterable[str]:
    extra = changed - _may_change(world, trial, answer)
    if extra:
        yield f"changed:{','.join(sorted(extra))}"


def _wrong_frames(world: World, trial: Trial, answer: Answered) -> Iterable[str]:
    if trial.kind in _NEVER_TAKEN and answer.status == 200 and fresh(world, answer):
        yield "forged_frame_taken"


def _may_change(world: World, trial: Trial, answer: Answered) -> frozenset[str]:
    if not trial.genuine and trial.asked.path not in _OPEN:
        return frozenset()
    if trial.asked.path == "/v2/desk/push" and answer.status == 200:
        return _may_push_change(world, answer)
    return MAY_CHANGE.get(trial.asked.path, frozenset()) if answer.status in (200, 403, 429) else frozenset()


def ack_of(answer: Answered) -> dict[str, Any]:
    """Read the ack of a push."""
    told: dict[str, Any] = json.loads(bytes.fromhex(json.loads(answer.body)["payload"]))
    return told


def _may_push_change(world: World, answer: Answered) -> frozenset[str]:
    """Well-signed operations are kept and never refused; without effect, unless they turn out to be honest."""
    may = _STOPS.get(ack_of(answer)["stopped"], frozenset())
    may |= KEPT if fresh(world, answer) else frozenset()
    return may | EFFECT if honest(world, answer) else may


def fresh(world: World, answer: Answered) -> list[dict[str, Any]]:
    """Return what a push says of operations that the centre had not heard before."""
    heard = {str(frame.op_id) for frame in world.heard}
    return [one for one in ack_of(answer)["results"] if one["op_id"] not in heard]


def honest(world: World, answer: Answered) -> bool:
    """Tell whether something could be read and booked, if only as money that waits for people."""
    new = fresh(world, answer)
    return any(one["outcome"] != "held_schema" and not one["detail"].startswith("body:") for one in new)


def _all_of(answer: Answered) -> str:
    """Return an answer with its sealed payloads opened."""
    text = answer.body.decode("utf-8", "replace") + " ".join(value for _, value in answer.headers)
    found = re.findall(r'"payload":"([0-9a-f]+)"', text)
    return text + "".join(bytes.fromhex(one).decode("utf-8", "replace") for one in found)


def _told(trial: Trial, text: str) -> bool:
    return any(word in text for word in trial.planted)


def _codes_in(world: World, text: str) -> bool:
    return any(code in world.codes for code in re.findall(r"(?<![0-9a-fA-F])[0-9]{6}(?![0-9a-fA-F])", text))


def _known_reason(reason: str) -> bool:
    what, _, name = reason.partition(":")
    return _CODE.fullmatch(what) is not None and (not name or name in _NAMES)


def _names_of(value: Any) -> set[str]:  # noqa: ANN401 - any part of the document
    if isinstance(value, list):
        return set().union(*map(_names_of, value)) if value else set()
    if not isinstance(value, dict):
        return set()
    inner = set().union(*map(_names_of, value.values())) if value else set()
    return inner | set(value.get("properties", {})) | ({value["name"]} if isinstance(value.get("name"), str) else set())


_NAMES = frozenset(_names_of(describe()) | {"item", "limit"})
