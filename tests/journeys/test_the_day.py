"""The demonstration day is the product's main job: its own programs, a real window, real papers, agreeing books."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtGui import QImage

from desk_app.ui.acting import read_codes

pytestmark = pytest.mark.xdist_group("day")  # one day for all of them
SCREENS = (
    "first_start", "first_start_compare", "loading", "loading_cut", "search", "search_many", "search_nothing",
    "03_start", "search_before_the_data", "shift_open", "payment", "preliminary_receipt", "paid", "slip_preview",
    "registered", "registration_by_document", "registration_before_the_data", "exchange_task",
    "offline", "shift_short", "shift_closed", "not_opened",
)  # fmt: skip
LARGE = ("search", "payment", "registration_filled", "preliminary_receipt")


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("day")
    call = [sys.executable, "-m", "desk_app", "demo", "--headless", "--out", str(out), "--json"]
    environment = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    done = subprocess.run(call, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return out


@pytest.fixture
def summary(day: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((day / "summary.json").read_text("utf-8"))
    return told


def text_of(path: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


@pytest.mark.timeout(300)
def test_everything_done_at_the_desk_is_in_the_centres_books_once(summary: dict[str, Any]) -> None:
    assert summary["operations_made"] == summary["operations_acknowledged"] == summary["centre"]["operations"] == 7
    assert summary["operations_pending"] == summary["tasks"] == 0
    assert summary["kopecks_taken"] == summary["kopecks_in_centre_ledger"] > 0
    assert (summary["residents_registered"], summary["registrations_in_question"]) == (2, 1), "one phone, one address"
    assert summary["receipts_asked"] == summary["receipts_made"] == 3
    assert set(summary["desk_audit"].values()) == {""}
    assert set(summary["centre_audit"].values()) == {0}


@pytest.mark.timeout(300)
def test_every_screen_was_pictured_in_light_and_dark(day: Path) -> None:
    pictures = {path.stem for path in (day / "pictures").glob("*.png") if path.stat().st_size > 10_000}
    for screen in SCREENS:
        for scheme in ("light", "dark"):
            assert any(name.endswith(f"{screen}_{scheme}") for name in pictures), (screen, scheme)


@pytest.mark.timeout(300)
def test_every_screen_was_pictured_in_the_smallest_window(day: Path) -> None:
    usual = {path.stem for scheme in ("light", "dark") for path in (day / "pictures").glob(f"*_{scheme}.png")}
    small = {path.stem.removesuffix("_1280x720"): path for path in (day / "pictures").glob("*_1280x720.png")}
    assert usual == small.keys()
    large = list((day / "pictures").glob("*_1280x720_130.png"))
    assert {name for name in LARGE if any(name in path.stem for path in large)} == set(LARGE)
    sizes = {(image.width(), image.height()) for image in map(QImage, map(str, (*small.values(), *large)))}
    assert sizes == {(1280, 720)}, "no part is too wide or too high for the smallest window"


@pytest.mark.timeout(300)
def test_the_papers_say_what_was_done(day: Path) -> None:
    papers = day / "papers"
    assert "00-000008" in text_of(papers / "receipts.pdf")
    codes = read_codes((papers / "receipts.pdf").read_bytes())
    assert any(code.startswith("ST00012|") for code in codes)
    assert any(code.startswith("SG1|tko|00-000008|") for code in codes)
    assert "Не является кассовым чеком" in text_of(papers / "slip.pdf").replace("\n", " ")
    assert "9900 0600" in text_of(papers / "memo.pdf").replace("\u00a0", " ")
    for paper in papers.glob("*.pdf"):
        assert "УЧЕБНЫЙ" in text_of(paper), paper.name


@pytest.mark.timeout(300)
def test_the_resident_got_the_password_by_message(day: Path) -> None:
    messages = (day / "data" / "centre" / "sms.txt").read_text("utf-8")
    assert "пароль для доступа в Личный кабинет" in messages
