"""Ties a working screen's ways out to the window around it."""

from desk_app.domain.ids import AccountKey
from desk_app.presenters.outlets import Outlets
from desk_app.ui.screen import Workplace


def outlets_of(place: Workplace) -> Outlets:
    """Return the ways out that a presenter may take."""

    def go(page: str, account: AccountKey | None) -> None:
        if account is None:
            place.window.show_page(page)
        else:
            place.window.open_account(page, account)

    return Outlets(
        show_paper=place.window.print_paper,
        go=go,
        changed=place.changes.changed.emit,
        clerk=place.window.clerk,
    )
