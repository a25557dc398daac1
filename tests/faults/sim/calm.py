"""After the storm: nothing fails any more, an operator looks after stopped desks, and all has to come to rest."""

from datetime import timedelta

from tests.faults.sim.happenings import operator
from tests.faults.sim.story import World
from tests.faults.sim.workplace import Workplace

PERIOD_MS = 60_000
MOST_ROUNDS = 16
WITHIN = 2


def come_to_rest(world: World) -> list[str]:
    """Let the line be quiet; return what did not come to rest in time (L1, L2)."""
    _begin(world)
    faults: list[str] = []
    helped: dict[str, int] = {}
    for number in range(1, MOST_ROUNDS + 1):
        world.clock.reach(world.clock.elapsed_ms + PERIOD_MS)
        said = {place.name: _one(world, place, number) for place in world.places}
        stopped = [name for name, word in said.items() if word.startswith("stopped") and word != "stopped revoked"]
        late = [name for name, word in said.items() if _unfinished(world, name, word) and name not in stopped]
        faults += [f"L2 late {said[name]} in round {number}" for name in late if number - helped.get(name, 0) > WITHIN]
        _help(world, stopped, helped, number)
        if not stopped and not late:
            break
    else:
        faults.append(f"L2 no rest after {MOST_ROUNDS} rounds: {sorted(set(said.values()))}")
    faults += _close_clones(world)
    for place in world.places:
        place.desk.audit()  # it finds rot that no transaction has met; the next exchange mends it
    for _ in range(2):  # everybody hears of what the others sent last
        world.clock.reach(world.clock.elapsed_ms + PERIOD_MS)
        for place in world.places:
            _one(world, place, 0)
    return faults


def _begin(world: World) -> None:
    world.calm = True
    world.weather.badness = world.teller.accidents = 0.0
    world._arrive(world.clock.elapsed_ms + 3600_000)
    for place in world.places:
        place.session.cut = False
        place.watch.off = timedelta()


def _one(world: World, place: Workplace, number: int) -> str:
    came = world.exchange(place)
    world.trace.note("calm", number, place.name, came, place.pending())
    return came


def _unfinished(world: World, name: str, word: str) -> bool:
    place = next(one for one in world.places if one.name == name)
    if place.revoked:
        return False
    return not word.startswith("ok") or place.pending() > 0


def _help(world: World, stopped: list[str], helped: dict[str, int], number: int) -> None:
    """Let the operator grant what stopped desks need; one that the centre knows nothing of calls by phone."""
    before = {place.name: place.number for place in world.places if place.number}
    granted = {int(one) for one in operator(world).split()}
    for name in stopped:
        if name in before and before[name] not in granted:
            world.region.grant(before[name])
            granted.add(before[name])
            world.seen["epoch_by_phone"] += 1
    for name, desk in before.items():
        if desk in granted:
            helped[name] = number


def _close_clones(world: World) -> list[str]:
    """Close the copies, once nothing waits on them."""
    faults = []
    for place in [one for one in world.places if one.clone]:
        left = place.pending()
        if left and not place.revoked:
            faults.append(f"L2 a clone keeps {left}")
        if not left:
            world.remove(place)
    return faults
