"""Payment slips, on a roll and on A6."""

from dataclasses import replace
from datetime import date

import pytest

from desk_app.documents.slip import Form, slip_pdf
from desk_app.domain.money import Money
from desk_app.domain.receipts import CopyMark, SlipFacts
from tests.documents.paper import LONG_FIRM, LONG_NAME, Reader

FORMS: tuple[Form, ...] = ("roll80", "a6")


@pytest.mark.parametrize("form", FORMS)
def test_a_slip_states_what_was_paid_received_and_returned(read: Reader, slip: SlipFacts, form: Form) -> None:
    text = read(slip_pdf(replace(slip, tender="наличные"), form)).text()

    for said in (
        "ТСЖ «Гагарина 52»", "ИНН 2222000000", "656000, Барнаул, Гагарина, 52",
        "Платёж № 128-1-0042", "22.11.2026 12:41 · окно 3 · Соколова Е. В.",
        "Иванова М. П.", "0012345678", "00-000124", "Обращение с ТКО", "ООО «ТКО-Сервис» · ИНН 2225777777 · долг",
        "УК · октябрь 2026",
        "ХВС 312,400 – 318,000 м³", "ИТОГО 1 452,70 ₽", "Одна тысяча четыреста пятьдесят два рубля 70 копеек",
        "Получено (наличные) 2 000,00", "Сдача 547,30", "Не является кассовым чеком",
    ):  # fmt: skip
        assert said in text, said
    assert "без связи" not in text
    assert "Операционный день" not in text


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("dpi", [150, 203, 300])
def test_the_check_code_is_readable_byte_for_byte(read: Reader, slip: SlipFacts, form: Form, dpi: int) -> None:
    assert read(slip_pdf(slip, form)).codes(dpi) == {slip.check_code.encode()}


def test_a_roll_is_as_long_as_its_content(read: Reader, slip: SlipFacts) -> None:
    short = read(slip_pdf(slip, "roll80"))
    long = read(slip_pdf(replace(slip, lines=slip.lines * 10), "roll80"))

    assert (short.pages, long.pages) == (1, 1)
    assert short.size_mm()[0] == pytest.approx(80, abs=0.1)
    assert 100 < short.size_mm()[1] < long.size_mm()[1]


def test_an_ordinary_payment_takes_one_sheet_of_a6_and_a_long_one_is_numbered(read: Reader, slip: SlipFacts) -> None:
    short = read(slip_pdf(slip, "a6"))
    long = read(slip_pdf(replace(slip, lines=slip.lines * 10), "a6"))

    assert short.pages == 1
    assert short.size_mm() == pytest.approx((105, 148), abs=0.1)
    assert "лист" not in short.text()
    assert f"лист {long.pages} из {long.pages}" in long.text(long.pages - 1)
    assert long.text().count("Обращение с ТКО") == 10


@pytest.mark.parametrize("form", FORMS)
def test_a_payment_taken_without_the_centre_says_when_it_will_get_there(
    read: Reader, slip: SlipFacts, form: Form
) -> None:
    assert "уйдёт в центр в течение дня" in read(slip_pdf(replace(slip, offline=True), form)).text()


@pytest.mark.parametrize("form", FORMS)
def test_marks_of_copy_training_and_cancellation_head_the_slip(
    read: Reader, slip: SlipFacts, copy_mark: CopyMark, form: Form
) -> None:
    marked = replace(slip, copy=copy_mark, training=True, cancelled=True, business_date=date(2026, 11, 21))
    text = read(slip_pdf(marked, form)).text()

    for said in (
        "УЧЕБНЫЙ",
        "ОТМЕНЕНО",
        "КОПИЯ № 2",
        "22.11.2026 12:41 · Соколова Е. В.",
        "Операционный день 21.11.2026",
    ):
        assert said in text, said


@pytest.mark.parametrize("form", FORMS)
def test_long_names_and_sums_keep_inside_the_printable_width(read: Reader, slip: SlipFacts, form: Form) -> None:
    line = replace(slip.lines[0], service="Содержание " * 12, account="9" * 60, amount=Money(99999999999999))
    long = replace(
        slip, organisation=LONG_FIRM, payer=LONG_NAME, lines=(line,), total=Money(99999999999999), clerk=LONG_NAME
    )

    paper = read(slip_pdf(long, form))

    assert not paper.ink_near_edges(3.5)
    assert "999 999 999 999,99" in paper.text()


@pytest.mark.parametrize("form", FORMS)
def test_the_same_payment_prints_the_same_bytes(slip: SlipFacts, form: Form) -> None:
    assert slip_pdf(slip, form) == slip_pdf(slip, form)
