"""How an account is kept: without the names of its fields, a quarter as long as its JSON.

A million accounts are read from a disk, decrypted page by page, and fetched
over a line; what is not there costs nothing in any of the three.
"""

from hashlib import sha256
from operator import attrgetter

import msgspec

from desk_app.domain.addresses import Address
from desk_app.domain.ids import AccountKey, PremiseKey
from desk_app.domain.search import SearchRow
from desk_app.protocol.entities import AccountEntity, CabinetEntity, ChargeEntity, MeterEntity

_Cabinet = tuple[str, str, str, str]
_Charge = tuple[str, str, int | None, int | None, int, int]
_Meter = tuple[str, str, str, str, int, str, int, int]
_Account = tuple[
    str, str, str, str, str, str, str, bool, _Cabinet | None, tuple[_Charge, ...], tuple[_Meter, ...]
]  # fmt: skip
"""The fields of the entities, in their order."""

_account = attrgetter("receipt_type", "number", "holder", "settlement", "street", "house", "flat", "closed")
_cabinet = attrgetter("card", "phone_masked", "phone_tail", "state")
_charge = attrgetter("service", "period", "opening", "charged", "paid", "due")
_meter = attrgetter("serial", "service", "title", "unit", "last", "last_date", "tariff", "digits")
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Account).decode


def pack_account(entity: AccountEntity) -> bytes:
    """Write an account as bytes."""
    cabinet = None if entity.cabinet is None else _cabinet(entity.cabinet)
    charges, meters = tuple(map(_charge, entity.charges)), tuple(map(_meter, entity.meters))
    return _encode((*_account(entity), cabinet, charges, meters))


def unpack_account(value: bytes) -> AccountEntity:
    """Read an account's bytes."""
    receipt_type, number, holder, settlement, street, house, flat, closed, cabinet, charges, meters = _decode(value)
    return AccountEntity(
        receipt_type, number, holder, settlement, street, house, flat, closed,
        None if cabinet is None else CabinetEntity(*cabinet),
        tuple(ChargeEntity(*one) for one in charges),
        tuple(MeterEntity(*one) for one in meters),
    )  # fmt: skip


def premise_id(key: PremiseKey) -> int:
    """Return a flat's number: of a region's 400,000 flats two share one with a chance of one in 10⁸."""
    return int.from_bytes(sha256(key.encode()).digest()[:8]) >> 1


def premise_of(entity: AccountEntity) -> int:
    """Return the number of the flat that an account belongs to."""
    return premise_id(Address(entity.settlement, entity.street, entity.house, entity.flat).premise_key)


def search_row(entity: AccountEntity) -> SearchRow:
    """Return what the search index holds of an account."""
    return SearchRow(
        account_key=AccountKey(entity.key),
        number=entity.number,
        holder=entity.holder,
        settlement=entity.settlement,
        street=entity.street,
        house=entity.house,
        flat=entity.flat,
        phone_tail=entity.cabinet.phone_tail if entity.cabinet else "",
        card=entity.cabinet.card if entity.cabinet else "",
    )
