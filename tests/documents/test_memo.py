"""The memo tells how to get in, and keeps secrets out."""

from dataclasses import replace

import pytest

from desk_app.documents.memo import memo_pdf
from desk_app.domain.receipts import CopyMark, MemoFacts
from tests.documents.paper import LONG_FIRM, LONG_NAME, Reader


def test_a_memo_gives_site_login_card_and_the_way_back_in(read: Reader, memo: MemoFacts) -> None:
    paper = read(memo_pdf(memo))

    assert paper.pages == 1
    assert paper.size_mm() == pytest.approx((148, 210), abs=0.1)
    for said in (
        "my.sistemagorod.ru", "+7 (903) 767-20-24", "9900 0600 0000 8821", "Пароль придёт в СМС", "password",
        "+7 903 767-20-24", "8 (3852) 22-33-44", "«Барнаул Гагарина 52 7»", "не используется для рекламных",
        "Один номер открывает один адрес", "Иванова Мария Петровна", "22.11.2026",
    ):  # fmt: skip
        assert said in paper.text(), said


def test_without_the_centre_the_leased_card_is_known_and_only_the_password_waits(read: Reader, memo: MemoFacts) -> None:
    text = read(memo_pdf(replace(memo, waits_for_link=True))).text()

    assert "9900 0600 0000 8821" in text
    assert "после отправки в центр" in text.replace("\n", " ")


def test_marks_and_long_names_fit_the_sheet(read: Reader, memo: MemoFacts, copy_mark: CopyMark) -> None:
    long = replace(memo, resident=LONG_NAME, organisation=LONG_FIRM * 2, training=True, copy=copy_mark)
    paper = read(memo_pdf(long))

    assert paper.pages == 1
    assert not paper.ink_near_edges(8)
    assert "УЧЕБНЫЙ" in paper.text()
    assert "КОПИЯ № 2 · 22.11.2026 12:41 · Соколова Е. В." in paper.text()


def test_the_same_memo_is_the_same_bytes(memo: MemoFacts) -> None:
    assert memo_pdf(memo) == memo_pdf(memo)
