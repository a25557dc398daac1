"""Connecting a new desk: the address and a one-time code, the fingerprint by phone, the first load."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from desk_app.application.desk import Desk
from desk_app.application.enrol_desk import Enrolment
from desk_app.application.errors import CentreRefusedError, CentreUnreachableError, NotEnrolledError
from desk_app.application.exchange import Exchanged, Stage
from desk_app.application.report_status import DeskStatus
from desk_app.domain.errors import DeskError
from desk_app.i18n import _
from desk_app.presenters.link_words import progress_words, stage_words
from desk_app.presenters.tasks import Tasks
from desk_app.presenters.words import words_for

CONNECT, COMPARE, LOAD, READY = "connect", "compare", "load", "ready"
STEPS = (CONNECT, COMPARE, LOAD, READY)


@dataclass(frozen=True, slots=True)
class FirstStartView:
    """One step of four; `of` is zero where nobody knows how much there is to load."""

    step: str = CONNECT
    url: str = ""
    wrong: tuple[str, ...] = ()
    busy: bool = False
    fingerprint: tuple[str, ...] = ()
    place: str = ""
    stage: str = ""
    done: int = 0
    of: int = 0
    stopped: bool = False
    trouble: str = ""
    accounts: int = 0


@dataclass(frozen=True, slots=True)
class FirstStartDoors:
    """How a desk is opened with another address, what the settings say now, and where the finished desk goes."""

    connect: Callable[[str], Desk]
    centre_url: Callable[[], str]
    ready: Callable[[Desk], None]


class FirstStartPresenter:
    """Every step can be repeated; a second try with the same code is harmless."""

    def __init__(
        self,
        desk: Desk,
        store: Tasks,
        network: Tasks,
        render: Callable[[FirstStartView], None],
        doors: FirstStartDoors,
    ) -> None:
        self.desk = desk
        self._store, self._network, self._render, self._doors = store, network, render, doors
        self._asking = self._cancelled = False
        self._far = ""
        self._opened_with = doors.centre_url()
        self.view = FirstStartView(url=self._opened_with)

    def begin(self) -> None:
        """Show the first step; a desk that has asked already goes on waiting."""
        self._render(self.view)
        self._store.run(self.desk.report_status, then=self._resumed, failed=self._failed)

    def connect(self, url: str, code: str, clerk: str) -> None:
        """Open the desk with the centre's address and ask to be enrolled."""
        url, code, clerk = clean_url(url), code.strip(), " ".join(clerk.split())
        fields = {"url": url, "code": code, "clerk": clerk}
        wrong = tuple(name for name, value in fields.items() if not value)
        self._show(replace(self.view, url=url, wrong=wrong, trouble=""))
        if wrong or self.view.busy:
            return
        self._show(replace(self.view, busy=True))
        self._store.run(
            lambda: self._opened_for(url, clerk), then=lambda desk: self._opened(desk, code), failed=self._failed
        )

    def poll(self) -> None:
        """Ask again whether the operator has confirmed; the screen calls this every few seconds."""
        if self.view.step == COMPARE and not self._asking:
            self._ask(self.desk.enrol.again)

    def back(self) -> None:
        """Return to the first step: another code or another address."""
        self._show(FirstStartView(url=self.view.url))

    def load(self) -> None:
        """Run the first exchange, or go on with it after a stop."""
        if self.view.busy:
            return
        self._cancelled = False
        self._show(replace(self.view, step=LOAD, busy=True, stopped=False, trouble="", stage=stage_words(Stage.HELLO)))
        exchange = replace(self.desk.exchange, progress=self._progress)
        self._network.run(exchange, then=self._loaded, failed=self._stopped)

    def cancel(self) -> None:
        """Stop loading after the piece that is being loaded; it goes on from there later."""
        self._cancelled = True

    def finish(self) -> None:
        """Begin to work; what is not loaded yet comes with the next exchanges."""
        self._doors.ready(self.desk)

    def _resumed(self, status: DeskStatus) -> None:
        if status.awaited and not self.view.busy:
            self._show(replace(self.view, step=COMPARE, fingerprint=tuple(status.awaited.split())))

    def _opened_for(self, url: str, clerk: str) -> Desk:
        if url != self._opened_with:
            former, self.desk = self.desk, self._doors.connect(url)  # where that is refused, the former stays
            self._opened_with = url
            former.close()
        self.desk.choices.set("clerk", clerk)
        return self.desk

    def _opened(self, desk: Desk, code: str) -> None:
        self._ask(lambda: desk.enrol(code))

    def _ask(self, ask: Callable[[], Enrolment]) -> None:
        self._asking = True
        self._network.run(ask, then=self._answered, failed=self._not_answered)

    def _answered(self, enrolment: Enrolment) -> None:
        self._asking = False
        groups = tuple(enrolment.fingerprint.split())
        if enrolment.identity is None:
            self._show(replace(self.view, step=COMPARE, busy=False, fingerprint=groups, trouble=""))
            return
        place = f"{enrolment.identity.grant.organisation} · {enrolment.identity.grant.desk_title}"
        self._show(replace(self.view, busy=False, place=place))
        self.load()

    def _not_answered(self, refusal: DeskError) -> None:
        self._asking = False
        if self.view.step == COMPARE and isinstance(refusal, CentreRefusedError | NotEnrolledError):
            # The code has grown too old: only a new one helps.
            self._show(FirstStartView(url=self.view.url, trouble=words_for(refusal).line()))
        elif self.view.step == COMPARE:
            self._show(replace(self.view, trouble=words_for(refusal).what))
        else:
            self._failed(refusal)

    def _failed(self, refusal: DeskError) -> None:
        said = words_for(refusal)
        self._show(replace(self.view, busy=False, trouble=f"{said.what} {said.todo}".strip()))

    def _progress(self, stage: Stage, done: int, of: int) -> bool:
        self._far = progress_words(stage, done, of) if stage is Stage.SNAPSHOT and of > 1 else ""
        words = f"{stage_words(stage)}: {progress_words(stage, done, of)}" if of > 1 else stage_words(stage)
        self._network.tell(lambda: self._show(replace(self.view, stage=words, done=done, of=of)))
        return not self._cancelled

    def _loaded(self, _turn: Exchanged) -> None:
        self._store.run(self.desk.report_status, then=self._ready, failed=self._failed)

    def _ready(self, status: DeskStatus) -> None:
        self._show(replace(self.view, step=READY, busy=False, accounts=status.accounts, stage=""))

    def _stopped(self, refusal: DeskError) -> None:
        trouble = "" if self._cancelled else words_for(refusal).what
        cut = isinstance(refusal, CentreUnreachableError) and refusal.reason == "cut" and not self._cancelled
        # Of a line that was cut the words say already that nothing is lost.
        kept = "" if cut else _("Загруженное сохранено: продолжить можно с этого места.")
        come = _("Загружено {far}").format(far=self._far) if self._far else ""
        self._show(replace(self.view, busy=False, stopped=True, stage=come, trouble=f"{trouble} {kept}".strip()))

    def _show(self, view: FirstStartView) -> None:
        if view != self.view:
            self.view = view
            self._render(view)


def clean_url(typed: str) -> str:
    """Add «https://» where the clerk left it out, and drop the slash at the end."""
    text = typed.strip().rstrip("/")
    if not text or "://" in text:
        return text
    return f"https://{text}"
