"""A half-made payment as text, and back: what is restored is checked against today's debts."""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from desk_app.application.desk import Desk
from desk_app.application.offer_services import Offer
from desk_app.domain.basket import proposed_amount
from desk_app.domain.errors import DeskError
from desk_app.domain.ids import AccountKey, OperationId
from desk_app.domain.periods import Period
from desk_app.presenters.form_words import nothing
from desk_app.presenters.payment_form import Editor, Flat, MeterEntry, PaymentForm, fresh
from desk_app.presenters.tasks import Tasks

_DRAFT = "payment"


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft read back; `op_id` tells whether the payment was made just before the power went."""

    op_id: OperationId
    accounts: tuple[AccountKey, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Restored:
    """A form brought back; `changed` names services whose debt is another today."""

    form: PaymentForm
    op_id: OperationId
    changed: tuple[str, ...]
    kept_at: datetime
    shift_open: bool


@dataclass(frozen=True, slots=True)
class PaymentDrafts:
    """Keeps the basket through a crash; a failed draft is no obstacle, the form is still on the screen."""

    desk: Desk
    tasks: Tasks

    def save(self, form: PaymentForm, op_id: OperationId, then: Callable[[datetime], None]) -> None:
        """Keep the form as it stands."""
        text = write(form, op_id)
        self.tasks.run(
            lambda: self.desk.drafts.save(_DRAFT, text), then=then, failed=nothing, instead_of="payment.draft"
        )

    def drop(self) -> None:
        """Forget the form: it was paid, or thrown away."""
        self.tasks.run(lambda: self.desk.drafts.drop(_DRAFT), then=nothing, failed=nothing, instead_of="payment.draft")

    def load(self) -> Restored | None:
        """Read the draft back and check it; None without one, or when it was paid after all."""
        found = self.desk.drafts.load(_DRAFT)
        kept = read(found[0]) if found else None
        if found is None or kept is None:
            return None
        status = self.desk.report_status()
        if any(entry.op_id == kept.op_id for entry in status.recent):
            # Paid just before the power went; the slip is among the unprinted ones.
            self.desk.drafts.drop(_DRAFT)
            return None
        offers = []
        for key in kept.accounts:
            with suppress(DeskError):
                offers.append((key, self.desk.offer_services(key)))
        form, changed = restore(kept, offers)
        return Restored(form, kept.op_id, changed, found[1], status.shift is not None)


def write(form: PaymentForm, op_id: OperationId) -> str:
    """Write the form as JSON text."""
    return json.dumps(
        {
            "op_id": op_id,
            "received": form.received,
            "accounts": [flat.opened_by for flat in form.flats],
            "basket": [[line.account, line.service.code] for line in form.basket.lines],
            "editors": [_editor(editor) for editor in form.editors()],
        },
        ensure_ascii=False,
    )


def _editor(editor: Editor) -> dict[str, object]:
    return {
        "name": list(editor.name),
        "mode": editor.mode,
        "amount": editor.amount,
        "own": editor.own_amount,
        "asked": proposed_amount(editor.offered.charge, editor.mode).kopecks,
        "period": editor.period.iso(),
        "meters": [[entry.typed, entry.reason] for entry in editor.meters],
    }


def read(text: str) -> Kept | None:
    """Read what a draft is about, or None where it cannot be read: a draft is a help, never an obstacle."""
    try:
        kept = json.loads(text)
        return Kept(OperationId(kept["op_id"]), tuple(AccountKey(one) for one in kept["accounts"]), text)
    except (ValueError, KeyError, TypeError):
        return None


def restore(kept: Kept, offers: Sequence[tuple[AccountKey, Offer]]) -> tuple[PaymentForm, tuple[str, ...]]:
    """Rebuild the form on today's data; return it with the titles of services whose debt has changed."""
    said = json.loads(kept.text)
    editors = {tuple(one["name"]): one for one in said["editors"]}
    changed: list[str] = []
    flats = []
    for key, offer in offers:
        prepared = tuple(_again(fresh(one), editors, changed) for one in offer.services)
        flats.append(Flat(key, offer.payer, offer.address, prepared))
    form = PaymentForm(tuple(flats), received=said["received"])
    return _put_back(form, [tuple(one) for one in said["basket"]], changed), tuple(changed)


def _again(editor: Editor, said: dict[tuple[str, ...], dict[str, object]], changed: list[str]) -> Editor:
    one = said.get(editor.name)
    if one is None or len(one["meters"]) != len(editor.meters):  # type: ignore[arg-type]  # JSON we wrote ourselves
        return editor
    editor = editor.in_mode(str(one["mode"]))
    meters = tuple(MeterEntry(*entry) for entry in one["meters"])  # type: ignore[attr-defined]  # JSON we wrote ourselves
    editor = replace(editor, meters=meters, period=Period.parse(str(one["period"])))
    if not one["own"] and proposed_amount(editor.offered.charge, editor.mode).kopecks != one["asked"]:
        changed.append(editor.offered.service.title)
        return editor
    return replace(editor, amount=str(one["amount"]), own_amount=bool(one["own"]))


def _put_back(form: PaymentForm, names: Sequence[tuple[str, ...]], changed: list[str]) -> PaymentForm:
    places = {editor.name: place for place, editor in enumerate(form.editors())}
    for name in names:
        place = places.get(name)  # type: ignore[arg-type]  # two strings of our own JSON
        if place is None or form.editor(place).offered.service.title in changed:
            continue
        try:
            form = form.put(place)
        except DeskError:
            changed.append(form.editor(place).offered.service.title)
    return form
