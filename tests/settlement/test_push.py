from tests.helpers.centre import RunningCentre, TestDesk, line


def test_a_cash_payment_is_accepted_and_stands_on_both_sides_of_the_ledger(
    centre: RunningCentre, desk: TestDesk
) -> None:
    ack = desk.push(desk.open_shift(), desk.cash(line(kop=10_000)))

    assert [result.outcome for result in ack.results] == ["accepted", "accepted"]
    assert ack.head == desk.position()
    entries = centre.rows("SELECT account_id, amount_kop FROM ledger_entry ORDER BY line")
    assert [tuple(entry) for entry in entries] == [(f"desk_cash:{desk.desk_id}", 10_000), ("provider:tko", -10_000)]


def test_hello_of_a_fresh_desk_is_answered_ok(desk: TestDesk) -> None:
    assert desk.hello()["verdict"] == "ok"


def test_a_lost_answer_never_doubles_a_payment(centre: RunningCentre, desk: TestDesk) -> None:
    frames = [desk.open_shift(), desk.cash(line())]
    first = desk.push(*frames)
    again = desk.push(*frames)

    assert again.results == first.results
    assert again.head == first.head
    assert centre.rows("SELECT count(*) FROM ledger_tx")[0][0] == 1
