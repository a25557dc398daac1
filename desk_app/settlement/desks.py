"""Organisations and their desks: invitation, enrolment, epochs, and what a hello is answered."""

import hmac
import os
import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import Connection, delete, func, insert, select, update

from desk_app.protocol.frames import genesis
from desk_app.protocol.messages import TAG_ENROL, TAG_GRANT, EnrolRequest, Grant
from desk_app.protocol.signing import Signed, check, fingerprint
from desk_app.settlement.bulk import insert_rows
from desk_app.settlement.cards import lease_cards, newest_lease
from desk_app.settlement.centre import Centre
from desk_app.settlement.clock import stamp
from desk_app.settlement.operation_tables import desk_head, epoch_grant
from desk_app.settlement.tables import centre as centre_table
from desk_app.settlement.tables import desk, enrolment, house, organisation, organisation_house

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CODE_HOURS = 24
_CODE_TRIES = 5


class UnknownDeskError(Exception):
    """No desk has this number; `number` as asked."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class NothingToConfirmError(Exception):
    """The desk has not introduced itself, or with another key than the one compared."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """What the operator needs to invite a desk; `houses` None means every house."""

    organisation: str
    inn: str
    title: str
    houses: tuple[str, ...] | None
    training: bool = False
    trust_first_key: bool = False
    address: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Introduction:
    """What an introduction came to; no grant means that the operator has not confirmed.

    Refused is deliberately one answer for a code that is unknown, used up or
    expired, and for a proof or key that does not fit.
    """

    refused: bool
    grant: Signed | None = None


def invite(connection: Connection, centre: Centre, invitation: Invitation) -> tuple[int, str]:
    """Create a desk; return its number and the one-time code to read out."""
    now = centre.clock.now()
    organisation_id = _organisation(connection, invitation)
    number = (connection.execute(select(func.max(desk.c.number))).scalar() or 0) + 1
    desk_id = uuid4()
    values = {"id": desk_id, "number": number, "organisation_id": organisation_id, "title": invitation.title}
    values |= {"state": "new", "training": invitation.training}
    connection.execute(insert(desk).values(values))
    lease_cards(connection, desk_id, stamp(now))
    code = _new_code()
    connection.execute(
        insert(enrolment).values(
            selector=_selector(centre, code),
            code_mac=centre.keys.mac("enrol", _normal(code)),
            desk_id=desk_id,
            expires_at=stamp(now + timedelta(hours=_CODE_HOURS)),
            tries_left=_CODE_TRIES,
            trust_first_key=invitation.trust_first_key,
        )
    )
    return number, code


def introduce(connection: Connection, centre: Centre, request: EnrolRequest) -> Introduction:
    """Take a desk's introduction; repeating the same request is how a desk asks again and changes nothing.

    A failed try is counted, so the transaction has to commit in either case.
    """
    found = connection.execute(
        select(enrolment).where(enrolment.c.selector == _selector(centre, request.code)).with_for_update()
    ).first()
    genuine = check(request.public_key, TAG_ENROL, request.said(), request.proof)
    wanted = found.code_mac if found else os.urandom(32)
    right = hmac.compare_digest(wanted, centre.keys.mac("enrol", _normal(request.code)))
    # The day is for naming a key; the key that was named in time may wait for the operator as long as it takes.
    late = found is not None and found.public_key is None and found.expires_at <= centre.now()
    if found is None or found.tries_left <= 0 or late:
        return Introduction(refused=True)
    same = found.public_key in (None, request.public_key) and found.box_key in (None, request.box_key)
    if not (genuine and right and same):
        _count_try(connection, found.selector)
        return Introduction(refused=True)
    if found.public_key is None:
        _note_keys(connection, found.desk_id, request)
        if found.trust_first_key:
            confirm(connection, centre, found.desk_id, fingerprint(request.public_key))
    return Introduction(refused=False, grant=current_grant(connection, found.desk_id))


def confirm(connection: Connection, centre: Centre, desk_id: UUID, compared: str) -> None:
    """Accept the key whose fingerprint the operator has compared by phone, and grant the first epoch.

    Raises:
        NothingToConfirmError: no key, or not this one.
    """
    asked = connection.execute(select(enrolment).where(enrolment.c.desk_id == desk_id)).first()
    if asked is None or asked.public_key is None or not _same_print(asked.public_key, compared):
        raise NothingToConfirmError
    values = {"state": "active", "public_key": asked.public_key, "box_key": asked.box_key}
    connection.execute(update(desk).where(desk.c.id == desk_id).values(values))
    if current_grant(connection, desk_id) is None:
        grant_epoch(connection, centre, desk_id)


def grant_epoch(connection: Connection, centre: Centre, desk_id: UUID) -> int:
    """Freeze whatever epoch a desk is in and grant the next; return its number."""
    row = connection.execute(
        select(desk, organisation.c.title.label("org_title"), organisation.c.inn, organisation.c.address,
               organisation.c.phone)
        .join(organisation).where(desk.c.id == desk_id).with_for_update()
    ).one()  # fmt: skip
    before = connection.execute(select(func.max(desk_head.c.epoch)).where(desk_head.c.desk_id == desk_id)).scalar()
    epoch = (before or 0) + 1
    grant = Grant(
        desk_id, row.number, row.title, row.org_title, row.inn, row.address, row.phone, epoch,
        *newest_lease(connection, desk_id), centre.now(), centre.keys.public, row.training,
        connection.execute(select(centre_table.c.operator)).scalar_one(),
    )  # fmt: skip
    signed = centre.sign(TAG_GRANT, grant.to_bytes())
    connection.execute(update(desk_head).where(desk_head.c.desk_id == desk_id).values(frozen="superseded"))
    connection.execute(
        insert(epoch_grant).values(
            desk_id=desk_id, epoch=epoch, payload=signed.payload, signature=signed.signature,
            key_id=signed.key_id, granted_at=centre.now(),
        )
    )  # fmt: skip
    start = genesis(desk_id, epoch, signed.signature)
    connection.execute(insert(desk_head).values(desk_id=desk_id, epoch=epoch, seq=0, hash=start))
    connection.execute(update(desk).where(desk.c.id == desk_id).values(recovery_asked_at=None))
    return epoch


def current_grant(connection: Connection, desk_id: UUID) -> Signed | None:
    """Return the newest grant of a desk as it was signed."""
    query = select(epoch_grant).where(epoch_grant.c.desk_id == desk_id).order_by(epoch_grant.c.epoch.desc())
    row = connection.execute(query.limit(1)).first()
    return None if row is None else Signed(row.payload, row.signature, row.key_id)


def desk_by_number(connection: Connection, number: int) -> UUID:
    """Find a desk by the number people use.

    Raises:
        UnknownDeskError: there is none.
    """
    found: UUID | None = connection.execute(select(desk.c.id).where(desk.c.number == number)).scalar()
    if found is None:
        raise UnknownDeskError(number)
    return found


def pending_fingerprint(connection: Connection, desk_id: UUID) -> str | None:
    """Return the fingerprint of the key a desk introduced itself with, to compare by phone."""
    key = connection.execute(select(enrolment.c.public_key).where(enrolment.c.desk_id == desk_id)).scalar()
    return None if key is None else fingerprint(key)


def set_houses(connection: Connection, organisation_id: int, houses: tuple[str, ...] | None) -> None:
    """Define an organisation's scope by house keys; its desks then start from a new snapshot."""
    wanted = houses or ()
    insert_rows(connection, house, [{"key": key} for key in wanted], skip_known=True)
    ids = connection.execute(select(house.c.id).where(house.c.key.in_(wanted))).scalars().all()
    connection.execute(delete(organisation_house).where(organisation_house.c.organisation_id == organisation_id))
    insert_rows(
        connection,
        organisation_house,
        [{"organisation_id": organisation_id, "house_id": one} for one in ids],
        skip_known=True,
    )
    values = {"scope_all": houses is None, "scope_version": organisation.c.scope_version + 1}
    connection.execute(update(organisation).where(organisation.c.id == organisation_id).values(values))


