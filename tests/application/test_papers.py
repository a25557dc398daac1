"""A paper states what was true when it was made; a reprint is a marked copy of that."""

from typing import cast

import pytest

from desk_app.application.errors import AccountUnknownError
from desk_app.application.once import NotSavedError
from desk_app.application.papers import RECEIPT, Facts, PaperUnknownError, read_snapshot
from desk_app.application.print_memo import PrintConsent, PrintMemo
from desk_app.application.print_receipt import NothingChargedError, PacketDamagedError, PrintReceipt
from desk_app.application.print_slip import PrintSlip, UnprintedPayments, slip_facts
from desk_app.application.register_resident import RegisterResident
from desk_app.domain.ids import AccountKey, OperationId
from desk_app.domain.receipts import ConsentFacts, MemoFacts, ReceiptFacts, SlipFacts
from desk_app.main import deadlines
from desk_app.protocol import entities
from desk_app.protocol.bodies import CodesPrinted
from desk_app.protocol.messages import Change
from tests.application.test_register_resident import FORM
from tests.helpers.small_desk import CLERK, FLAT, HEAT, NEIGHBOUR, BreakingStore, SmallDesk, account, packet, told

NOBODY = OperationId("0192f000-0000-7000-8000-00000000dead")


def receipts(desk: SmallDesk, how: str = "") -> PrintReceipt:
    return PrintReceipt(BreakingStore(desk.store, how), desk.papers, desk.stamper, deadlines())


def facts(desk: SmallDesk, print_id: OperationId) -> tuple[Facts, ...]:
    with desk.store.reading() as books:
        record = books.prints.get(print_id)
    assert record is not None
    return read_snapshot(record)


def slips(desk: SmallDesk) -> PrintSlip:
    return PrintSlip(desk.store, desk.papers, desk.ids)


# --- receipts ------------------------------------------------------------------------------------------------------


def test_a_receipt_states_charges_deadline_and_code(desk: SmallDesk) -> None:
    with desk.store.writing() as books:
        books.codes.keep(packet({FLAT: "482913"}), "")
    paper = receipts(desk)([FLAT], desk.ids.new(), CLERK)
    (one,) = cast("tuple[ReceiptFacts]", facts(desk, paper.print_id))
    assert (one.code, one.total.kopecks, one.period.iso(), one.training) == ("482913", 50_000, "2026-10", True)
    assert one.pay_until.isoformat() == "2026-11-16"
    assert [(row.title, row.due.kopecks) for row in one.rows] == [("Обращение с ТКО", 50_000)]


def test_a_receipt_without_a_packet_has_no_code(desk: SmallDesk) -> None:
    paper = receipts(desk)([HEAT], desk.ids.new(), CLERK)
    (one,) = cast("tuple[ReceiptFacts]", facts(desk, paper.print_id))
    assert one.code is None


def test_a_late_fee_stands_after_its_service_and_an_unknown_service_last(desk: SmallDesk) -> None:
    charges = tuple(entities.ChargeEntity(code, "2026-10", None, None, 0, 100) for code in ("new", "tko-peni", "tko"))
    desk.hears(told(account(FLAT, charges=charges), 2))
    paper = receipts(desk)([FLAT], desk.ids.new(), CLERK)
    (one,) = cast("tuple[ReceiptFacts]", facts(desk, paper.print_id))
    assert [(row.title, row.is_penalty) for row in one.rows] == [
        ("Обращение с ТКО", False), ("Пеня ТКО", True), ("new", False),
    ]  # fmt: skip


def test_printing_codes_is_an_audited_act_that_names_what_it_printed(open_desk: SmallDesk) -> None:
    op_id = open_desk.ids.new()
    paper = receipts(open_desk)([FLAT, NEIGHBOUR, HEAT], op_id, CLERK)
    with open_desk.store.reading() as books:
        body, totals = books.journal.body(op_id), books.prints.totals()
    assert isinstance(body, CodesPrinted)
    assert (body.asked, body.made, body.pages, paper.pages) == (3, 3, 2, 2)
    assert [one.key for one in body.accounts] == [FLAT, NEIGHBOUR, HEAT]
    assert totals == (3, 3, 2)


