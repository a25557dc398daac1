"""What may happen in a world besides work and bad weather, each as one function of the world."""

from collections.abc import Callable, Iterator
from random import Random

from desk_app import main as parts
from desk_app.application.restoring import UnsentWouldBeLostError
from desk_app.settings import Settings
from desk_app.store.restore import put_back
from tests.faults.sim.clocks import JUMPS_S
from tests.faults.sim.line import URL
from tests.faults.sim.region import inbox
from tests.faults.sim.story import HORIZON_MS, World
from tests.faults.sim.workplace import Workplace

Event = tuple[int, str, Callable[[], object]]


def schedule(world: World) -> list[Event]:
    """Plan a whole story: when everybody works and sends, and when what goes wrong."""
    random, size = world.chance.acts, world.size
    events: list[Event] = []

    def at(name: str, do: Callable[[Random], object], times: float, first: float = 0.0) -> None:
        whole = int(times) + (random.random() < times % 1)
        for _ in range(whole):
            moment = int((first + random.random() * (1 - first)) * HORIZON_MS)
            events.append((moment, name, lambda: do(random)))

    at("act", lambda one: world.teller.act(_any(world, one)), size.operations)
    at("turn", lambda one: _turn(world, one), max(size.operations * 0.45, size.desks * 2))
    for group, name, do, a_desk in _HAPPENINGS:
        if group in size.faults:
            at(name, lambda one, do=do: do(world, one), a_desk * size.desks, 0.15)  # type: ignore[misc]  # bound here
    if size.faults & {"rewind", "clone", "epoch", "fumble", "network", "restore"}:
        at("operator", lambda _one: operator(world), 6)
    events += list(_rare(world, random))
    return events


def _rare(world: World, random: Random) -> Iterator[Event]:
    """Plan what happens at the centre once or twice in a story."""
    for group, name, do, times in _AT_THE_CENTRE:
        for _ in range(int(times) + (random.random() < times % 1)):
            moment = int((0.1 + random.random() * 0.85) * HORIZON_MS)
            if group in world.size.faults:
                yield moment, name, lambda do=do: do(world, random)  # type: ignore[misc]  # bound here


def operator(world: World) -> str:
    """Let the operator look at every stopped desk and grant what it needs."""
    rows = world.region.rows(
        "SELECT DISTINCT d.number FROM desk_head h JOIN desk d ON d.id = h.desk_id "
        "WHERE h.frozen NOT IN ('', 'superseded') AND d.state = 'active' ORDER BY d.number"
    )
    for (number,) in rows:
        world.region.grant(int(number))
        world.seen["epochs_after_a_stop"] += 1
    return " ".join(str(row[0]) for row in rows)


def _any(world: World, random: Random) -> Workplace:
    return random.choice(world.places)


def _original(world: World, random: Random) -> Workplace:
    return random.choice([place for place in world.places if not place.clone])


def _turn(world: World, random: Random) -> str:
    place = _any(world, random)
    return f"{place.name} {world.exchange(place)}"


# -- at a desk ---------------------------------------------------------------------------


def _restart(world: World, random: Random) -> str:
    place = _any(world, random)
    place.restart()
    world.seen["restart"] += 1
    return place.name


def _jump(world: World, random: Random) -> str:
    place = _any(world, random)
    place.watch.jump(random.choice((0, *JUMPS_S)))
    world.seen["clock_jump"] += 1
    return f"{place.name} {place.watch.off}"


def _outage(world: World, random: Random) -> str:
    place = _any(world, random)
    place.session.cut = not place.session.cut
    return f"{place.name} {place.session.cut}"


def _backup(world: World, random: Random) -> str:
    place = _original(world, random)
    world.made += 1
    place.desk.backups.make(f"kept-{world.made:04d}")
    return place.name


def _restore(world: World, random: Random) -> str:
    """Put a copy back as the program does it; then ask the centre first, or dare to work on."""
    place = _original(world, random)
    copies = sorted((place.folder / "backups").glob("kept-*.db"))
    if not copies:
        return "no copy"
    copy, leave, dare = random.choice(copies), random.random() < 0.2, random.random() < 0.3
    settings = Settings(place.folder, URL, key_slot="file")
    before = place.operations()
    place.close()
    try:
        key = parts.key_slots(settings).open().secrets.file_key
        put_back(copy, parts.database_path(settings), key, place.watch.now(), leave_unsent=leave)
    except UnsentWouldBeLostError:
        place.open()
        world.seen["restore_refused"] += 1
        return f"{place.name} refused"
    place.open()
    place.scarred = True
    place.left_behind |= leave
    world.seen["restore"] += 1
    if not leave and before & world.promises.standing().keys() - place.operations() - inbox(world.region).keys():
        world.teller.faults.append(f"I4 a restore of {place.name} has lost what was not sent")
    world.burn_unknown()
    if dare:
        place.desk.accept_offline()
    return f"{place.name} from {copy.stem} {dare}"


