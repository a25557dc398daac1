"""One turn brings desk and centre together; a turn cut anywhere begins again from what is durable."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desk_app.application.close_shift import CloseShift
from desk_app.application.errors import CentreUnreachableError, NotEnrolledError, StoppedByCentreError
from desk_app.application.exchange import PUSH_OPERATIONS, ExchangeCancelledError, Stage
from desk_app.application.report_status import ReportStatus
from desk_app.domain.money import Money
from desk_app.protocol.entities import ChargeEntity
from desk_app.protocol.messages import TAG_HELLO
from desk_app.protocol.signing import envelope
from desk_app.protocol.snapshots import ROWS, Manifest
from desk_app.settlement.register import Register
from desk_app.store.sql import Sql
from tests.helpers.small_desk import FLAT
from tests.sync.line import Line, open_line, running_centre


def lost(*_: object) -> object:
    raise CentreUnreachableError("timeout")


def after(call: Callable[..., object]) -> Callable[..., object]:
    """Make a call and lose its answer."""

    def act(*args: object) -> object:
        call(*args)
        return lost()

    return act


def change(line: Line, statement: str) -> None:
    with line.desk.database.writing() as connection:
        assert Sql(connection).run(statement) != 0


def spoil(line: Line, statement: str) -> None:
    """Change the mirror behind the exchange's back; it is found when everything is counted through, once a day."""
    with line.desk.store.mirroring() as mirror:
        assert mirror.sql.run(statement) != 0
        mirror.mark_counted("")


def forget_the_feed(line: Line) -> None:
    """Let the mirror not know any more where it stands."""
    spoil(line, "UPDATE feed SET cursor = ''")


def due(line: Line) -> Money:
    with line.desk.store.reading() as books:
        held = books.accounts.get(FLAT)
    assert held is not None
    return held.due


def works(line: Line, *amounts: int) -> None:
    """Open a shift if there is none, and take payments."""
    with line.desk.store.reading() as books:
        if books.shifts.current() is None:
            line.desk.opens_shift()
    for kopecks in amounts:
        line.desk.takes(kopecks)


# --- enrolment and the first turn ----------------------------------------------------------------------------------


def test_a_desk_waits_until_the_operator_has_compared_its_fingerprint(tmp_path: Path) -> None:
    with running_centre(tmp_path) as centre, open_line(tmp_path / "desk", centre) as line:
        code = centre.invite(trust=False)
        assert line.enrol(f" {code.lower()} ") is None
        with pytest.raises(NotEnrolledError):
            line.exchange()
        centre.confirm()
        first, again = line.enrol(code), line.enrol("ANYTHING")
        assert first is not None
        assert again == first, "an enrolled desk does not ask again"
        assert line.exchange().changed == 19


def test_the_first_turn_brings_accounts_codes_and_cards(line: Line) -> None:
    with line.desk.store.reading() as books:
        assert (books.accounts.count(), books.cards.left()) == (12, 200)
        assert books.codes.code(FLAT, "2026-10") is not None
        assert books.mirror.synced_at() == line.desk.clock.now()
    assert line.exchange().changed == 0, "a second turn has nothing to do"


# --- push ----------------------------------------------------------------------------------------------------------


def test_a_turn_sends_everything_and_hears_what_became_of_it(line: Line) -> None:
    works(line, 20_000)
    done = line.exchange()
    assert (done.pushed, done.tasks, line.pending(), line.ledger()) == (2, (), 0, [20_000])
    assert due(line) == Money(30_000)
    assert line.faults() == []


def test_many_operations_go_in_several_pushes(line: Line) -> None:
    works(line, *range(1, 2 * PUSH_OPERATIONS + 1))
    assert line.exchange().pushed == 2 * PUSH_OPERATIONS + 1
    assert line.ledger() == list(range(1, 2 * PUSH_OPERATIONS + 1))


