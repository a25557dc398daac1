"""The change feed and snapshots: no hole, no repetition that matters, own scope only."""

import threading
from collections.abc import Iterable
from typing import Any

import pytest
from sqlalchemy import insert, text

from desk_app.mirror_file.tables import FORMAT
from desk_app.protocol.entities import AccountEntity
from desk_app.protocol.fields import Fields, whole
from desk_app.protocol.messages import Change, ChangePage, Tally
from desk_app.protocol.rows import read_rows
from desk_app.protocol.snapshots import FILE, ROWS, Manifest, SnapshotRequest, read_answer
from desk_app.protocol.tallies import version_digest
from desk_app.settlement import desks
from desk_app.settlement.clock import stamp
from desk_app.settlement.register import AccountRecord, Register
from desk_app.settlement.scope import scope_of
from desk_app.settlement.tables import snapshot
from tests.helpers.centre import RunningCentre, TestDesk, line, load_street
from tests.helpers.residents import register


def asked(desk: TestDesk, form: str, *, repair: bool = False) -> Manifest | None:
    return whole(desk.post("/v2/sync/snapshot", SnapshotRequest(form, FORMAT, repair).to_json()).json(), read_answer)


def finish_making() -> None:
    """Wait for whatever is made beside the service."""
    for thread in threading.enumerate():
        if thread.name == "snapshot":
            thread.join(60)


SECOND_HOUSE = ("барнаул|гагарина|2",)


class Mirror:
    """What a desk keeps of the feed: the newest version of each entity."""

    def __init__(self, desk: TestDesk) -> None:
        self.desk = desk
        self.values: dict[tuple[str, str], tuple[int, Any]] = {}
        self.cursor = ""
        self.position = (0, 0)

    def bootstrap(self) -> Manifest:
        manifest = self.desk.snapshot(ROWS)
        self.values.clear()
        for data, piece in zip(self.desk.pieces(manifest), manifest.pieces, strict=True):
            rows = list(read_rows(data))
            assert len(rows) == piece.rows
            self.apply(rows)
        self.cursor, self.position = manifest.cursor, manifest.position
        assert self.tallies() == manifest.tallies
        return manifest

    def pull(self, limit: int = 1000) -> list[Change]:
        seen: list[Change] = []
        while True:
            answer = self.desk.call("GET", f"/v2/sync/changes?cursor={self.cursor}&limit={limit}")
            assert answer.status_code == 200, answer.text
            page = whole(answer.json(), ChangePage.read)
            assert page.position >= self.position
            self.apply(page.changes)
            seen += page.changes
            self.cursor, self.position = page.cursor, page.position
            if not page.more:
                assert page.tallies in ((), self.tallies())
                return seen

    def apply(self, changes: Iterable[Change]) -> None:
        for change in changes:
            key = (change.entity, change.entity_id)
            if change.value is None:
                self.values.pop(key, None)
            elif change.version >= self.values.get(key, (0,))[0]:
                self.values[key] = (change.version, change.value)

    def tallies(self) -> tuple[Tally, ...]:
        found = {name: Tally(name, 0, 0) for name in ("provider", "receipt_type", "service", "account")}
        for (entity, key), (version, _) in self.values.items():
            before = found[entity]
            digest = before.digest + version_digest(entity, key, version)
            found[entity] = Tally(entity, before.count + 1, digest)
        return tuple(found.values())

    def account(self, key: str) -> AccountEntity:
        entity = Fields(self.values["account", key][1])
        found = AccountEntity.read(entity)
        entity.done()
        return found


@pytest.fixture
def mirror(desk: TestDesk) -> Mirror:
    found = Mirror(desk)
    found.bootstrap()
    return found


def test_a_snapshot_holds_the_whole_scope_and_the_feed_goes_on_from_it(mirror: Mirror) -> None:
    assert len(mirror.values) == 2 + 2 + 3 + 12
    assert mirror.pull() == []

    account = mirror.account("heat/0101")

    assert (account.charges[0].due, account.meters[0].last, account.cabinet) == (50_000, 100_000, None)


