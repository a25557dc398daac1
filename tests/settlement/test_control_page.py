"""The operator's page is whole HTML without scripts or strangers, shows what the books say, and survives bad calls."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import requests
from sqlalchemy import text

from desk_app.settlement.charts import bars_by_age, bars_by_day
from desk_app.settlement.watch import Watch
from tests.helpers.centre import RunningCentre, TestDesk, line
from tests.helpers.residents import register

_VOID = {"input", "meta"}
_EVIL = "<script>alert(1)</script>\"'&"


class Page(HTMLParser):
    """Reads a page and refuses what is not well nested; keeps every element and every text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == [], "every element is closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), "an attribute stands once"
        assert all(value is not None for _, value in attrs)
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, "elements are nested"

    def handle_data(self, data: str) -> None:
        self.texts.append(data.replace("\N{NO-BREAK SPACE}", " "))

    def has(self, said: str) -> bool:
        """Tell whether a text stands on the page."""
        return any(said in one for one in self.texts)


@pytest.fixture
def url(centre: RunningCentre) -> Iterator[str]:
    watch = Watch.start(centre.centre, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{watch.port}"
    watch.stop()


def get(url: str, query: str = "", status: int = 200) -> Page:
    answer = requests.get(f"{url}/control{query}", timeout=30)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "text/html; charset=utf-8")
    assert answer.text.startswith('<!DOCTYPE html>\n<html lang="ru">')
    return Page(answer.text.partition("\n")[2])


def test_the_page_shows_what_the_books_say(url: str, desk: TestDesk) -> None:
    desk.push(desk.open_shift(), desk.cash(line(kop=123_456)), desk.cash(line("tko/9999", 10)))
    page = get(url)
    assert page.has("Период 25.10.2026 — 23.11.2026. Составлено 23.11.2026 в 12:00")
    assert page.has("Принято по дням, рублей. Всего 1 234,66 ₽")
    assert page.has("23.11.2026: 1 234,66 ₽")
    assert page.has("до 1 дня: 1 на 0,10 ₽")
    assert page.has("№ 1 Касса 1 (учебная)")
    assert [name for name, _ in page.elements].count("svg") == 2
    assert page.has("Срочного нет.")


def test_what_cannot_wait_is_said_by_name(url: str, centre: RunningCentre, desk: TestDesk) -> None:
    desk.push(desk.open_shift())
    centre.clock.forward(days=3)
    page = get(url)
    assert page.has("УК 2221000001, № 1 Касса 1 (учебная): тишина 3 дн., смена 3 дн.")
    assert "alarm" in {attributes.get("class") for _, attributes in page.elements}
    assert page.has("3 дн. !!")


def test_nothing_comes_from_elsewhere_and_nothing_runs(url: str, desk: TestDesk) -> None:
    desk.push(desk.cash(line()))
    page = get(url)
    assert not {"script", "link", "img", "iframe", "object", "base"} & {name for name, _ in page.elements}
    for name, attributes in page.elements:
        assert not [key for key in attributes if key.startswith("on") or key in ("src", "srcset", "style")], name
        assert attributes.get("href", "/").startswith("/")
    assert not any("url(" in said or "@import" in said for said in page.texts)
    policy = requests.get(f"{url}/control", timeout=30).headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy


@pytest.mark.usefixtures("desk")
def test_titles_are_texts_whatever_is_in_them(url: str, centre: RunningCentre) -> None:
    with centre.database.write() as connection:
        connection.execute(text("UPDATE organisation SET title = :evil"), {"evil": _EVIL})
        connection.execute(text("UPDATE desk SET title = :evil"), {"evil": _EVIL})
    page = get(url)
    assert page.has(_EVIL)
    assert "script" not in {name for name, _ in page.elements}


def test_nobody_can_be_read_from_the_page(url: str, desk: TestDesk) -> None:
    register(desk)
    desk.push(desk.cash(line()))
    html = requests.get(f"{url}/control", timeout=30).text
    for personal in ("0101", "Кассир", "Иванов", "Гагарина"):
        assert personal not in re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)


