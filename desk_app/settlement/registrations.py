"""Residents registered at a desk: one phone, one address; the card from the desk's lease; the code once."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, or_, select, update

from desk_app.protocol.bodies import ResidentRegistered
from desk_app.protocol.strict_json import dumps
from desk_app.settlement import codes
from desk_app.settlement.bulk import insert_rows
from desk_app.settlement.cards import is_leased, is_used, use_card
from desk_app.settlement.effects import ACCEPTED, CONFLICT, NOOP, Effect, Outcome
from desk_app.settlement.places import fold
from desk_app.settlement.resident_tables import card_use, phone_binding, registration
from desk_app.settlement.scope import in_scope
from desk_app.settlement.sms import send_password
from desk_app.settlement.tables import account

PERSON = "person"
NEEDS_PERSON = "attention"
CARD_ONLY = "card"
DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class _Names:
    """Phone and person, told apart without being told."""

    phone: bytes
    person: bytes


def register_resident(effect: Effect, body: ResidentRegistered) -> Outcome:
    """Open a cabinet, or keep resident and card and say what a person has to settle."""
    names = _names(effect, body)
    known = _account(effect, body.account.key)
    if known is not None and _already(effect, body.account.key, names):
        _keep(effect, body, names, "merged", "merged")
        _issue(effect, body)
        return Outcome(NOOP, "merged")
    trouble = _trouble(effect, body, known)
    if trouble:
        _keep(effect, body, names, NEEDS_PERSON, trouble)
        return Outcome(CONFLICT, trouble)
    bound = _bind_phone(effect, names, known.premise)
    _keep(effect, body, names, "active" if bound else NEEDS_PERSON, "" if bound else "phone_bound")
    _issue(effect, body)
    if bound:
        _open_cabinet(effect, body, names, known.premise)
    effect.touched.accounts.add(body.account.key)
    return Outcome(ACCEPTED) if bound else Outcome(CONFLICT, "phone_bound")


def bind_after_all(effect: Effect, body: ResidentRegistered) -> str:
    """Open the cabinet that two people have vouched for; return why it cannot be, or nothing."""
    known, names = _account(effect, body.account.key), _names(effect, body)
    if known is None or known.closed:
        return "account_unknown" if known is None else "account_closed"
    if not _card_is_free(effect, body.card):
        return "card"
    if not _bind_phone(effect, names, known.premise):
        return "phone_bound"
    _change(effect, state="active", conflict="")
    _issue(effect, body)
    _open_cabinet(effect, body, names, known.premise)
    effect.touched.accounts.add(body.account.key)
    return ""


def keep_card_only(effect: Effect, body: ResidentRegistered) -> None:
    """Give the registration up; where only the phone was in the way, its card stays, without a phone."""
    mine = registration.c.op_id == effect.frame.op_id
    conflict = effect.connection.execute(select(registration.c.conflict).where(mine)).scalar_one()
    if conflict != "phone_bound":
        _change(effect, state=DROPPED)
        return
    _change(effect, state=CARD_ONLY, phone_masked="", phone_tail="")
    effect.touched.accounts.add(body.account.key)


def mask_phone(phone: str) -> str:
    """Show only the last four digits: «+7 *** ***-45-67»."""
    return f"+7 *** ***-{phone[-4:-2]}-{phone[-2:]}"


def _account(effect: Effect, key: str) -> Any:  # noqa: ANN401 - a row or None
    columns = (account.c.key, account.c.premise, account.c.closed, account.c.house_id)
    return effect.connection.execute(select(*columns).where(account.c.key == key)).first()


def _already(effect: Effect, key: str, names: _Names) -> bool:
    same = or_(registration.c.phone_mac == names.phone, registration.c.person_mac == names.person)
    live = or_(registration.c.state == "active", registration.c.conflict == "phone_bound")
    query = select(registration.c.op_id).where(registration.c.account_key == key, same, live)
    return effect.connection.execute(query).first() is not None


def _trouble(effect: Effect, body: ResidentRegistered, known: Any) -> str:  # noqa: ANN401 - a row or None
    """Return why no cabinet can be opened, or nothing; the code is consumed only where all else fits."""
    connection, desk = effect.connection, effect.desk
    if known is None:
        return "account_unknown"
    if known.closed:
        return "account_closed"
    if not is_leased(connection, desk.id, body.card) or is_used(connection, body.card):
        return "card"
    return _doubt(effect, body, known)


def _doubt(effect: Effect, body: ResidentRegistered, known: Any) -> str:  # noqa: ANN401 - a row
    """Return why the resident's proof does not do, or nothing."""
    connection, desk = effect.connection, effect.desk
    if body.proof.way == "document":
        # A document is only the clerk's word, so it opens nothing outside the desk's own houses.
        return "" if in_scope(connection, desk.organisation_id, known.house_id) else "scope"
    if body.proof.period not in ("", codes.valid_period(connection, known.key)):
        return "code"
    if codes.try_code(connection, effect.centre, desk.id, known.key, body.proof.code) is not codes.Verdict.RIGHT:
        return "code"
    codes.consume(connection, known.key, effect.now)
    return ""


def _names(effect: Effect, body: ResidentRegistered) -> _Names:
    keys = effect.centre.keys
    return _Names(keys.mac("phone", body.phone), keys.mac("person", f"{body.account.key}|{fold(body.name)}"))


def _card_is_free(effect: Effect, card: str) -> bool:
    """Tell whether a card of this desk was issued to nobody else."""
    user = effect.connection.execute(select(card_use.c.op_id).where(card_use.c.card == card)).scalar()
    return is_leased(effect.connection, effect.desk.id, card) and user in (None, effect.frame.op_id)


def _change(effect: Effect, **values: str) -> None:
    mine = registration.c.op_id == effect.frame.op_id
    effect.connection.execute(update(registration).where(mine).values(**values))


def _open_cabinet(effect: Effect, body: ResidentRegistered, names: _Names, premise: str) -> None:
    bound = {"phone_mac": names.phone, "premise": premise, "op_id": effect.frame.op_id, "bound_at": effect.now}
    insert_rows(effect.connection, phone_binding, [bound], skip_known=True)
    send_password(effect, body.phone)


def _bind_phone(effect: Effect, names: _Names, premise: str) -> bool:
    """Tell whether the phone is free, or already at this very address."""
    query = select(phone_binding.c.premise).where(phone_binding.c.phone_mac == names.phone).with_for_update()
    bound_to = effect.connection.execute(query).scalar()
    return bound_to in (None, premise)


def _keep(effect: Effect, body: ResidentRegistered, names: _Names, state: str, conflict: str) -> None:
    proof = body.proof
    person = {
        "name": body.name,
        "phone": body.phone,
        "email": body.email,
        "document": proof.document,
        "tail": proof.tail,
    }
    effect.connection.execute(
        insert(registration).values(
            op_id=effect.frame.op_id,
            account_key=body.account.key,
            desk_id=effect.desk.id,
            state=state,
            conflict=conflict,
            card=body.card,
            person_mac=names.person,
            phone_mac=names.phone,
            person_sealed=effect.centre.keys.seal(PERSON, dumps(person)),
            phone_masked=mask_phone(body.phone),
            phone_tail=body.phone[-4:],
            services=dumps(list(body.services)).decode(),
            consent_version=body.consent_version,
            registered_at=effect.now,
        )
    )


def _issue(effect: Effect, body: ResidentRegistered) -> None:
    """A card that left the desk is used, even where the cabinet waits for a person."""
    if is_leased(effect.connection, effect.desk.id, body.card):
        use_card(effect.connection, effect.desk.id, body.card, effect.frame.op_id)