def test_the_feed_shows_a_payment_once_it_reaches_the_acks_position(desk: TestDesk, mirror: Mirror) -> None:
    ack = desk.push(desk.cash(line(kop=20_000)))

    changes = mirror.pull()

    assert [(one.entity_id, one.version) for one in changes] == [("tko/0101", 2)]
    assert mirror.position >= ack.feed
    charge = mirror.account("tko/0101").charges[0]
    assert (charge.paid, charge.due) == (20_000, 30_000)


def test_an_operation_that_changes_nothing_is_still_passed_by_the_feed(desk: TestDesk, mirror: Mirror) -> None:
    ack = desk.push(desk.open_shift())

    assert mirror.pull() == []
    assert mirror.position >= ack.feed


def test_a_page_asked_for_twice_is_the_same_and_small_pages_add_up(
    centre: RunningCentre, desk: TestDesk, mirror: Mirror
) -> None:
    with centre.database.write() as connection:
        load_street(connection, houses=3, period="2026-11")
    target = f"/v2/sync/changes?cursor={mirror.cursor}&limit=5"

    assert desk.call("GET", target).content == desk.call("GET", target).content
    assert len(mirror.pull(limit=5)) == 18


def test_loading_the_same_file_twice_changes_nothing(centre: RunningCentre, mirror: Mirror) -> None:
    with centre.database.write() as connection:
        load_street(connection)

    assert mirror.pull() == []


def test_a_desk_sees_the_catalogue_and_its_own_houses_only(centre: RunningCentre) -> None:
    mirror = Mirror(centre.enrolled_desk("Своя", inn="2221000009", houses=SECOND_HOUSE))
    mirror.bootstrap()

    keys = {key for entity, key in mirror.values if entity == "account"}
    assert keys == {f"{kind}/02{flat:02d}" for kind in ("tko", "heat") for flat in (1, 2, 3)}

    payer = centre.enrolled_desk()
    payer.push(payer.cash(line("tko/0101"), line("tko/0201")))
    assert [one.entity_id for one in mirror.pull()] == ["tko/0201"]


def test_an_account_that_moves_house_leaves_one_scope_and_enters_the_other(centre: RunningCentre) -> None:
    second = Mirror(centre.enrolled_desk("Вторая", inn="2221000009", houses=SECOND_HOUSE))
    first = Mirror(centre.enrolled_desk("Первая", inn="2221000008", houses=("барнаул|гагарина|1",)))
    everything = Mirror(centre.enrolled_desk())
    for mirror in (first, second, everything):
        mirror.bootstrap()
    with centre.database.write() as connection:
        register = Register(connection)
        register.put_accounts([AccountRecord("tko", "0101", "Иванов", "г Барнаул", "ул. Гагарина", "д.2", "кв. 9")])
        register.finish()

    assert [one.value for one in first.pull()] == [None]
    assert ("account", "tko/0101") not in first.values
    assert [one.entity_id for one in second.pull()] == ["tko/0101"]
    assert [one.value is None for one in everything.pull()] == [False]


def test_a_changed_scope_or_a_made_up_cursor_sends_the_desk_back_to_a_snapshot(
    centre: RunningCentre, desk: TestDesk, mirror: Mirror
) -> None:
    forged = mirror.cursor[:-1] + ("0" if mirror.cursor[-1] != "0" else "1")
    for cursor in (forged, "", "a.b.c.d", mirror.cursor + "0", "1" * 5000):
        answer = desk.call("GET", f"/v2/sync/changes?cursor={cursor}")
        assert (answer.status_code, answer.json()) == (410, {"error": "cursor_expired"})
    with centre.database.write() as connection:
        desks.set_houses(connection, 1, SECOND_HOUSE)
    assert desk.call("GET", f"/v2/sync/changes?cursor={mirror.cursor}").status_code == 410
    mirror.bootstrap()
    assert len([key for key in mirror.values if key[0] == "account"]) == 6


