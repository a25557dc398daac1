"""Card numbers, leased to desks in ranges so that cards can be issued offline without a collision."""

from uuid import UUID

from sqlalchemy import Connection, func, insert, select, update

from desk_app.settlement.bulk import insert_rows
from desk_app.settlement.resident_tables import card_use
from desk_app.settlement.tables import card_lease
from desk_app.settlement.tables import centre as centre_table

_CARDS_A_LEASE = 200
_RENEW_AT = 160  # used: a desk that comes online rarely still has forty left


def lease_cards(connection: Connection, desk_id: UUID, now: str) -> tuple[int, int]:
    """Give a desk the next range of numbers; earlier ranges stay its own."""
    leased = centre_table.c.cards_leased_to + _CARDS_A_LEASE
    query = update(centre_table).values(cards_leased_to=leased).returning(centre_table.c.cards_leased_to)
    last: int = connection.execute(query).scalar_one()
    first = last - _CARDS_A_LEASE + 1
    connection.execute(insert(card_lease).values(first=first, last=last, desk_id=desk_id, granted_at=now))
    return first, last


def newest_lease(connection: Connection, desk_id: UUID) -> tuple[int, int]:
    """Return the range a desk should take numbers from."""
    query = select(card_lease.c.first, card_lease.c.last).where(card_lease.c.desk_id == desk_id)
    first, last = connection.execute(query.order_by(card_lease.c.first.desc()).limit(1)).one()
    return first, last


def renew_lease(connection: Connection, desk_id: UUID, now: str) -> tuple[int, int]:
    """Return the newest range, or a further one where that is nearly used up."""
    first, last = newest_lease(connection, desk_id)
    used = select(func.count()).where(card_use.c.card.between(str(first), str(last)))
    if connection.execute(used).scalar_one() < _RENEW_AT:
        return first, last
    return lease_cards(connection, desk_id, now)


def is_leased(connection: Connection, desk_id: UUID, card: str) -> bool:
    """Tell whether a number lies in a range of this desk."""
    number = int(card)
    query = select(card_lease.c.first).where(card_lease.c.first <= number, card_lease.c.last >= number)
    return connection.execute(query.where(card_lease.c.desk_id == desk_id)).first() is not None


def is_used(connection: Connection, card: str) -> bool:
    """Tell whether a number was issued already."""
    return connection.execute(select(card_use.c.card).where(card_use.c.card == card)).first() is not None


def use_card(connection: Connection, desk_id: UUID, card: str, op_id: UUID) -> None:
    """Note a number as issued."""
    insert_rows(connection, card_use, [{"card": card, "op_id": op_id, "desk_id": desk_id}], skip_known=True)
