"""Asking the centre whether a receipt code is right; the desk itself cannot know."""

from dataclasses import dataclass

from desk_app.application.errors import CentreRefusedError, CentreUnreachableError
from desk_app.application.ports import Centre
from desk_app.domain.errors import DeskError
from desk_app.domain.ids import AccountKey


class ReceiptCodeWrongError(DeskError):
    """The centre says that the six digits do not belong to the account's last receipt."""

    def __init__(self, account: AccountKey) -> None:
        """Keep the account; never the code."""
        super().__init__("receipt code wrong")
        self.account = account


@dataclass(frozen=True, slots=True)
class CheckReceiptCode:
    """Check the six digits online; offline the centre judges when the registration arrives."""

    centre: Centre

    def __call__(self, account: AccountKey, code: str) -> bool:
        """Return whether the code fits.

        Raises:
            CentreUnreachableError: no link, or too many tries (`reason` «busy»).
            CentreRefusedError: the desk may not ask.
        """
        return self.centre.check_code(account, code)

    def refuse_wrong(self, account: AccountKey, code: str) -> None:
        """Ask before registering; a centre that does not answer judges when the registration arrives.

        Raises:
            ReceiptCodeWrongError: it answered, and the code is wrong.
        """
        try:
            right = self(account, code)
        except (CentreUnreachableError, CentreRefusedError):
            return
        if not right:
            raise ReceiptCodeWrongError(account)
