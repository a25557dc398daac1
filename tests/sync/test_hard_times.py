"""A full disk, a clock a year off, a portal, a line that cannot be trusted: nothing is lost, and it mends itself."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

from desk_app.application.clock_skew import ClockTooWrongError
from desk_app.application.errors import CentreUnreachableError
from desk_app.application.once import StoreBrokenError
from desk_app.application.ports import Intake
from desk_app.application.report_status import ReportStatus
from desk_app.presenters.clock_words import clock_banner
from desk_app.presenters.link_words import link_reason
from desk_app.protocol.snapshots import FILE
from desk_app.sync.http_centre import HttpCentre
from tests.helpers.small_desk import SECRETS, account, street, told
from tests.helpers.snapshots import as_file
from tests.helpers.stranger import Said, stranger
from tests.sync.line import Line
from tests.sync.test_certificates import DAY, certificate, served
from tests.sync.test_exchange import works

PORTAL = Said("<html>Вход в сеть «Гость»</html>".encode(), headers={"Content-Type": "text/html; charset=utf-8"})
YEAR = 365


def ends_well(line: Line, *amounts: int) -> None:
    """See that the next turns bring both sides to the same kopecks."""
    line.exchange()
    line.exchange()
    assert (line.pending(), line.ledger(), line.faults()) == (0, sorted(amounts), [])


@contextmanager
def led_to(line: Line, url: str, authority: str = "") -> Iterator[None]:
    """Let the line lead elsewhere for a while."""
    true = line.link
    line.link = HttpCentre(url, SECRETS.signer, line._caller, line.desk.clock, authority)
    try:
        yield
    finally:
        line.link = true


def test_behind_a_portal_work_goes_on_and_is_sent_when_the_line_is_free(line: Line) -> None:
    works(line, 10_000)
    with stranger(PORTAL) as portal, led_to(line, portal.url):
        for _ in range(3):
            with pytest.raises(CentreUnreachableError) as lost:
                line.exchange()
            line.desk.takes(20_000)
        assert line.pending() == 5
    assert link_reason(lost.value.reason) == "По этому адресу отвечает не центр «Системы Город»."
    ends_well(line, 10_000, 20_000, 20_000, 20_000)


@pytest.mark.parametrize(
    ("since", "until", "trusted", "reason"),
    [
        (-9 * DAY, -DAY, True, "По часам этого компьютера сертификат центра не действует"),
        (-DAY, 9 * DAY, False, "Защищённое соединение не установлено"),
    ],
    ids=["expired", "unknown"],
)
def test_a_line_that_cannot_be_trusted_gets_nothing_and_costs_nothing(
    line: Line, tmp_path: Path, since: object, until: object, trusted: bool, reason: str
) -> None:
    works(line, 10_000)
    file = certificate(tmp_path, since, until)  # type: ignore[arg-type]  # spans of time
    with served(file) as url, led_to(line, url, str(file) if trusted else ""):
        with pytest.raises(CentreUnreachableError) as lost:
            line.exchange()
        line.desk.takes(20_000)
    assert link_reason(lost.value.reason).startswith(reason)
    ends_well(line, 10_000, 20_000)


@pytest.mark.parametrize("days", [YEAR, -YEAR])
def test_with_a_clock_a_year_off_an_open_shift_goes_on_and_no_new_one_begins(line: Line, days: int) -> None:
    works(line, 10_000)
    line.desk.clock.advance(days=days)
    line.desk.takes(20_000)
    ends_well(line, 10_000, 20_000)

    shown = clock_banner(ReportStatus(line.desk.store, line.desk.stamper)().clock_skew_s)
    assert shown is not None
    assert "Ничего не потеряно" in shown.text
    assert "Исправьте дату и время" in shown.text


@pytest.mark.parametrize("days", [YEAR, -YEAR])
def test_a_clock_that_was_put_right_again_needs_nobody(line: Line, days: int) -> None:
    line.desk.clock.advance(days=days)
    line.exchange()
    with pytest.raises(ClockTooWrongError):
        line.desk.opens_shift()
    line.desk.clock.advance(days=-days)
    line.exchange()
    works(line, 10_000)
    ends_well(line, 10_000)


def said_by(line: Line) -> CentreUnreachableError | None:
    """Exchange once; return why it did not come through."""
    try:
        line.exchange()
    except CentreUnreachableError as lost:
        return lost
    return None


def test_a_full_disk_at_the_centre_is_waited_for(line: Line, request: pytest.FixtureRequest) -> None:
    request.applymarker(pytest.mark.expects_log("database"))
    amounts = tuple(range(10_000, 10_040))
    works(line, *amounts)
    ((pages,),) = line.centre.rows("PRAGMA page_count")
    refused = 0
    for room in count(0, 10):
        with line.centre.database.writer.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + room}")
        if (lost := said_by(line)) is None:
            break
        assert (lost.reason, lost.retry_after_s) == ("server_error", 5)
        assert line.ledger() == [], "nothing of a batch that had no room"
        refused += 1
    assert refused > 0
    ends_well(line, *amounts)


@contextmanager
def disk_of(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond so many bytes, as on a disk that is full."""
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.skipif(sys.platform == "win32", reason="the size of files cannot be limited there")
@pytest.mark.parametrize("odd", [0, 100, 4096, 8192, 12_288])
def test_a_disk_that_fills_while_a_snapshot_comes_keeps_the_old_data_and_what_has_come(line: Line, odd: int) -> None:
    works(line, 10_000)
    many = tuple(told(account(f"tko/9{n:04}", street="Новая", flat=str(n))) for n in range(2000))
    manifest, pieces = as_file((*street(), *many))
    assert manifest.form == FILE
    intake = line.desk.store.intake(manifest)
    with disk_of(len(pieces) // 2 * 4 * 4096 + odd):
        came, full = taken_until_full(intake, pieces)
        intake.close()

    assert full == "disk_full"
    assert "Всё сохранённое на месте" in link_reason("disk_full")
    assert found(line, "новая") == 0
    assert found(line, "гагарина") > 0, "the old data are there to work with"
    again = line.desk.store.intake(manifest)
    assert 0 < again.there() <= came, "what had come is not fetched again"
    for number in range(again.there(), len(pieces)):
        again.take(number, pieces[number])
    again.finish()
    again.close()
    assert found(line, "новая") > 0
    ends_well(line, 10_000)


def taken_until_full(intake: Intake, pieces: Sequence[bytes]) -> tuple[int, str]:
    """Take pieces as long as there is room; return how many were, and what was said then."""
    for number, piece in enumerate(pieces):
        try:
            intake.take(number, piece)
        except StoreBrokenError as full:
            return number, full.reason
    return len(pieces), ""


def found(line: Line, words: str) -> int:
    with line.desk.store.reading() as books:
        return len(books.accounts.find(words, 9).rows)
