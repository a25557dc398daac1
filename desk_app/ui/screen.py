"""What the window asks of a page, and what a page may ask of the window."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtWidgets import QWidget

from desk_app.application.changes import Changes
from desk_app.application.desk import Desk
from desk_app.application.papers import Paper
from desk_app.domain.errors import DeskError
from desk_app.domain.found import Found
from desk_app.domain.ids import AccountKey
from desk_app.presenters.exchange import LinkView
from desk_app.presenters.scan import ScanSettings
from desk_app.ui.actions import Act
from desk_app.ui.changes import ChangeSignal
from desk_app.ui.theme import Look


class Window(Protocol):
    """What a page may ask of the window around it."""

    def show_page(self, name: str) -> None:
        """Bring a page to the front: search, registration, payment, shift, status, settings."""
        ...

    def open_account(self, page: str, account: AccountKey, code: str = "") -> None:
        """Bring a page to the front with an account; `code` is a scanned receipt code."""
        ...

    def focus_search(self) -> None:
        """Put the focus into the search box at the top."""
        ...

    def clear_search(self) -> None:
        """Empty the search box without searching."""
        ...

    def acts_changed(self) -> None:
        """Ask the shown page anew for its acts: what can be done on it is different now."""
        ...

    def set_modal(self, owner: object, acts: Sequence[Act] = ()) -> None:
        """Offer only these acts while `owner` lies over the page; none at all when it has gone."""
        ...

    def back(self) -> None:
        """Return to the page before this one."""
        ...

    def escape(self) -> None:
        """Take one step back, as Esc does."""
        ...

    def preview(self, paper: Paper) -> None:
        """Show a paper; Enter prints it."""
        ...

    def print_paper(self, paper: Paper) -> None:
        """Print a paper on the printer chosen for its kind; preview it where none is chosen."""
        ...

    def toast(self, text: str, tone: str = "ok") -> None:
        """Say something for six seconds without taking the focus; tone is ok, warn or error."""
        ...

    def explain(self, refusal: DeskError) -> None:
        """Say what happened, what is safe and what to do."""
        ...

    def exchange_now(self) -> None:
        """Send and fetch at once."""
        ...

    def centre_url(self) -> str:
        """Return the centre's address as the settings have it."""
        ...

    def use_scan_settings(self, settings: ScanSettings) -> None:
        """Catch scans in another way from now on."""
        ...

    def clerk_changed(self) -> None:
        """Read the clerk's name anew."""
        ...

    def clerk(self) -> str:
        """Return the clerk's name, as it goes into operations and on papers."""
        ...


@dataclass(frozen=True, slots=True)
class Workplace:
    """Everything a page is given."""

    desk: Desk
    store: Executor
    network: Executor
    printing: Executor
    changes: ChangeSignal
    look: Look
    window: Window


class Screen(QWidget):
    """A page of the window. Every method may be left as it is."""

    def acts_by_stage(self) -> Mapping[str, tuple[Act, ...]]:
        """Return what can be done at each stage of this page: the help lists all of it, so that no key is hidden."""
        return {}

    def stage_now(self) -> str:
        """Name the stage at which the page stands now."""
        return ""

    def acts(self) -> tuple[Act, ...]:
        """Return what can be done here and now: F-key bar, palette and shortcuts."""
        return self.acts_by_stage().get(self.stage_now(), ())

    def parts(self) -> tuple[QWidget, ...]:
        """Return what is dressed by itself: the page as a whole, or its parts where it is too much for one piece."""
        return (self,)

    def make_ahead(self) -> Iterator[None]:
        """Make what will be wanted, a piece between two stops; asked for once, while the window is idle."""
        yield from ()

    def showing(self) -> None:
        """Put the focus where the clerk will type; called each time the page comes to the front."""
        self.setFocus()

    def changed(self, changes: Changes) -> None:
        """Reload if what is shown is stale; called after every action anywhere."""

    def open_account(self, account: AccountKey, code: str = "") -> None:
        """Begin with an account; called before `showing`."""

    def scanned(self, text: str, found: Found) -> bool:
        """Use a scan while this page is in front; False lets the window open the card."""
        del text, found
        return False

    def link_changed(self, view: LinkView) -> None:
        """Show how the link with the centre stands, where the page speaks of it."""

    def typed(self, text: str) -> None:
        """Take what is typed into the search box at the top; only the search page does."""

    def stepped(self, by: int) -> None:
        """Take the arrow keys of the search box."""

    def entered(self) -> None:
        """Take Enter in the search box."""

    def open_paper(self, paper: Paper) -> None:
        """Take a paper to show; only the preview does."""

    def print_at_once(self, paper: Paper) -> None:
        """Take a paper to print on the printer chosen for its kind; only the preview does."""

    def leaving(self) -> bool:
        """Take Esc: True when the page has used it (cleared a field, closed a panel)."""
        return False
