"""The texts inside our QR codes: the bank's (ГОСТ Р 56042-2014), the desk's own, and what a scanner makes of them."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from urllib.parse import quote, unquote

from desk_app.domain.errors import DeskError
from desk_app.domain.money import Money
from desk_app.domain.payment_period import read_period
from desk_app.domain.periods import Period

REQUIRED_BYTES = 300
_SEPARATORS = "|#;:^_~{}!$%&()*+,/@"
REQUIRED = ("Name", "PersonalAcc", "BankName", "BIC", "CorrespAcc")
_BANK_ACCOUNT = r"\d{5}[0-9ABCEHKMPTX]\d{14}"
# What a value must look like; lengths are in characters, as the standard counts them.
_SHAPES = {
    "Name": r".{1,160}",
    "PersonalAcc": _BANK_ACCOUNT,
    "BankName": r".{1,45}",
    "BIC": r"\d{9}",
    "CorrespAcc": rf"0|{_BANK_ACCOUNT}",
    "Sum": r"[1-9]\d{0,17}",
    "Purpose": r".{1,160}",
    "PayeeINN": r"\d{10}|\d{12}",
    "PayerINN": r"\d{10}|\d{12}",
    "KPP": r"\d{4}[0-9A-Z]{2}\d{3}",
    "CBC": r"\d{20}",
    "OKTMO": r"\d{8}|\d{11}",
    "PaymPeriod": r"(?:0[1-9]|1[0-2])20\d{2}",
    "TechCode": r"0[1-9]|1[0-5]",
}
_OPTIONAL = re.findall(
    r"\w+",
    "DrawerStatus PaytReason TaxPeriod DocNo DocDate TaxPaytKind LastName FirstName MiddleName PayerAddress "
    "PersonalAccount DocIdx PensAcc Contract PersAcc Flat Phone PayerIdType PayerIdNum ChildFio BirthDate PaymTerm "
    "Category ServiceName CounterId CounterVal QuittId QuittDate InstNum ClassNum SpecFio AddAmount RuleId ExecId "
    "RegType UIN",
)
_KEYS = {key.casefold(): key for key in (*_SHAPES, *_OPTIONAL)}
# A photographed bank QR must not give away a phone number, nor let a stranger register.
_NEVER_WRITTEN = frozenset({"Phone"})
_LOOKALIKES = str.maketrans("АВЕКМНОРСТУХІЅаеорсухіѕ", "ABEKMHOPCTYXISaeopcyxis")
# Every key of the keyboard, Russian legend over English legend, plain row then shifted row.
_RUSSIAN_KEYS = str.maketrans(
    'ёйцукенгшщзхъфывапролджэячсмитьбю.ЁЙЦУКЕНГШЩЗХЪ/ФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,"№;:?',
    "`qwertyuiop[]asdfghjkl;'zxcvbnm,./~QWERTYUIOP{}|ASDFGHJKL:\"ZXCVBNM<>?@#$^&",
)
_CODE_STARTS = ("ST0001", "SG1|")
_SYMBOLOGY = re.compile(r"^\][A-Za-z]\d")  # the AIM prefix that some scanners add
_SERVICE = re.compile(r"ST0001([123])", re.ASCII)


class Charset(Enum):
    """How the bytes of the code spell Cyrillic; the value is the standard's own digit."""

    CP1251 = "1"
    UTF8 = "2"
    KOI8 = "3"

    @property
    def codec(self) -> str:
        """Name of Python's codec."""
        return {"1": "cp1251", "2": "utf-8", "3": "koi8-r"}[self.value]


class PaymentFieldError(DeskError):
    """A value cannot stand in a payment QR; carries the key, never the value."""

    def __init__(self, key: str) -> None:
        """Keep which field is wrong."""
        super().__init__(key)
        self.key = key


class PaymentBlockTooLongError(DeskError):
    """The five required fields take more than 300 bytes in this charset."""

    def __init__(self, size: int) -> None:
        """Keep how many bytes there would be."""
        super().__init__(size)
        self.size = size


class NotAPaymentCodeError(DeskError):
    """The scanned text is not a ГОСТ Р 56042 payment code."""


@dataclass(frozen=True, slots=True)
class PaymentCode:
    """A payment code as read: nothing guessed, doubtful things named.

    `amount` is None where there is no sum or it is not whole kopecks; in the
    latter case `doubtful_sum` is the text as printed, for the clerk to judge.
    """

    fields: tuple[tuple[str, str], ...]
    amount: Money | None
    doubtful_sum: str
    period: Period | None

    def value(self, key: str) -> str:
        """Return the first value under a key, or an empty text."""
        return next((value for name, value in self.fields if name == key), "")

    @property
    def account(self) -> str:
        """The resident's own account at the provider."""
        return self.value("PersAcc")

    @property
    def missing(self) -> tuple[str, ...]:
        """Required fields that the code lacks."""
        return tuple(key for key in REQUIRED if not self.value(key))


def build_payload(fields: Iterable[tuple[str, str]], charset: Charset = Charset.UTF8) -> bytes:
    """Write the payload of a payment QR; required fields come first whatever the order given.

    Empty values are left out. Line breaks and runs of spaces become one space.

    Raises:
        PaymentFieldError: a field is missing, misshapen, private or not writable in the charset.
        PaymentBlockTooLongError: the required block is over 300 bytes.
    """
    given = {key: tidy for key, value in fields if (tidy := one_line(value))}
    for key, value in given.items():
        _check(key, value, charset)
    required = {key: given.pop(key, "") for key in REQUIRED}
    for key, value in required.items():
        if not value:
            raise PaymentFieldError(key)
    separator = _separator_for([*required.values(), *given.values()])
    head = "".join(f"{separator}{key}={value}" for key, value in required.items()).encode(charset.codec)
    if len(head) > REQUIRED_BYTES:
        raise PaymentBlockTooLongError(len(head))
    tail = "".join(f"{separator}{key}={value}" for key, value in given.items()).encode(charset.codec)
    return b"ST0001" + charset.value.encode("ascii") + head + tail


