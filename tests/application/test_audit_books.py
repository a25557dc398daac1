"""The audit recomputes everything from the signed journal, and finds each kind of fault."""

import re

import pytest

from desk_app.application.audit_books import AuditBooks
from desk_app.application.register_resident import RegisterResident
from desk_app.presenters.audit_words import fault_words
from desk_app.protocol.messages import Head
from desk_app.store.sql import Sql
from tests.application.test_register_resident import FORM
from tests.helpers.small_desk import CLERK, NEIGHBOUR, SmallDesk


def findings(desk: SmallDesk) -> dict[str, str]:
    return {finding.name: finding.fault for finding in AuditBooks(desk.store)() if not finding.holds}


def tamper(desk: SmallDesk, *statements: str) -> None:
    """Change the file as somebody with its key and a database tool would."""
    with desk.database.writing() as connection:
        sql = Sql(connection)
        for (name,) in sql.all("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            sql.run(f"DROP TRIGGER {name}")
        for statement in statements:
            assert sql.run(statement) != 0, "nothing was changed"


@pytest.fixture
def busy(open_desk: SmallDesk) -> SmallDesk:
    """A desk that has registered, taken money, and heard half of it confirmed."""
    RegisterResident(open_desk.store, open_desk.stamper)(FORM, open_desk.ids.new(), CLERK)
    open_desk.takes(30_000)
    open_desk.answers(open_desk.pending())
    open_desk.takes(20_000)
    return open_desk


def test_honest_books_hold(busy: SmallDesk) -> None:
    assert findings(busy) == {}
    assert len(AuditBooks(busy.store)()) == 11


def test_empty_books_hold(desk: SmallDesk) -> None:
    assert findings(desk) == {}


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("UPDATE journal SET hash = zeroblob(32) WHERE seq = 3", "I7 chain"),
        ("DELETE FROM journal WHERE seq = 2", "I7 chain"),
        ("DELETE FROM journal WHERE seq = 1", "I7 chain"),
        ("DELETE FROM epoch", "I5 acks"),
        ("UPDATE journal SET body = CAST(replace(CAST(body AS TEXT), '30000', '10000') AS BLOB)", "I7 signatures"),
        ("UPDATE journal SET sig = zeroblob(64) WHERE seq = 4", "I7 signatures"),
        ("UPDATE journal SET kind = 'payment.card' WHERE seq = 4", "I7 signatures"),
        ("UPDATE desk SET public_key = zeroblob(32)", "I7 signatures"),
        ("UPDATE ack SET payload = CAST(replace(CAST(payload AS TEXT), 'accepted', 'accepteD') AS BLOB)", "I5 acks"),
        ("UPDATE ack SET signature = zeroblob(64)", "I5 acks"),
        ("DELETE FROM ack", "I5 acks"),
        ("UPDATE epoch SET acked_seq = 4", "I5 acks"),
        ("UPDATE operation SET amount_kop = amount_kop - 1 WHERE seq = 3", "I4 sums"),
        ("UPDATE own_line SET amount_kop = amount_kop + 1", "I4 sums"),
        ("UPDATE own_line SET account = 'tko/0103'", "I4 sums"),
        ("DELETE FROM own_line", "I4 sums"),
        ("DELETE FROM operation WHERE seq = 4", "I4 sums"),
    ],
)
def test_a_planted_fault_is_found(busy: SmallDesk, statement: str, name: str) -> None:
    tamper(busy, statement)
    assert name in findings(busy)
    said = [fault_words(finding) for finding in AuditBooks(busy.store)() if not finding.holds]
    assert all(said)
    assert not [words for words in said if re.search("[A-Za-z_{}]", words)]


def test_two_changed_lines_whose_total_agrees_are_found(busy: SmallDesk) -> None:
    tamper(
        busy,
        "UPDATE own_line SET amount_kop = amount_kop + 500 WHERE amount_kop = 30000",
        "UPDATE own_line SET amount_kop = amount_kop - 500 WHERE amount_kop = 20000",
    )
    assert findings(busy) == {"I4 sums": "lines_differ"}


def test_the_last_operation_cut_off_is_found_by_its_ack(busy: SmallDesk) -> None:
    busy.answers(busy.pending())
    tamper(busy, "DELETE FROM journal WHERE seq = 4", "DELETE FROM operation WHERE seq = 4", "DELETE FROM own_line")
    assert findings(busy)["I5 acks"] == "absent"


def test_an_operation_left_in_an_old_epoch_is_found(busy: SmallDesk) -> None:
    tamper(busy, "INSERT INTO epoch SELECT 2, payload, signature, key_id, genesis, 0 FROM epoch")
    assert findings(busy) == {"L1 strays": "outside"}


def test_operations_of_an_epoch_that_was_never_granted_are_found(busy: SmallDesk) -> None:
    tamper(busy, "UPDATE epoch SET epoch = 2")
    assert findings(busy)["I7 chain"] == "epoch_not_granted"


def test_a_card_given_twice_is_found(desk: SmallDesk) -> None:
    act = RegisterResident(desk.store, desk.stamper)
    act(FORM, desk.ids.new(), CLERK)
    tamper(desk, "UPDATE card_lease SET next = first")
    act(type(FORM)(NEIGHBOUR, FORM.name, FORM.phone, FORM.services, FORM.consent, FORM.code), desk.ids.new(), CLERK)
    assert findings(desk) == {"I12 cards": "given_twice"}


def test_a_damaged_file_is_found_and_nothing_else_is_read(busy: SmallDesk) -> None:
    busy.database.close()
    path = busy.database.path
    raw = bytearray(path.read_bytes())
    raw[3 * 4096 + 100] ^= 1
    path.write_bytes(raw)
    assert list(findings(busy)) == ["file"]
    assert len(AuditBooks(busy.store)()) == 1


def test_an_ack_that_stopped_at_a_fork_is_no_fault(busy: SmallDesk) -> None:
    busy.answers(busy.pending(), head=Head(1, 9, b"x" * 32), stopped="fork")
    assert findings(busy) == {}
