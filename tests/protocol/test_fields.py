"""Fields are taken apart without coercion and without leftovers."""

from collections.abc import Callable
from typing import Any

import pytest

from desk_app.protocol.fields import Fields, whole
from desk_app.protocol.strict_json import MalformedError

ONE = "0190d7f0-0000-7000-8000-000000000001"


def code(act: Callable[[], object]) -> str:
    with pytest.raises(MalformedError) as refused:
        act()
    return refused.value.code


@pytest.mark.parametrize("value", [None, [], "x", 1, True])
def test_only_an_object_has_fields(value: object) -> None:
    assert code(lambda: Fields(value)) == "not_an_object"


def test_a_field_that_nobody_asked_for_is_refused() -> None:
    assert code(lambda: whole({"a": 1, "b": 2}, lambda fields: fields.number("a"))) == "unknown_field"


def test_a_field_is_taken_once() -> None:
    fields = Fields({"a": 1})
    assert (fields.has("a"), fields.take("a"), fields.has("a")) == (True, 1, False)
    assert code(lambda: fields.take("a")) == "missing:a"


@pytest.mark.parametrize("value", [None, 1, True, ["x"], "", "xxxx", "1", "x\n"])
def test_a_text_is_bounded_and_follows_its_pattern(value: object) -> None:
    with pytest.raises(MalformedError):
        Fields({"a": value}).text("a", most=3, least=1, pattern="[a-zй]+")


def test_a_pattern_means_ascii_digits_only() -> None:
    assert code(lambda: Fields({"a": "٣"}).text("a", pattern=r"\d")) == "pattern:a"


@pytest.mark.parametrize("value", [True, False, None, "1", -1, 11, [1]])
def test_a_number_is_an_integer_within_bounds_and_never_a_bool(value: object) -> None:
    assert code(lambda: Fields({"a": value}).number("a", least=0, most=10)) == "number:a"


@pytest.mark.parametrize("value", [0, 1, None, "true"])
def test_a_flag_is_true_or_false(value: object) -> None:
    assert code(lambda: Fields({"a": value}).flag("a")) == "flag:a"


@pytest.mark.parametrize("value", ["AB", "abc", "zz", "ab" * 3, "0x", " ab "])
def test_bytes_are_lower_case_hex_of_an_exact_size(value: str) -> None:
    assert code(lambda: Fields({"a": value}).hexes("a", 2)) == "hex:a"


@pytest.mark.parametrize("value", [ONE.upper().replace("D", "D"), ONE.replace("-", ""), "{" + ONE[:34], "nonsense", ""])
def test_a_uuid_is_written_one_way(value: str) -> None:
    assert code(lambda: Fields({"a": value}).uuid("a")) == "uuid:a"


@pytest.mark.parametrize("value", [None, {}, "ab", [], [{"n": 1}] * 3, [{"n": 1, "m": 1}], [1]])
def test_a_list_is_bounded_and_each_object_in_it_is_read_whole(value: object) -> None:
    with pytest.raises(MalformedError):
        Fields({"a": value}).each("a", lambda fields: fields.number("n"), most=2, least=1)


@pytest.mark.parametrize("value", [None, "ab", ["x"] * 4, ["long"], [1], ["\t"]])
def test_a_list_of_texts_is_bounded(value: object) -> None:
    with pytest.raises(MalformedError):
        Fields({"a": value}).texts("a", most=3, longest=3)


def test_what_fits_is_taken_as_it_is() -> None:
    value: dict[str, Any] = {
        "text": "Ж", "number": 10, "flag": True, "hex": "00ff", "uuid": ONE, "list": [{"n": 1}], "texts": ["x"],
        "inner": {"n": 2},
    }  # fmt: skip
    fields = Fields(value)
    assert fields.text("text") == "Ж"
    assert fields.number("number", most=10) == 10
    assert fields.flag("flag") is True
    assert fields.hexes("hex", 2) == b"\x00\xff"
    assert str(fields.uuid("uuid")) == ONE
    assert fields.each("list", lambda one: one.number("n")) == (1,)
    assert fields.texts("texts") == ("x",)
    assert fields.inner("inner", lambda one: one.number("n")) == 2
    fields.done()
    assert len(value) == 8, "the object itself is left alone"
