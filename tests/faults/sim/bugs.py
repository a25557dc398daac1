"""Bugs for whole worlds: guards of both programs that are taken away, one by one and two at a time."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from desk_app.application.exchange import Exchange
from desk_app.application.follow_feed import FollowFeed
from desk_app.protocol.frames import Frame
from desk_app.protocol.messages import Change
from desk_app.protocol.signing import Signed
from desk_app.settlement import feed, hear, hello, registrations
from desk_app.settlement.database import Database as CentreDatabase
from desk_app.settlement.nonces import OwnNonces
from desk_app.store import carry, mirror_files, restore
from desk_app.store.journal import SqlJournal
from desk_app.store.mirror import SqlMirror
from desk_app.store.mirror_files import MirrorFiles
from desk_app.store.units import SqlStore
from desk_app.sync.http_centre import HttpCentre
from tests.faults.planted import BUGS
from tests.faults.planting import Bug, put
from tests.faults.sim import region


def _nothing(owner: Any, name: str, answer: object = None) -> Bug:  # noqa: ANN401 - any part of either program
    """Let a function do nothing and answer always the same."""
    return lambda: put(owner, name, lambda *_, **__: answer)


def commit_lost() -> None:
    """The centre answers, and every twelfth time what it has answered is not kept."""
    true_run, asked = CentreDatabase.run, [0]

    def run(self: CentreDatabase, work: Callable[[Any], Any]) -> Any:  # noqa: ANN401 - as the original
        asked[0] += 1
        if asked[0] % 12:
            return true_run(self, work)
        with self.writer.connect() as connection, connection.begin() as transaction:
            done = work(connection)
            transaction.rollback()
            return done

    put(CentreDatabase, "run", run)


def change_lost() -> None:
    """Every fourth change of the feed is passed over, and the cursor moves on."""
    true_apply, seen = SqlMirror.apply, [0]

    def apply(self: SqlMirror, changes: Sequence[Change], *more: Any) -> int:  # noqa: ANN401 - as the original
        kept = []
        for change in changes:
            seen[0] += 1
            kept += [change] if seen[0] % 4 else []
        return true_apply(self, kept, *more)

    put(SqlMirror, "apply", apply)


def carried_not() -> None:
    """A new epoch begins without what the old one had not sent."""
    put(SqlJournal, "begin_epoch", lambda self, signed, grant, _own=(): self.add_epoch(signed, grant))


def restore_forgets() -> None:
    """A restore does not look what the former file had not sent."""
    true_former = carry.read_former

    def former(*asked: Any) -> Any:  # noqa: ANN401 - as the original
        found = true_former(*asked)
        return None if found is None else replace(found, unsent={})

    put(restore, "read_former", former)


def scope_not_in_cursor() -> None:
    """A cursor stays good when the scope has changed."""
    put(feed, "_cursor_text", lambda _connection, scope, position: f"{scope.organisation_id}|{position}")


def unsigned_believed() -> None:
    """Whatever has the form of the centre's word is its word."""
    put(HttpCentre, "_genuine", lambda _self, signed, _tag: signed)


def signature_of_frames_unseen() -> None:
    """The centre takes frames by whomever."""
    put(hear, "verify", lambda _frame, _key: True)


def phone_of_two() -> None:
    """A phone may be bound to any address."""
    put(registrations, "_bind_phone", lambda *_: True)


def not_taken_back() -> None:
    """What only the centre has of an ended epoch is counted and left there."""

    def held(self: Exchange, epoch: int) -> set[UUID]:
        found: list[Frame] = []
        while more := self.centre.journal(epoch, found[-1].seq if found else 0):
            found += more
        return {frame.op_id for frame in found}

    put(Exchange, "_take_back", held)


def ack_forgotten() -> None:
    """An answer of the centre is kept without its signature, as if nobody would ever ask."""
    true_accept = SqlJournal.accept

    def accept(self: SqlJournal, signed: Signed, *more: Any) -> Any:  # noqa: ANN401 - as the original
        raised = true_accept(self, signed, *more)
        self.sql.run("DELETE FROM ack WHERE place % 3 = 0")
        return raised

    put(SqlJournal, "accept", accept)


