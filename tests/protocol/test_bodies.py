"""What a desk signs is read strictly by the centre."""

from dataclasses import replace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.protocol.bodies import (
    MOST_KOPECKS,
    CashPaid,
    PaidLine,
    Proof,
    ResidentRegistered,
    UnknownKindError,
    read_body,
    write_body,
)
from desk_app.protocol.strict_json import MalformedError, dumps, loads
from tests.protocol.samples import ACCOUNT, BODIES, STAMP

KOPECKS = st.integers(1, MOST_KOPECKS // 100)
TOO_MUCH = MOST_KOPECKS + 1


def changed(kind: str, path: str, value: object) -> bytes:
    """Write a sample body with one value changed; «-» drops the field."""
    body: Any = loads(write_body(BODIES[kind]))
    *way, last = path.split(".")
    inner = body
    for step in way:
        inner = inner[int(step)] if step.isdigit() else inner[step]
    if value == "-":
        del inner[last]
    else:
        inner[last] = value
    return dumps(body)


@pytest.mark.parametrize("kind", BODIES)
def test_every_kind_comes_back_as_it_was_written(kind: str) -> None:
    assert read_body(kind, 1, write_body(BODIES[kind])) == BODIES[kind]


@pytest.mark.parametrize(("kind", "version"), [("payment.crypto", 1), ("payment.cash", 2), ("", 1)])
def test_a_newer_kind_or_schema_is_named_and_not_guessed_at(kind: str, version: int) -> None:
    with pytest.raises(UnknownKindError) as unknown:
        read_body(kind, version, b"whatever it says")
    assert unknown.value.kind == kind


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("stamp", "-"), ("stamp", None), ("stamp.extra", 1), ("stamp.wall_utc", "2026-11-16 03:00:00"),
        ("stamp.wall_utc", "2026-13-16T03:00:00.000Z"), ("stamp.wall_utc", "2026-11-16T24:00:00.000Z"),
        ("stamp.mono_ms", -1), ("stamp.mono_ms", True), ("stamp.clerk", "К" * 81), ("stamp.clerk", "a\tb"),
        ("stamp.shift_id", 7), ("extra", 1), ("number", 0), ("number", "7"), ("business_date", "2026-11-32"),
        ("business_date", "16.11.2026"), ("opening_kop", -1), ("opening_kop", TOO_MUCH), ("opening_kop", 1.0),
    ],
)  # fmt: skip
def test_each_rule_of_an_opening_holds(path: str, value: object) -> None:
    with pytest.raises(MalformedError):
        read_body("shift.open", 1, changed("shift.open", path, value))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("payments", -1), ("payments_kop", -1), ("first_seq", -1), ("last_seq", None), ("expected_kop", -1),
        ("counted_kop", -1), ("counted_kop", "1"), ("reason", "п" * 201), ("reason", "a\nb"), ("reason", "-"),
    ],
)  # fmt: skip
def test_each_rule_of_a_close_holds(path: str, value: object) -> None:
    with pytest.raises(MalformedError):
        read_body("shift.close", 1, changed("shift.close", path, value))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("account.account", ""), ("account.receipt_type", ""), ("account.account", "9" * 41), ("name", ""),
        ("name", "И" * 161), ("phone", "89037672024"), ("phone", "+73852000000"), ("phone", "+7903767202４"),
        ("email", "e" * 121), ("card", "990006000000000"), ("card", "9900 0600 0000 0"), ("services", ["s"] * 101),
        ("services", "tko"), ("services", [1]), ("consent_version", ""), ("proof.way", "word"), ("proof.code", "48291"),
        ("proof.code", "48291a"), ("proof.code", ""), ("proof.document", "Паспорт"), ("proof.period", "2026-00"),
        ("proof.tail", "12"), ("proof", "-"),
    ],
)  # fmt: skip
def test_each_rule_of_a_registration_holds(path: str, value: object) -> None:
    with pytest.raises(MalformedError):
        read_body("resident.register", 1, changed("resident.register", path, value))


def test_a_document_is_the_other_proof() -> None:
    proof = Proof("document", document="Паспорт РФ", tail="123")
    coded = BODIES["resident.register"]
    assert isinstance(coded, ResidentRegistered)
    body = replace(coded, proof=proof)
    assert read_body("resident.register", 1, write_body(body)) == body


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("lines", []), ("lines", [{}] * 101), ("total_kop", 97_133), ("total_kop", 0), ("received_kop", 100_001),
        ("received_kop", 0), ("change_kop", -1), ("change_kop", 2_867), ("lines.0.amount_kop", 0),
        ("lines.0.amount_kop", -5), ("lines.0.amount_kop", TOO_MUCH), ("lines.0.amount_kop", True),
        ("lines.0.mode", "gift"), ("lines.0.period", "2026-13"), ("lines.0.period", "102026"), ("lines.0.service", ""),
        ("lines.0.readings", [{}] * 21), ("lines.0.readings.0.reason", "shrug"), ("lines.0.readings.0.value", -1),
        ("lines.0.readings.0.meter", ""), ("lines.0.readings.0.previous", 10**12 + 1),
    ],
)  # fmt: skip
def test_each_rule_of_a_payment_holds(path: str, value: object) -> None:
    with pytest.raises(MalformedError):
        read_body("payment.cash", 1, changed("payment.cash", path, value))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("period", "2026-1"), ("asked", -1), ("made", None), ("pages", "1"), ("copies", 10_001), ("digest", "AB" * 32),
        ("digest", "ab"), ("accounts", [{}]), ("accounts", [{"receipt_type": "t", "account": "1"}] * 201),
    ],
)  # fmt: skip
def test_each_rule_of_a_code_print_holds(path: str, value: object) -> None:
    with pytest.raises(MalformedError):
        read_body("code.print", 1, changed("code.print", path, value))


def paid(amounts: list[int], change: int) -> CashPaid:
    lines = tuple(PaidLine(ACCOUNT, "tko", "advance", "2026-10", amount) for amount in amounts)
    return CashPaid(STAMP, lines, sum(amounts), sum(amounts) + change, change)


@given(st.lists(KOPECKS, min_size=1, max_size=100), st.integers(0, MOST_KOPECKS))
def test_a_payment_whose_sums_agree_is_read(amounts: list[int], change: int) -> None:
    body = paid(amounts, change)
    assert read_body("payment.cash", 1, write_body(body)) == body


@given(st.lists(KOPECKS, min_size=1, max_size=5), KOPECKS, st.integers(-100, 100).filter(bool))
def test_a_payment_whose_sums_differ_by_any_kopeck_is_refused(amounts: list[int], change: int, slip: int) -> None:
    body = paid(amounts, change)
    for wrong in ({"total_kop": body.total_kop + slip}, {"received_kop": body.received_kop + slip}):
        with pytest.raises(MalformedError):
            read_body("payment.cash", 1, write_body(replace(body, **wrong)))  # type: ignore[arg-type]  # one field


def test_a_payment_of_before_the_question_was_asked_is_read() -> None:
    raw = loads(write_body(replace(paid([100], 0), another_one=True)))
    assert cast("CashPaid", read_body("payment.cash", 1, dumps(raw))).another_one
    del raw["another_one"]
    assert read_body("payment.cash", 1, dumps(raw)) == paid([100], 0)


@given(st.binary(max_size=80))
def test_random_bytes_are_refused_by_every_kind(raw: bytes) -> None:
    for kind in BODIES:
        with pytest.raises(MalformedError):
            read_body(kind, 1, raw)


def test_an_account_is_named_by_receipt_type_and_number() -> None:
    assert ACCOUNT.key == "tko/00123-А"
