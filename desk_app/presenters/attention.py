"""What the search page shows while nothing is typed: what needs a person, and who was served last."""

import json
from dataclasses import dataclass

from desk_app.application.desk import Desk
from desk_app.application.errors import AccountUnknownError
from desk_app.domain.ids import AccountKey, OperationId
from desk_app.domain.operations import Entry
from desk_app.i18n import _
from desk_app.presenters.card import rubles
from desk_app.presenters.link_words import warning_words
from desk_app.presenters.outcomes import task_words
from desk_app.presenters.times import at
from desk_app.presenters.unloaded_words import unloaded_words

_RECENT = "recent_accounts"
_KEPT = 6


@dataclass(frozen=True, slots=True)
class AttentionView:
    """One thing that waits; `page` is where it is dealt with, `payment` the slip to print."""

    text: str
    detail: str
    tone: str = "warn"
    page: str = "status"
    payment: OperationId | None = None


@dataclass(frozen=True, slots=True)
class RecentView:
    """A resident served not long ago."""

    key: AccountKey
    name: str
    address: str
    due: str


def read_attention(desk: Desk) -> tuple[AttentionView, ...]:
    """Gather what waits for a person: nothing to search in, slips never printed, open tasks; on the store's worker."""
    unprinted = [_unprinted(entry, desk) for entry in desk.unprinted_payments()]
    status = desk.report_status()
    lacks = "" if status.accounts else "no_accounts" if status.synced_at else "unloaded"
    unloaded = [AttentionView(*words)] if (words := unloaded_words(lacks)) else []
    tasks = [
        AttentionView(task_words(task).what, task.subject or at(task.raised_at, desk.zone)) for task in status.tasks
    ]
    warnings = [AttentionView(*warning_words(word)) for word in desk.warnings]
    return (*unloaded, *unprinted, *tasks, *warnings)


def _unprinted(entry: Entry, desk: Desk) -> AttentionView:
    when = at(entry.wall, desk.zone, desk.clock.now())
    return AttentionView(
        _("Платёж {sum} проведён, квитанция об оплате не напечатана").format(sum=rubles(entry.amount)),
        _("Операция {epoch}-{seq}, {when}").format(epoch=entry.epoch, seq=entry.seq, when=when),
        payment=entry.op_id,
    )


def read_recent(desk: Desk) -> tuple[RecentView, ...]:
    """Return the residents whose cards were opened last; runs on the store's worker."""
    found = []
    for key in _keys(desk):
        try:
            card = desk.open_card(key)
        except AccountUnknownError:
            continue
        found.append(
            RecentView(key, card.account.holder, card.account.address.line(), rubles(card.to_pay)),
        )
    return tuple(found)


def remember_recent(desk: Desk, account: AccountKey) -> None:
    """Put an account first among the recent; only its key is kept."""
    keys = _keys(desk)
    if keys[:1] != [account]:
        kept = [account, *(key for key in keys if key != account)][:_KEPT]
        desk.choices.set(_RECENT, json.dumps(kept))


def _keys(desk: Desk) -> list[AccountKey]:
    try:
        kept = json.loads(desk.choices.get(_RECENT) or "[]")
    except ValueError:
        return []
    return [AccountKey(key) for key in kept if isinstance(key, str)] if isinstance(kept, list) else []
