"""What a working screen hands to the window around it: papers, other screens, news of changes."""

from collections.abc import Callable
from dataclasses import dataclass

from desk_app.application.changes import Changes
from desk_app.application.papers import Paper
from desk_app.domain.ids import AccountKey


@dataclass(frozen=True, slots=True)
class Outlets:
    """Ways out of a screen.

    `go` opens another screen (search, registration, payment, shift) for an
    account or for none; `clerk` is who signs what is done.
    """

    show_paper: Callable[[Paper], None]
    go: Callable[[str, AccountKey | None], None]
    changed: Callable[[Changes], None]
    clerk: Callable[[], str]
