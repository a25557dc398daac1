"""The mirror follows the feed; what the clerk sees is the mirror with this desk's own acts laid over it."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk_app.application.errors import CentreUnreachableError, MirrorMovedError
from desk_app.application.register_resident import RegisterResident
from desk_app.domain.ids import AccountKey
from desk_app.domain.money import Money
from desk_app.protocol import entities
from desk_app.protocol.messages import Change, Tally
from desk_app.protocol.tallies import version_digest
from tests.application.test_register_resident import FORM
from tests.helpers.small_desk import CLERK, FLAT, HEAT, NEIGHBOUR, SmallDesk, account, street, told
from tests.helpers.snapshots import Snapshot, as_file, bring, in_rows


def due(desk: SmallDesk, key: AccountKey = FLAT) -> int:
    with desk.store.reading() as books:
        held = books.accounts.get(key)
    assert held is not None
    return held.due.kopecks


def holder(desk: SmallDesk) -> str | None:
    with desk.store.reading() as books:
        held = books.accounts.get(FLAT)
    return held.holder if held else None


def gone(change: Change, version: int) -> Change:
    return replace(change, version=version, value=None)


def renamed(version: int) -> Change:
    return told(account(FLAT, holder=f"Версия {version}"), version)


# --- the feed ------------------------------------------------------------------------------------------------------


def test_a_change_takes_effect_once_and_the_cursor_goes_with_it(desk: SmallDesk) -> None:
    assert desk.hears(renamed(2), position=(0, 7)) == 1
    assert desk.hears(renamed(2), position=(0, 7)) == 0
    with desk.store.reading() as books:
        assert (books.mirror.cursor(), books.mirror.position()) == ("cursor-7", (0, 7))


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(versions=st.lists(st.integers(2, 9), min_size=1, max_size=8))
def test_in_whatever_order_versions_come_the_newest_stays(desk: SmallDesk, versions: list[int]) -> None:
    desk.hears(gone(renamed(1), 99), renamed(1))
    for version in versions:
        desk.hears(renamed(version))
    assert holder(desk) == f"Версия {max(versions)}"


def test_a_tombstone_takes_an_account_out_of_the_card_and_the_search(desk: SmallDesk) -> None:
    assert desk.hears(gone(renamed(1), 2)) == 1
    assert desk.hears(gone(renamed(1), 2)) == 0
    with desk.store.reading() as books:
        assert books.accounts.get(FLAT) is None
        assert [row.account for row in books.accounts.find("гагарина 1 2", 9).rows] == [HEAT]


def test_an_older_tombstone_takes_nothing(desk: SmallDesk) -> None:
    desk.hears(renamed(5))
    assert desk.hears(gone(renamed(1), 4)) == 0
    assert holder(desk) == "Версия 5"


def test_the_directory_follows_too(desk: SmallDesk) -> None:
    service = told(entities.ServiceEntity("tko", "Мусор", "tko", ""), 2)
    assert desk.hears(service, replace(service, version=1)) == 1
    with desk.store.reading() as books:
        assert books.accounts.directory().services["tko"].title == "Мусор"  # type: ignore[index]  # a code
    assert desk.hears(gone(service, 3), gone(service, 3)) == 1
    with desk.store.reading() as books:
        assert "tko" not in books.accounts.directory().services


def test_a_search_follows_a_new_address(desk: SmallDesk) -> None:
    desk.hears(told(account(FLAT, street="Ленина", house="9"), 2))
    with desk.store.reading() as books:
        assert [row.account for row in books.accounts.find("ленина 9", 9).rows] == [FLAT]
        assert [row.more for row in books.accounts.find("гагарина 1 2", 9).rows] == [0]


def test_a_charge_of_no_month_hides_nothing_but_itself(desk: SmallDesk) -> None:
    wrong = told(account(FLAT, period="2026-13"), 2)
    desk.hears(wrong)
    with desk.store.reading() as books:
        found = books.accounts.get(FLAT)
        assert found is not None
        assert found.charges == ()
        assert [row.more for row in books.accounts.find("гагарина 1 2", 9).rows] == [1]


def test_pull_never_writes_the_journal(desk: SmallDesk) -> None:
    desk.opens_shift()
    before = desk.pending()
    desk.hears(*(replace(change, version=5) for change in street()), gone(renamed(1), 6))
    assert desk.pending() == before


def test_tallies_count_what_is_held(desk: SmallDesk) -> None:
    with desk.store.reading() as books:
        held = {one.entity: one for one in books.mirror.tallies()}
    assert {name: one.count for name, one in held.items()} == {
        "account": 3, "provider": 2, "receipt_type": 2, "service": 3,
    }  # fmt: skip
    digest = sum(version_digest("provider", code, 1) for code in ("tko", "heat"))
    assert held["provider"] == Tally("provider", 2, digest)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    moves=st.lists(
        st.tuples(st.sampled_from(["account", "service"]), st.integers(1, 3), st.integers(1, 9), st.booleans()),
        max_size=12,
    )
)
def test_what_is_kept_with_every_change_is_what_counting_through_finds(
    desk: SmallDesk, moves: list[tuple[str, int, int, bool]]
) -> None:
    changes = []
    for entity, number, version, is_gone in moves:
        made = account(f"tko/{number}") if entity == "account" else entities.ServiceEntity(f"s{number}", "", "tko", "")
        changes.append(gone(told(made), version) if is_gone else told(made, version))
    desk.hears(*changes)
    with desk.store.reading() as books:
        assert books.mirror.tallies() == books.mirror.count_through()


def test_the_feed_is_known_to_be_read_to_its_end_only_once_it_was(desk: SmallDesk) -> None:
    with desk.store.mirroring() as mirror:
        assert mirror.synced_at() is None
        mirror.mark_synced(desk.clock.now())
        assert mirror.synced_at() == desk.clock.now()


# --- snapshots -----------------------------------------------------------------------------------------------------

FORMS = pytest.mark.parametrize("made", [in_rows, as_file], ids=["in rows", "as a file"])
Made = Callable[..., Snapshot]


@FORMS
def test_a_snapshot_replaces_everything_at_once_at_its_end(desk: SmallDesk, made: Made) -> None:
    manifest, pieces = made(street()[:7], [told(account(FLAT, 777), 3)])
    with closing(desk.store.intake(manifest)) as intake:
        for number, piece in enumerate(pieces):
            intake.take(number, piece)
        assert due(desk, HEAT) == 120_000, "until the swap the old data is shown"
        intake.finish()
    with desk.store.reading() as books:
        assert (books.accounts.count(), books.mirror.cursor(), books.mirror.position()) == (1, "cursor-s", (0, 50))
        assert books.mirror.synced_at() is None, "only the end of the feed tells how fresh it is"
        assert [row.due for row in books.accounts.find("гагарина 1 2", 9).rows] == [Money(777)]
        assert len(books.accounts.directory().services) == 3


def test_rows_cut_off_go_on_where_they_were(desk: SmallDesk) -> None:
    manifest, pieces = in_rows(street()[:7], street()[7:])
    intake = desk.store.intake(manifest)
    intake.take(0, pieces[0])
    with pytest.raises(CentreUnreachableError, match="not_the_centre"):
        intake.take(1, b"a page of a hotel")
    intake.close()
    with closing(desk.store.intake(manifest)) as again:
        assert again.there() == 1
    bring(desk.store, (manifest, pieces))
    with desk.store.reading() as books:
        assert books.accounts.count() == 3


@FORMS
def test_another_snapshot_begins_anew(desk: SmallDesk, made: Made) -> None:
    manifest, pieces = made(street())
    intake = desk.store.intake(manifest)
    intake.take(0, pieces[0])
    intake.close()
    bring(desk.store, made(street()[:7], snapshot_id="ab-9"))
    with desk.store.reading() as books:
        assert books.accounts.count() == 0
    with closing(desk.store.intake(manifest)) as again:
        assert again.there() == 0


def test_a_file_cut_off_goes_on_after_its_last_whole_piece(desk: SmallDesk) -> None:
    manifest, pieces = as_file(street())
    assert len(pieces) > 3
    with closing(desk.store.intake(manifest)) as intake:
        intake.take(0, pieces[0])
        intake.take(1, pieces[1])
        intake.take(2, pieces[2])
    (part,) = desk.folder.glob("next-*")
    with part.open("r+b") as file:
        file.truncate(part.stat().st_size - 1000)
    with closing(desk.store.intake(manifest)) as intake:
        assert intake.there() == 2
    bring(desk.store, (manifest, pieces))
    with desk.store.reading() as books:
        assert books.accounts.count() == 3
    assert desk.store.faults() == ()
    assert list(desk.folder.glob("next-*")) == []
    assert len(list(desk.folder.glob("mirror-*.db"))) == 1, "the old one has made room"


def test_a_hole_that_a_power_cut_left_is_found_before_the_file_counts(desk: SmallDesk) -> None:
    manifest, pieces = as_file(street())
    with closing(desk.store.intake(manifest)) as intake:
        intake.take(0, pieces[0])
    (part,) = desk.folder.glob("next-*")
    with part.open("r+b") as file:
        file.seek(2 * 4096)
        file.write(bytes(4096))
    with pytest.raises(CentreUnreachableError, match="damaged"):
        bring(desk.store, (manifest, pieces))
    assert due(desk, HEAT) == 120_000, "the old data is still there"
    bring(desk.store, (manifest, pieces))


def test_a_piece_that_holds_anything_else_than_its_pages_is_refused(desk: SmallDesk) -> None:
    manifest, pieces = as_file(street())
    with closing(desk.store.intake(manifest)) as intake:
        for wrong in (b"a page of a hotel", pieces[0][:-9], b""):
            with pytest.raises(CentreUnreachableError, match="damaged"):
                intake.take(0, wrong)


def test_no_name_stands_readable_on_the_disk_while_a_file_comes(desk: SmallDesk) -> None:
    manifest, pieces = as_file(street())
    with closing(desk.store.intake(manifest)) as intake:
        for number, piece in enumerate(pieces):
            intake.take(number, piece)
    seen = b"".join(path.read_bytes() for path in desk.folder.iterdir() if path.is_file())
    assert b"SQLite format 3" not in seen
    assert "Гагарина".encode() not in seen
    assert "Иванова".encode() not in seen


@FORMS
def test_a_snapshot_never_touches_what_this_desk_has_not_sent(desk: SmallDesk, made: Made) -> None:
    desk.opens_shift()
    desk.takes(20_000)
    bring(desk.store, made(street(), position=(0, 1)))
    assert (due(desk), len(desk.pending())) == (30_000, 2)


@FORMS
def test_the_feed_goes_on_after_a_snapshot_and_the_search_with_it(desk: SmallDesk, made: Made) -> None:
    bring(desk.store, made(street()))
    moved = told(account(NEIGHBOUR, flat="44", holder="Щукарь Дед"), 2)
    with desk.store.mirroring() as mirror:
        assert mirror.apply([moved], "cursor-s", "cursor-t", (0, 51)) == 1
    with desk.store.reading() as books:
        assert [row.account for row in books.accounts.find("гагарина 1 44", 9).rows] == [NEIGHBOUR]
        assert [row.account for row in books.accounts.find("щукарь", 9).rows] == [NEIGHBOUR]
        assert books.accounts.find("гагарина 1 3", 9).rows == ()


def test_changes_that_do_not_follow_the_mirror_are_not_applied(desk: SmallDesk) -> None:
    bring(desk.store, in_rows(street()))
    with pytest.raises(MirrorMovedError), desk.store.mirroring() as mirror:
        mirror.apply([renamed(2)], "another cursor", "cursor-t", (0, 51))
    assert holder(desk) == "Иванова Мария Петровна"


# --- own acts laid over the mirror ---------------------------------------------------------------------------------


def test_an_own_payment_counts_exactly_once_at_every_moment(desk: SmallDesk) -> None:
    desk.opens_shift()
    seen = [due(desk)]
    desk.takes(20_000)
    seen.append(due(desk))
    desk.answers(desk.pending(), feed=(0, 10))
    seen.append(due(desk))
    desk.hears(position=(0, 9))
    seen.append(due(desk))
    desk.hears(told(account(FLAT, 30_000), 2), position=(0, 10))
    seen.append(due(desk))
    assert seen == [50_000, 30_000, 30_000, 30_000, 30_000]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(amounts=st.lists(st.integers(1, 5_000), min_size=1, max_size=5), acked=st.integers(0, 5), data=st.data())
def test_what_is_owed_is_what_the_centre_says_less_what_it_has_not_told_back(
    desk: SmallDesk, amounts: list[int], acked: int, data: st.DataObject
) -> None:
    if not desk.ids.given:
        desk.opens_shift()
    if desk.pending():
        desk.answers(desk.pending(), feed=(0, 1))
    start = due(desk)
    for kopecks in amounts:
        desk.takes(kopecks)
    frames = desk.pending()[:acked]
    if frames:
        desk.answers(frames, feed=(data.draw(st.integers(1, 3)), 5))
    assert due(desk) == start - sum(amounts)


def test_a_pending_registration_is_shown_as_pending_then_active_then_as_the_centre_has_it(desk: SmallDesk) -> None:
    def cabinet() -> tuple[str, str]:
        with desk.store.reading() as books:
            held = books.accounts.get(FLAT)
        assert held is not None
        assert held.cabinet is not None
        return held.cabinet.state, held.cabinet.phone_masked

    RegisterResident(desk.store, desk.stamper)(FORM, desk.ids.new(), CLERK)
    assert cabinet() == ("pending", "+7 903 ***-**-24")
    desk.answers(desk.pending(), feed=(0, 10))
    assert cabinet() == ("active", "+7 903 ***-**-24")
    come = entities.CabinetEntity("9900060000000000", "+7 903 ***-**-99", "2099", "active")
    desk.hears(told(account(FLAT, cabinet=come), 2), position=(0, 10))
    assert cabinet() == ("active", "+7 903 ***-**-99")


@pytest.mark.parametrize(("outcome", "state"), [("accepted_conflict", "attention"), ("held_fork", None)])
def test_a_registration_in_conflict_stays_until_the_centre_has_decided(
    desk: SmallDesk, outcome: str, state: str | None
) -> None:
    RegisterResident(desk.store, desk.stamper)(FORM, desk.ids.new(), CLERK)
    desk.answers(desk.pending(), outcome, feed=(0, 10))
    desk.hears(position=(0, 10))
    with desk.store.reading() as books:
        held = books.accounts.get(FLAT)
    assert held is not None
    assert (held.cabinet.state if held.cabinet else None) == state


# --- search rows ---------------------------------------------------------------------------------------------------


def test_a_resident_registered_here_is_found_by_phone_before_the_centre_knows(desk: SmallDesk) -> None:
    RegisterResident(desk.store, desk.stamper)(FORM, desk.ids.new(), CLERK)
    with desk.store.reading() as books:
        (row,) = books.accounts.find("8 903 767-20-24", 9).rows
    assert (row.account, row.cabinet) == (FLAT, "pending")


@pytest.mark.parametrize(
    ("scanned", "accounts", "kopecks"),
    [
        ("ST00012|Name=П|PersonalAcc=1|BankName=Б|BIC=0|CorrespAcc=0|PersAcc=0102|PayeeINN=2221000002|Sum=48567",
         [FLAT], 48_567),
        ("ST00012|Name=П|PersonalAcc=1|BankName=Б|BIC=0|CorrespAcc=0|Sum=100", [], 100),
        ("ST00012|Name=П|PersonalAcc=1|BankName=Б|BIC=0|CorrespAcc=0|PersAcc=0102|PayeeINN=7777777777", [], None),
        ("ST00012|nonsense", [], None),
        ("ST00019", [], None),
        ("SG1|tko|0102|202610|482913", [FLAT], None),
        ("SG1|tko|9999|202610|482913", [], None),
    ],
)  # fmt: skip
def test_a_scanned_code_finds_its_account(
    desk: SmallDesk, scanned: str, accounts: list[str], kopecks: int | None
) -> None:
    with desk.store.reading() as books:
        found = books.accounts.find(scanned, 9)
    assert [row.account for row in found.rows] == accounts
    assert (found.amount.kopecks if found.amount else None) == kopecks


def test_nothing_typed_finds_nothing_and_the_list_ends_at_its_limit(desk: SmallDesk) -> None:
    with desk.store.reading() as books:
        assert books.accounts.find("  ", 9).kind == "empty"
        assert len(books.accounts.find("гагарина", 1).rows) == 1
        assert len(books.accounts.find("гагарина", 9).rows) == 2
