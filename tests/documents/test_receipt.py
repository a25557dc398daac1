"""Receipts, read back as a resident, a bank's phone and a window envelope would."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk_app.documents import receipt_layout as at
from desk_app.documents.fonts import GlyphMissingError
from desk_app.documents.receipt import receipts_pdf
from desk_app.documents.receipt_payment import payment_sums
from desk_app.documents.receipt_table import split_rows
from desk_app.domain.addresses import Address
from desk_app.domain.money import ZERO, Money
from desk_app.domain.payment_code import read_payment_code, read_registration_code
from desk_app.domain.periods import Period
from desk_app.domain.receipts import CopyMark, ReceiptFacts, ReceiptRow
from tests.documents.paper import LONG_FIRM, LONG_NAME, Reader

LONG_TITLES = (
    "Содержание и текущий ремонт общего имущества многоквартирного дома",
    "Отопление", "Горячее водоснабжение: компонент на тепловую энергию",
    "Горячее водоснабжение: компонент на теплоноситель", "Холодное водоснабжение", "Водоотведение",
    "Электроэнергия день", "Электроэнергия ночь", "Электроэнергия на общедомовые нужды",
    "Взнос на капитальный ремонт", "Обращение с твёрдыми коммунальными отходами", "Домофон и видеонаблюдение",
)  # fmt: skip


def rows_titled(*titles: str) -> tuple[ReceiptRow, ...]:
    return tuple(
        ReceiptRow(title, Money(100 * place), Money(123456), Money(5000), Money(1234567 + place))
        for place, title in enumerate(titles)
    )


def test_a_receipt_states_every_fact(read: Reader, receipt: ReceiptFacts) -> None:
    text = read(receipts_pdf([receipt])).text()

    for said in (
        "КВИТАНЦИЯ", "ИЗВЕЩЕНИЕ", "за октябрь 2026", "Оплатить до 16 ноября 2026", "Иванова Мария Петровна",
        "Иванова М. П.", "Гагарина, 52, кв. 7", "0012345678", "482 913", "Холодная вода, 5,600 м³", "1 452,70 ₽",
        "Одна тысяча четыреста пятьдесят два рубля 70 копеек", "ООО «ТКО-Сервис»", "40821810802000000002",
        "№8644", "my.sistemagorod.ru", "«По квитанции»", "«password»", "+7 903 767-20-24", "–1,00",
    ):  # fmt: skip
        assert said in text.replace("\u2212", "–"), said


def test_an_unknown_sum_prints_as_a_dash_and_never_as_zero(read: Reader, receipt: ReceiptFacts) -> None:
    text = read(receipts_pdf([replace(receipt, rows=receipt.rows[:1])])).text()

    assert "Обращение с ТКО — 452,70 0,00 452,70" in text


def test_two_receipts_share_a_sheet_and_the_third_starts_another(read: Reader, receipt: ReceiptFacts) -> None:
    paper = read(receipts_pdf([replace(receipt, holder=name) for name in ("Первый", "Второй", "Третий")]))

    assert paper.pages == 2
    assert paper.size_mm() == pytest.approx((210, 297), abs=0.1)
    assert "Первый" in paper.text(0)
    assert "Второй" in paper.text(0)
    assert "Третий" in paper.text(1)


@pytest.mark.parametrize("dpi", [150, 300])
def test_both_codes_are_readable_from_print(read: Reader, receipt: ReceiptFacts, dpi: int) -> None:
    codes = read(receipts_pdf([receipt])).codes(dpi)

    bank = next(code for code in codes if code.startswith(b"ST00012|"))
    assert bank.decode() == (
        "ST00012|Name=ООО «ТКО-Сервис»|PersonalAcc=40821810802000000002|BankName=АЛТАЙСКОЕ ОТДЕЛЕНИЕ №8644 ПАО "
        "СБЕРБАНК|BIC=040173604|CorrespAcc=30101810200000000604|PayeeINN=2225777777|KPP=222501001|Sum=145270"
        "|Purpose=Обращение с ТКО, л/с 0012345678, октябрь 2026|PersAcc=0012345678|PaymPeriod=102026"
        "|Category=Обращение с ТКО|TechCode=02"
    )
    assert codes - {bank} == {b"SG1|tko|0012345678|202610|482913"}


@pytest.mark.parametrize("dpi", [150, 300])
def test_a_late_fee_has_a_code_of_its_own(read: Reader, receipt: ReceiptFacts, penalty: ReceiptRow, dpi: int) -> None:
    owed = replace(receipt, rows=(*receipt.rows, penalty), total=Money(145270 + 6144))

    paper = read(receipts_pdf([owed, owed]))

    bank = [read_payment_code(code) for code in paper.codes(dpi) if code.startswith(b"ST0001")]
    assert {(code.amount, code.value("Category"), code.value("ServiceName")) for code in bank} == {
        (Money(145270), "Обращение с ТКО", ""),
        (Money(6144), "Пеня Обращение с ТКО", "5259"),
    }
    assert "в том числе пеня 61,44 ₽" in paper.text()


def test_a_bank_code_tells_neither_the_registration_code_nor_who_the_payer_is(
    read: Reader, receipt: ReceiptFacts
) -> None:
    for code in read(receipts_pdf([receipt])).codes(300):
        if code.startswith(b"ST"):
            assert b"482913" not in code
            assert "Иванова" not in code.decode()
            assert "Гагарина" not in code.decode()


@given(
    st.lists(st.tuples(st.integers(-(10**6), 10**6), st.booleans()), max_size=6),
    st.integers(-(10**6), 10**7),
)
def test_what_the_codes_ask_for_is_the_total_and_never_more(dues: list[tuple[int, bool]], total: int) -> None:
    rows = tuple(ReceiptRow("x", None, None, ZERO, Money(due), is_penalty=fee) for due, fee in dues)
    facts = ReceiptFacts.__new__(ReceiptFacts)
    object.__setattr__(facts, "rows", rows)
    object.__setattr__(facts, "total", Money(total))

    principal, fees = payment_sums(facts)

    assert min(principal, fees) >= ZERO
    assert principal + fees == max(Money(total), ZERO)


@pytest.mark.parametrize(("total", "said"), [(0, "Оплата не требуется"), (-12000, "Аванс на счёте 120,00 ₽")])
def test_when_nothing_is_owed_no_bank_code_is_printed(
    read: Reader, receipt: ReceiptFacts, total: int, said: str
) -> None:
    paper = read(receipts_pdf([replace(receipt, total=Money(total))]))

    assert said in paper.text()
    assert "Оплата не требуется" in paper.text()
    assert "Оплатить до" not in paper.text()
    assert paper.codes(300) == {b"SG1|tko|0012345678|202610|482913"}


def test_wrong_requisites_print_advice_in_place_of_a_code(read: Reader, receipt: ReceiptFacts) -> None:
    paper = read(receipts_pdf([replace(receipt, provider=replace(receipt.provider, bic="1"))]))

    assert "достаточно назвать адрес" in paper.text()
    assert len(paper.codes(300)) == 1


def test_without_a_code_the_receipt_says_where_to_get_one(read: Reader, receipt: ReceiptFacts) -> None:
    paper = read(receipts_pdf([replace(receipt, code=None)]))

    assert "будет в следующей квитанции" in paper.text()
    assert "зарегистрируем без кода в нашем окне" in paper.text()
    stub = next(code for code in paper.codes(300) if code.startswith(b"SG1"))
    assert read_registration_code(stub.decode()).code is None


def test_nothing_but_the_address_stands_in_the_envelope_window() -> None:
    assert not at.WINDOW.grown(5, 5).meets(at.PANEL)
    assert not at.WINDOW.grown(at.SLIDE_ACROSS, at.SLIDE_DOWN).meets(at.CODE)
    assert not at.WINDOW.meets(at.HEAD)


def test_the_printed_code_stays_out_of_the_window_however_the_sheet_slides(read: Reader, receipt: ReceiptFacts) -> None:
    paper = read(receipts_pdf([receipt, receipt]))

    codes = paper.places("482\u00a0913") or paper.places("482 913")
    assert len(codes) == 2
    for half, place in enumerate(sorted(codes, key=lambda box: box.top)):
        window = replace(at.WINDOW, top=at.WINDOW.top + half * at.HALF.height)
        assert not window.grown(at.SLIDE_ACROSS, at.SLIDE_DOWN).meets(place)
    for place in paper.places("0012345678"):
        assert not at.WINDOW.grown(5, 5).meets(place)


def test_very_long_names_stay_inside_the_sheet(read: Reader, receipt: ReceiptFacts) -> None:
    long = replace(
        receipt,
        holder=LONG_NAME,
        account="00-000123/АБВГД-4567890123456789",
        address=Address("рабочий посёлок Благовещенка", "улица 80-й Гвардейской Стрелковой Дивизии", "110 к2", "125"),
        receipt_title="Жилищно-коммунальные услуги, капитальный ремонт и обращение с отходами",
        provider=replace(receipt.provider, title=LONG_FIRM),
        rows=rows_titled(*LONG_TITLES),
        training=True,
        copy=CopyMark(12, receipt_time(), LONG_NAME),
    )

    paper = read(receipts_pdf([long]))

    assert not paper.ink_near_edges(4.0)
    for title in LONG_TITLES:
        assert title in paper.text().replace("- ", "-")
    assert "00-000123/АБВГД-4567890123456789" in paper.text()
    assert "кв. 125" in paper.text()


def receipt_time() -> datetime:
    return datetime(2026, 11, 22, 12, 41, tzinfo=UTC)


@pytest.mark.parametrize("count", [0, 1, 6, 12, 13, 40])
def test_no_row_is_ever_left_out_and_only_the_last_part_asks_for_money(
    read: Reader, receipt: ReceiptFacts, count: int
) -> None:
    rows = rows_titled(*(f"Услуга {number:02}" for number in range(count)))

    paper = read(receipts_pdf([replace(receipt, rows=rows)]))

    for row in rows:
        assert paper.text().count(row.title) == 1
    assert paper.text().count("Итого к оплате") == 1
    bank = [code for page in range(paper.pages) for code in paper.codes(150, page) if code.startswith(b"ST")]
    assert len(bank) == 1
    assert (len(split_rows(rows)) == 1) is (count <= 13)


def test_a_letter_no_face_has_stops_the_paper_by_name(receipt: ReceiptFacts) -> None:
    with pytest.raises(GlyphMissingError) as refused:
        receipts_pdf([replace(receipt, holder="Иванова 🏠")])

    assert refused.value.char == "🏠"
    assert "Иванова" not in str(refused.value)


def test_training_and_copy_marks_stand_on_every_receipt(
    read: Reader, receipt: ReceiptFacts, copy_mark: CopyMark
) -> None:
    marked = replace(receipt, training=True, copy=copy_mark)

    paper = read(receipts_pdf([marked, marked]))

    assert paper.text().count("КОПИЯ № 2 · 22.11.2026 12:41 · Соколова Е. В.") == 2
    assert paper.text().count("УЧЕБНЫЙ") == 4  # a tag and a watermark each
    bank = next(code for code in paper.codes(300) if code.startswith(b"ST"))
    assert read_payment_code(bank).value("Purpose").startswith("УЧЕБНЫЙ")


def test_the_same_facts_give_the_same_bytes(receipt: ReceiptFacts) -> None:
    assert receipts_pdf([receipt, receipt]) == receipts_pdf(iter([receipt, receipt]))
    assert receipts_pdf([receipt]) != receipts_pdf([replace(receipt, period=Period(2026, 9))])
