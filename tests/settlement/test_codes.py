"""Receipt codes: made by a keyed MAC, checked in constant time, throttled, printed from sealed packets."""

import json
from collections import Counter
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from requests import Response
from sqlalchemy import text

from desk_app.protocol.fields import whole
from desk_app.protocol.messages import TAG_CODES, CodePacket
from desk_app.protocol.sealed import open_box
from desk_app.settlement import codes
from tests.helpers.centre import RunningCentre, TestDesk, load_street


def right_code(centre: RunningCentre, key: str = "tko/0101", period: str = "2026-10") -> str:
    return codes.make_code(centre.centre.keys.make_month_key(period), key, period, 1)


def wrong_code(centre: RunningCentre, key: str = "tko/0101") -> str:
    return "111111" if right_code(centre, key) != "111111" else "222222"


def ask(desk: TestDesk, code: str, key: str = "tko/0101") -> Response:
    kind, number = key.split("/")
    return desk.post("/v2/codes/check", {"receipt_type": kind, "account": number, "code": code})


def test_the_code_of_the_last_receipt_is_right_until_it_is_used(centre: RunningCentre, desk: TestDesk) -> None:
    assert ask(desk, right_code(centre)).json() == {"ok": True}
    assert ask(desk, right_code(centre)).json() == {"ok": True}
    assert ask(desk, wrong_code(centre)).json() == {"ok": False}


def test_only_the_newest_month_of_a_receipt_type_counts(centre: RunningCentre, desk: TestDesk) -> None:
    old = right_code(centre)
    with centre.database.write() as connection:
        load_street(connection, period="2026-11")

    assert ask(desk, old).json() == {"ok": False}
    assert ask(desk, right_code(centre, period="2026-11")).json() == {"ok": True}


def test_unknown_wrong_and_locked_are_answered_alike(centre: RunningCentre, desk: TestDesk) -> None:
    for _ in range(3):
        ask(desk, wrong_code(centre))
    locked, unknown = ask(desk, right_code(centre)), ask(desk, "123456", "tko/9999")

    assert {locked.content, unknown.content, ask(desk, wrong_code(centre)).content} == {b'{"ok":false}'}
    assert locked.status_code == unknown.status_code == 200


def test_after_three_free_tries_the_waits_grow_and_the_tenth_locks_for_good(centre: RunningCentre) -> None:
    desks = [centre.enrolled_desk(f"Касса {n}") for n in range(2)]
    for fails in range(1, 11):
        assert ask(desks[0], wrong_code(centre)).json() == {"ok": False}
        wait = {3: 30, 4: 60, 5: 300, 6: 900}.get(fails, 3600)
        if fails >= 3:
            centre.clock.forward(seconds=wait - 1)
            assert ask(desks[1], right_code(centre)).json() == {"ok": False}, fails
            centre.clock.forward(seconds=1)
        if fails < 10:
            assert ask(desks[1], right_code(centre)).json() == {"ok": True}, fails
    centre.clock.forward(days=10)
    assert ask(desks[1], right_code(centre)).json() == {"ok": False}


def test_a_desk_has_twenty_wrong_tries_a_day(centre: RunningCentre, desk: TestDesk) -> None:
    for n in range(20):
        assert ask(desk, "123456", f"tko/no{n}").status_code == 200

    refused = ask(desk, right_code(centre))

    assert (refused.status_code, refused.json()) == (429, {"error": "too_many_tries"})
    assert int(refused.headers["Retry-After"]) == 12 * 3600 + 1  # noon in Barnaul
    centre.clock.forward(hours=13)
    assert ask(desk, right_code(centre)).json() == {"ok": True}


def test_the_whole_network_has_a_budget_of_wrong_tries_a_month(centre: RunningCentre, desk: TestDesk) -> None:
    with centre.database.write() as connection:
        row = {"n": "code_fails", "w": "2026-11", "c": codes.NETWORK_FAILS_A_MONTH - 1}
        connection.execute(text('INSERT INTO throttle (name, "window", count) VALUES (:n, :w, :c)'), row)

    assert ask(desk, wrong_code(centre)).status_code == 200
    assert ask(desk, right_code(centre)).status_code == 429


def test_accounts_outside_the_desks_scope_cannot_be_guessed(centre: RunningCentre) -> None:
    stranger = centre.enrolled_desk("Чужая", inn="2221000009", houses=("барнаул|гагарина|2",))

    assert ask(stranger, right_code(centre)).json() == {"ok": False}
    assert ask(stranger, right_code(centre, "tko/0201"), "tko/0201").json() == {"ok": True}


def packet(desk: TestDesk, after: str = "") -> tuple[CodePacket, list[list[object]]]:
    answer = desk.post("/v2/codes/packet", {"after": after})
    assert answer.status_code == 200, answer.text
    found = whole(answer.json(), CodePacket.read)
    return found, json.loads(open_box(desk.box, TAG_CODES, found.box))


