"""The facts that each paper states; documents/ only lays them out."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

from desk_app.domain.accounts import Provider
from desk_app.domain.addresses import Address
from desk_app.domain.money import Money
from desk_app.domain.periods import Period

SlipForm: TypeAlias = Literal["roll80", "a6"]
"""The slip on an 80 mm roll or on an A6 sheet."""


@dataclass(frozen=True, slots=True)
class CopyMark:
    """Set on a reprint: which copy, when, and by whom it was made."""

    number: int
    printed_at: datetime
    clerk: str


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """One service on a receipt; None prints as a dash. `service_code` goes into the payment QR if known."""

    title: str
    opening: Money | None
    charged: Money | None
    paid: Money
    due: Money
    is_penalty: bool = False
    service_code: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """A receipt of one account for one month.

    `code` is the six digits for self-registration, or None where the sealed
    packet of the month is not on this desk.
    """

    provider: Provider
    receipt_type: str
    receipt_title: str
    account: str
    holder: str
    address: Address
    period: Period
    pay_until: date
    rows: tuple[ReceiptRow, ...]
    total: Money
    code: str | None
    training: bool = False
    copy: CopyMark | None = None


@dataclass(frozen=True, slots=True)
class SlipLine:
    """One basket line as printed on the payment slip."""

    service: str
    provider: str
    account: str
    period: str
    amount: Money
    readings: tuple[str, ...] = ()
    provider_inn: str = ""


@dataclass(frozen=True, slots=True)
class SlipFacts:
    """The payment slip («платёжный документ кассы»), not a fiscal receipt.

    `number` is DESK-EPOCH-SEQ; `check_code` is the ASCII text of the QR that
    lets a lost operation be rebuilt from paper. `taken_at` is in the desk's
    zone: the paper shows it as it is. `tender` says how it was paid
    («наличные», «карта»); `cancelled` heads the reprint of a reversed payment.
    """

    organisation: str
    organisation_inn: str
    desk_title: str
    number: str
    taken_at: datetime
    business_date: date
    clerk: str
    payer: str
    address: str
    lines: tuple[SlipLine, ...]
    total: Money
    received: Money
    change: Money
    check_code: str
    tender: str = ""
    cancelled: bool = False
    offline: bool = False
    training: bool = False
    copy: CopyMark | None = None
    organisation_address: str = ""


@dataclass(frozen=True, slots=True)
class MemoFacts:
    """The registration memo («памятка») handed to the resident; no password, no code."""

    resident: str
    address: str
    phone: str
    card_number: str
    registered_at: datetime
    organisation: str
    desk_phone: str
    waits_for_link: bool = False
    training: bool = False
    copy: CopyMark | None = None


@dataclass(frozen=True, slots=True)
class ConsentFacts:
    """The separate consent sheet of 152-ФЗ ст. 9 (a document of its own since 01.09.2025)."""

    resident: str
    address: str
    phone: str
    document: str
    operator: str
    operator_address: str
    processor: str
    text_version: str
    given_at: datetime
    training: bool = False
    copy: CopyMark | None = None
