"""Finding a resident: each key searches, the arrows move, the card follows."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from desk_app.application.desk import Desk
from desk_app.application.errors import CentreUnreachableError, RegisterElsewhereError
from desk_app.application.open_card import Card
from desk_app.application.papers import Paper
from desk_app.domain.errors import DeskError
from desk_app.domain.found import Found, FoundRow
from desk_app.domain.ids import AccountKey, OperationId
from desk_app.domain.money import ZERO
from desk_app.domain.outside import Shown
from desk_app.i18n import _, plural
from desk_app.presenters.attention import AttentionView, RecentView, read_attention, read_recent, remember_recent
from desk_app.presenters.card import CardView, Chip, cabinet_state_chip, card_view, printable, rubles, show_number
from desk_app.presenters.marks import Mark, marks
from desk_app.presenters.tasks import Tasks
from desk_app.presenters.unloaded_words import unloaded_words
from desk_app.presenters.words import words_for

LIMIT = 50


@dataclass(frozen=True, slots=True)
class RowView:
    """One line of the result list; marks are the places that were typed."""

    key: AccountKey
    name: str
    address: str
    number: str
    more: str
    phone: str
    due: str
    due_tone: str
    cabinet: Chip
    name_marks: tuple[Mark, ...] = ()
    address_marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchView:
    """The search page; `empty` tells that nothing is typed, `lost` that nothing was found.

    `can_ask` offers to ask the centre for what is not here; while `asking` it has not answered;
    `unloaded` tells that there is nothing to search in before the next exchange.
    """

    heading: str = ""
    hint: str = ""
    rows: tuple[RowView, ...] = ()
    selected: int = -1
    busy: bool = False
    empty: bool = True
    lost: str = ""
    unloaded: bool = False
    can_ask: bool = False
    asking: bool = False
    trouble: str = ""
    card: CardView | None = None
    attention: tuple[AttentionView, ...] = ()
    recent: tuple[RecentView, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchDoors:
    """Where the page leads: another page with an account and a code, a paper, words, the card, the box."""

    open_page: Callable[[str, AccountKey, str], None]
    show_page: Callable[[str], None]
    preview: Callable[[Paper], None]
    explain: Callable[[DeskError], None]
    into_card: Callable[[], None]
    clerk: Callable[[], str]


class SearchPresenter:
    """Searches on the store's worker; an answer to an older text never overwrites a newer one."""

    def __init__(
        self,
        desk: Desk,
        tasks: Tasks,
        render: Callable[[SearchView], None],
        doors: SearchDoors,
        network: Tasks | None = None,
    ) -> None:
        self._desk, self._tasks, self._render, self._doors = desk, tasks, render, doors
        self._network = network or tasks
        self._typed = ""
        self._card: Card | None = None
        self._code = ""
        self._wants_card = False
        self._waiting: Callable[[], None] | None = None
        self._receipt_id: OperationId | None = None
        self.view = SearchView()

    def begin(self) -> None:
        """Show the page before anything is typed."""
        self._render(self.view)
        self._nothing_typed()

    # --- the box ---------------------------------------------------------------------------------------------------

    def type(self, text: str) -> None:
        """Search for what stands in the box."""
        self._typed, self._code, self._wants_card, self._waiting = text, "", False, None
        if not text.strip():
            self._nothing_typed()
            return
        self._show(replace(self.view, busy=True))
        self._tasks.run(
            lambda: self._find(text),
            then=lambda found: self._heard(text, *found),
            failed=self._failed,
            instead_of="search",
        )

    def _find(self, text: str) -> tuple[Found, bool]:
        found = self._desk.find_accounts(text, LIMIT)
        return found, not found.rows and self._desk.ask_centre.can_ask(text)

    def scanned(self, text: str, found: Found) -> None:
        """Show what a scan has brought; the code goes to the registration with it."""
        self._typed, self._code = text, found.code or ""
        if found.rows:
            self._found(text, found)
        else:
            self.type(text)

    def ask_centre(self) -> None:
        """Ask the centre for the account that is not here; what it shows stays on the screen only."""
        if not self.view.can_ask or self.view.asking:
            return
        text = self._typed
        self._show(replace(self.view, asking=True, trouble=""))
        self._network.run(
            lambda: self._desk.ask_centre(text),
            then=lambda shown: self._answered(text, shown),
            failed=lambda refusal: self._not_answered(text, refusal),
        )

    def _answered(self, text: str, shown: tuple[Shown, ...]) -> None:
        if text != self._typed:
            return  # somebody else stands at the counter by now
        if not shown:
            lost = _("Такого счёта нет и в центре. Проверьте номер по квитанции.")
            self._show(replace(self.view, asking=False, can_ask=False, lost=lost))
            return
        rows = tuple(shown_row(one) for one in shown)
        hint = _("Из центра, не сохранено на этом компьютере")
        self._show(SearchView(heading=_heading(len(rows)), hint=hint, rows=rows, empty=False))
        self.select(0)

    def _not_answered(self, text: str, refusal: DeskError) -> None:
        if text != self._typed:
            return
        trouble = words_for(refusal).what
        if isinstance(refusal, CentreUnreachableError):
            without = _("Счета других домов видны только при связи с центром; счета этого рабочего места — всегда.")
            trouble = f"{trouble} {without}"
        self._show(replace(self.view, asking=False, trouble=trouble))

    def step(self, by: int) -> None:
        """Move the selection without leaving the box."""
        if self.view.rows:
            self.select(min(max(self.view.selected + by, 0), len(self.view.rows) - 1))

    def select(self, place: int) -> None:
        """Open the card of a row."""
        if place != self.view.selected and 0 <= place < len(self.view.rows):
            self._show(replace(self.view, selected=place))
            self._open(self.view.rows[place].key)

    def enter(self) -> None:
        """Go into the card; while the search runs, as soon as it has an answer."""
        if self.view.busy:
            self._wants_card = True
        elif self.view.rows:
            self._doors.into_card()

    def open_account(self, account: AccountKey) -> None:
        """Show one account, chosen elsewhere or among the recent."""
        self._open(account)

    def reload(self) -> None:
        """Read again what is shown: something has changed."""
        if not self._typed.strip():
            self._nothing_typed(keep_card=True)
        elif (key := self._chosen() or (self._card.account.key if self._card else None)) is not None:
            # The row chosen now, whose card may still be on its way: news must not bring the old card back.
            self._open(key)
        elif self.view.unloaded:
            self.type(self._typed)

    # --- the card --------------------------------------------------------------------------------------------------

    def show_code(self) -> None:
        """Show the receipt code until the card changes."""
        if self._card is not None:
            self._show_card(self._card, code=True)

    def pay(self) -> None:
        """Take a payment for the card's flat."""
        self._with_card(lambda card: self._go("payment", card, ""))

    def register(self) -> None:
        """Register the card's resident, with the code if it was scanned; without a card an empty form opens."""
        if self._card is None and not self.view.rows and not self.view.busy:
            self._doors.show_page("registration")
            return
        self._with_card(self._register)

    def _register(self, card: Card) -> None:
        if card.shown is not None:
            self._doors.explain(RegisterElsewhereError())
        else:
            self._go("registration", card, self._code)

    def receipts(self) -> None:
        """Lay out the receipts of the flat's accounts and show them."""
        self._with_card(self._print_receipts)

    def _with_card(self, act: Callable[[Card], None]) -> None:
        """Do it with the card of the row that is chosen now: at once, or when it has been read.

        A clerk types an address and presses F8 faster than the answer comes;
        the card still shown is then somebody else's.
        """
        card, rows, chosen = self._card, self.view.rows, self._chosen()
        if card is not None and not self.view.busy and chosen in (None, card.account.key):
            act(card)
        elif self.view.busy or rows:
            self._waiting = lambda: self._with_card(act)

    def _chosen(self) -> AccountKey | None:
        rows = self.view.rows
        return rows[self.view.selected].key if rows and self.view.selected >= 0 else None

    def _go(self, page: str, card: Card, code: str) -> None:
        self._served(card.account.key)
        self._doors.open_page(page, card.account.key, code)

    def _print_receipts(self, card: Card) -> None:
        if self.view.card is None or self.view.card.busy:
            return
        keys = printable(card)
        if not keys:
            return
        # The id is kept until an answer comes: pressing F9 again after a refusal is the same print.
        op_id = self._receipt_id = self._receipt_id or self._desk.ids.new()
        clerk = self._doors.clerk()
        self._served(card.account.key)
        self._show(replace(self.view, card=replace(self.view.card, busy=True)))
        self._tasks.run(
            lambda: self._desk.print_receipt(keys, op_id, clerk), then=self._receipts_made, failed=self._receipts_failed
        )

    def print_slip(self, payment: OperationId) -> None:
        """Lay out the slip of a payment that was taken but never printed."""
        clerk = self._doors.clerk()
        self._tasks.run(
            lambda: self._desk.print_slip(payment, clerk), then=self._doors.preview, failed=self._doors.explain
        )

    def _receipts_made(self, paper: Paper) -> None:
        self._receipt_id = None
        self._card_idle()
        self._doors.preview(paper)

    def _receipts_failed(self, refusal: DeskError) -> None:
        self._card_idle()
        self._doors.explain(refusal)

    def _card_idle(self) -> None:
        if self.view.card is not None:
            self._show(replace(self.view, card=replace(self.view.card, busy=False)))

    # --- answers ---------------------------------------------------------------------------------------------------

    def _nothing_typed(self, *, keep_card: bool = False) -> None:
        # A search still on its way belongs to a text that is gone.
        self._tasks.run(
            lambda: (read_attention(self._desk), read_recent(self._desk)),
            then=lambda read: self._show_empty(*read, keep_card=keep_card),
            failed=self._failed,
            instead_of="search",
        )

    def _show_empty(
        self, attention: tuple[AttentionView, ...], recent: tuple[RecentView, ...], *, keep_card: bool
    ) -> None:
        if not keep_card:
            self._card = None
        card = self.view.card if keep_card else None
        self._show(SearchView(attention=attention, recent=recent, card=card))

    def _heard(self, text: str, found: Found, can_ask: bool) -> None:  # noqa: FBT001 - an answer
        if text == self._typed:  # a scan may have come between, and it is what the clerk wants now
            self._found(text, found, can_ask)

    def _found(self, text: str, found: Found, can_ask: bool = False) -> None:  # noqa: FBT001, FBT002 - an answer
        rows = tuple(row_view(row, found.shown_for or text) for row in found.rows)
        unloaded = unloaded_words(found.lacks)
        heading, lost = unloaded or (_heading(len(rows)), "" if rows else _lost(found.kind))
        self._show(
            SearchView(
                heading=heading,
                hint=_hint(text, found),
                rows=rows,
                empty=False,
                lost=lost,
                unloaded=unloaded is not None,
                can_ask=can_ask,
                card=self.view.card if rows else None,
            )
        )
        if rows:
            self.select(0)
            if self._wants_card:
                self._doors.into_card()
        else:
            self._card = self._waiting = None
        self._wants_card = False

    def _failed(self, refusal: DeskError) -> None:
        self._waiting = None
        self._show(replace(self.view, busy=False, trouble=words_for(refusal).line()))

    def _open(self, account: AccountKey) -> None:
        self._tasks.run(
            lambda: self._desk.open_card(account), then=self._show_card, failed=self._doors.explain, instead_of="card"
        )

    def _served(self, account: AccountKey) -> None:
        """Remember who is served; looking through a list must not wait for the disk."""
        if self._card is not None and self._card.shown is not None:
            return  # nothing of what the centre has shown is kept
        self._tasks.run(
            lambda: remember_recent(self._desk, account), then=lambda _none: None, failed=self._doors.explain
        )

    def _show_card(self, card: Card, *, code: bool = False) -> None:
        if self._card is None or self._card.account.key != card.account.key:
            self._receipt_id = None
        self._card = card
        shown = card_view(card, self._desk.zone, self._desk.clock.now(), show_code=code)
        self._show(replace(self.view, card=shown, trouble=""))
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting()

    def _show(self, view: SearchView) -> None:
        if view != self.view:
            self.view = view
            self._render(view)


