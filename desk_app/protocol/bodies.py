"""What each kind of operation says: written once at the desk, read strictly at the centre.

A body is the exact UTF-8 JSON that was signed. Amounts are kopecks, meter
values thousandths of the unit, instants UTC text ending in «Z».
"""

from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeAlias

from desk_app.protocol.fields import Fields, whole
from desk_app.protocol.strict_json import UNSAID, MalformedError, dumps, loads

MOST_KOPECKS = 10_000_000_00
"""Upper bound of one line and one payment, 10 million rubles; a typing mistake beyond it is refused at the desk."""

_MONTH = r"2\d{3}-(0[1-9]|1[0-2])"
_DAY = rf"{_MONTH}-(0[1-9]|[12]\d|3[01])"
_INSTANT = rf"{_DAY}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{{3}}Z"
_PHONE = r"\+79\d{9}"
_CARD = r"\d{16}"
MODES = ("debt", "period", "advance")
READING_REASONS = ("", "replaced", "rollover")


@dataclass(frozen=True, slots=True)
class Stamp:
    """What every body begins with: evidence of when, where and by whom; never an order."""

    wall_utc: str
    tz: str
    mono_ms: int
    boot_id: str
    clerk: str
    shift_id: str
    cursor: str
    app_ver: str

    @classmethod
    def read(cls, fields: Fields) -> "Stamp":
        """Read the common fields."""
        return cls(
            wall_utc=fields.text("wall_utc", most=24, pattern=_INSTANT),
            tz=fields.text("tz", most=40),
            mono_ms=fields.number("mono_ms"),
            boot_id=fields.text("boot_id", most=36),
            clerk=fields.text("clerk", most=80),
            shift_id=fields.text("shift_id", most=36),
            cursor=fields.text("cursor", most=64),
            app_ver=fields.text("app_ver", most=32),
        )


@dataclass(frozen=True, slots=True)
class AccountRef:
    """Names an account the way a provider does."""

    receipt_type: str
    account: str

    @classmethod
    def read(cls, fields: Fields) -> "AccountRef":
        """Read the two parts of the name."""
        return cls(fields.text("receipt_type", most=32, least=1), fields.text("account", most=40, least=1))

    @property
    def key(self) -> str:
        """Return «receipt_type/number»."""
        return f"{self.receipt_type}/{self.account}"


@dataclass(frozen=True, slots=True)
class ShiftOpened:
    """`shift.open`: the business date of every payment until the close."""

    KIND: ClassVar[str] = "shift.open"
    stamp: Stamp
    number: int
    business_date: str
    opening_kop: int

    @classmethod
    def read(cls, fields: Fields) -> "ShiftOpened":
        """Read the body."""
        return cls(
            fields.inner("stamp", Stamp.read),
            fields.number("number", least=1),
            fields.text("business_date", most=10, pattern=_DAY),
            fields.number("opening_kop", most=MOST_KOPECKS),
        )


@dataclass(frozen=True, slots=True)
class ShiftClosed:
    """`shift.close`: what the desk believes it took, and what was counted."""

    KIND: ClassVar[str] = "shift.close"
    stamp: Stamp
    payments: int
    payments_kop: int
    first_seq: int
    last_seq: int
    expected_kop: int
    counted_kop: int
    reason: str

    @classmethod
    def read(cls, fields: Fields) -> "ShiftClosed":
        """Read the body."""
        return cls(
            fields.inner("stamp", Stamp.read),
            fields.number("payments"),
            fields.number("payments_kop"),
            fields.number("first_seq"),
            fields.number("last_seq"),
            fields.number("expected_kop"),
            fields.number("counted_kop"),
            fields.text("reason", most=200),
        )


@dataclass(frozen=True, slots=True)
class Proof:
    """How the clerk knows the resident: the receipt's code, or a document seen."""

    way: str
    code: str = ""
    period: str = ""
    document: str = ""
    tail: str = ""

    @classmethod
    def read(cls, fields: Fields) -> "Proof":
        """Read one of the two ways."""
        way = fields.text("way", most=10, pattern="code|document")
        code = fields.text("code", most=6, pattern=r"(\d{6})?")
        period = fields.text("period", most=7, pattern=rf"({_MONTH})?")
        document = fields.text("document", most=60)
        tail = fields.text("tail", most=3, pattern=r"(\d{3})?")
        if (way == "code") != bool(code) or (way == "document") != bool(document):
            raise MalformedError("proof")
        return cls(way, code, period, document, tail)