def make_organisation(
    connection: Connection, title: str, inn: str, houses: tuple[str, ...] | None, address: str = "", phone: str = ""
) -> int:
    """Create an organisation that sees these houses, None every house; its ИНН must be new."""
    values = {"title": title, "inn": inn, "address": address, "phone": phone}
    made: int = connection.execute(insert(organisation).values(values).returning(organisation.c.id)).scalar_one()
    set_houses(connection, made, houses)
    return made


def _organisation(connection: Connection, asked: Invitation) -> int:
    known: int | None = connection.execute(select(organisation.c.id).where(organisation.c.inn == asked.inn)).scalar()
    if known is not None:
        # What is said of it now is newer than what was said with its first desk; what is not said stays.
        values = {"title": asked.organisation, "address": asked.address, "phone": asked.phone}
        said = {name: value for name, value in values.items() if value}
        connection.execute(update(organisation).where(organisation.c.id == known).values(said))
        return known
    return make_organisation(connection, asked.organisation, asked.inn, asked.houses, asked.address, asked.phone)


def _note_keys(connection: Connection, desk_id: UUID, request: EnrolRequest) -> None:
    values = {"public_key": request.public_key, "box_key": request.box_key, "install_id": request.install_id}
    connection.execute(update(enrolment).where(enrolment.c.desk_id == desk_id).values(values))
    connection.execute(update(desk).where(desk.c.id == desk_id, desk.c.state == "new").values(state="pending"))


def _count_try(connection: Connection, selector: bytes) -> None:
    tries = enrolment.c.tries_left - 1
    connection.execute(update(enrolment).where(enrolment.c.selector == selector).values(tries_left=tries))


def _new_code() -> str:
    digits = "".join(secrets.choice(_ALPHABET) for _ in range(12))
    return f"{digits[:4]}-{digits[4:8]}-{digits[8:]}"


def _normal(code: str) -> str:
    return code.replace("-", "")


def _selector(centre: Centre, code: str) -> bytes:
    """The first group finds the invitation, so that wrong tries for the rest can be counted against it."""
    return centre.keys.mac("enrol-selector", _normal(code)[:4])


def _same_print(public_key: bytes, compared: str) -> bool:
    return fingerprint(public_key).replace(" ", "") == compared.replace(" ", "").upper()
