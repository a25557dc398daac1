"""What registering a resident means, and when it is refused."""

import re
from dataclasses import dataclass

from desk_app.domain.errors import DeskError
from desk_app.domain.ids import AccountKey, ServiceCode
from desk_app.domain.residents import Phone
from desk_app.domain.texts import clean_text, fits

CONSENT_VERSION = "1"
"""Version of the consent sheet's text; its words lie in resources/consent/1.txt."""

_CODE = re.compile(r"\d{6}", re.ASCII)


class RegistrationRefusedError(DeskError):
    """The form cannot be registered as it stands.

    `fields` names what has to be mended: account, code, name, phone, email,
    document, consent, services.
    """

    def __init__(self, fields: tuple[str, ...]) -> None:
        """Keep the names of the fields, in the order of the form."""
        super().__init__(",".join(fields))
        self.fields = fields


class CardNumbersUsedUpError(DeskError):
    """The desk's leased card numbers are gone; an exchange with the centre brings more."""


class AlreadyRegisteredError(DeskError):
    """The account has a cabinet already, or a registration made here that is on its way."""

    def __init__(self, account: AccountKey) -> None:
        """Keep the account."""
        super().__init__("already registered")
        self.account = account


@dataclass(frozen=True, slots=True)
class RegistrationForm:
    """What the clerk filled in.

    Proof is either `code` (six digits of last month's receipt) or `document`
    (kind of document seen) with the last three digits in `document_tail`.
    """

    account: AccountKey
    name: str
    phone: Phone
    services: tuple[ServiceCode, ...]
    consent: bool
    code: str = ""
    document: str = ""
    document_tail: str = ""
    email: str = ""

    def check(self) -> None:
        """Refuse what the centre would have to send back.

        Raises:
            RegistrationRefusedError: with every field that needs mending.
        """
        wrong: list[str] = []
        if self.code and _CODE.fullmatch(self.code) is None:
            wrong.append("code")
        document = clean_text(self.document)
        if not self.code and not document:
            wrong.append("code")
        name = clean_name(self.name)
        if len(name.split()) < 2 or len(name) > 160:
            wrong.append("name")
        if self.email.strip() and ("@" not in self.email or not fits(self.email.strip(), 120)):
            wrong.append("email")
        tail_holds = not self.document_tail or re.fullmatch(r"\d{3}", self.document_tail, re.ASCII)
        if not tail_holds or len(document) > 60:
            wrong.append("document")
        if not self.services:
            wrong.append("services")
        if not self.consent:
            wrong.append("consent")
        if wrong:
            raise RegistrationRefusedError(tuple(wrong))


def clean_name(typed: str) -> str:
    """Collapse spaces and drop what cannot be seen; capitals stay as the clerk typed them."""
    return clean_text(typed)


def read_code(typed: str) -> str:
    """Keep the digits of «482 913»."""
    return re.sub(r"[^0-9]", "", typed)