def test_a_packet_holds_the_codes_of_the_own_scope_only(centre: RunningCentre) -> None:
    desk = centre.enrolled_desk("Своя", inn="2221000009", houses=("барнаул|гагарина|2",))

    found, listed = packet(desk)

    assert (found.period, found.expires, found.last, found.count) == ("2026-10", "2026-12-10", "", 6)
    keys = sorted(f"{kind}/02{flat:02d}" for kind in ("tko", "heat") for flat in (1, 2, 3))
    assert listed == [[key, right_code(centre, key), 1] for key in keys]
    assert ask(desk, str(listed[0][1]), str(listed[0][0])).json() == {"ok": True}


def test_months_are_never_mixed_in_one_packet(centre: RunningCentre, desk: TestDesk) -> None:
    with centre.database.write() as connection:
        connection.execute(text("UPDATE receipt_type SET period = '2026-11' WHERE code = 'tko'"))

    first, _ = packet(desk)
    second, _ = packet(desk, first.last)

    assert (first.period, first.count, second.period, second.count) == ("2026-10", 6, "2026-11", 6)
    assert second.last == ""


def test_a_long_run_of_accounts_comes_in_pages(centre: RunningCentre, desk: TestDesk) -> None:
    with centre.database.write() as connection:
        load_street(connection, houses=52, flats=50)

    seen: list[object] = []
    after, pages = "", 0
    while True:
        found, listed = packet(desk, after)
        seen += [one[0] for one in listed]
        pages, after = pages + 1, found.last
        if not after:
            break
    assert (pages, len(seen), len(set(seen))) == (2, 5200, 5200)
    assert centre.rows("SELECT sum(count) FROM audit_event WHERE action = 'code_packet'")[0][0] == 5200


def test_a_destroyed_key_is_never_made_again(centre: RunningCentre, desk: TestDesk) -> None:
    right = right_code(centre)
    path = centre.centre.keys.folder / "codes" / "2026-10.key"
    assert path.stat().st_mode & 0o777 == 0o600

    centre.clock.moment = datetime(2026, 12, 9, 12, tzinfo=UTC)
    assert codes.destroy_old_keys(centre.centre) == []
    assert ask(desk, right).json() == {"ok": True}

    centre.clock.moment = datetime(2026, 12, 10, 12, tzinfo=UTC)
    assert codes.destroy_old_keys(centre.centre) == ["2026-10"]
    assert ask(desk, right).json() == {"ok": False}
    assert packet(desk)[1] == []
    assert not path.exists()


def test_codes_are_six_uniform_digits() -> None:
    key = sha256(b"any month").digest()
    found = [codes.make_code(key, f"tko/{n}", "2026-10", 1) for n in range(100_000)]

    assert all(len(code) == 6 and code.isdigit() for code in found)
    for place in range(6):
        counts = Counter(code[place] for code in found)
        chi = sum((counts[digit] - 10_000) ** 2 / 10_000 for digit in "0123456789")
        assert chi < 27.9  # nine degrees of freedom, p = 0.001; the key is fixed, so this never varies


def test_account_month_version_and_key_each_change_the_code() -> None:
    one = codes.make_code(bytes(32), "tko/1", "2026-10", 1)
    others = {
        codes.make_code(bytes(32), "heat/1", "2026-10", 1),
        codes.make_code(bytes(32), "tko/1", "2026-11", 1),
        codes.make_code(bytes(32), "tko/1", "2026-10", 2),
        codes.make_code(b"\1" * 32, "tko/1", "2026-10", 1),
    }
    assert len(others | {one}) == 5


@pytest.mark.parametrize("file", ["centre-signing.key", "centre-secret.key"])
def test_keys_lie_beside_the_database_closed_to_others(centre: RunningCentre, file: str) -> None:
    path = Path(centre.centre.keys.folder / file)
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(path.read_bytes()) == 32


def test_lookups_are_masked_counted_and_limited(centre: RunningCentre) -> None:
    desk = centre.enrolled_desk("Чужая", inn="2221000009", houses=("барнаул|гагарина|2",))
    target = "/v2/lookup/account?receipt_type=tko&account=0101"

    (shown,) = desk.call("GET", target).json()["accounts"]

    assert shown == {
        "receipt_type": "tko", "number": "0101", "settlement": "Барнаул", "street": "Гагарина", "house": "1",
        "closed": False, "holder": "И*** П*** С***", "services": ["tko"],
    }  # fmt: skip
    assert desk.call("GET", target.replace("0101", "9999")).json() == {"accounts": []}
    both = desk.call("GET", "/v2/lookup/account?account=0101").json()["accounts"]
    assert [one["receipt_type"] for one in both] == ["heat", "tko"]
    for _ in range(57):
        desk.call("GET", target)
    refused = desk.call("GET", target)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "3600")
    assert centre.rows("SELECT count(*) FROM audit_event WHERE action = 'lookup_account'")[0][0] == 61
