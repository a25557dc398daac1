"""A clerk at the search page without a window."""

from desk_app.application.desk import Desk
from desk_app.application.papers import Paper
from desk_app.domain.errors import DeskError
from desk_app.presenters.search import SearchDoors, SearchPresenter, SearchView
from desk_app.presenters.tasks import Tasks
from tests.helpers.prepared_desk import CLERK


class Finder:
    """The page, and where it led."""

    def __init__(self, desk: Desk, tasks: Tasks) -> None:
        self.desk, self.views, self.went = desk, list[SearchView](), list[object]()
        self.papers, self.refusals = list[Paper](), list[DeskError]()
        doors = SearchDoors(
            open_page=lambda page, account, code: self.went.append((page, account, code)),
            show_page=self.went.append,
            preview=self.papers.append,
            explain=self.refusals.append,
            into_card=lambda: self.went.append("card"),
            clerk=lambda: CLERK,
        )
        self.presenter = SearchPresenter(desk, tasks, self.views.append, doors)
        self.presenter.begin()

    @property
    def view(self) -> SearchView:
        """Return what is shown."""
        return self.views[-1]
