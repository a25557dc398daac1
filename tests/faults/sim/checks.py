"""The end of a world: I1-I14 and L1 by the audits of both sides, and again by the simulation's own ledger."""

from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import select

from desk_app.application.once import StoreBrokenError
from desk_app.domain.accounts import Account
from desk_app.domain.ids import AccountKey, OperationId
from desk_app.protocol.frames import decode
from desk_app.protocol.merkle import LogHead
from desk_app.protocol.messages import Ack
from desk_app.settlement.audit import audit
from desk_app.settlement.calls import find_desk
from desk_app.settlement.desks import desk_by_number
from desk_app.settlement.scope import scope_of
from desk_app.settlement.tables import account
from desk_app.settlement.values import account_changes
from tests.faults.sim.promises import Promise
from tests.faults.sim.region import inbox
from tests.faults.sim.story import World
from tests.faults.sim.workplace import Workplace


def violations(world: World) -> list[str]:
    """Return everything that is not as it has to be; each begins with the invariant's name."""
    found = list(world.teller.faults)
    for check in (_centre, _desks, _money, _at_home, _ledger, _owed, _acks, _log, _cards, _shifts, _stopped, _mirrors):
        found += check(world)
    return found


def _centre(world: World) -> Iterator[str]:
    for one in audit(world.region.database):
        if not one.holds:
            yield f"{one.name} centre: {one.faults} {one.examples[:2]}"


def _desks(world: World) -> Iterator[str]:
    for place in world.places:
        for one in place.desk.audit():
            if not one.holds and one.name not in _known_of(place):
                yield f"{one.name} desk {place.name}: {one.fault}"


def _known_of(place: Workplace) -> set[str]:
    """Return what an audit says for ever, and rightly, because of what was done to this file past the program."""
    known = {"L2 left behind"} if place.left_behind else set()
    # A file set back, or a copy that works beside the first, gives the card numbers of its lease once more.
    known |= {"I12 cards"} if place.scarred else set()
    # A revoked desk gets nothing from the centre any more: what rots of its mirror stays so.
    return known | ({"L1 strays", "mirror"} if place.revoked else set())


def _pending(place: Workplace) -> set[UUID]:
    """Return what a desk believes the centre does not have."""
    with place.desk.exchange.store.reading() as books:
        every = {frame.op_id for frame in (*books.journal.frames(), *books.journal.returned())}
        found = {op_id: books.journal.find(OperationId(str(op_id))) for op_id in every}
    return {op_id for op_id, entry in found.items() if entry is not None and not entry.acknowledged}


def _money(world: World) -> Iterator[str]:
    """I2-I4: every promise is in the inbox once, or waits at exactly one desk; nothing was invented."""
    heard = inbox(world.region)
    waits: Counter[UUID] = Counter()
    for place in world.places:
        # A desk whose key was taken out of use can neither send what waits, nor again what a centre set back has lost.
        held_there = place.operations() if place.revoked else _pending(place)
        waits.update(held_there - heard.keys() - waits.keys() if place.revoked else held_there)
    for op_id, promise in world.promises.standing().items():
        places = (op_id in heard) + waits[op_id]
        if places == 0:
            yield f"I4 lost {promise.kind} {op_id}"
        elif places > 1:
            yield f"I3 twice {promise.kind} {op_id}"
    yield from (f"I4 invented {op_id}" for op_id in heard.keys() - world.promises.kept.keys())
    yield from (f"I4 said not saved {op_id}" for op_id in heard.keys() & world.promises.refused)
    held = {op_id: outcome for op_id, (outcome, _) in heard.items() if outcome.startswith("held")}
    alive = {row[0] for row in world.region.rows("SELECT d.number FROM desk d WHERE d.state = 'active'")}
    released = {UUID(str(row[0])) for row in world.region.rows(
        "SELECT i.op_id FROM op_inbox i JOIN desk d ON d.id = i.desk_id WHERE d.state = 'active'"
    )}  # fmt: skip
    yield from (f"L2 {outcome} {op_id}" for op_id, outcome in held.items() if op_id in released and alive)


