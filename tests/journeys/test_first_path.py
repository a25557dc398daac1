"""The one path that everything hangs on, through real parts: centre, wire, store, papers."""

from desk_app.application.desk import Desk
from desk_app.domain.basket import MODE_DEBT, Basket, BasketLine
from desk_app.domain.ids import AccountKey
from desk_app.domain.money import Money
from desk_app.domain.registration import RegistrationForm
from desk_app.domain.residents import Phone
from tests.helpers.centre import RunningCentre

FLAT = AccountKey("tko/0102")


def basket(desk: Desk, kopecks: int = 50_000) -> Basket:
    offered = desk.offer_services(FLAT).services[0]
    line = BasketLine(offered.account, offered.service, offered.period, MODE_DEBT, Money(kopecks))
    return Basket().add(line)


def test_a_new_desk_receives_its_accounts_and_finds_a_resident_by_spoken_address(desk: Desk) -> None:
    found = desk.find_accounts("барнаул гагарина 1 2")
    assert [row.account for row in found.rows] == ["heat/0102"] or [row.account for row in found.rows] == [FLAT]
    assert found.rows[0].more == 1


def test_a_payment_reaches_the_centres_ledger_once_and_lowers_the_debt(desk: Desk, centre: RunningCentre) -> None:
    desk.open_shift(desk.ids.new(), "Соколова Е. В.", Money(0))
    op_id = desk.ids.new()
    first = desk.take_payment(basket(desk), Money(60_000), op_id)
    again = desk.take_payment(basket(desk), Money(60_000), op_id)
    assert (first, first.change) == (again, Money(10_000))
    assert desk.open_card(FLAT).account.due == Money(0), "the desk sees its own payment at once"
    desk.exchange()
    desk.exchange()
    assert centre.rows("SELECT sum(amount_kop) FROM ledger_entry WHERE amount_kop > 0") == [(50_000,)]
    assert desk.open_card(FLAT).account.due == Money(0), "and still once the centre has told it back"
    status = desk.report_status()
    assert (status.counts.pending, status.counts.taken_kopecks, status.tasks) == (0, 50_000, ())


def test_a_registration_prints_a_memo_and_is_confirmed_by_the_centre(desk: Desk) -> None:
    form = RegistrationForm(
        FLAT, "Иванов Пётр Сергеевич", Phone.parse("8 903 767-20-24"), (), consent=True, document="Паспорт РФ"
    )
    services = tuple(one.service.code for one in desk.offer_services(FLAT).services)
    form = RegistrationForm(form.account, form.name, form.phone, services, consent=True, document="Паспорт РФ")
    done = desk.register_resident(form, desk.ids.new(), "Соколова")
    cabinet = desk.open_card(FLAT).account.cabinet
    assert cabinet is not None
    assert cabinet.state == "pending"
    assert desk.print_memo(done.op_id, "Соколова").pdf.startswith(b"%PDF")
    desk.exchange()
    cabinet = desk.open_card(FLAT).account.cabinet
    assert cabinet is not None
    assert (cabinet.state, cabinet.card_number) == ("active", done.card_number)
    assert desk.report_status().tasks == ()


def test_a_receipt_carries_the_code_that_the_centre_accepts(desk: Desk) -> None:
    code = desk.open_card(FLAT).code
    assert code is not None
    assert desk.check_receipt_code(FLAT, code)
    assert not desk.check_receipt_code(FLAT, "000000" if code != "000000" else "000001")
    paper = desk.print_receipt([FLAT], desk.ids.new(), "Соколова")
    assert paper.pages == 1
    desk.papers.printed(paper.print_id)
    assert desk.papers.again(paper.print_id, "Соколова").copy == 2