def test_a_lost_answer_never_doubles_a_payment(line: Line) -> None:
    works(line, 20_000)
    for _ in range(3):
        with pytest.raises(CentreUnreachableError):
            line.exchange(push=after(line.link.push))
    assert line.pending() == 2
    line.exchange()
    assert (line.ledger(), line.pending(), due(line), line.faults()) == ([20_000], 0, Money(30_000), [])


def test_answers_to_several_pushes_may_be_lost_and_every_outcome_is_told_in_the_end(line: Line) -> None:
    works(line, *[100] * 120)
    frames = line.desk.pending()
    for at in range(0, len(frames), PUSH_OPERATIONS):
        line.link.push(frames[at : at + PUSH_OPERATIONS])
    assert line.exchange().pushed == 121
    with line.desk.store.reading() as books:
        assert {entry.outcome for entry in books.journal.recent(999)} == {"accepted"}
    assert (due(line), line.faults()) == (Money(50_000 - 12_000), [])


def test_an_outcome_that_needs_a_person_comes_back_as_a_task(line: Line) -> None:
    with line.centre.database.write() as connection:
        register = Register(connection)
        register.close_accounts([str(FLAT)])
        register.finish()
    works(line, 20_000)
    assert [task.reason for task in line.exchange().tasks] == ["accepted_suspense:account_closed"]


def test_a_second_payment_that_the_clerk_has_confirmed_comes_back_as_no_task(line: Line) -> None:
    works(line, 20_000, 20_000)
    assert (line.exchange().tasks, line.ledger()) == ((), [20_000, 20_000])


def test_a_failed_attempt_is_counted_with_its_reason(line: Line) -> None:
    works(line)
    with pytest.raises(CentreUnreachableError):
        line.exchange(hello=lost)
    with line.desk.database.reading() as connection:
        assert Sql(connection).all("SELECT attempts, last_error FROM operation") == [(1, "timeout")]


# --- pull ----------------------------------------------------------------------------------------------------------


def test_a_change_at_the_centre_comes_down(line: Line) -> None:
    with line.centre.database.write() as connection:
        register = Register(connection)
        register.put_charges([(FLAT, ChargeEntity("tko", "2026-10", 0, 50_000, 0, 77_700))])
        register.finish()
    assert (line.exchange().changed, due(line)) == (1, Money(77_700))


def test_a_mirror_that_differs_is_repaired_by_a_snapshot_and_the_journal_is_left_alone(line: Line) -> None:
    works(line, 20_000)
    spoil(line, "DELETE FROM account WHERE key = 'tko/0101'")
    assert line.exchange().changed > 12
    with line.desk.store.reading() as books:
        assert (books.accounts.count(), books.journal.counts().made) == (12, 2)
    assert due(line) == Money(30_000)


def test_an_entry_the_centre_does_not_have_goes_with_the_repair(line: Line) -> None:
    spoil(line, "INSERT INTO directory VALUES ('service', 'ghost', 1, x'7b7d')")
    line.exchange()
    with line.desk.store.reading() as books:
        assert "ghost" not in books.accounts.directory().services


def test_a_cursor_the_centre_no_longer_knows_is_cured_by_a_snapshot(line: Line) -> None:
    spoil(line, "UPDATE feed SET cursor = '0.0.nonsense'")
    assert line.exchange().changed == 19
    assert line.exchange().changed == 0


def test_a_page_without_tallies_is_not_judged(line: Line) -> None:
    def changes(cursor: str) -> Any:  # noqa: ANN401 - a page
        page = line.link.changes(cursor)
        return type(page)(page.changes, page.cursor, page.position, page.more, ())

    spoil(line, "DELETE FROM account WHERE key = 'tko/0101'")
    assert line.exchange(changes=changes).changed == 0


def test_pages_are_read_until_there_is_no_more(line: Line) -> None:
    pages: list[str] = []

    def changes(cursor: str) -> Any:  # noqa: ANN401 - a page
        pages.append(cursor)
        page = line.link.changes(cursor)
        more = len(pages) < 3
        return type(page)(page.changes, page.cursor, page.position, more, () if more else page.tallies)

    line.exchange(changes=changes)
    assert len(pages) == 3