def row_view(row: FoundRow, typed: str) -> RowView:
    """Put one found flat into words."""
    more = f"+{row.more} " + plural(row.more, _("счёт"), _("счёта"), _("счетов")) if row.more else ""
    return RowView(
        key=row.account,
        name=row.holder or _("Владелец не указан"),
        address=row.address,
        number=show_number(row.number),
        more=more,
        phone=row.phone_masked or "—",
        due=rubles(row.due),
        due_tone="ok" if row.due < ZERO else "muted" if row.due == ZERO else "",
        cabinet=Chip(_("Закрыт"), "plain") if row.closed else cabinet_state_chip(row.cabinet),
        name_marks=marks(row.holder, typed),
        address_marks=marks(row.address, typed),
    )


def shown_row(shown: Shown) -> RowView:
    """Put one account that only the centre knows into words."""
    account = shown.account
    return RowView(
        key=account.key,
        name=account.holder or _("Владелец не указан"),
        address=account.address.line(),
        number=show_number(account.number),
        more="",
        phone="—",
        due="—",
        due_tone="muted",
        cabinet=Chip(_("Закрыт"), "plain") if account.closed else Chip(_("Из центра"), "warn"),
    )


def _heading(count: int) -> str:
    if not count:
        return _("Ничего не нашли")
    if count >= LIMIT:
        return _("Показаны первые {n}").format(n=count)
    flats = plural(count, _("адрес"), _("адреса"), _("адресов"))
    found = plural(count, _("Найден"), _("Найдено"), _("Найдено"))
    return f"{found} {count} {flats}"


def _hint(typed: str, found: Found) -> str:
    if found.kind == "scan":
        return _("Данные из квитанции (скан)")
    if found.nearly and found.rows:
        return _("Точного совпадения нет — показаны похожие")
    if found.shown_for and found.shown_for != typed:
        return _("Набрано «{typed}» — показано для «{shown}»").format(typed=typed[:40], shown=found.shown_for)
    return ""


_LOST = {
    "scan": _("Квитанция прочитана, но такого счёта на этом рабочем месте нет."),
    "phone": _("Этот телефон не привязан ни к одному счёту. Спросите адрес или номер счёта."),
    "account": _("Такого счёта нет. Проверьте номер по квитанции или спросите адрес."),
    "card": _("Такой карты нет. Проверьте номер или спросите адрес."),
    "address": _("Такого адреса нет. Проверьте номер дома или наберите только улицу."),
}


def _lost(kind: str) -> str:
    return _LOST.get(kind, _("Проверьте написание или наберите улицу и дом, например «гагарина 52 7»."))