def _rewind(world: World, random: Random) -> str:
    """Copy the folder; the second time, put the older copy over it past the program."""
    place = _original(world, random)
    older = sorted(world.folder.glob(f"older-{place.name}-*"))
    if not older or random.random() < 0.4:
        world.made += 1
        place.raw_copy(world.folder / f"older-{place.name}-{world.made}")
        return f"{place.name} copied"
    place.set_back(random.choice(older))
    place.scarred = True
    world.seen["rewind"] += 1
    world.burn_unknown()
    return f"{place.name} set back"


def _clone(world: World, random: Random) -> str:
    """Copy a whole workplace to another computer, where somebody goes on working under the same name."""
    place = _original(world, random)
    if any(other.name.startswith(f"{place.name}c") for other in world.places) or place.name in world.codes:
        return "one is enough"
    world.made += 1
    folder = place.raw_copy(world.folder / f"clone-{world.made}")
    twin = world.add(f"{place.name}c{world.made}", folder)
    twin.clone = twin.scarred = place.scarred = True
    twin.left_behind, twin.revoked = place.left_behind, place.revoked
    world.seen["clone"] += 1
    return twin.name


def _rot(world: World, random: Random) -> str:
    """Let the disk lose some bytes of what the centre has anyway; what was taken here has to stay whole."""
    place = _any(world, random)
    world.seen["mirror_rot"] += 1
    return f"{place.name} {place.rot(random)}"


def _reinstall(world: World, random: Random) -> str:
    """Lose a disk; the desk is enrolled anew under another number."""
    place = _original(world, random)
    if place.revoked or any(other.name.startswith(f"{place.name}c") for other in world.places):
        return "not this one"
    world.remove(place)
    world.made += 1
    fresh = world.add(f"{place.name}n{world.made}", world.folder / f"desk-new-{world.made}")
    world.invite(fresh, wide=random.random() < 0.5)
    world.seen["reinstall"] += 1
    return fresh.name


# -- at the centre -------------------------------------------------------------------------


def _epoch(world: World, random: Random) -> str:
    number = _original(world, random).number
    if not number:
        return "not enrolled"
    world.seen["epoch_unasked"] += 1
    return f"{number} {world.region.grant(number)}"


def _centre_restarts(world: World, _random: Random) -> str:
    world.region.restart()
    world.seen["centre_restart"] += 1
    return ""


def _centre_copied(world: World, _random: Random) -> str:
    world.region.copy()
    world.seen["centre_copy"] += 1
    return ""


def _centre_restored(world: World, _random: Random) -> str:
    """Put an older copy of the centre back; what people did there since is done again, what desks did they bring."""
    if not world.region.put_back():
        return "no copy"
    for number in sorted({place.number for place in world.places if place.revoked} - {0}):
        world.region.revoke(number)
    world.seen["centre_restore"] += 1
    world.burn_unknown()
    return "restored"


def _month(world: World, _random: Random) -> str:
    world.region.load_month()
    world.seen["month"] += 1
    return str(world.region.month)


def _close(world: World, _random: Random) -> str:
    world.seen["account_closed"] += 1
    return world.region.close_account()


def _scope(world: World, _random: Random) -> str:
    world.region.change_scope()
    world.seen["scope_change"] += 1
    return ""


def _case(world: World, _random: Random) -> str:
    world.seen["case"] += 1
    return world.region.resolve_case()


def _revoke(world: World, random: Random) -> str:
    place = _original(world, random)
    if len(world.places) < 3 or not place.number:
        return "none"
    world.region.revoke(place.number)
    for other in world.places:
        other.revoked |= other.number == place.number
    world.seen["revoke"] += 1
    return place.name


_HAPPENINGS: tuple[tuple[str, str, Callable[[World, Random], str], float], ...] = (
    ("crash", "restart", _restart, 0.3),
    ("clock", "jump", _jump, 0.5),
    ("outage", "outage", _outage, 0.8),
    ("restore", "backup", _backup, 0.9),
    ("restore", "restore", _restore, 0.4),
    ("rewind", "rewind", _rewind, 0.9),
    ("clone", "clone", _clone, 0.12),
    ("reinstall", "reinstall", _reinstall, 0.08),
    ("epoch", "epoch", _epoch, 0.1),
    ("rot", "rot", _rot, 0.3),
)
_AT_THE_CENTRE: tuple[tuple[str, str, Callable[[World, Random], str], float], ...] = (
    ("centre_crash", "centre restarts", _centre_restarts, 1.0),
    ("centre_restore", "centre copied", _centre_copied, 0.8),
    ("centre_restore", "centre restored", _centre_restored, 0.6),
    ("month", "month", _month, 1.2),
    ("close", "close", _close, 2.5),
    ("scope", "scope", _scope, 1.0),
    ("case", "case", _case, 4.0),
    ("revoke", "revoke", _revoke, 0.15),
)