@dataclass(frozen=True, slots=True)
class ResidentRegistered:
    """`resident.register`: account, person, phone, card and consent in one act."""

    KIND: ClassVar[str] = "resident.register"
    stamp: Stamp
    account: AccountRef
    name: str
    phone: str
    email: str
    proof: Proof
    card: str
    services: tuple[str, ...]
    consent_version: str

    @classmethod
    def read(cls, fields: Fields) -> "ResidentRegistered":
        """Read the body."""
        return cls(
            fields.inner("stamp", Stamp.read),
            fields.inner("account", AccountRef.read),
            fields.text("name", most=160, least=1),
            fields.text("phone", most=12, pattern=_PHONE),
            fields.text("email", most=120),
            fields.inner("proof", Proof.read),
            fields.text("card", most=16, pattern=_CARD),
            fields.texts("services", most=100),
            fields.text("consent_version", most=40, least=1),
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """A meter reading inside a payment line, in thousandths."""

    meter: str
    value: int
    previous: int
    reason: str = ""

    @classmethod
    def read(cls, fields: Fields) -> "Reading":
        """Read one reading."""
        reading = cls(
            fields.text("meter", most=80, least=1),
            fields.number("value", most=10**12),
            fields.number("previous", most=10**12),
            fields.text("reason", most=10),
        )
        if reading.reason not in READING_REASONS:
            raise MalformedError("reading_reason")
        return reading


@dataclass(frozen=True, slots=True)
class PaidLine:
    """One service of one account paid for one period."""

    account: AccountRef
    service: str
    mode: str
    period: str
    amount_kop: int
    readings: tuple[Reading, ...] = ()

    @classmethod
    def read(cls, fields: Fields) -> "PaidLine":
        """Read one line."""
        mode = fields.text("mode", most=10)
        if mode not in MODES:
            raise MalformedError("mode")
        return cls(
            account=fields.inner("account", AccountRef.read),
            service=fields.text("service", most=32, least=1),
            mode=mode,
            period=fields.text("period", most=7, pattern=_MONTH),
            amount_kop=fields.number("amount_kop", least=1, most=MOST_KOPECKS),
            readings=fields.each("readings", Reading.read, most=20),
        )


@dataclass(frozen=True, slots=True)
class CashPaid:
    """`payment.cash`: many providers, one sum, cash in the drawer.

    `another_one`: the desk has asked whether this is the payment of a moment ago, and the clerk has said no.
    """

    KIND: ClassVar[str] = "payment.cash"
    stamp: Stamp
    lines: tuple[PaidLine, ...]
    total_kop: int
    received_kop: int
    change_kop: int
    another_one: bool = field(default=False, metadata={UNSAID: True})

    @classmethod
    def read(cls, fields: Fields) -> "CashPaid":
        """Read the body and see that its sums agree."""
        paid = cls(
            fields.inner("stamp", Stamp.read),
            fields.each("lines", PaidLine.read, least=1, most=100),
            fields.number("total_kop", least=1, most=MOST_KOPECKS),
            fields.number("received_kop", least=1, most=10 * MOST_KOPECKS),
            fields.number("change_kop", most=10 * MOST_KOPECKS),
            fields.has("another_one") and fields.flag("another_one"),  # journals of before it was asked have none
        )
        if sum(line.amount_kop for line in paid.lines) != paid.total_kop:
            raise MalformedError("total")
        if paid.received_kop - paid.change_kop != paid.total_kop:
            raise MalformedError("change")
        return paid


@dataclass(frozen=True, slots=True)
class CodesPrinted:
    """`code.print`: receipts with codes left the printer; asked = made = pages is checked at the desk."""

    KIND: ClassVar[str] = "code.print"
    stamp: Stamp
    period: str
    asked: int
    made: int
    pages: int
    copies: int
    accounts: tuple[AccountRef, ...]
    digest: str

    @classmethod
    def read(cls, fields: Fields) -> "CodesPrinted":
        """Read the body; a batch names at most 200 accounts and digests them all."""
        return cls(
            fields.inner("stamp", Stamp.read),
            fields.text("period", most=7, pattern=_MONTH),
            fields.number("asked", most=10**7),
            fields.number("made", most=10**7),
            fields.number("pages", most=10**7),
            fields.number("copies", most=10**4),
            fields.each("accounts", AccountRef.read, most=200),
            fields.text("digest", most=64, pattern=r"[0-9a-f]{64}"),
        )


Body: TypeAlias = ShiftOpened | ShiftClosed | ResidentRegistered | CashPaid | CodesPrinted

_KINDS: dict[str, Any] = {
    body.KIND: body for body in (ShiftOpened, ShiftClosed, ResidentRegistered, CashPaid, CodesPrinted)
}


@dataclass(frozen=True, slots=True)
class UnknownKindError(Exception):
    """An operation newer than this program; the centre holds it, it is never refused."""

    kind: str = field(default="")


def write_body(body: Body) -> bytes:
    """Write the bytes to sign."""
    return dumps(body)


def read_body(kind: str, schema_ver: int, raw: bytes) -> Body:
    """Read a body strictly.

    Raises:
        UnknownKindError: a kind or schema that this program does not know.
        MalformedError: anything else that is wrong with it.
    """
    if kind not in _KINDS or schema_ver != 1:
        raise UnknownKindError(kind)
    body: Body = whole(loads(raw), _KINDS[kind].read)
    return body