@pytest.mark.parametrize("how", ["", "after"])
def test_the_same_run_twice_is_one_act(desk: SmallDesk, how: str) -> None:
    op_id, act = desk.ids.new(), receipts(desk, how)
    first, again = act([FLAT], op_id, CLERK), act([FLAT], op_id, CLERK)
    assert (first.pdf, first.copy) == (again.pdf, again.copy)
    assert len(desk.pending()) == 1


def test_a_run_that_was_not_saved_left_no_paper(desk: SmallDesk) -> None:
    op_id = desk.ids.new()
    with pytest.raises(NotSavedError):
        receipts(desk, "before")([FLAT], op_id, CLERK)
    with pytest.raises(PaperUnknownError):
        desk.papers.again(op_id, CLERK)


def test_a_run_with_one_account_that_cannot_be_printed_prints_nothing(desk: SmallDesk) -> None:
    desk.hears(told(account(NEIGHBOUR, charges=()), 2))
    with pytest.raises(NothingChargedError) as refused:
        receipts(desk)([FLAT, NEIGHBOUR], desk.ids.new(), CLERK)
    assert refused.value.account == NEIGHBOUR
    with pytest.raises(AccountUnknownError):
        receipts(desk)([FLAT, AccountKey("tko/9")], desk.ids.new(), CLERK)
    assert desk.pending() == ()


@pytest.mark.parametrize("box", [b"x" * 10, b"x" * 90])
def test_a_damaged_packet_is_said_so_before_anything_is_printed(desk: SmallDesk, box: bytes) -> None:
    with desk.store.writing() as books:
        books.codes.keep(packet({FLAT: "482913"}, box=box), "")
    with pytest.raises(PacketDamagedError):
        receipts(desk)([FLAT], desk.ids.new(), CLERK)
    assert desk.pending() == ()


# --- copies --------------------------------------------------------------------------------------------------------


def test_a_paper_is_the_original_until_it_reached_a_printer_and_a_marked_copy_after(open_desk: SmallDesk) -> None:
    paper = slips(open_desk)(open_desk.takes().op_id, CLERK)
    assert open_desk.papers.again(paper.print_id, CLERK).pdf == paper.pdf
    assert open_desk.papers.printed(paper.print_id) == 1
    copy = open_desk.papers.again(paper.print_id, CLERK)
    assert (copy.copy, copy.pdf == paper.pdf) == (2, False)
    assert open_desk.papers.printed(paper.print_id) == 2
    assert open_desk.papers.again(paper.print_id, CLERK).copy == 3


def test_a_copy_states_what_the_original_stated_though_todays_data_changed(open_desk: SmallDesk) -> None:
    payment = open_desk.takes().op_id
    paper = slips(open_desk)(payment, CLERK)
    before = facts(open_desk, paper.print_id)
    open_desk.hears(told(account(FLAT, holder="Петров Пётр"), 9))
    assert slips(open_desk)(payment, CLERK).print_id == paper.print_id
    assert facts(open_desk, paper.print_id) == before
    with open_desk.store.reading() as books:
        assert slip_facts(books, payment, open_desk.papers, offline=False).payer == "Петров П."
    assert slips(open_desk)(payment, CLERK).pdf == paper.pdf


def test_a_receipt_reprinted_is_marked_on_every_sheet(desk: SmallDesk) -> None:
    op_id = desk.ids.new()
    receipts(desk)([FLAT, HEAT], op_id, CLERK)
    desk.papers.printed(op_id)
    assert desk.papers.again(op_id, CLERK).copy == 2
    assert desk.papers.again(op_id, CLERK).kind == RECEIPT


def test_an_unknown_paper_cannot_be_reprinted(desk: SmallDesk) -> None:
    with pytest.raises(PaperUnknownError):
        desk.papers.again(NOBODY, CLERK)
    assert desk.papers.printed(NOBODY) == 0


# --- slips ---------------------------------------------------------------------------------------------------------


def test_a_slip_states_the_payment_as_it_was_signed(open_desk: SmallDesk) -> None:
    taken = open_desk.takes(48_567)
    paper = slips(open_desk)(taken.op_id, CLERK, offline=True)
    (slip,) = cast("tuple[SlipFacts]", facts(open_desk, paper.print_id))
    assert (slip.number, slip.total.kopecks, slip.payer, slip.offline) == (taken.number, 48_567, "Иванова М. П.", True)
    assert (slip.business_date.isoformat(), slip.clerk) == ("2026-11-16", CLERK)
    assert slip.check_code.split("|")[:4] == ["SG2", taken.op_id.replace("-", ""), "1-2", "48567"]
    assert [(line.provider, line.period) for line in slip.lines] == [("ТКО-Сервис", "октябрь 2026")]


