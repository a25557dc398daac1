"""Calls made up by schemathesis from the centre's own description, with people's words and real numbers mixed in."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

import schemathesis
from hypothesis import strategies as st
from schemathesis import GenerationMode

from desk_app.settlement.endpoints import OPEN, SIGNED
from desk_app.settlement.openapi import describe
from tests.faults.hostile.world import CANARY, CANARY_PHONE

MOST = {(one.method, one.path): one.most for one in (*OPEN, *SIGNED)}
ASKED = {(one.method, one.path): tuple(one.takes.query) for one in (*OPEN, *SIGNED)}
Known = Mapping[str, tuple[str, ...]]
WORDS = (CANARY, CANARY_PHONE, f"{CANARY} Ада {CANARY_PHONE}")
NUMBERS = ("0101", "0201", "tko/0201", "tko", "heat", "123456", "2026-10", "1' OR '1'='1", "%", "\u202e", "0")


@dataclass(frozen=True, slots=True)
class Base:
    """A call before anybody signed it; `path` is as the description has it."""

    method: str
    path: str
    target: str
    body: bytes
    headers: dict[str, str]
    planted: tuple[str, ...]


def bases(known: Known, paths: Collection[str] = ()) -> st.SearchStrategy[Base]:
    """Return any call to any end point, as described or deliberately not; half of all get people's words or `known`.

    `paths` are the only ones to ask; none given is all.
    """
    schema = schemathesis.openapi.from_dict(_without_door(describe()))
    every: list[Any] = list(schema.get_all_operations())
    each = [found.ok() for found in every if not paths or found.ok().path in paths]
    plain = [one.as_strategy(generation_mode=GenerationMode.POSITIVE).map(_base) for one in each]
    wrong = [one.as_strategy(generation_mode=GenerationMode.NEGATIVE).map(_base) for one in each if _can_be_wrong(one)]
    made = st.one_of(st.one_of(plain), st.one_of(wrong))
    return st.builds(lambda base, seed: _mixed(base, known, Random(seed)), made, st.integers(0, 2**32 - 1))


def _without_door(document: dict[str, Any]) -> dict[str, Any]:
    """Leave out the headers that sign a call: they are made of everything else, once it is there."""
    for operation in (one for path in document["paths"].values() for one in path.values()):
        kept = [one for one in operation["parameters"] if one["in"] != "header" or not one["required"]]
        operation["parameters"] = kept
    return document


def _can_be_wrong(operation: Any) -> bool:  # noqa: ANN401 - schemathesis' own
    return bool(operation.body or operation.query or operation.path_parameters)


def _base(case: Any) -> Base:  # noqa: ANN401 - schemathesis' own
    path = case.path
    for name, value in (case.path_parameters or {}).items():
        path = path.replace("{" + name + "}", quote(str(value), safe=""))
    query = urlencode([(str(k), v) for k, v in (case.query or {}).items()], doseq=True, errors="replace")
    headers = {name: _latin(value) for name, value in (case.headers or {}).items() if name.lower() == "range"}
    body = b"" if not case.media_type else _body(case.body)
    return Base(case.method, case.path, f"{path}?{query}" if query else path, body, headers, ())


def _latin(value: object) -> str:
    return str(value).encode("latin-1", "replace").decode("latin-1")


def _body(value: Any) -> bytes:  # noqa: ANN401 - any body
    if isinstance(value, bytes):
        return value
    if hasattr(value, "data") and isinstance(value.data, bytes):
        return value.data
    try:
        return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    except TypeError:
        return b""


def _mixed(base: Base, known: Known, random: Random) -> Base:
    """Put a person's name or something that the centre knows here and there; half of all calls stay as they are."""
    if random.random() < 0.5:
        return base
    if base.path.endswith("{id}"):
        return replace(base, target=base.path.replace("{id}", random.choice(known["id"])))
    return (_in_query if ASKED[base.method, base.path] else _in_body)(base, known, random)


def _in_query(base: Base, known: Known, random: Random) -> Base:
    path, _, query = base.target.partition("?")
    name = random.choice(ASKED[base.method, base.path])
    word = _word(name, known, random)
    others = [one for one in query.split("&") if one and one.partition("=")[0] != name]
    target = "&".join((f"{path}?{name}={quote(word)}", *(others if random.random() < 0.5 else ())))
    return replace(base, target=target, planted=(word,) if word in WORDS else ())


def _in_body(base: Base, known: Known, random: Random) -> Base:
    try:
        value = json.loads(base.body)
    except ValueError:
        return base
    places = _texts(value, [])
    if not places:
        return base
    holder, key = random.choice(places)
    word = _word(str(key), known, random)
    holder[key] = word
    body = json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return replace(base, body=body, planted=(word,) if word in WORDS else ())


def _word(name: str, known: Known, random: Random) -> str:
    return random.choice(known[name] if name in known and random.random() < 0.5 else WORDS + NUMBERS)


def _texts(value: Any, found: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:  # noqa: ANN401 - any JSON
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in items:
        if isinstance(one, str):
            found.append((value, key))
        else:
            _texts(one, found)
    return found