def test_one_organisation_and_other_days_can_be_chosen(url: str, centre: RunningCentre, desk: TestDesk) -> None:
    other = centre.enrolled_desk("Касса 2", inn="2221000002")
    other.push(other.cash(line(kop=700)))
    desk.push(desk.cash(line(kop=50)))
    page = get(url, "?from=2026-11-23&to=2026-11-23&organisation=2221000002")
    assert page.has("Всего 7,00 ₽")
    assert page.has("№ 2 Касса 2")
    assert not page.has("№ 1 Касса 1")
    fields = {one["name"]: one["value"] for name, one in page.elements if name == "input"}
    assert fields == {"from": "2026-11-23", "to": "2026-11-23", "organisation": "2221000002"}
    assert get(url, "?from=&to=&organisation=").has("№ 1 Касса 1 (учебная)")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?from=2026-11-23", 400),
        ("?from=2026-11-24&to=2026-11-23", 400),
        ("?from=x&to=y", 400),
        ("?from=2026-11-23&from=2026-11-23&to=2026-11-23", 400),
        ("?scope=all", 400),
        ("?organisation=%3Cscript%3E", 400),
        ("?organisation=%FF", 400),
        ("?organisation=2221999999", 404),
        ("/../x", 404),
    ],
)
def test_what_is_not_understood_is_refused_without_echo(url: str, query: str, status: int) -> None:
    page = get(url, query, status)
    assert page.has("Открыть контроль")
    assert not page.has("script")


def test_the_page_is_only_looked_at(url: str) -> None:
    answer = requests.post(f"{url}/control", data=b"x", timeout=30)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")


@pytest.mark.expects_log("database")
def test_a_database_that_does_not_answer_is_said_in_words(url: str, centre: RunningCentre) -> None:
    with centre.database.write() as connection:
        connection.exec_driver_sql("ALTER TABLE throttle RENAME TO gone")
    assert get(url, "", 503).has("Кассы работают")
    with centre.database.write() as connection:
        connection.exec_driver_sql("ALTER TABLE gone RENAME TO throttle")


def test_a_browser_shows_the_page_and_finds_nothing_wrong_with_it(url: str, desk: TestDesk, tmp_path: Path) -> None:
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None:
        pytest.skip("no Chromium on this computer; the other tests read the page strictly")
    desk.push(desk.cash(line(kop=123_456)))
    shown = tmp_path / "page.pdf"
    headless = [browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    asked = [*headless, "--enable-logging=stderr", "--dump-dom", f"{url}/control"]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=60, check=True)
    page = Page(done.stdout.partition("\n")[2])
    assert page.has("Принято по дням, рублей. Всего 1 234,56 ₽")
    assert "CONSOLE" not in done.stderr, "the policy of the page blocks nothing of its own"
    subprocess.run(
        [*headless, f"--print-to-pdf={shown}", f"{url}/control"], capture_output=True, timeout=60, check=True
    )
    assert shown.read_bytes().startswith(b"%PDF")


# --- charts --------------------------------------------------------------------------------------------------------


def test_a_bar_is_as_high_as_its_sum() -> None:
    drawn = ET.fromstring(bars_by_day([("22.11.2026", 0), ("23.11.2026", 5_000), ("24.11.2026", 10_000)], "Дни"))  # noqa: S314 - our own text
    heights = [int(bar.attrib["height"]) for bar in drawn.iter("rect")]
    assert heights[0] == 0
    assert heights[2] == 2 * heights[1] > 0
    assert [one.text for one in drawn.iter("text")][:3] == ["0", "50", "100"]


@pytest.mark.parametrize("days", [1, 31, 367])
def test_any_number_of_days_stays_within_the_picture(days: int) -> None:
    drawn = ET.fromstring(bars_by_day([("24.11.2026", 10**9 + n) for n in range(days)], "Дни"))  # noqa: S314 - our own text
    wide = int(drawn.attrib["viewBox"].split()[2])
    bars = [(int(bar.attrib["x"]), int(bar.attrib["width"])) for bar in drawn.iter("rect")]
    assert len(bars) == days
    assert all(x >= 0 and width >= 1 and x + width <= wide for x, width in bars)


def test_nothing_taken_and_nothing_waiting_can_be_drawn() -> None:
    for drawn in (bars_by_day([("24.11.2026", 0)], "Дни"), bars_by_age([("старше", 0, 0)], "Возраст")):
        assert {bar.attrib.get("height") for bar in ET.fromstring(drawn).iter("rect")} <= {"0", "14"}  # noqa: S314 - our own text