def test_a_slip_is_printed_though_account_and_service_have_left_the_scope(open_desk: SmallDesk) -> None:
    payment = open_desk.takes().op_id
    tombstones = (Change("account", FLAT, 2, None), Change("service", "tko", 2, None))
    open_desk.hears(*tombstones)
    paper = slips(open_desk)(payment, CLERK)
    (slip,) = cast("tuple[SlipFacts]", facts(open_desk, paper.print_id))
    assert (slip.payer, slip.address, slip.lines[0].service, slip.lines[0].provider) == ("", "", "tko", "")


@pytest.mark.parametrize("other", [True, False])
def test_only_a_payment_has_a_slip(open_desk: SmallDesk, *, other: bool) -> None:
    with open_desk.store.reading() as books:
        opening = books.journal.recent(1)[0].op_id
    with pytest.raises(PaperUnknownError):
        slips(open_desk)(opening if other else NOBODY, CLERK)


def test_payments_that_never_reached_a_printer_are_listed_oldest_first(open_desk: SmallDesk) -> None:
    unprinted = UnprintedPayments(open_desk.store)
    first = open_desk.takes(100)
    open_desk.clock.advance(seconds=1)
    second = open_desk.takes(200)
    assert [one.op_id for one in unprinted()] == [first.op_id, second.op_id]
    paper = slips(open_desk)(first.op_id, CLERK)
    assert len(unprinted()) == 2, "laid out is not printed"
    open_desk.papers.printed(paper.print_id)
    assert [(one.op_id, one.amount) for one in unprinted()] == [(second.op_id, second.total)]


# --- memo and consent ----------------------------------------------------------------------------------------------


def test_a_memo_and_a_consent_state_the_registration(desk: SmallDesk) -> None:
    done = RegisterResident(desk.store, desk.stamper)(FORM, desk.ids.new(), CLERK)
    memo = PrintMemo(desk.store, desk.papers, desk.ids)(done.op_id, CLERK)
    consent = PrintConsent(desk.store, desk.papers, desk.ids)(done.op_id, CLERK)
    (told_memo,) = cast("tuple[MemoFacts]", facts(desk, memo.print_id))
    (told_consent,) = cast("tuple[ConsentFacts]", facts(desk, consent.print_id))
    assert (told_memo.card_number, told_memo.waits_for_link) == (done.card_number, True)
    assert (told_memo.phone, told_consent.phone) == ("+7 903 767-20-24", "+7 903 767-20-24")
    assert (told_consent.operator, told_consent.resident) == ("ООО «УК «Гагаринская»", "Иванова Мария")
    assert told_consent.operator_address == "Барнаул, Гагарина, 1"
    assert told_consent.processor == "ООО «Система Город», Барнаул, Ленина, 1"
    assert PrintMemo(desk.store, desk.papers, desk.ids)(done.op_id, CLERK).print_id == memo.print_id


def test_a_memo_made_after_the_ack_no_longer_waits(desk: SmallDesk) -> None:
    done = RegisterResident(desk.store, desk.stamper)(FORM, desk.ids.new(), CLERK)
    desk.answers(desk.pending())
    memo = PrintMemo(desk.store, desk.papers, desk.ids)(done.op_id, CLERK)
    (told_memo,) = cast("tuple[MemoFacts]", facts(desk, memo.print_id))
    assert not told_memo.waits_for_link


@pytest.mark.parametrize("paper", [PrintMemo, PrintConsent])
def test_only_a_registration_made_here_has_a_memo_and_a_consent(
    open_desk: SmallDesk, paper: type[PrintMemo | PrintConsent]
) -> None:
    with pytest.raises(PaperUnknownError):
        paper(open_desk.store, open_desk.papers, open_desk.ids)(NOBODY, CLERK)
    with pytest.raises(PaperUnknownError):
        paper(open_desk.store, open_desk.papers, open_desk.ids)(open_desk.takes().op_id, CLERK)
