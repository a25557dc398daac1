"""JSON is read without guessing: whatever is ambiguous is refused."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.protocol import strict_json
from desk_app.protocol.strict_json import MalformedError, check_text, dumps, loads

TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


def refusal(raw: bytes) -> str:
    with pytest.raises(MalformedError) as refused:
        loads(raw)
    return refused.value.code


@given(VALUES)
def test_what_is_written_is_read_back_the_same(value: object) -> None:
    assert loads(dumps(value)) == value


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused_and_never_break_the_reader(raw: bytes) -> None:
    with suppress(MalformedError):
        loads(raw)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b'{"a":1,"a":1}', "duplicate_key"),
        (b'[{"b":{"a":1,"\\u0061":2}}]', "duplicate_key"),
        (b'{"a":1.0}', "float"),
        (b'{"a":1e3}', "float"),
        (b"NaN", "float"),
        (b"[Infinity]", "float"),
        (b"-Infinity", "float"),
        (b'"\\ud800"', "characters"),
        (b'["\\udfff"]', "characters"),
        (b'[["a",["\\ud800x"]]]', "characters"),
        (b'{"a":"\\ud83d"}', "characters"),
        (b'{"\\ud83d":1}', "characters"),
        (b'{"a":"\\u0000"}', "characters"),
        (b'["a\\nb"]', "characters"),
        (b'["\x7f"]', "characters"),
        (b'["a\nb"]', "syntax"),
        (b"\xef\xbb\xbf{}", "bom"),
        (b'"\xff"', "encoding"),
        (b'"\xed\xa0\x80"', "encoding"),
        (b"9223372036854775808", "integer_range"),
        (b"-9223372036854775809", "integer_range"),
        (b"1" * 5000, "integer_range"),
        (b"{} {}", "syntax"),
        (b"{}x", "syntax"),
        (b'{"a":1,}', "syntax"),
        (b"{'a':1}", "syntax"),
        (b"01", "syntax"),
        (b"+1", "syntax"),
        (b"", "syntax"),
        (b" ", "syntax"),
        (b'"open', "syntax"),
        (b"[" * 33 + b"]" * 33, "depth"),
        (b'{"a":' * 33 + b"1" + b"}" * 33, "depth"),
        (b"[" * 100_000, "depth"),
        (b'"' + b"x" * strict_json.MAX_BYTES + b'"', "too_large"),
    ],
)
def test_what_is_ambiguous_is_refused_by_name(raw: bytes, code: str) -> None:
    assert refusal(raw) == code


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (b"9223372036854775807", 2**63 - 1),
        (b"-9223372036854775808", -(2**63)),
        (b'"\\ud83d\\ude00"', "😀"),
        (b'"\\u0416"', "Ж"),
        (b" {} \n", {}),
        (b"[" * 32 + b"]" * 32, None),
        (b'["' + b"[" * 99 + b'"]', ["[" * 99]),
        (b'["\\"' + b"{" * 99 + b'"]', ['"' + "{" * 99]),
    ],
)
def test_what_is_unusual_but_clear_is_read(raw: bytes, value: object) -> None:
    assert value is None or loads(raw) == value
    loads(raw)


def test_brackets_that_stand_side_by_side_are_not_deep() -> None:
    assert loads(b"[" + b"[]," * 99 + b"[]]") == [[]] * 100


def test_the_size_bound_can_be_lifted_for_large_answers() -> None:
    raw = b'"' + b"x" * strict_json.MAX_BYTES + b'"'
    assert len(loads(raw, max_bytes=2 * strict_json.MAX_BYTES)) == strict_json.MAX_BYTES


def test_a_refusal_never_repeats_the_input() -> None:
    assert refusal(b'{"Ivanov":1,"Ivanov":2}') == "duplicate_key"


@pytest.mark.parametrize("text", ["a\tb", "\x00", "\x7f", "a\ud800"])
def test_a_text_with_control_characters_or_half_a_pair_is_refused(text: str) -> None:
    with pytest.raises(MalformedError):
        check_text(text)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_could_not_be_read_back_is_not_written(value: float) -> None:
    with pytest.raises(ValueError, match="Out of range"):
        dumps(value)