def test_a_snapshot_cut_off_goes_on_from_the_piece_it_had(line: Line) -> None:
    forget_the_feed(line)
    asked: list[int] = []

    def pieces(manifest: Manifest, first: int) -> Iterator[bytes]:
        asked.append(first)
        coming = line.link.pieces(manifest, first)
        yield next(coming)
        if len(asked) == 1:
            lost()
        yield from coming

    with pytest.raises(CentreUnreachableError):
        line.exchange(pieces=pieces, snapshot=lambda _form, **_kw: line.link.snapshot(ROWS))
    line.exchange(pieces=pieces, snapshot=lambda _form, **_kw: line.link.snapshot(ROWS))
    assert asked == [0, 1]
    assert due(line)


def test_codes_go_on_where_they_stopped_and_expired_ones_are_wiped(line: Line) -> None:
    change(line, "DELETE FROM code_packet")
    with pytest.raises(CentreUnreachableError):
        line.exchange(codes=lost)
    assert line.exchange().codes == 12
    assert line.exchange().codes == 0
    line.desk.clock.advance(days=60)
    line.centre.clock.forward(days=60)
    line.exchange()
    with line.desk.store.reading() as books:
        assert books.codes.code(FLAT, "2026-10") is None


# --- clock, clones, leases -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("hours", [-30, 1, 400])
def test_a_wrong_clock_is_measured_and_hinders_nothing(line: Line, hours: int) -> None:
    line.desk.opens_shift()
    line.desk.clock.advance(seconds=hours * 3600)
    works(line, 20_000)
    assert line.exchange().clock_offset_s == -hours * 3600
    assert line.ledger() == [20_000]


def test_another_installation_under_the_same_key_is_suspected(line: Line) -> None:
    assert not line.exchange().clone_suspected
    change(line, "UPDATE desk SET install_id = '11111111111111111111111111111111'")
    assert line.exchange().clone_suspected


def test_a_new_lease_of_cards_is_taken(line: Line) -> None:
    def hello(said: Any) -> Any:  # noqa: ANN401 - a hello and its answer
        answer, signed, grant = line.link.hello(said)
        values = {name: getattr(answer, name) for name in answer.__slots__} | {"card_first": 5000, "card_last": 5009}
        return type(answer)(**values), signed, grant

    line.exchange(hello=hello)
    line.exchange(hello=hello)
    with line.desk.store.reading() as books:
        assert books.cards.left() == 210


# --- the centre's own books ----------------------------------------------------------------------------------------


def ledger_at_hello(line: Line, kopecks: int, operations: int = 0) -> None:
    """Do one turn with a centre whose ledger differs from its true one by so much."""

    def hello(said: Any) -> Any:  # noqa: ANN401 - a hello and its answer
        answer, _, grant = line.link.hello(said)
        told = replace(
            answer,
            ledger_kop=answer.ledger_kop + kopecks,
            ledger_operations=answer.ledger_operations + operations,
        )
        return told, envelope(line.centre.centre.keys.signing, TAG_HELLO, told.to_bytes()), grant

    line.exchange(hello=hello)


def test_the_status_tells_the_centres_own_ledger_right_after_the_push(line: Line) -> None:
    works(line, 20_000, 1_234)
    assert ReportStatus(line.desk.store, line.desk.stamper)().ledger_kopecks == 0
    line.exchange()
    assert ReportStatus(line.desk.store, line.desk.stamper)().ledger_kopecks == 21_234


def test_before_the_first_hello_nobody_knows_the_centres_ledger(tmp_path: Path) -> None:
    with running_centre(tmp_path) as centre, open_line(tmp_path / "desk", centre) as line:
        line.enrol(centre.invite())
        assert ReportStatus(line.desk.store, line.desk.stamper)().ledger_kopecks is None
        assert line.faults() == []