def read_payment_code(scanned: str | bytes) -> PaymentCode:
    """Understand a scanned payment code, forgiving what real receipts get wrong.

    Raises:
        NotAPaymentCodeError: it is some other text.
    """
    text = unwedge(_decode(scanned) if isinstance(scanned, bytes) else scanned)
    text = text.lstrip("\ufeff\ufffe \r\n\t")
    if not _SERVICE.fullmatch(text[:7].translate(_LOOKALIKES).upper()) or text[7:8].isalnum() or len(text) < 9:
        raise NotAPaymentCodeError
    fields = _split(text[8:], separator=text[7])
    written = next((value for key, value in fields if key == "Sum"), "")
    whole = re.fullmatch(r"\d{1,18}", written, re.ASCII)
    period = next((value for key, value in fields if key == "PaymPeriod"), "")
    return PaymentCode(
        fields=fields,
        amount=Money(int(written)) if whole else None,
        doubtful_sum="" if whole else written,
        period=read_period(period),
    )


def shape_holds(key: str, value: str) -> bool:
    """Tell whether a value has the length and characters that its field wants."""
    return re.fullmatch(_SHAPES.get(key, r".{1,160}"), value, re.ASCII) is not None


def _decode(payload: bytes) -> str:
    declared = payload[6:7].decode("ascii", "replace")
    codec = Charset(declared).codec if declared in {"1", "2", "3"} else "utf-8"
    try:
        return payload.decode(codec)
    except UnicodeDecodeError:
        # Seen in the wild: cp1251 bytes under a UTF-8 label.
        return payload.decode("cp1251", "replace")


def _split(body: str, separator: str) -> tuple[tuple[str, str], ...]:
    fields: list[tuple[str, str]] = []
    for piece in body.split(separator):
        key, equals, value = piece.partition("=")
        name = one_line(key).translate(_LOOKALIKES)
        if equals and name:
            fields.append((_KEYS.get(name.casefold(), name), one_line(value)))
        elif one_line(piece) and fields:
            # The writer did not escape its separator: the rest belongs to the value before.
            key, value = fields[-1]
            fields[-1] = (key, one_line(f"{value}{separator}{piece}"))
    return tuple(fields)


def _check(key: str, value: str, charset: Charset) -> None:
    if key in _NEVER_WRITTEN or _KEYS.get(key.casefold()) != key:
        raise PaymentFieldError(key)
    if not shape_holds(key, value):
        raise PaymentFieldError(key)
    try:
        value.encode(charset.codec)
    except UnicodeEncodeError:
        raise PaymentFieldError(key) from None


def _separator_for(values: list[str]) -> str:
    used = "".join(values)
    for separator in _SEPARATORS:
        if separator not in used:
            return separator
    raise PaymentFieldError("separator")


def one_line(value: str) -> str:
    """Turn line breaks, control characters and runs of spaces into single spaces."""
    printable = "".join(" " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char for char in value)
    return " ".join(printable.split())


@dataclass(frozen=True, slots=True)
class RegistrationCode:
    """The desk's own code on a receipt's stub; `code` is the six digits, or None where the desk had none."""

    receipt_type: str
    account: str
    period: Period
    code: str | None


class NotARegistrationCodeError(DeskError):
    """The scanned text is not a code from our stub."""


def build_registration_code(facts: RegistrationCode) -> str:
    """Write «SG1|tko|0012345678|202610|482913», pure ASCII so that a keyboard scanner cannot spoil it."""
    parts = (facts.receipt_type, facts.account, f"{facts.period.year}{facts.period.month:02}", facts.code or "")
    return "|".join(("SG1", *(quote(part, safe=" /-._()+,") for part in parts)))


def read_registration_code(scanned: str) -> RegistrationCode:
    """Understand a scanned stub, in either keyboard layout.

    Raises:
        NotARegistrationCodeError: it is some other text.
    """
    parts = [unquote(part) for part in unwedge(scanned).strip().split("|")]
    if len(parts) != 5 or parts[0] != "SG1" or not parts[1] or not parts[2]:
        raise NotARegistrationCodeError
    month = re.fullmatch(r"(20\d{2})(0[1-9]|1[0-2])", parts[3], re.ASCII)
    if month is None or not re.fullmatch(r"\d{6}|", parts[4], re.ASCII):
        raise NotARegistrationCodeError
    return RegistrationCode(parts[1], parts[2], Period(int(month[1]), int(month[2])), parts[4] or None)


def unwedge(scanned: str) -> str:
    """Undo what a keyboard-mode scanner does under the Russian layout or Caps Lock.

    Cyrillic inside a code is lost in keyboard mode; the ASCII fields survive.
    A text that is no code of ours in any layout comes back as it was.
    """
    for spelling in (scanned, scanned.swapcase()):
        for text in (spelling, spelling.translate(_RUSSIAN_KEYS)):
            code = _SYMBOLOGY.sub("", text.strip())
            if code.startswith(_CODE_STARTS):
                return code
    return scanned
