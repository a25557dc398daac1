"""Drafts, choices, tasks, search and the status of the desk."""

from datetime import timedelta

import pytest

from desk_app.application.changes import Changes
from desk_app.application.find_accounts import FindAccounts
from desk_app.application.keep_draft import Choices, KeepDraft
from desk_app.application.report_status import ReportStatus
from desk_app.application.settle_task import NoteMissingError, SettleTask, TaskUnknownError
from desk_app.domain.money import Money
from tests.helpers.small_desk import FLAT, SmallDesk


def test_a_draft_is_kept_replaced_and_dropped(desk: SmallDesk) -> None:
    drafts = KeepDraft(desk.store, desk.clock)
    assert drafts.load("payment") is None
    first = drafts.save("payment", "{}")
    desk.clock.advance(minutes=1)
    assert drafts.save("payment", '{"a":"б"}') == first + timedelta(minutes=1)
    assert drafts.load("payment") == ('{"a":"б"}', desk.clock.now())
    assert drafts.load("registration") is None
    drafts.drop("payment")
    assert drafts.load("payment") is None


def test_a_choice_has_a_default_until_it_is_made(desk: SmallDesk) -> None:
    choices = Choices(desk.store)
    assert choices.get("theme", "light") == "light"
    choices.set("theme", "dark")
    choices.set("theme", "")
    assert choices.get("theme", "light") == ""


def test_one_search_box_finds_a_flat(desk: SmallDesk) -> None:
    found = FindAccounts(desk.store)("барнаул гагарина 1 2")
    assert [(row.number, row.more) for row in found.rows] == [("0102", 1)]
    assert FindAccounts(desk.store)("").rows == ()


def test_an_outcome_that_needs_a_person_stays_a_task_until_it_is_settled(open_desk: SmallDesk) -> None:
    taken = open_desk.takes()
    (task,) = open_desk.answers(open_desk.pending()[1:], "accepted_suspense", "account_unknown")
    status = ReportStatus(open_desk.store, open_desk.stamper)
    assert status().tasks == (task,)
    assert (task.op_id, task.reason, task.subject) == (taken.op_id, "accepted_suspense:account_unknown", FLAT)
    settle = SettleTask(open_desk.store, open_desk.clock)
    with pytest.raises(NoteMissingError):
        settle(task.task_id, "  ")
    settle(task.task_id, " позвонил в центр ")
    assert status().tasks == ()
    for unknown in (task.task_id, "17"):
        with pytest.raises(TaskUnknownError):
            settle(unknown, "ещё раз")


def test_the_status_is_one_consistent_look_at_the_desk(open_desk: SmallDesk) -> None:
    open_desk.takes(30_000)
    open_desk.answers(open_desk.pending())
    open_desk.clock.advance(minutes=5)
    open_desk.takes(20_000)
    told = ReportStatus(open_desk.store, open_desk.stamper)()
    counts = told.counts
    assert (counts.made, counts.acknowledged, counts.pending) == (3, 2, 1)
    assert (counts.taken_kopecks, counts.acknowledged_kopecks, counts.pending_kopecks) == (50_000, 30_000, 20_000)
    assert counts.oldest_pending == open_desk.clock.now()
    assert (told.accounts, told.cards_left, told.head_epoch, told.head_seq) == (3, 200, 1, 3)
    assert told.shift is not None
    assert (told.shift.taken, told.shift.expected) == (Money(50_000), Money(150_000))
    assert [entry.acknowledged for entry in told.recent] == [False, True, True]
    assert told.identity is not None
    assert (told.identity.grant.desk_number, told.synced_at) == (12, None)
    assert told.cipher_version.startswith("4.")
    assert told.sqlite_version.startswith("3.")


def test_nothing_has_changed_until_somebody_says_so() -> None:
    assert Changes() == Changes(journal=False, accounts=False, shift=False, tasks=False, prints=False, link=False)