@pytest.mark.parametrize("form", [ROWS, FILE])
def test_a_snapshot_is_made_once_while_fresh_and_is_closed_to_others(
    centre: RunningCentre, desk: TestDesk, form: str
) -> None:
    first = desk.snapshot(form)
    assert desk.snapshot(form).snapshot_id == first.snapshot_id
    stranger = centre.enrolled_desk("Чужая", inn="2221000009", houses=SECOND_HOUSE)
    path = f"/v2/sync/snapshot/{first.snapshot_id}"
    assert stranger.call("GET", path).status_code == 404
    assert len(desk.call("GET", path).content) == first.size
    assert desk.call("GET", path[:-1] + "x").status_code == 404

    centre.clock.forward(hours=25)
    assert desk.snapshot(form).snapshot_id != first.snapshot_id


def test_any_range_of_a_snapshot_is_given_and_no_other(desk: TestDesk) -> None:
    manifest = desk.snapshot(ROWS)
    path = f"/v2/sync/snapshot/{manifest.snapshot_id}"
    everything, last = b"".join(desk.pieces(manifest)), manifest.size - 1
    assert len(manifest.pieces) > 1
    for first, end in ((0, 0), (0, last), (5, last - 3), (last, last), (manifest.pieces[0].size - 1, last)):
        answer = desk.call("GET", path, range=f"bytes={first}-{end}")
        assert (answer.status_code, answer.content) == (206, everything[first : end + 1])
        assert answer.headers["Content-Range"] == f"bytes {first}-{end}/{manifest.size}"
    for wrong in (f"bytes=0-{last + 1}", f"bytes={last + 1}-{last + 2}", "bytes=3-2"):
        assert desk.call("GET", path, range=wrong).status_code == 416


def test_a_file_of_another_format_is_not_forced_upon_a_desk(desk: TestDesk) -> None:
    answer = desk.post("/v2/sync/snapshot", SnapshotRequest(FILE, 999).to_json())
    assert answer.json()["manifest"]["form"] == ROWS


