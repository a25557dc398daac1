"""Asking the centre whether a receipt code is right; the desk itself cannot know."""

from dataclasses import dataclass

from desk_app.application.ports import Centre
from desk_app.domain.ids import AccountKey


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
