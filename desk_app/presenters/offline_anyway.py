"""Working on a file that was put back, without having asked the centre: a deliberate act of a person."""

from collections.abc import Callable
from dataclasses import dataclass

from desk_app.application.changes import Changes
from desk_app.application.desk import Desk
from desk_app.application.records import HELLO_NEEDED
from desk_app.application.report_status import DeskStatus
from desk_app.domain.errors import DeskError
from desk_app.i18n import _
from desk_app.presenters.exchange import OFFLINE, STOPPED, LinkView
from desk_app.presenters.question import Question
from desk_app.presenters.shell_view import BannerView
from desk_app.presenters.tasks import Tasks

OFFLINE_ANYWAY = "offline_anyway"
"""The act's name in the registry."""

_QUESTION = Question(
    _("Работать, не дожидаясь центра?"),
    _(
        "База возвращена из копии, и в ней может не хватать того, что сделано после копии. Всё новое сохранится "
        "и уйдёт в центр само. Но если недостающее уже есть в центре, при первой связи он остановит это рабочее место, "
        "пока оператор не сведёт обе истории. Деньги не потеряются, а платежи жителей до тех пор могут быть видны "
        "не все: долг в карточке сверяйте с бумагой. Соглашайтесь, только если связи нет весь день."
    ),
    _("Работать без центра"),
    _("Ждать связи"),
)


def offers_offline(status: DeskStatus, link: LinkView) -> bool:
    """Tell whether there is anything to decide: the file was put back, and asking the centre has failed."""
    return status.restored == HELLO_NEEDED and link.state in (OFFLINE, STOPPED)


def restored_banner(status: DeskStatus, link: LinkView) -> BannerView | None:
    """Say why nothing new is written, and which act helps."""
    if status.restored != HELLO_NEEDED:
        return None
    head = _("База возвращена из копии, центр её ещё не проверил.")
    text = _("Всё, что в ней есть, на месте. Новое не записывается, пока центр не вернёт сделанное после копии.")
    if offers_offline(status, link):
        return BannerView(head, text, "error", "warning", OFFLINE_ANYWAY, _("Работать без центра…"))
    return BannerView(head, text, "error", "warning", "exchange", _("Спросить центр"))


@dataclass(frozen=True, slots=True)
class OfflineDoors:
    """Whom the answer concerns."""

    render: Callable[[Question | None], None]
    changed: Callable[[Changes], None]
    toast: Callable[[str, str], None]
    explain: Callable[[DeskError], None]


class OfflineAnyway:
    """Asks, and remembers a yes."""

    def __init__(self, desk: Desk, tasks: Tasks, doors: OfflineDoors) -> None:
        self._desk, self._tasks, self._doors = desk, tasks, doors
        self._asking = False

    def ask(self) -> None:
        """Put the question on the screen."""
        self._asking = True
        self._doors.render(_QUESTION)

    def answer(self, *, yes: bool) -> None:
        """Take the answer; a no changes nothing."""
        if not self._asking:
            return
        self._asking = False
        self._doors.render(None)
        if yes:
            self._tasks.run(self._desk.accept_offline, then=self._accepted, failed=self._doors.explain)

    def _accepted(self, needed: bool) -> None:  # noqa: FBT001 - an answer of the use case
        words = _("Решено работать без центра: сделанное отправится первым же обменом")
        late = _("Центр уже проверил базу: работайте как обычно")
        self._doors.toast(words if needed else late, "warn" if needed else "ok")
        self._doors.changed(Changes(link=True, shift=True))
