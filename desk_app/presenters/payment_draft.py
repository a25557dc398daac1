"""A half-made payment as text, and back: what is restored is checked against today's debts."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from desk_app.application.offer_services import Offer
from desk_app.domain.basket import proposed_amount
from desk_app.domain.errors import DeskError
from desk_app.domain.ids import AccountKey, OperationId
from desk_app.domain.periods import Period
from desk_app.presenters.payment_form import Editor, Flat, MeterEntry, PaymentForm, fresh

DRAFT = "payment"


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft read back; `op_id` tells whether the payment was made just before the power went."""

    op_id: OperationId
    accounts: tuple[AccountKey, ...]
    text: str


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
    meters = tuple(MeterEntry(*entry) for entry in one["meters"])  # type: ignore[attr-defined]  # likewise
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
