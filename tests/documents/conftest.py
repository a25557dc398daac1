"""The facts that the papers under test state."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from PySide6.QtWidgets import QApplication

from desk_app.domain.accounts import Provider
from desk_app.domain.addresses import Address
from desk_app.domain.ids import ProviderCode
from desk_app.domain.money import Money
from desk_app.domain.periods import Period
from desk_app.domain.receipts import (
    ConsentFacts,
    CopyMark,
    MemoFacts,
    ReceiptFacts,
    ReceiptRow,
    SlipFacts,
    SlipLine,
)
from tests.documents.paper import Reader


@pytest.fixture(scope="session")
def gui() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QT_QPA_PLATFORM", "offscreen")
        # The application of the whole process: tests of the window in the same run need its widgets.
        app = QApplication.instance() or QApplication([])
        yield
        del app


@pytest.fixture
def read(gui: None) -> Reader:  # noqa: ARG001 - QtPdf needs an application
    return Reader()


@pytest.fixture
def provider() -> Provider:
    return Provider(
        code=ProviderCode("tko"),
        title="ООО «ТКО-Сервис»",
        inn="2225777777",
        kpp="222501001",
        bank_account="40821810802000000002",
        bank_title="АЛТАЙСКОЕ ОТДЕЛЕНИЕ №8644 ПАО СБЕРБАНК",
        bic="040173604",
        corr_account="30101810200000000604",
        address="Барнаул, Гагарина, 52",
        phone="8 (3852) 22-33-44",
    )


@pytest.fixture
def receipt(provider: Provider) -> ReceiptFacts:
    return ReceiptFacts(
        provider=provider,
        receipt_type="tko",
        receipt_title="Обращение с ТКО",
        account="0012345678",
        holder="Иванова Мария Петровна",
        address=Address("Барнаул", "Гагарина", "52", "7"),
        period=Period(2026, 10),
        pay_until=date(2026, 11, 16),
        rows=(
            ReceiptRow("Обращение с ТКО", None, Money(45270), Money(0), Money(45270), service_code="5258"),
            ReceiptRow("Холодная вода, 5,600 м³", Money(12000), Money(72500), Money(-100), Money(100000)),
        ),
        total=Money(145270),
        code="482913",
    )


@pytest.fixture
def penalty() -> ReceiptRow:
    return ReceiptRow("Пеня Обращение с ТКО", None, None, Money(0), Money(6144), is_penalty=True, service_code="5259")


@pytest.fixture
def copy_mark() -> CopyMark:
    return CopyMark(2, datetime(2026, 11, 22, 12, 41, tzinfo=UTC), "Соколова Елена Викторовна")


@pytest.fixture
def slip() -> SlipFacts:
    return SlipFacts(
        organisation="ТСЖ «Гагарина 52»",
        organisation_inn="2222000000",
        organisation_address="656000, Барнаул, Гагарина, 52",
        desk_title="окно 3",
        number="128-1-0042",
        taken_at=datetime(2026, 11, 22, 12, 41, tzinfo=UTC),
        business_date=date(2026, 11, 22),
        clerk="Соколова Елена Викторовна",
        payer="Иванова М. П.",
        address="Барнаул, Гагарина, 52, кв. 7",
        lines=(
            SlipLine(
                "Обращение с ТКО", "ООО «ТКО-Сервис»", "0012345678", "долг", Money(45270), provider_inn="2225777777"
            ),
            SlipLine("Холодная вода", "УК", "00-000124", "октябрь 2026", Money(100000), ("ХВС 312,400 → 318,000 м³",)),
        ),
        total=Money(145270),
        received=Money(200000),
        change=Money(54730),
        check_code="SGP1|0192f7a4|128-1-0042|145270|" + "Ab9_" * 22,
    )


@pytest.fixture
def memo() -> MemoFacts:
    return MemoFacts(
        resident="Иванова Мария Петровна",
        address="Барнаул, Гагарина, 52, кв. 7",
        phone="+7 (903) 767-20-24",
        card_number="9900060000008821",
        registered_at=datetime(2026, 11, 22, 12, 41, tzinfo=UTC),
        organisation="ТСЖ «Гагарина 52»",
        desk_phone="8 (3852) 22-33-44",
    )


@pytest.fixture
def consent() -> ConsentFacts:
    return ConsentFacts(
        resident="Иванова Мария Петровна",
        address="Барнаул, Гагарина, 52, кв. 7",
        phone="+7 (903) 767-20-24",
        document="паспорт РФ, последние цифры 456",
        operator="ТСЖ «Гагарина 52»",
        operator_address="656000, Барнаул, Гагарина, 52",
        processor="ООО «Система Город», Барнаул",
        text_version="1",
        given_at=datetime(2026, 11, 22, 12, 41, tzinfo=UTC),
    )
