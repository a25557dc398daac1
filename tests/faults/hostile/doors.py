"""How a call comes to the door: signed as a desk signs it, or in one of the ways that must not let it in."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from desk_app.protocol.signing import (
    HEADER_DESK,
    HEADER_NONCE,
    HEADER_PROTOCOL,
    HEADER_SIGNATURE,
    HEADER_TIME,
    sign_request,
)
from tests.faults.hostile.asgi import Asked
from tests.faults.hostile.calls import MOST, Base
from tests.faults.hostile.judge import Trial
from tests.faults.hostile.world import World

YEAR_S = 365 * 86_400
_GARBAGE = (
    "",
    "\xb2",
    "\xff" * 9,
    "-1",
    "1e9",
    "0" * 5000,
    "../../etc",
    "null",
    "9" * 12,
    "\u00bd",
    "a" * 64,
    "00" * 64,
)
_NOWHERE = (
    "/", "/docs", "/openapi.json", "/v2", "//v2/desk/push", "/v2/desk/push/", "/v1/desk/push", "/v2/desk/%2e%2e/push",
    "/v2/sync/snapshot/%00", "/metrics", "/control",
)  # fmt: skip
Door = Callable[[World, Base, Random], Trial]


def headers_of(world: World, base: Base, random: Random, *, shift_s: int = 0) -> dict[str, str]:
    """Sign a call as the desk does; `shift_s` is how wrong the desk's clock is."""
    nonce = f"{random.getrandbits(80):020x}"
    key, desk_id = world.desk.key, str(world.desk.desk_id)
    signed = sign_request(key, base.method, base.target, base.body, world.now_s + shift_s, nonce, desk_id)
    return base.headers | signed


def signed(world: World, base: Base, random: Random) -> Trial:
    """Come as the desk comes."""
    return _trial("signed", base, headers_of(world, base, random), genuine=True)


def unsigned(_world: World, base: Base, _random: Random) -> Trial:
    """Bring no signature at all."""
    return _trial("unsigned", base, base.headers | {HEADER_PROTOCOL: "2"})


def wrong_signature(world: World, base: Base, random: Random) -> Trial:
    """Bring a signature by another key, with a flipped bit, or for another call."""
    headers = headers_of(world, base, random)
    way = random.randrange(4)
    if way == 0:
        flipped = bytearray.fromhex(headers[HEADER_SIGNATURE])
        flipped[random.randrange(64)] ^= 1 << random.randrange(8)
        headers[HEADER_SIGNATURE] = flipped.hex()
    elif way == 1:
        headers[HEADER_SIGNATURE] = world.stranger.sign(bytes(32)).hex()
    elif way == 2:
        headers[HEADER_DESK] = str(world.other.desk_id)
    else:
        other = replace(base, target=base.target + ("&" if "?" in base.target else "?") + "x=1")
        headers = headers_of(world, other, random)
    return _trial("wrong_signature", base, headers)


def old_version(world: World, base: Base, random: Random) -> Trial:
    """Speak another protocol, or do not say which."""
    headers = headers_of(world, base, random)
    headers[HEADER_PROTOCOL] = random.choice(("1", "0", "3", "2.0", "", "\xb2", "02"))
    return _trial("old_version", base, headers)


def wrong_clock(world: World, base: Base, random: Random) -> Trial:
    """Sign with a clock that is wrong by minutes, up to a year and more."""
    shift = random.choice((-1, 1)) * random.choice((301, 3600, 86_400, YEAR_S, 2 * YEAR_S))
    return _trial("wrong_clock", base, headers_of(world, base, random, shift_s=shift))


def oversized(world: World, base: Base, random: Random) -> Trial:
    """Send more than the call takes, announced or not, signed as it should be."""
    most = MOST[base.method, base.path]
    larger = replace(base, body=base.body + b" " * (most + 1 + random.randrange(64)))
    headers = headers_of(world, larger, random)
    if random.random() < 0.5:
        headers["Content-Length"] = str(random.choice((len(larger.body), most + 1, 10**9, 10**30)))
    trial = _trial("oversized", larger, headers)
    half = len(larger.body) // 2
    return replace(trial, asked=replace(trial.asked, parts=(larger.body[:half], larger.body[half:])))


def truncated(world: World, base: Base, random: Random) -> Trial:
    """Lose the end of the body on the way, with the line or without anybody noticing."""
    longer = base if base.body else replace(base, body=b"{}"[: MOST[base.method, base.path]])
    headers = headers_of(world, longer, random)
    end = random.randrange(max(len(longer.body), 1))
    trial = _trial("truncated", longer, headers | {"Content-Length": str(len(longer.body))})
    broken = not longer.body or random.random() < 0.5
    return replace(trial, asked=replace(trial.asked, parts=(longer.body[:end],), broken=broken))


def hostile_headers(world: World, base: Base, random: Random) -> Trial:
    """Put nonsense where the signature is told."""
    headers = headers_of(world, base, random)
    names = (HEADER_DESK, HEADER_TIME, HEADER_NONCE, HEADER_SIGNATURE, HEADER_PROTOCOL, "Content-Length")
    for name in random.sample(names, random.randint(1, 3)):
        headers[name] = random.choice(_GARBAGE)
    trial = _trial("hostile_headers", base, headers)
    # A length is no part of the signature: with nonsense only there, the call is refused or it is the desk's own.
    honest = {name: value for name, value in headers.items() if name != "Content-Length"}
    return replace(trial, genuine=all(honest[name] not in _GARBAGE for name in honest if name in names))


def elsewhere(world: World, base: Base, random: Random) -> Trial:
    """Ask for what is not served, or in another way than it is."""
    method = random.choice(("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE", "PROPFIND"))
    path = random.choice((*_NOWHERE, base.path))
    other = replace(base, method=method, target=path)
    genuine = (method, path) in MOST
    return _trial("elsewhere", other, headers_of(world, other, random), genuine=genuine)


FORGED: tuple[Door, ...] = (
    unsigned, wrong_signature, old_version, wrong_clock, oversized, truncated, hostile_headers, elsewhere,
)  # fmt: skip


def replayed(trial: Trial) -> Trial:
    """Send the very same bytes again."""
    return replace(trial, kind="replayed", genuine=False)


def _trial(kind: str, base: Base, headers: dict[str, str], *, genuine: bool = False) -> Trial:
    asked = Asked(base.method, base.target, tuple(headers.items()), (base.body,))
    return Trial(kind, asked, genuine, base.planted)
