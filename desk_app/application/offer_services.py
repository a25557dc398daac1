"""What a flat can pay for: every service of every account, with debt, period and meters."""

from dataclasses import dataclass, field

from desk_app.application.flats import flat_of
from desk_app.application.ports import Store
from desk_app.domain.accounts import Account, Charge, Directory, Meter, Service
from desk_app.domain.basket import charge_of
from desk_app.domain.ids import AccountKey
from desk_app.domain.outside import Outside, Shown
from desk_app.domain.periods import Period


@dataclass(frozen=True, slots=True)
class Offered:
    """One service of one account, ready to be put in the basket; of one `elsewhere` nobody here knows the debt."""

    account: AccountKey
    number: str
    service: Service
    provider: str
    period: Period
    charge: Charge | None
    meters: tuple[Meter, ...]
    elsewhere: bool = False

    @property
    def is_penalty(self) -> bool:
        """Tell a late fee, which is a service of its own."""
        return self.service.penalty_of is not None


@dataclass(frozen=True, slots=True)
class Offer:
    """One flat's services; `payer` and `address` head the payment screen."""

    payer: str
    address: str
    services: tuple[Offered, ...]


@dataclass(frozen=True, slots=True)
class OfferServices:
    """Collect the services of all accounts in the flat."""

    store: Store
    outside: Outside = field(default_factory=Outside)

    def __call__(self, key: AccountKey) -> Offer:
        """Return what can be paid.

        Raises:
            AccountUnknownError: this desk does not hold the account.
        """
        with self.store.reading() as books:
            shown = self.outside.get(key)
            if shown is not None and books.accounts.get(key) is None:
                return _of_shown(shown, books.accounts.directory())
            accounts = flat_of(books, key)
            directory = books.accounts.directory()
        offered = [one for each in accounts if not each.closed for one in _of_account(each, directory)]
        return Offer(accounts[0].holder, accounts[0].address.line(), tuple(offered))


def _of_shown(shown: Shown, directory: Directory) -> Offer:
    """Offer what the centre named; nobody here knows a debt, so each is an advance of a sum that the payer names.

    A closed account is offered, too: money is never refused, the centre puts it aside and asks a person.
    """
    account, month = shown.account, shown.month.before()
    provider = directory.provider_of(account.receipt_type).title
    services = directory.services_of(account.receipt_type)
    named = [one for one in services if one.code in shown.services]
    offered = [
        Offered(account.key, account.number, one, provider, month, None, (), elsewhere=True)
        for one in named or [one for one in services if one.penalty_of is None]
    ]
    return Offer(account.holder, account.address.line(), tuple(offered))


def _of_account(account: Account, directory: Directory) -> list[Offered]:
    latest = max((charge.period for charge in account.charges), default=None)
    if latest is None:
        return []
    provider = directory.provider_of(account.receipt_type).title
    found = []
    for service in directory.services_of(account.receipt_type):
        charge = charge_of(account, service.code)
        if charge is None and service.penalty_of is not None:
            continue
        meters = tuple(meter for meter in account.meters if meter.service == service.code)
        period = charge.period if charge else latest
        found.append(Offered(account.key, account.number, service, provider, period, charge, meters))
    return found