def frozen_unseen() -> None:
    """A stopped desk is told that all is well."""
    true_verdict = hello._verdict

    def verdict(connection: Any, centre: Any, desk: Any, says: Any, head: Any) -> str:  # noqa: ANN401 - as the original
        shown = SimpleNamespace(epoch=head.epoch, seq=head.seq, hash=head.hash, frozen="")
        return true_verdict(connection, centre, desk, says, shown)

    put(hello, "_verdict", verdict)


def rot_unseen() -> None:
    """Nobody looks at the seals of the mirror, and harm to it is taken for harm to the journal."""
    put(SqlStore, "mirror_sealed", lambda _self: True)
    put(SqlStore, "mirror_faults", lambda _self: ())
    put(MirrorFiles, "judged", lambda _self, broken: broken)


def _given_once() -> None:
    """What was acknowledged once is never sent again."""
    put(SqlJournal, "acknowledged_beyond", lambda *_: 0)
    put(SqlJournal, "give_again_but", lambda *_: 0)


ALL: dict[str, Bug] = BUGS | {
    "commit_lost": commit_lost,
    "change_lost": change_lost,
    "carried_not": carried_not,
    "restore_forgets": restore_forgets,
    "restore_carries_not": _nothing(restore, "carry", 0),
    "scope_not_in_cursor": scope_not_in_cursor,
    "tally_unseen": _nothing(FollowFeed, "_fault", answer=""),
    "unsigned_believed": unsigned_believed,
    "signature_unseen": signature_of_frames_unseen,
    "phone_of_two": phone_of_two,
    "ack_forgotten": ack_forgotten,
    "strays_unseen": _nothing(SqlJournal, "strays", 0),
    "unsettled": _nothing(Exchange, "_settle_known"),
    "carries_refused": _nothing(hear, "_carries", answer=False),
    "not_taken_back": not_taken_back,
    "held_for_ever": _nothing(region, "reapply_held", 0),
    "given_once": _given_once,
    "frozen_unseen": frozen_unseen,
    "log_goes_on": _nothing(region, "begin_log_anew"),
    "rot_unseen": rot_unseen,
    "harm_unnamed": lambda: put(mirror_files, "_HARM", ()),
    "nonces_forgotten": _nothing(OwnNonces, "fresh", answer=True),
}
"""Every bug that can be planted in a world."""

SINGLE = (
    "journal_overwritten", "new_id_on_retry", "card_given_twice", "pending_forgotten", "ack_trusted_on_500",
    "refuse_closed", "legs_outside", "commit_lost", "carried_not", "phone_of_two", "ack_forgotten", "not_taken_back",
    "given_once", "unsigned_believed", "no_dedupe", "no_chain", "harm_unnamed",
)  # fmt: skip
"""One guard taken away, and whole worlds have to show it."""

PAIRS = (
    "no_dedupe_no_gap", "no_dedupe_no_chain", "no_gap_no_chain", "no_gap_no_chain+head_believed", "no_guard_at_all",
    "nonces_forgotten+no_dedupe", "unsettled+carries_refused", "tally_unseen+change_lost",
    "tally_unseen+log_goes_on", "tally_unseen+scope_not_in_cursor", "restore_forgets+restore_carries_not",
    "strays_unseen+carried_not", "unsigned_believed+signature_unseen", "commit_lost+head_believed",
    "legs_outside+no_dedupe", "frozen_unseen+held_for_ever", "rot_unseen+harm_unnamed",
)  # fmt: skip
"""Two guards at once: each alone may be covered by the other."""

REDUNDANT = (
    "no_gap", "held_for_ever", "frozen_unseen", "head_believed", "nonces_forgotten", "unsettled", "carries_refused",
    "tally_unseen", "change_lost", "scope_not_in_cursor", "restore_forgets", "restore_carries_not", "strays_unseen",
    "signature_unseen", "log_goes_on", "rot_unseen",
)  # fmt: skip
"""Alone these may stay unseen: the other guard still stands. The pairs above have to be seen."""