def _at_home(world: World) -> Iterator[str]:
    """L2: nothing waits any more; and each desk knows all that the centre has of it, whatever its file went through."""
    heard: dict[int, set[UUID]] = {}
    rows = world.region.rows("SELECT d.number, i.op_id FROM op_inbox i JOIN desk d ON d.id = i.desk_id")
    for number, op_id in rows:
        heard.setdefault(int(number), set()).add(UUID(str(op_id)))
    for place in world.places:
        if place.revoked:
            continue
        yield from (f"L2 waits at {place.name} {op_id}" for op_id in sorted(_pending(place), key=str))
        missing = heard.get(place.number, set()) - place.operations()
        yield from (f"L2 {place.name} lacks its own {op_id}" for op_id in sorted(missing, key=str))


def _ledger(world: World) -> Iterator[str]:
    """I1, I2, I4 by hand: each promised payment has its sum in the ledger's drawer, once, and each line its own."""
    drawers: Counter[UUID] = Counter()
    lines: dict[UUID, list[tuple[str, str, int]]] = {}
    rows = world.region.rows(
        "SELECT t.op_id, e.account_id, e.dim_account, e.dim_service, e.amount_kop FROM ledger_tx t "
        "JOIN ledger_entry e ON e.tx_id = t.tx_id WHERE t.op_id IS NOT NULL"
    )
    for op_id, account_id, *line, kopecks in rows:
        if account_id.startswith("desk_cash:"):
            drawers[UUID(str(op_id))] += kopecks
        else:
            lines.setdefault(UUID(str(op_id)), []).append((*line, -kopecks))
    heard = inbox(world.region)
    for op_id, promise in world.promises.kept.items():
        if not promise.lines or op_id not in heard or heard[op_id][0].startswith("held"):
            continue
        if drawers[op_id] != promise.kopecks:
            yield f"I4 ledger {drawers[op_id]} instead of {promise.kopecks} {op_id}"
        if sorted(lines.get(op_id, [])) != sorted(promise.lines):
            yield f"I4 lines {op_id}"
    if min(drawers.values(), default=0) < 0:
        yield "I9 a drawer below zero"


def _owed(world: World) -> Iterator[str]:
    """What accounts owe follows from the ledger and from when their month was loaded."""
    credited = world.region.credited()
    for key, service, paid in world.region.rows("SELECT account_key, service, paid_here FROM charge"):
        wanted = credited.get((key, service), 0) - world.region.carried.get((key, service), 0)
        if paid != wanted:
            yield f"I14 charge {key} {service}: {paid} instead of {wanted}"


def _acks(world: World) -> Iterator[str]:
    """I5: whatever was ever acknowledged to a living desk is at the centre, in the same words."""
    rows = world.region.rows("SELECT op_id, raw FROM op_inbox")
    held = {UUID(str(op_id)): decode(raw).body for op_id, raw in rows}
    for place in world.places:
        with place.desk.exchange.store.reading() as books:
            bodies = {frame.op_id: frame.body for frame in (*books.journal.frames(), *books.journal.returned())}
            named = {
                UUID(one.op_id) for signed in books.journal.acks() for one in Ack.from_bytes(signed.payload).results
            }
        for op_id in sorted(named, key=str):
            if op_id not in held and not (place.revoked and world.seen["centre_restore"]):
                yield f"I5 acknowledged to {place.name} but absent {op_id}"
            elif op_id in bodies and bodies[op_id] != held.get(op_id, bodies[op_id]):
                yield f"I5 differs {op_id}"


def _log(world: World) -> Iterator[str]:
    """I8: the heads that desks were given are heads of the one log there is, unless an older centre was put back."""
    heads = {0: LogHead().root}
    head = LogHead()
    for (leaf,) in world.region.rows("SELECT leaf FROM log_leaf ORDER BY number"):
        head = head.append([leaf])
        heads[head.size] = head.root
    if world.seen["centre_restore"]:
        return
    for place in world.places:
        with place.desk.exchange.store.reading() as books:
            told = {
                (ack.log_size, ack.log_root) for ack in (Ack.from_bytes(one.payload) for one in books.journal.acks())
            }
        for size, root in sorted(told):
            if heads.get(size) != root:
                yield f"I8 the log of {place.name} at {size}"


