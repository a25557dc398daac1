"""Everything a clerk can do at this desk, in one value: the seam for window, command line and tests."""

from collections.abc import Callable
from dataclasses import dataclass

from desk_app.application.ask_centre import AskCentre
from desk_app.application.audit_books import AuditBooks
from desk_app.application.check_receipt_code import CheckReceiptCode
from desk_app.application.close_shift import CloseShift
from desk_app.application.enrol_desk import EnrolDesk
from desk_app.application.exchange import Exchange
from desk_app.application.find_accounts import FindAccounts
from desk_app.application.find_operation import FindOperation
from desk_app.application.keep_draft import Choices, KeepDraft
from desk_app.application.offer_services import OfferServices
from desk_app.application.open_card import OpenCard
from desk_app.application.open_shift import OpenShift
from desk_app.application.papers import Papers
from desk_app.application.ports import Backups, Clock, Ids
from desk_app.application.print_memo import PrintConsent, PrintMemo
from desk_app.application.print_receipt import PrintReceipt
from desk_app.application.print_slip import PrintSlip, UnprintedPayments
from desk_app.application.reach_centre import ReachCentre
from desk_app.application.register_resident import RegisterResident
from desk_app.application.report_status import ReportStatus
from desk_app.application.restoring import AcceptOffline
from desk_app.application.settle_task import SettleTask
from desk_app.application.take_payment import TakePayment


@dataclass(frozen=True, slots=True)
class Desk:
    """The use cases, wired to their parts by `main`; `close` releases file and sockets."""

    clock: Clock
    ids: Ids
    zone: str
    find_accounts: FindAccounts
    find_operation: FindOperation
    ask_centre: AskCentre
    open_card: OpenCard
    offer_services: OfferServices
    register_resident: RegisterResident
    check_receipt_code: CheckReceiptCode
    take_payment: TakePayment
    open_shift: OpenShift
    close_shift: CloseShift
    print_receipt: PrintReceipt
    print_slip: PrintSlip
    print_memo: PrintMemo
    print_consent: PrintConsent
    unprinted_payments: UnprintedPayments
    papers: Papers
    enrol: EnrolDesk
    exchange: Exchange
    reach_centre: ReachCentre
    report_status: ReportStatus
    accept_offline: AcceptOffline
    settle_task: SettleTask
    drafts: KeepDraft
    choices: Choices
    audit: AuditBooks
    backups: Backups
    warnings: tuple[str, ...]
    close: Callable[[], None]