def test_a_large_scope_is_made_beside_the_service_once(
    centre: RunningCentre, desk: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk_app.settlement.snapshots._AT_ONCE", 3)
    with centre.centre.building:  # whoever makes one waits here
        assert [asked(desk, FILE) for _ in range(3)] == [None] * 3
        assert centre.rows("SELECT count(*) FROM snapshot")[0][0] == 1
    finish_making()
    made = desk.snapshot(FILE)
    assert made.form == FILE
    assert desk.snapshot(FILE) == made


def test_a_claim_stays_young_while_its_maker_waits_for_its_turn(
    centre: RunningCentre, desk: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk_app.settlement.snapshots._AT_ONCE", 3)
    monkeypatch.setattr("desk_app.settlement.snapshots._RENEWED_S", 0.001)
    with centre.centre.building:
        assert asked(desk, FILE) is None
        centre.clock.forward(minutes=6)
        while centre.rows("SELECT created_at FROM snapshot") != [(centre.centre.now(),)]:
            pass  # whoever makes it says so every moment
        assert asked(desk, FILE) is None
        assert centre.rows("SELECT count(*) FROM snapshot")[0][0] == 1, "nobody begins beside it"
    finish_making()
    assert desk.snapshot(FILE).form == FILE


def test_a_repair_gets_a_new_snapshot_and_all_who_need_one_the_same(centre: RunningCentre, desk: TestDesk) -> None:
    days = desk.snapshot(FILE)
    centre.clock.forward(hours=2)
    repaired = asked(desk, FILE, repair=True)
    assert repaired is not None
    assert repaired.snapshot_id != days.snapshot_id
    assert asked(desk, FILE, repair=True) == repaired


def test_a_file_that_an_older_program_made_is_not_given(centre: RunningCentre, desk: TestDesk) -> None:
    older = desk.snapshot(FILE)
    with centre.database.write() as connection:
        connection.execute(text("UPDATE snapshot SET form = 'file-0' WHERE form LIKE 'file%'"))
    assert desk.snapshot(FILE).snapshot_id != older.snapshot_id


def test_whoever_died_while_making_a_snapshot_holds_up_nobody(
    centre: RunningCentre, desk: TestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desk_app.settlement.snapshots._AT_ONCE", 3)
    with centre.database.write() as connection:
        scope = scope_of(connection, connection.execute(text("SELECT min(id) FROM organisation")).scalar_one())
        values = {"id": "0" * 36, "scope": scope.name, "form": ROWS, "created_at": stamp(centre.clock.now())}
        connection.execute(insert(snapshot).values(values | {"manifest": b""}))
    assert asked(desk, ROWS) is None
    assert centre.rows("SELECT count(*) FROM snapshot")[0][0] == 1, "somebody seems to be at it"
    centre.clock.forward(minutes=6)
    assert asked(desk, ROWS) is None
    finish_making()
    assert desk.snapshot(ROWS).snapshot_id != "0" * 36


def test_a_registration_shows_as_a_cabinet_without_the_phone(desk: TestDesk, mirror: Mirror) -> None:
    register(desk)
    mirror.pull()

    cabinet = mirror.account("tko/0101").cabinet
    assert cabinet is not None
    assert (cabinet.phone_masked, cabinet.phone_tail, cabinet.state) == ("+7 *** ***-45-67", "4567", "active")


NAIVE = "SELECT change FROM change_log WHERE change > :after ORDER BY change"


def test_a_slow_transaction_is_never_skipped_though_its_numbers_are_lower(
    postgres_address: str,
    tmp_path: Any,  # noqa: ANN401 - any value of the wire or a row
) -> None:
    """The naive reader by number must miss what the feed does not, or this test proves nothing."""
    with RunningCentre(postgres_address, tmp_path / "keys") as centre:
        desk = centre.enrolled_desk()
        mirror = Mirror(desk)
        mirror.bootstrap()
        with centre.database.writer.connect() as slow:
            transaction = slow.begin()
            late = Register(slow)
            late.close_accounts(["tko/0203"])
            late.finish()
            for kop in range(1, 9):
                desk.push(desk.cash(line("tko/0101", kop)))
            naive_after = max(row[0] for row in centre.rows(NAIVE, after=0))
            held_back = mirror.pull()
            transaction.commit()
        naive_misses = not any(
            row[0] == "tko/0203"
            for row in centre.rows(NAIVE.replace("change FROM", "entity_id FROM"), after=naive_after)
        )
        shown = held_back + mirror.pull()

    assert naive_misses
    assert {one.entity_id for one in shown} == {"tko/0101", "tko/0203"}
    assert mirror.account("tko/0203").closed
    assert mirror.account("tko/0101").charges[0].paid == 36


def test_a_reader_beside_many_writers_ends_with_exactly_what_the_tables_hold(
    postgres_address: str,
    tmp_path: Any,  # noqa: ANN401 - any value of the wire or a row
) -> None:
    with RunningCentre(postgres_address, tmp_path / "keys") as centre:
        mirror = Mirror(centre.enrolled_desk())
        mirror.bootstrap()
        writers = [centre.enrolled_desk(f"Касса {n}") for n in range(4)]

        def work(desk: TestDesk) -> None:
            for kop in range(1, 16):
                desk.push(desk.cash(line("tko/0101", kop), line("tko/0102", kop), line("heat/0201", kop)))

        threads = [threading.Thread(target=work, args=(desk,)) for desk in writers]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            mirror.pull(limit=3)
        for thread in threads:
            thread.join()
        mirror.pull()
        paid = centre.rows("SELECT account_key, paid_here FROM charge WHERE paid_here > 0 ORDER BY account_key")

    assert [tuple(row) for row in paid] == [(key, 4 * 120) for key in ("heat/0201", "tko/0101", "tko/0102")]
    assert all(mirror.account(key).charges[0].paid == 480 for key, _ in paid)


def test_tallies_are_withheld_while_they_would_run_ahead_of_the_feed(
    postgres_address: str,
    tmp_path: Any,  # noqa: ANN401 - any value of the wire or a row
) -> None:
    with RunningCentre(postgres_address, tmp_path / "keys") as centre:
        desk = centre.enrolled_desk()
        mirror = Mirror(desk)
        mirror.bootstrap()
        with centre.database.writer.connect() as slow:
            slow.begin()
            slow.execute(text("SELECT pg_current_xact_id()"))
            desk.push(desk.cash(line()))
            page = whole(desk.call("GET", f"/v2/sync/changes?cursor={mirror.cursor}").json(), ChangePage.read)

    assert (page.changes, page.more, page.tallies) == ((), False, ())
