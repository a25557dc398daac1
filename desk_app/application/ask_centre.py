"""Asking the centre about an account that this desk does not hold; what it shows is not written down."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from desk_app.application.ports import Centre, Clock, Store
from desk_app.domain.accounts import Account, Directory
from desk_app.domain.addresses import Address
from desk_app.domain.errors import DeskError
from desk_app.domain.ids import ReceiptTypeCode, ServiceCode, account_key
from desk_app.domain.outside import Outside, Shown, account_asked
from desk_app.domain.periods import Period
from desk_app.protocol.lookups import LookedUp


class NoNumberAskedError(DeskError):
    """The centre is asked for account numbers and scans, never for names, phones or addresses."""


@dataclass(frozen=True, slots=True)
class AskCentre:
    """Look an account up online, outside the desk's own houses: masked, limited and audited by the centre."""

    store: Store
    centre: Centre
    clock: Clock
    zone: str
    outside: Outside

    def can_ask(self, typed: str) -> bool:
        """Tell whether a text names an account at all."""
        with self.store.reading() as books:
            return account_asked(typed, books.accounts.directory()) is not None

    def __call__(self, typed: str) -> tuple[Shown, ...]:
        """Return the accounts of the number; they can be opened and paid for until the program ends.

        Raises:
            NoNumberAskedError: the text names no account.
            NotEnrolledError: enrol first.
            CentreUnreachableError: no link, or too many questions this hour (`reason` «busy»).
            CentreRefusedError: the desk may not ask.
        """
        with self.store.reading() as books:
            directory = books.accounts.directory()
        asked = account_asked(typed, directory)
        if asked is None:
            raise NoNumberAskedError
        month = Period.of(self.clock.now().astimezone(ZoneInfo(self.zone)).date())
        found = self.centre.look_up(asked.receipt_type, asked.number)
        shown = tuple(_shown(one, month) for one in found if _is_known(one, directory))
        self.outside.remember(shown)
        return shown


def _is_known(one: LookedUp, directory: Directory) -> bool:
    """A receipt type that this desk has not read yet has no title and no provider to name on a slip."""
    return ReceiptTypeCode(one.receipt_type) in directory.receipt_types


def _shown(one: LookedUp, month: Period) -> Shown:
    account = Account(
        key=account_key(one.receipt_type, one.number),
        receipt_type=ReceiptTypeCode(one.receipt_type),
        number=one.number,
        holder=one.holder,
        address=Address(one.settlement, one.street, one.house, ""),
        closed=one.closed,
    )
    return Shown(account, tuple(ServiceCode(code) for code in one.services), month)