@pytest.mark.parametrize("difference", [-1, 1, -20_000])
def test_a_ledger_that_differs_from_the_journal_is_found(line: Line, difference: int) -> None:
    works(line, 20_000)
    ledger_at_hello(line, difference)
    told = 20_000 + difference
    theirs, ours = Money(told).show(), Money(20_000).show()
    assert line.faults() == [f"I4 ledger: у центра {theirs} ₽, операций 2; в журнале {ours} ₽, операций 2"]
    line.exchange()
    assert line.faults() == []


def test_a_centre_that_has_lost_operations_is_found_even_if_no_money_is_missing(line: Line) -> None:
    works(line)
    ledger_at_hello(line, 0, -1)
    assert line.faults() == ["I4 ledger: у центра 0,00 ₽, операций 0; в журнале 0,00 ₽, операций 1"]


def test_work_since_the_last_hello_is_not_held_against_the_ledger(line: Line) -> None:
    works(line, 20_000)
    line.exchange()
    works(line, 5_000)
    assert line.faults() == []
    for _ in range(2):
        with pytest.raises(CentreUnreachableError):
            line.exchange(push=after(line.link.push))
        assert line.faults() == []


def test_a_forged_hello_on_file_is_found(line: Line) -> None:
    change(line, "UPDATE hello SET signature = zeroblob(64)")
    assert line.faults() == ["I4 ledger: последний ответ центра подписан не центром"]


# --- stopping ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", list(Stage))
def test_a_clerk_may_stop_a_turn_between_steps_and_keep_what_came(line: Line, stage: Stage) -> None:
    works(line, 20_000)
    if stage in (Stage.AWAITING, Stage.SNAPSHOT, Stage.INDEXING):
        forget_the_feed(line)
    if stage is Stage.CODES:
        change(line, "DELETE FROM code_packet")
    making = {"snapshot": lambda _form, **_kw: None} if stage is Stage.AWAITING else {}
    with pytest.raises(ExchangeCancelledError) as stopped:
        line.exchange(lambda now, _done, _of: now is not stage, **making)
    assert stopped.value.reason == "cancelled"
    line.exchange()
    assert (line.ledger(), line.pending(), line.faults()) == ([20_000], 0, [])


def test_the_turn_tells_what_it_is_doing(line: Line) -> None:
    change(line, "DELETE FROM code_packet")
    works(line, 100)
    told: list[tuple[str, int, int]] = []
    line.exchange(lambda stage, done, of: told.append((stage.value, done, of)) or True)  # type: ignore[func-returns-value]  # noted, then on
    assert told == [("hello", 0, 1), ("push", 0, 2), ("changes", 0, 0), ("codes", 0, 0)]


def test_a_revoked_desk_is_stopped_with_everything_kept(line: Line) -> None:
    works(line, 20_000)
    with line.centre.database.write() as connection:
        connection.exec_driver_sql("UPDATE desk SET state = 'revoked'")
    with pytest.raises(StoppedByCentreError) as stopped:
        line.exchange()
    assert (stopped.value.verdict, line.pending()) == ("revoked", 2)


def test_after_a_stop_the_open_shift_may_finish_and_the_next_waits_for_the_operator(line: Line) -> None:
    works(line, 20_000)
    state(line, "revoked")
    with pytest.raises(StoppedByCentreError):
        line.exchange()
    line.desk.takes(100)
    CloseShift(line.desk.store, line.desk.stamper)(line.desk.ids.new(), Money(20_100))
    with pytest.raises(StoppedByCentreError, match="revoked"):
        line.desk.opens_shift()
    state(line, "active")
    line.exchange()
    assert line.desk.opens_shift().number == 2


def state(line: Line, said: str) -> None:
    with line.centre.database.write() as connection:
        connection.exec_driver_sql(f"UPDATE desk SET state = '{said}'")  # noqa: S608 - a word of this test
