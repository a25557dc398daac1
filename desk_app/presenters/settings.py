"""Settings of this workplace: found by a word, kept at once, no «save» button."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from desk_app.application.desk import Desk
from desk_app.application.papers import CONSENT, MEMO, RECEIPT, SLIP
from desk_app.application.report_status import DeskStatus
from desk_app.domain.errors import DeskError
from desk_app.i18n import _
from desk_app.presenters.exchange import OFFLINE, ONLINE, LinkView
from desk_app.presenters.link_words import link_reason
from desk_app.presenters.palette import matching
from desk_app.presenters.scan import CARD, PAYMENT, REGISTRATION, ScanSettings
from desk_app.presenters.tasks import Tasks
from desk_app.presenters.words import words_for
from desk_app.presenters.workplace_choices import WorkplaceChoices, read_choices

PLACE, LOOK, SCANNER, PRINTERS, LINK, ABOUT = "place", "look", "scanner", "printers", "link", "about"
PAPER_KINDS = (RECEIPT, SLIP, MEMO, CONSENT)

SECTIONS = {
    PLACE: (_("Рабочее место"), _("организация касса окно кассир фамилия кто работает")),
    LOOK: (_("Вид"), _("тема светлая тёмная размер шрифт крупнее")),
    SCANNER: (_("Сканер"), _("штрихкод qr скан проверка скорость префикс")),
    PRINTERS: (_("Принтеры"), _("печать квитанция чек памятка согласие бумага")),
    LINK: (_("Связь"), _("центр адрес обмен интернет проверить")),
    ABOUT: (_("О программе"), _("версия лицензии шрифты")),
}
"""Sections with their title and the words they are found by."""

_NO_SCAN = ScanSettings()
SCAN_OPENS = {CARD: _("Карточку жителя"), PAYMENT: _("Оплату"), REGISTRATION: _("Регистрацию")}


@dataclass(frozen=True, slots=True)
class SettingsView:
    """Everything the page shows; `shown` are the sections that fit what was typed."""

    shown: tuple[str, ...] = tuple(SECTIONS)
    organisation: str = ""
    inn: str = ""
    desk: str = ""
    clerk: str = ""
    scheme: str = "system"
    scale: int = 100
    scan: ScanSettings = _NO_SCAN
    last_scan: str = ""
    printers: tuple[str, ...] = ()
    chosen: tuple[tuple[str, str], ...] = ()
    slip_form: str = ""
    url: str = ""
    link: str = ""
    link_tone: str = ""
    checking: bool = False
    versions: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class SettingsDoors:
    """What changes at once in the window, and what the computer knows."""

    look: Callable[[str, int], None]
    scan: Callable[[ScanSettings], None]
    renamed: Callable[[], None]
    check_link: Callable[[], None]
    printers: Callable[[], tuple[str, ...]]
    centre_url: Callable[[], str]
    versions: Callable[[], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Read:
    status: DeskStatus
    choices: WorkplaceChoices
    chosen: tuple[tuple[str, str], ...]
    url: str
    printers: tuple[str, ...]


class SettingsPresenter:
    """Every choice is kept the moment it is made."""

    def __init__(self, desk: Desk, tasks: Tasks, render: Callable[[SettingsView], None], doors: SettingsDoors) -> None:
        self._desk, self._tasks, self._render, self._doors = desk, tasks, render, doors
        self.view = SettingsView()

    def reload(self) -> None:
        """Read everything anew."""
        self._tasks.run(self._read, then=self._show_read, failed=self._failed, instead_of="settings")

    def filter(self, typed: str) -> None:
        """Show the sections that fit."""
        names = tuple(SECTIONS)
        found = matching([" ".join(SECTIONS[name]) for name in names], typed)
        self._show(replace(self.view, shown=tuple(names[at] for at in sorted(found))))

    def set_clerk(self, name: str) -> None:
        """Keep who works here; it goes on papers and into operations from now on."""
        clerk = " ".join(name.split())
        if clerk and clerk != self.view.clerk:
            self._show(replace(self.view, clerk=clerk))
            self._keep("clerk", clerk, then=self._doors.renamed)

    def choose_scheme(self, scheme: str) -> None:
        """Light, dark, or as the system has it."""
        self._show(replace(self.view, scheme=scheme))
        self._doors.look(scheme, self.view.scale)
        self._keep("scheme", scheme)

    def choose_scale(self, scale: int) -> None:
        """Larger letters."""
        self._show(replace(self.view, scale=scale))
        self._doors.look(self.view.scheme, scale)
        self._keep("scale", str(scale))

    def choose_gap(self, gap_ms: int) -> None:
        """How fast a scanner has to be."""
        self._set_scan(replace(self.view.scan, gap_ms=gap_ms))
        self._keep("scan_gap", str(gap_ms))

    def set_prefix(self, prefix: str) -> None:
        """What the scanner is set to send before each scan."""
        self._set_scan(replace(self.view.scan, prefix=prefix))
        self._keep("scan_prefix", prefix)

    def choose_opens(self, opens: str) -> None:
        """What a scan opens where the page in front does not use it."""
        self._set_scan(replace(self.view.scan, opens=opens))
        self._keep("scan_opens", opens)

    def tried_scan(self, text: str) -> None:
        """Show the raw text of a scan made to try the scanner."""
        self._show(replace(self.view, last_scan=text))

    def choose_printer(self, kind: str, printer: str) -> None:
        """Use a printer for a kind of paper; empty asks each time."""
        chosen = tuple((one, printer if one == kind else name) for one, name in self.view.chosen)
        self._show(replace(self.view, chosen=chosen))
        self._keep(f"printer.{kind}", printer)

    def check_link(self) -> None:
        """Exchange now and say how it went."""
        self._show(replace(self.view, checking=True, link=_("Проверяем…"), link_tone=""))
        self._doors.check_link()

    def link(self, view: LinkView) -> None:
        """Say how the link stands."""
        if view.running:
            return
        if view.state == ONLINE:
            text, tone = _("Связь есть, обмен прошёл."), "ok"
        else:
            text, tone = link_reason(view.reason) if view.reason else "", "warn" if view.state == OFFLINE else "error"
        self._show(replace(self.view, link=text, link_tone=tone, checking=False))

    def _set_scan(self, scan: ScanSettings) -> None:
        self._show(replace(self.view, scan=scan))
        self._doors.scan(scan)

    def _keep(self, name: str, value: str, then: Callable[[], None] = lambda: None) -> None:
        self._tasks.run(lambda: self._desk.choices.set(name, value), then=lambda _none: then(), failed=self._failed)

    def _read(self) -> _Read:
        chosen = tuple((kind, self._desk.choices.get(f"printer.{kind}")) for kind in PAPER_KINDS)
        # Asking Windows for its printers may take a second: here, on the worker.
        status, choices = self._desk.report_status(), read_choices(self._desk.choices)
        return _Read(status, choices, chosen, self._doors.centre_url(), self._doors.printers())

    def _show_read(self, read: _Read) -> None:
        grant = read.status.identity.grant if read.status.identity else None
        engine = (f"SQLCipher {read.status.cipher_version}", f"SQLite {read.status.sqlite_version}")
        self._show(
            replace(
                self.view,
                organisation=grant.organisation if grant else "—",
                inn=grant.organisation_inn if grant else "—",
                desk=f"№ {grant.desk_number} · {grant.desk_title}" if grant else "—",
                clerk=read.choices.clerk,
                scheme=read.choices.scheme,
                scale=read.choices.scale,
                scan=read.choices.scan,
                printers=read.printers,
                chosen=read.chosen,
                slip_form=_("лента 80 мм") if self._desk.papers.slip_form == "roll80" else _("лист А6"),
                url=read.url or "—",
                versions=" · ".join((*self._doors.versions(), *engine)),
                trouble="",
            )
        )

    def _failed(self, refusal: DeskError) -> None:
        self._show(replace(self.view, trouble=words_for(refusal).line()))

    def _show(self, view: SettingsView) -> None:
        if view != self.view:
            self.view = view
            self._render(view)
