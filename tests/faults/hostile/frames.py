"""Batches of frames that an honest desk never sends, made up by Hypothesis and pushed with a good signature."""

import json
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from desk_app.protocol.frames import MAX_BATCH_OPERATIONS, Frame, encode, seal
from tests.faults.hostile.calls import Base
from tests.faults.hostile.world import CANARY, CANARY_PHONE, World

KINDS = ("payment.cash", "resident.register", "shift.open", "shift.close", "code.print", "x", "a.b_c9")
_WORD = st.sampled_from((CANARY, CANARY_PHONE, "tko", "0201", "\u202e", "\x00", "2026-02-31", "-1"))
_LEAF = st.none() | st.booleans() | st.integers() | st.floats() | _WORD | st.text(max_size=12)
_TREE = st.recursive(
    _LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_WORD | st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
WAYS = ("flipped", "cut", "noise", "replayed", "reordered", "foreign", "old_version", "gap", "fork", "conflict",
        "too_many", "hostile_body", "spoilt_body")  # fmt: skip

TAKEN = ("old_version", "hostile_body", "spoilt_body")
"""Signed as they should be, at the right place of the chain: kept, whatever they say, for money is never refused."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What is going to be pushed, and which way it is wrong."""

    way: str
    raw: bytes

    def base(self) -> Base:
        """Return the call that brings it."""
        return Base("POST", "/v2/desk/push", "/v2/desk/push", self.raw, {}, (CANARY, CANARY_PHONE))


def batches(world: World) -> st.SearchStrategy[Batch]:
    """Return any batch that is wrong in one of the ways."""
    return st.builds(
        lambda way, seed, tree, noise: Batch(way, _made(world, way, Random(seed), tree, noise)),
        st.sampled_from(WAYS), st.integers(0, 2**32 - 1), _TREE, st.binary(max_size=200),
    )  # fmt: skip


def _made(world: World, way: str, random: Random, tree: Any, noise: bytes) -> bytes:  # noqa: ANN401 - any JSON
    if way in ("flipped", "cut", "noise"):
        return _damaged(world, way, random, noise)
    if way in ("replayed", "reordered"):
        return _again(world, way, random)
    if way == "too_many":
        return world.heard_bytes() * (MAX_BATCH_OPERATIONS // len(world.heard) + 1)
    if way.endswith("_body"):
        raw = noise if random.random() < 0.2 else _json(tree if way == "hostile_body" else _spoilt(world, random, tree))
        kind = random.choice(KINDS) if way == "hostile_body" else random.choice(world.heard).kind
        return encode(_next(world, random, body=raw, kind=kind))
    return encode(_misplaced(world, way, random))


def _damaged(world: World, way: str, random: Random, noise: bytes) -> bytes:
    good = encode(_next(world, random))
    if way == "noise":
        return random.choice((noise, world.heard_bytes() + noise + b"?", b"SGF1" + noise))
    at = random.randrange(len(good))
    return good[: at or 1] if way == "cut" else good[:at] + bytes([good[at] ^ random.randint(1, 255)]) + good[at + 1 :]


def _again(world: World, way: str, random: Random) -> bytes:
    frames = list(world.heard)
    if way == "reordered":
        last = _next(world, random)
        frames += [_next(world, random, seq=last.seq + 1, prev_hash=last.hash)]  # the one between them is missing
        random.shuffle(frames)
    return b"".join(map(encode, frames))


def _misplaced(world: World, way: str, random: Random) -> Frame:
    wrong: dict[str, dict[str, Any]] = {
        "foreign": random.choice((
            {"desk_id": world.other.desk_id}, {"key": world.stranger}, {"key": world.other.key}, {"epoch": 2},
            {"epoch": 2**32 - 1}, {"desk_id": UUID(int=random.getrandbits(128))},
        )),
        "old_version": {"schema_ver": random.choice((0, 2, 65535))},
        "gap": {"seq": len(world.heard) + random.choice((2, 3, 10**6, 2**63 - 1))},
        "fork": random.choice(({"seq": random.randint(1, len(world.heard))}, {"prev_hash": bytes(32)})),
        "conflict": {"op_id": random.choice(world.heard).op_id},
    }  # fmt: skip
    if way == "foreign" and random.random() < 0.2:
        return world.foreign
    return _next(world, random, **wrong[way])


def _next(world: World, random: Random, **change: Any) -> Frame:  # noqa: ANN401 - any field of a frame
    """Seal what would come next at the desk, with something changed before it is signed."""
    last = world.heard[-1]
    values: dict[str, Any] = {
        "desk_id": last.desk_id, "epoch": last.epoch, "seq": last.seq + 1, "op_id": UUID(int=random.getrandbits(128)),
        "kind": "no.such_kind", "body": b"{}", "prev_hash": last.hash, "key": world.desk.key,
    } | change  # fmt: skip
    return seal(values.pop("key"), **values)


def _json(value: Any) -> bytes:  # noqa: ANN401 - any JSON
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _spoilt(world: World, random: Random, tree: Any) -> Any:  # noqa: ANN401 - any JSON
    """Take an honest body and put something else in one place of it."""
    body = json.loads(random.choice(world.heard).body)
    holder, keys = body, list(body)
    key = random.choice(keys)
    while isinstance(holder[key], dict | list) and holder[key] and random.random() < 0.8:
        holder = holder[key]
        key = random.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
    holder[key] = tree
    return body
