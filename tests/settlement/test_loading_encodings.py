"""A file's encoding is found from its letters."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.settlement.loading.encodings import decode, find_encoding
from desk_app.settlement.loading.lines import LARGEST_FILE, clean_text, read_bytes
from desk_app.settlement.loading.reasons import FileRefusedError

NAMES = (
    "Иванова Мария Петровна",
    "ОАО АлтайЭнергоСбыт",
    "ШМИДТ ЭММА КАРЛОВНА",
    "Ёлкин Пётр",
    "Барнаул,ул. 80 Гвардейской Дивизии,5",
    "Ли",
)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("encoding", ["cp1251", "cp866", "utf-8", "utf-8-sig"])
def test_a_name_is_read_in_whatever_encoding_it_came(name: str, encoding: str) -> None:
    assert decode(f"{name};1;2\r\n".encode(encoding)) == (f"{name};1;2\r\n", encoding)


@given(st.lists(st.sampled_from(NAMES[:5]), min_size=1, max_size=30), st.sampled_from(["cp1251", "cp866", "utf-8"]))
def test_any_mix_of_names_is_read_back(names: list[str], encoding: str) -> None:
    text = "\n".join(names)
    assert decode(text.encode(encoding)) == (text, encoding)


def test_plain_latin_text_needs_no_guess() -> None:
    assert find_encoding(b"#TYPE 7\r\n") == "utf-8"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "file_empty"),
        (b" \r\n\t\r\n", "file_empty"),
        ("Иванов".encode("utf-16"), "utf16"),
        (b"PK\x03\x04 and so on", "archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "archive"),
        (bytes(range(128, 256)), "encoding_unclear"),
        ("Ґєї їєҐ ".encode("cp1251") * 5, "encoding_unclear"),
        ("Иванов Иван Петрович".encode("koi8-r"), "encoding_unclear"),
        ("ИВАНОВ ИВАН ПЕТРОВИЧ".encode("koi8-r"), "encoding_unclear"),
        ("улица восьмого марта".encode("koi8-r"), "encoding_unclear"),
        ("Иванов Иван Петрович".encode("iso8859-5"), "encoding_unclear"),
        ("Иванов Иван".encode()[:-1], "encoding_unclear"),
        (b"\n" * 500_000 + b"a", "rows_too_many"),
    ],
)
def test_what_is_no_russian_text_is_refused(raw: bytes, reason: str) -> None:
    with pytest.raises(FileRefusedError) as refused:
        clean_text(raw)
    assert refused.value.reason_code == reason
    assert refused.value.line is None


def test_a_byte_that_does_not_decode_is_named_by_its_line() -> None:
    raw = "Иванов Иван Иванович\r\nПетров Пётр Петрович\r\nСидо".encode("cp1251") + b"\x98" + "ров".encode("cp1251")
    with pytest.raises(FileRefusedError) as refused:
        clean_text(raw)
    assert (refused.value.line, refused.value.reason_code) == (3, "encoding_broken")


def test_a_broken_utf8_file_with_a_mark_is_named_by_its_line() -> None:
    raw = b"\xef\xbb\xbf" + "Иванов\n".encode() + b"\xd0;\n"
    with pytest.raises(FileRefusedError) as refused:
        clean_text(raw)
    assert (refused.value.line, refused.value.reason_code) == (2, "encoding_broken")


def test_two_encodings_in_one_file_are_found_out() -> None:
    raw = "Иванов Иван Иванович;1\n".encode("cp1251") * 40 + "Петров Пётр;2\n".encode("cp866")
    with pytest.raises(FileRefusedError) as refused:
        clean_text(raw)
    assert (refused.value.line, refused.value.reason_code) == (41, "letters_damaged")


def test_lines_in_another_encoding_are_one_fault_that_names_them_all() -> None:
    good, bad = "Иванов Иван Иванович;1\n".encode("cp1251"), "Петров Пётр;2\n".encode("cp866")
    with pytest.raises(FileRefusedError) as refused:
        clean_text((good * 3 + bad * 2) * 10 + good * 200)
    (fault,) = refused.value.faults
    assert (fault.reason_code, fault.lines[:3], len(fault.lines)) == ("letters_damaged", (4, 5, 9), 20)
    assert fault.sentence().startswith("Строки 4–5, 9–10, 14–15, 19–20, 24–25, 29–30, 34–35, 39–40 и ещё 4: ")


def test_a_file_with_the_line_ends_of_an_old_mac_is_one_fault_of_the_whole_file() -> None:
    with pytest.raises(FileRefusedError) as refused:
        clean_text("Иванов;1\rПетров;2\rСидоров;3\r".encode("cp1251"))
    (fault,) = refused.value.faults
    assert (fault.line, fault.reason_code) == (None, "line_ends")
    assert "с концами строк Windows" in refused.value.text()


def test_single_returns_among_right_line_ends_are_one_fault_with_their_lines() -> None:
    with pytest.raises(FileRefusedError) as refused:
        clean_text("Иванов\r\nПет\rров\r\nСи\rдо\rров\r\n".encode())
    assert [(fault.reason_code, fault.lines) for fault in refused.value.faults] == [("line_ends", (2, 3))]


@pytest.mark.parametrize("bad", ["\x00", "\x07", "\x1b", "\u202e", "\u200b", "\u2028", "\ufeff"])
def test_a_control_character_is_named_by_its_line(bad: str) -> None:
    with pytest.raises(FileRefusedError) as refused:
        clean_text(f"Иванов\r\nПет{bad}ров\r\n".encode())
    assert (refused.value.line, refused.value.reason_code) == (2, "control_character")
    assert refused.value.facts["code"] == ord(bad)


def test_a_line_too_long_is_named() -> None:
    with pytest.raises(FileRefusedError) as refused:
        clean_text(b"a\n" + b"b" * 2001)
    assert (refused.value.line, refused.value.reason_code) == (2, "line_too_long")


def test_the_dos_end_mark_and_both_line_ends_are_understood() -> None:
    assert clean_text(b"a\r\nb\nc\x1a").lines == ("a", "b", "c")


def test_a_file_too_large_is_not_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(LARGEST_FILE * 1000)  # sparse: takes no disk
    with pytest.raises(FileRefusedError) as refused:
        read_bytes(path)
    assert refused.value.reason_code == "file_too_large"


def test_a_file_that_is_not_there_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(FileRefusedError, match="file_unreadable"):
        read_bytes(tmp_path / "absent.txt")
