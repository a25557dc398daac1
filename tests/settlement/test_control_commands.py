"""The operator watches organisations and states providers from a terminal, in Russian or as JSON."""

import json
from pathlib import Path
from typing import Any

import pytest

from desk_app.settlement.main import main
from desk_app.settlement.words import age, money, roubles, share
from tests.helpers.centre import NOON, RunningCentre, TestDesk, line

DAYS = ["--from", "2026-11-22", "--to", "2026-11-24"]
_SPACE = "\N{NO-BREAK SPACE}"


@pytest.fixture
def where(centre: RunningCentre, desk: TestDesk, address: str, tmp_path: Path) -> list[str]:
    """A centre at which 1,234.56 and then 10 kopecks were taken, the latter for nobody known."""
    centre.clock.moment = NOON
    desk.push(desk.open_shift(), desk.cash(line(kop=123_456)), desk.cash(line("tko/9999", 10)))
    return ["--database", address, "--data-dir", str(tmp_path / "keys")]


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:  # noqa: ANN401 - any facts
    capsys.readouterr()
    assert main([*arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    capsys.readouterr()
    assert main([*arguments]) == 0
    return capsys.readouterr().out.replace(_SPACE, " ")


def test_organisations_are_told_as_a_table(where: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "control", *DAYS, *where)
    assert "Контроль организаций за период 22.11.2026 — 24.11.2026" in text
    assert "Принято: 1 234,66 ₽, платежей: 2." in text
    assert "УК 2221000001, ИНН 2221000001" in text
    head, rule, row, total = text.split("ИНН 2221000001\n")[1].splitlines()[:4]
    assert (len(head), len(rule), len(row), len(total)) == (len(head),) * 4
    assert row.startswith("№ 1 Касса 1 (учебная)")
    assert total.split()[:4] == ["Всего", "1", "234,66", "2"]


def test_organisations_are_told_as_json(where: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    facts = told(capsys, "control", *DAYS, *where, "--organisation", "2221000001")
    assert (facts["from"], facts["to"], facts["total"]["taken_kop"]) == ("2026-11-22", "2026-11-24", 123_466)
    assert [one["taken_kop"] for one in facts["days"]] == [0, 123_466, 0]
    ((desk,),) = (one["desks"] for one in facts["organisations"])
    assert (desk["number"], desk["tally"]["cash_kop"]) == (1, 123_466)


def test_without_days_the_last_thirty_are_told(where: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert len(told(capsys, "control", *where)["days"]) == 30


def test_a_provider_is_stated_as_a_table(where: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, "statement", "tko", *DAYS, *where)
    assert text.startswith("ТКО-Сервис (tko), выписка за период 22.11.2026 — 24.11.2026\n")
    assert "23.11.2026  Обращение с ТКО" in text
    assert "К перечислению на начало: 0,00 ₽" in text
    assert "К перечислению на конец: 1 234,56 ₽" in text
    assert "до 7 дней: 0 на 0,00 ₽" in text


def test_a_provider_is_stated_as_json(where: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    facts = told(capsys, "statement", "tko", *DAYS, *where)
    assert (facts["opening_kop"], facts["accepted_kop"], facts["closing_kop"]) == (0, 123_456, 123_456)
    assert facts["accepted"] == [
        {"day": "2026-11-23", "service": "tko", "title": "Обращение с ТКО", "lines": 1, "kopecks": 123_456,
         "decided_kop": 0},
    ]  # fmt: skip
    assert facts["suspense"][0] == {"count": 1, "kopecks": 10}


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["control", "--from", "2026-11-23"], "оба дня"),
        (["control", "--from", "2026-11-24", "--to", "2026-11-23"], "раньше"),
        (["control", "--from", "2024-11-24", "--to", "2026-11-23"], "длиннее года"),
        (["control", "--from", "2026-02-30", "--to", "2026-03-01"], "2026-11-23"),
        (["control", "--from", "20261101", "--to", "2026-11-23"], "2026-11-23"),
        (["control", "--organisation", "2221999999"], "ИНН 2221999999"),
        (["statement", "нет", *DAYS], "«нет»"),
    ],
)
def test_what_cannot_be_told_is_refused_in_russian(
    where: list[str], capsys: pytest.CaptureFixture[str], arguments: list[str], reason: str
) -> None:
    assert main([*arguments, *where]) == 1
    assert reason in capsys.readouterr().err


def test_figures_are_written_as_people_read_them() -> None:
    texts = [money(-150), roubles(123_456_705), share(1, 3), share(0, 0), age(59), age(60), age(2880), age(None)]
    assert [text.replace(_SPACE, " ") for text in texts] == [
        "−1,50", "1 234 567,05 ₽", "33,3 %", "—", "59 мин", "1 ч", "2 дн.", "—",
    ]  # fmt: skip
