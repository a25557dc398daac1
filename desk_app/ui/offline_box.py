"""The question whether to work on a restored file without the centre, over the whole window."""

from functools import partial

from desk_app.application.desk import Desk
from desk_app.i18n import _
from desk_app.presenters.offline_anyway import OFFLINE_ANYWAY, OfflineAnyway, OfflineDoors
from desk_app.presenters.question import Question
from desk_app.presenters.tasks import Tasks
from desk_app.ui.actions import Act
from desk_app.ui.changes import ChangeSignal
from desk_app.ui.main_window import MainWindow
from desk_app.ui.theme import Look
from desk_app.ui.widgets.overlay import QuestionBox


class OfflineBox(QuestionBox):
    """Shows the presenter's question and offers the act while there is something to decide."""

    def __init__(self, look: Look, window: MainWindow, desk: Desk, tasks: Tasks, changes: ChangeSignal) -> None:
        doors = OfflineDoors(self.render_question, changes.changed.emit, window.toast, window.explain)
        self.presenter = OfflineAnyway(desk, tasks, doors)
        super().__init__(
            look,
            window,
            partial(self.presenter.answer, yes=True),
            partial(self.presenter.answer, yes=False),
            window.set_modal,
        )
        self._actions = window.actions_now
        self._offered = False

    def offer(self, *, offered: bool) -> None:
        """Let the act be done, or take it away."""
        if offered == self._offered:
            return
        self._offered = offered
        title = _("Работать без центра на базе, возвращённой из копии")
        act = Act(OFFLINE_ANYWAY, title, self.presenter.ask, ("Alt+F5",), _("Работать без центра"), "offline")
        self._actions.set_state((act,) if offered else ())

    def render_question(self, question: Question | None) -> None:
        """Show the question, or nothing."""
        if question is None:
            self.hide()
        else:
            self.ask(question)

    def close_overlay(self) -> None:
        """Take Esc as the safe answer."""
        self.presenter.answer(yes=False)
