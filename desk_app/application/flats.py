"""All accounts of one flat, the one that was asked for first."""

from desk_app.application.books import Books
from desk_app.application.errors import AccountUnknownError
from desk_app.domain.accounts import Account
from desk_app.domain.ids import AccountKey


def flat_of(books: Books, key: AccountKey) -> tuple[Account, ...]:
    """Return the account and its neighbours in the same flat.

    Raises:
        AccountUnknownError: this desk does not hold the account.
    """
    account = books.accounts.get(key)
    if account is None:
        raise AccountUnknownError(key)
    others = books.accounts.premise(account.address.premise_key) if account.address.house else ()
    return account, *(other for other in others if other.key != key)
