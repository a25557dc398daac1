"""Letters, lines and codes: nothing is lost between the facts and the paper."""

from contextlib import suppress

import pytest
import segno
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from desk_app.documents.fonts import Face, GlyphMissingError, printable
from desk_app.documents.papers import Papers
from desk_app.documents.qr import QUIET, make_symbol
from desk_app.documents.typesetting import (
    Style,
    balance,
    fit,
    fit_lines,
    grouped,
    prose,
    short_name,
    shrink,
    width,
    wrap,
)
from desk_app.documents.words import amount_in_words
from desk_app.domain.money import Money
from desk_app.domain.receipts import MemoFacts, ReceiptFacts
from desk_app.resources import resource
from tests.documents.paper import Reader

TEXT = Style(Face.SANS, 10)
words_ru = st.text(st.sampled_from("абвгдежзийклмнопрстуфхцчшщъыьэюя "), min_size=1, max_size=120)


@pytest.mark.parametrize("face", list(Face))
@pytest.mark.parametrize("text", ["Latin abcXYZ", "₽ № «кавычки» — – …", "ёЁйЙ", "м³ ½ § °", "1\u00a0234,56"])
def test_every_face_has_the_letters_our_papers_need(face: Face, text: str) -> None:
    assert printable(text, face) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("а → б", "а – б"),
        ("1\u202f234", "1\u00a0234"),
        ("a\u200bb\u00ad", "ab"),
        ("и\u0306", "й"),
        ("a\nb\tc", "a b c"),
    ],
)
def test_a_sign_the_face_lacks_is_replaced_by_its_stand_in(text: str, shown: str) -> None:
    assert printable(text, Face.SANS) == shown


@given(st.text())
def test_text_is_either_printable_whole_or_refused(text: str) -> None:
    with suppress(GlyphMissingError):
        shown = printable(text, Face.SANS)
        assert printable(shown, Face.SANS) == shown


