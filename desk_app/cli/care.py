"""Commands that look after the desk: sync, status, audit, backup, doctor, enrol."""

import argparse

from desk_app.application.audit_books import Finding
from desk_app.application.desk import Desk
from desk_app.application.errors import (
    CentreUnreachableError,
    ConfirmationAwaitedError,
    NotEnrolledError,
    StoppedByCentreError,
)
from desk_app.application.records import Aside
from desk_app.application.report_status import DeskStatus
from desk_app.cli.answers import Answer
from desk_app.cli.words import CLOCK_TODO_HERE, command_words
from desk_app.domain.money import Money
from desk_app.domain.operations import Task
from desk_app.i18n import _
from desk_app.presenters.audit_words import fault_words, promise
from desk_app.presenters.clock_words import clock_fault, clock_safe
from desk_app.presenters.mended_words import mended_words
from desk_app.presenters.outcomes import KINDS, decided_words, task_words


def enrol(desk: Desk, args: argparse.Namespace) -> Answer:
    """Ask the centre for a grant."""
    state = desk.enrol(args.code)
    if state.identity is None:
        facts = {"state": "pending", "fingerprint": state.fingerprint}
        return Answer(facts, (command_words(ConfirmationAwaitedError(state.fingerprint)).line(),))
    grant = state.identity.grant
    facts = {"state": "granted", "fingerprint": state.fingerprint}
    facts |= {"desk": str(grant.desk_id), "organisation": grant.organisation}
    return Answer(facts, (_("Рабочее место подключено: {title}").format(title=grant.desk_title),))


def sync(desk: Desk, args: argparse.Namespace) -> Answer:
    """Do one turn with the centre; where it cannot be reached, a restored desk may be let to work without it."""
    try:
        turn = desk.exchange()
    except (CentreUnreachableError, StoppedByCentreError):
        if not args.offline_anyway or not desk.accept_offline():
            raise
        words = _("Решено работать, не дожидаясь центра: сделанное отправится следующим обменом.")
        return Answer({"offline": True}, (words,))
    facts = {"pushed": turn.pushed, "changed": turn.changed, "codes": turn.codes, "tasks": len(turn.tasks)}
    facts["decided"] = turn.decided
    words = _("Отправлено операций: {pushed}, получено изменений: {changed}, требуют решения: {tasks}")
    line = words.format(pushed=turn.pushed, changed=turn.changed, tasks=len(turn.tasks))
    mended = mended_words(turn.mended)
    told = {"returned": turn.mended.returned, "sent_again": turn.mended.sent_again, "mended": mended}
    return Answer(facts | told, (mended, line) if mended else (line,))


def status(desk: Desk, _args: argparse.Namespace) -> Answer:
    """Tell how the desk stands."""
    seen = desk.report_status()
    counts = seen.counts
    ledger = "—" if seen.ledger_kopecks is None else Money(seen.ledger_kopecks).show()
    lines = (
        *_enrolment_words(seen),
        clock_words(seen.clock_skew_s),
        _("Операций: {made}, принято центром: {acked}, ждут отправки: {pending}").format(
            made=counts.made, acked=counts.acknowledged, pending=counts.pending
        ),
        _("Принято наличными: {taken} ₽, в книге центра: {ledger} ₽").format(
            taken=Money(counts.taken_kopecks).show(), ledger=ledger
        ),
    )
    aside = desk.backups.unsent_aside()
    facts = status_facts(seen) | {"warnings": list(desk.warnings)}
    facts["unsent_aside"] = [{"file": one.name, "operations": one.operations, "kopecks": one.kopecks} for one in aside]
    return Answer(facts, (*filter(None, lines), *map(aside_words, aside)))


def _enrolment_words(seen: DeskStatus) -> tuple[str, ...]:
    if seen.identity is not None:
        return ()
    refusal = ConfirmationAwaitedError(seen.awaited) if seen.awaited else NotEnrolledError()
    return (command_words(refusal).line(),)


def clock_words(skew_s: int) -> str:
    """Say that the clock is off, what is safe and what to do; a clock that is right needs no words."""
    what = clock_fault(skew_s)
    return f"{what} {clock_safe(skew_s)} {CLOCK_TODO_HERE}" if what else ""


def aside_words(aside: Aside) -> str:
    """Say what a set-aside file still holds."""
    if aside.operations is None:
        return _("Прежний файл {name} не читается: в нём может быть неотправленное.").format(name=aside.name)
    words = _("В прежнем файле {name} остались неотправленные операции: {n}, {sum} ₽.")
    return words.format(name=aside.name, n=aside.operations, sum=Money(aside.kopecks).show())