def _cards(world: World) -> Iterator[str]:
    """I12: no card was given to two people, unless two copies of one desk gave it."""
    given: dict[str, Promise] = {}
    scarred = {place.name for place in world.places if place.scarred} | _gone(world)
    for one in world.promises.standing().values():
        other = given.setdefault(one.card, one) if one.card else one
        if other is not one and not {one.place, other.place} & scarred:
            yield f"I12 card twice {one.op_id} {other.op_id}"


def _gone(world: World) -> set[str]:
    there = {place.name for place in world.places}
    return {one.place for one in world.promises.kept.values()} - there


def _shifts(world: World) -> Iterator[str]:
    """I10: where no file was set back or copied, both sides have the same sum of every closed shift."""
    sums = world.promises.by_shift()
    scarred = {place.name for place in world.places if place.scarred} | _gone(world)
    scarred |= {place.name for place in world.places if place.revoked}
    closed = {one.shift for one in world.promises.kept.values() if one.kind == "close" and one.place not in scarred}
    states = dict(world.region.rows("SELECT shift_id, state FROM shift"))
    posted = dict(world.region.rows("SELECT shift_id, SUM(amount_kop) FROM payment_state GROUP BY shift_id"))
    for shift in sorted(closed & states.keys()):
        if states[shift] != "matched":
            yield f"I10 {states[shift]} {shift}"
        if posted.get(shift, 0) != sums[shift]:
            yield f"I10 shift {posted.get(shift, 0)} instead of {sums[shift]}"


def _stopped(world: World) -> Iterator[str]:
    """L1: after the operator's help nobody is stopped."""
    rows = world.region.rows(
        "SELECT d.number, h.frozen FROM desk_head h JOIN desk d ON d.id = h.desk_id "
        "WHERE h.frozen NOT IN ('', 'superseded') AND d.state = 'active'"
    )
    yield from (f"L1 {number} {frozen}" for number, frozen in rows)


def _mirrors(world: World) -> Iterator[str]:
    """I14: every desk holds exactly what the centre would tell it now, value by value."""
    for place in world.places:
        if not place.revoked:
            if place.rotten():
                yield f"I14 mirror of {place.name} is rotten"
            try:
                yield from _mirror(world, place)
            except StoreBrokenError as broken:
                yield f"I14 mirror of {place.name}: {broken.reason}"


def _mirror(world: World, place: Workplace) -> Iterator[str]:
    with world.region.database.read() as connection:
        desk = find_desk(connection, desk_by_number(connection, place.number))
        assert desk is not None
        scope = scope_of(connection, desk.organisation_id)
        rows = list(connection.execute(select(account).where(scope.holds(account.c.house_id))).mappings())
        wanted = {change.entity_id: change.value for change in account_changes(connection, rows)}
    with place.desk.exchange.store.reading() as books:
        if books.accounts.count() != len(wanted):
            yield f"I14 mirror of {place.name}: {books.accounts.count()} accounts instead of {len(wanted)}"
        for key, value in sorted(wanted.items()):
            held = books.accounts.get(AccountKey(key))
            told, said = _told(held) if held else None, _said(value)
            # An own registration that waits for a person is shown although the centre has no cabinet for it.
            if told is None or told[:2] != said[:2] or (said[2] and told[2] != said[2]):
                yield f"I14 {key} at {place.name}: {told} instead of {said}"


Shown = tuple[bool, dict[str, tuple[int, int, str]], str]


def _told(held: Account) -> Shown:
    """Return what a card at the desk shows of an account."""
    charges = {
        str(one.service): (one.paid.kopecks, one.due.kopecks, one.period.iso()) for one in held.charges
    }  # fmt: skip
    return held.closed, charges, held.cabinet.card_number if held.cabinet else ""


def _said(value: Any) -> Shown:  # noqa: ANN401 - an account as the feed has it
    """Return the same of what the centre says."""
    charges = {one["service"]: (one["paid"], one["due"], one["period"]) for one in value["charges"]}
    cabinet = value["cabinet"]
    return value["closed"], charges, cabinet["card"] if cabinet else ""