@given(words_ru, st.integers(20, 100))
def test_wrapping_loses_no_letter_and_never_overflows(text: str, room: int) -> None:
    lines = wrap(text, TEXT, room)

    assert all(width(line, TEXT) <= room for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert len(balance(text, TEXT, room)) == len(lines)


@given(st.lists(words_ru.map(str.split).map(" ".join).filter(bool), min_size=2, max_size=5), st.integers(20, 100))
def test_no_line_begins_or_ends_with_the_dot_between_two_facts(facts: list[str], room: int) -> None:
    text = " · ".join(fact.replace("·", "") or "и" for fact in facts)
    lines = wrap(text, TEXT, room)

    assert not [line for line in lines if line.startswith("·") or line.endswith("·")]
    assert "".join(lines).replace(" ", "").replace("·", "") == text.replace(" ", "").replace("·", "")


@given(words_ru, st.integers(10, 60), st.integers(1, 3))
def test_a_text_given_few_lines_keeps_to_them(text: str, room: int, lines: int) -> None:
    shown, style = fit_lines(text, TEXT, room, lines, least=7)

    assert len(shown) <= lines
    assert all(width(line, style) <= room for line in shown)


@given(st.integers(-(10**14), 10**14), st.integers(8, 60))
def test_an_amount_shrinks_but_is_never_cut(kopecks: int, room: int) -> None:
    shown = Money(kopecks).show()

    assert width(shown, shrink(shown, TEXT, room)) <= room


def test_one_line_shrinks_first_and_only_then_loses_its_end() -> None:
    assert fit("слово", TEXT, 50, least=8) == ("слово", TEXT)
    shown, style = fit("очень длинное название услуги", TEXT, 25, least=8)
    assert style.size == 8
    assert shown.endswith("…")


def test_short_words_and_units_do_not_part_from_what_they_belong_to() -> None:
    nb = "\u00a0"
    assert prose("в доме и на улице — кв. 7") == f"в{nb}доме и{nb}на{nb}улице{nb}— кв.{nb}7"
    assert prose("расход 5,600 м³, 70 копеек") == f"расход 5,600{nb}м³, 70{nb}копеек"
    assert prose("тел. +7 (903) 767-20-24") == f"тел. +7{nb}(903){nb}767-20-24"
    assert prose("телефон +7 903 767-20-24") == f"телефон +7{nb}903{nb}767-20-24"
    assert prose("согласие ООО «УК «Наша»") == f"согласие ООО{nb}«УК{nb}«Наша»"
    assert prose("ИНН 2225777777 · октябрь 2026") == f"ИНН 2225777777 · октябрь{nb}2026"


@pytest.mark.parametrize(
    ("full", "short"),
    [
        ("Иванова Мария Петровна", "Иванова М. П."), ("Римская-Корсакова Анна Ильинична", "Римская-Корсакова А. И."),
        ("ООО Ромашка", "ООО Ромашка"), ("Иванов И. И.", "Иванов И. И."),
        ("ИП Петров Пётр Ильич", "ИП Петров Пётр Ильич"),
    ],
)  # fmt: skip
def test_only_a_full_name_is_shortened(full: str, short: str) -> None:
    assert short_name(full).replace("\u00a0", " ") == short


def test_only_long_numbers_are_grouped() -> None:
    assert grouped("2200099006001234").split("\u00a0") == ["2200", "0990", "0600", "1234"]
    assert grouped("0012345678") == "0012345678"
    assert grouped("00-000124/АБВГД") == "00-000124/АБВГД"


@pytest.mark.parametrize(
    ("kopecks", "said"),
    [
        (123456, "Одна тысяча двести тридцать четыре рубля 56 копеек"),
        (2100200211, "Двадцать один миллион две тысячи два рубля 11 копеек"),
        (2101, "Двадцать один рубль 01 копейка"), (5, "Ноль рублей 05 копеек"), (0, "Ноль рублей 00 копеек"),
        (1100, "Одиннадцать рублей 00 копеек"), (2100000, "Двадцать одна тысяча рублей 00 копеек"),
        (100022, "Одна тысяча рублей 22 копейки"), (-50000, "Минус пятьсот рублей 00 копеек"),
    ],
)  # fmt: skip
def test_amounts_are_said_as_cash_papers_must(kopecks: int, said: str) -> None:
    assert amount_in_words(Money(kopecks)) == said


@given(st.binary(min_size=1, max_size=600))
def test_a_symbol_gives_back_exactly_its_bytes(payload: bytes) -> None:
    symbol = make_symbol(payload)
    side = symbol.picture.width

    found = zxingcpp.read_barcodes(symbol.picture.resize((side * 4, side * 4), Image.Resampling.NEAREST))
    assert [code.bytes for code in found] == [payload]
    assert side == symbol.modules + 2 * QUIET


def test_an_independent_encoder_needs_a_symbol_of_the_same_size() -> None:
    payload = "ST00012|Name=ООО «ТКО-Сервис»|Sum=100|Purpose=Обращение с ТКО".encode()

    peer = segno.make(payload, error="m", boost_error=False, mode="byte", micro=False)
    assert peer.symbol_size(scale=1, border=0)[0] == make_symbol(payload).modules


def test_papers_counts_its_pages(receipt: ReceiptFacts, memo: MemoFacts, read: Reader) -> None:
    papers = Papers()
    for count in (1, 2, 5):
        pdf = papers.receipts([receipt] * count)
        assert papers.pages(pdf) == read(pdf).pages == (count + 1) // 2
    assert papers.pages(papers.memo(memo)) == 1


def test_every_font_file_is_named_in_the_notice_and_has_its_licence() -> None:
    notice = resource("NOTICE.md").read_text(encoding="utf-8")
    fonts = resource("fonts")

    for font in fonts.glob("*.ttf"):
        family, weight = font.stem.split("-")
        assert family in notice
        assert weight in notice
        assert "SIL OPEN FONT LICENSE" in (fonts / f"OFL-{family}.txt").read_text(encoding="utf-8")
