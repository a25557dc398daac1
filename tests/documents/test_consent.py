"""The consent sheet holds every element of 152-ФЗ ст. 9 ч. 4."""

from dataclasses import replace

import pytest

from desk_app.documents.consent import ConsentTextMissingError, consent_pdf
from desk_app.domain.receipts import ConsentFacts, CopyMark
from tests.documents.paper import LONG_FIRM, LONG_NAME, Reader


@pytest.mark.parametrize(
    "said",
    [
        "Иванова Мария Петровна", "Барнаул, Гагарина, 52, кв. 7", "паспорт РФ, последние цифры 456",  # the subject
        "реквизиты доверенности",  # the representative
        "ТСЖ «Гагарина 52»", "656000, Барнаул, Гагарина, 52",  # the operator
        "Цели обработки", "Доступ в Личный кабинет", "Перечень персональных данных", "номер карты",
        "ООО «Система Город», Барнаул",  # who processes on the operator's behalf
        "Сбор, запись, систематизация", "автоматизации",  # actions and methods
        "Согласие действует", "Отозвать согласие можно в любое время",
        "подпись", "фамилия, имя, отчество", "22.11.2026", "Редакция текста 1",
        "не используется для рассылки рекламных сообщений", "Отказ от согласия не мешает оплате", "отдельный документ",
    ],
)  # fmt: skip
def test_a_consent_says(read: Reader, consent: ConsentFacts, said: str) -> None:
    assert said in read(consent_pdf(consent)).text()


def test_a_consent_is_one_sheet_of_a4(read: Reader, consent: ConsentFacts) -> None:
    paper = read(consent_pdf(consent))

    assert paper.pages == 1
    assert paper.size_mm() == pytest.approx((210, 297), abs=0.1)


def test_what_is_not_known_is_left_to_be_filled_in_by_hand(read: Reader, consent: ConsentFacts) -> None:
    assert "удостоверяющий личность: ____" in read(consent_pdf(replace(consent, document=""))).text()


def test_who_works_on_the_operators_behalf_is_left_to_the_pen_where_the_centre_has_not_said(
    read: Reader, consent: ConsentFacts
) -> None:
    assert "по поручению оператора ____" in " ".join(read(consent_pdf(replace(consent, processor=""))).text().split())


def test_a_name_with_a_brace_stays_a_name(read: Reader, consent: ConsentFacts) -> None:
    assert "{phone}" in read(consent_pdf(replace(consent, resident="{phone}"))).text()


@pytest.mark.parametrize("version", ["2099", "", "../consent/1", "1.txt"])
def test_an_unknown_wording_is_never_replaced_by_another(consent: ConsentFacts, version: str) -> None:
    with pytest.raises(ConsentTextMissingError) as refused:
        consent_pdf(replace(consent, text_version=version))

    assert refused.value.version == version


def test_marks_and_long_names_fit(read: Reader, consent: ConsentFacts, copy_mark: CopyMark) -> None:
    long = replace(consent, resident=LONG_NAME, operator=LONG_FIRM * 3, training=True, copy=copy_mark)
    paper = read(consent_pdf(long))

    assert not paper.ink_near_edges(10)
    assert "УЧЕБНЫЙ" in paper.text()
    assert "КОПИЯ № 2" in paper.text()


def test_the_same_consent_is_the_same_bytes(consent: ConsentFacts) -> None:
    assert consent_pdf(consent) == consent_pdf(consent)