def status_facts(seen: DeskStatus) -> dict[str, object]:
    """Return the figures that scripts read."""
    grant = seen.identity.grant if seen.identity else None
    return {
        "desk": str(grant.desk_id) if grant else None,
        "enrolment": "granted" if grant else "pending" if seen.awaited else "none",
        "fingerprint": seen.awaited or None,
        "operations_made": seen.counts.made,
        "operations_acknowledged": seen.counts.acknowledged,
        "operations_pending": seen.counts.pending,
        "kopecks_taken": seen.counts.taken_kopecks,
        "kopecks_in_ledger": seen.ledger_kopecks,
        "kopecks_pending": seen.counts.pending_kopecks,
        "residents_registered": seen.counts.registered,
        "residents_accepted": seen.counts.residents_accepted,
        "registrations_in_question": seen.counts.registrations_in_question,
        "receipts_asked": seen.receipts_asked,
        "receipts_made": seen.receipts_made,
        "pages": seen.pages,
        "accounts": seen.accounts,
        "tasks": len(seen.tasks),
        "shift": seen.shift.number if seen.shift else None,
        "chain_head": {"epoch": seen.head_epoch, "seq": seen.head_seq, "hash": seen.head_hash},
        "restored": seen.restored,
        "clock_skew_s": seen.clock_skew_s,
        "cards_left": seen.cards_left,
        "synced_at": seen.synced_at.isoformat() if seen.synced_at else None,
        "cipher_version": seen.cipher_version,
        "sqlite_version": seen.sqlite_version,
    }


def tasks(desk: Desk, _args: argparse.Namespace) -> Answer:
    """List what waits for a person, oldest first, then what the centre has decided lately."""
    seen = desk.report_status()
    lines = [f"{task.task_id}  {task.subject}  {' '.join(_said(task))}" for task in seen.tasks] or [_("Задач нет.")]
    lines += [f"{task.task_id}  {task.subject}  {decided_words(task.decided)}. {task.note}" for task in seen.decided]
    decided = [_task_facts(task) | _decision_facts(task) for task in seen.decided]
    return Answer({"tasks": [_task_facts(task) for task in seen.tasks], "decided": decided}, tuple(lines))


def settle(desk: Desk, args: argparse.Namespace) -> Answer:
    """Say that a person has dealt with a task."""
    desk.settle_task(args.task, args.note)
    return Answer({"task": args.task})


def _task_facts(task: Task) -> dict[str, object]:
    what, safe, todo = _said(task)
    return {
        "task": task.task_id,
        "operation": task.op_id,
        "kind": task.kind,
        "kind_title": KINDS.get(task.kind, task.kind),
        "reason": task.reason,
        "what": what,
        "safe": safe,
        "todo": todo,
        "account": task.subject,
        "raised_at": task.raised_at.isoformat(),
    }


def _decision_facts(task: Task) -> dict[str, object]:
    settled = task.settled_at.isoformat() if task.settled_at else None
    return {"decision": decided_words(task.decided), "note": task.note, "settled_at": settled}


def _said(task: Task) -> tuple[str, str, str]:
    words = task_words(task)
    return f"{words.what}.", words.safe, words.todo


def audit(desk: Desk, _args: argparse.Namespace) -> Answer:
    """Recompute the journal and compare."""
    findings = desk.audit()
    faults = [finding for finding in findings if not finding.holds]
    lines = [f"{'✓' if one.holds else '✗'} {one.name:14} {finding_words(one)}" for one in findings]
    facts = {"holds": not faults, "findings": [_finding_facts(one) for one in findings]}
    return Answer(facts, tuple(lines), done=not faults)


def _finding_facts(one: Finding) -> dict[str, str]:
    return {"name": one.name, "promise": promise(one.name), "code": one.fault, "fault": fault_words(one)}


def finding_words(one: Finding) -> str:
    """Say which promise holds, or what is wrong with it."""
    return promise(one.name) if one.holds else f"{promise(one.name)}: {fault_words(one)}"


def backup(desk: Desk, args: argparse.Namespace) -> Answer:
    """Make a verified copy."""
    name = args.name or desk.clock.now().strftime("desk-%Y%m%d-%H%M%S-%f")
    path = desk.backups.make(name)
    return Answer({"file": path}, (_("Копия: {path}").format(path=path),))
