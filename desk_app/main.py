"""The composition root: the only module that names concrete parts, and the order in which they start.

1. settings; 2. secrets from a key slot; 3. the encrypted file with its
start-up assertions and migrations; 4. the centre's address; 5. the use cases.
"""

import argparse
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from tomllib import loads as read_toml
from typing import TypeVar
from uuid import uuid4

from desk_app.application.ask_centre import AskCentre
from desk_app.application.audit_books import AuditBooks
from desk_app.application.check_receipt_code import CheckReceiptCode
from desk_app.application.close_shift import CloseShift
from desk_app.application.desk import Desk
from desk_app.application.enrol_desk import EnrolDesk
from desk_app.application.errors import WorkplaceAbsentError
from desk_app.application.exchange import Exchange
from desk_app.application.find_accounts import FindAccounts
from desk_app.application.find_operation import FindOperation
from desk_app.application.keep_draft import Choices, KeepDraft
from desk_app.application.offer_services import OfferServices
from desk_app.application.open_card import OpenCard
from desk_app.application.open_shift import OpenShift
from desk_app.application.papers import Papers
from desk_app.application.ports import Clock, Ids
from desk_app.application.print_memo import PrintConsent, PrintMemo
from desk_app.application.print_receipt import PrintReceipt
from desk_app.application.print_slip import PrintSlip, UnprintedPayments
from desk_app.application.reach_centre import ReachCentre
from desk_app.application.register_resident import RegisterResident
from desk_app.application.report_status import ReportStatus
from desk_app.application.restoring import AcceptOffline, Restored
from desk_app.application.settle_task import SettleTask
from desk_app.application.stamps import Stamper
from desk_app.application.take_payment import TakePayment
from desk_app.cli.run import Openers, run
from desk_app.devices.machine import SystemClock, TimedIds
from desk_app.documents.papers import Papers as PdfPapers
from desk_app.domain.errors import DeskError
from desk_app.domain.legal import DeadlineRule, Deadlines
from desk_app.domain.outside import Outside
from desk_app.domain.periods import Period
from desk_app.protocol.signing import public_bytes
from desk_app.resources import resource
from desk_app.settings import Settings, SettingsFaultyError, read_settings, write_settings
from desk_app.store.backup import FileBackups
from desk_app.store.database import Database
from desk_app.store.keyslots import KeySlots, Opened, system_vault
from desk_app.store.lock import FolderLock
from desk_app.store.mark import assert_not_lost
from desk_app.store.migrate import migrate
from desk_app.store.papers import open_packet
from desk_app.store.restore import put_back
from desk_app.store.search import SearchIndex
from desk_app.store.units import SqlStore
from desk_app.sync.http_centre import Caller, HttpCentre, check_address

DATABASE = "desk.db"
NO_CENTRE = "https://centre.invalid"
T = TypeVar("T")


def key_slots(settings: Settings) -> KeySlots:
    """Return the slots as the settings allow them."""
    vault = None if settings.key_slot == "file" else system_vault()
    return KeySlots(settings.data_dir, vault, allow_file=settings.key_slot != "vault")


def open_store(settings: Settings, opened: Opened) -> SqlStore:
    """Open the encrypted file, bring its schema up to date and record the installation."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    assert_not_lost(settings.data_dir / DATABASE)
    secrets = opened.secrets
    database = Database(settings.data_dir / DATABASE, secrets.file_key)
    migrate(database)
    store = SqlStore(database, secrets.signer, open_packet(secrets.unseal_codes), SearchIndex())
    store.begin(secrets.install_id, public_bytes(secrets.signer))
    return store


class SettingsRefusedError(SettingsFaultyError, DeskError):
    """The settings cannot be used; a refusal that the window can show."""


def open_desk(
    settings: Settings,
    clock: Clock | None = None,
    ids: Ids | None = None,
    remember: Callable[[], None] | None = None,
) -> Desk:
    """Open a desk with everything it needs; `remember` is for an address that is tried, see EnrolDesk.

    Raises:
        VaultUnavailableError, SecretsLockedError: no key slot opens.
        DatabaseUnsafeError: a start-up assertion failed.
        RestoreRunningError: the file is being exchanged for a copy.
    """
    lock = FolderLock.shared(settings.data_dir)
    try:
        return _open_locked(settings, clock or SystemClock(), ids, lock, remember)
    except BaseException:
        lock.release()  # whoever asks again, or restores, finds the folder free
        raise


def _open_locked(
    settings: Settings, clock: Clock, ids: Ids | None, lock: FolderLock, remember: Callable[[], None] | None
) -> Desk:
    ids = ids or TimedIds(clock)
    opened = key_slots(settings).open()
    store = open_store(settings, opened)
    centre = HttpCentre(
        settings.centre_url or NO_CENTRE, opened.secrets.signer, _caller(store), clock, settings.ca_file
    )
    stamper = Stamper(clock, settings.zone, str(uuid4()))
    papers = Papers(store, PdfPapers(), clock, settings.zone, "a6" if settings.slip_form == "a6" else "roll80")
    enrol, outside = EnrolDesk(store, centre, opened.secrets, remember), Outside()
    return Desk(
        clock=clock,
        ids=ids,
        zone=settings.zone,
        find_accounts=FindAccounts(store),
        find_operation=FindOperation(store),
        ask_centre=AskCentre(store, centre, clock, settings.zone, outside),
        open_card=OpenCard(store, outside),
        offer_services=OfferServices(store, outside),
        register_resident=RegisterResident(store, stamper),
        check_receipt_code=CheckReceiptCode(centre),
        take_payment=TakePayment(store, stamper),
        open_shift=OpenShift(store, stamper),
        close_shift=CloseShift(store, stamper),
        print_receipt=PrintReceipt(store, papers, stamper, deadlines()),
        print_slip=PrintSlip(store, papers, ids),
        print_memo=PrintMemo(store, papers, ids),
        print_consent=PrintConsent(store, papers, ids),
        unprinted_payments=UnprintedPayments(store),
        papers=papers,
        enrol=enrol,
        exchange=Exchange(
            store, centre, clock, settings.zone, ask_again=enrol.again, boot_id=stamper.boot_id, line=settings.line
        ),
        reach_centre=ReachCentre(store, centre, clock),
        report_status=ReportStatus(store, stamper),
        accept_offline=AcceptOffline(store),
        settle_task=SettleTask(store, clock),
        drafts=KeepDraft(store, clock),
        choices=Choices(store),
        audit=AuditBooks(store),
        backups=FileBackups(store.database, settings.backups),
        warnings=_warnings(settings, opened),
        close=lambda: _close(store, lock),
    )


def _close(store: SqlStore, lock: FolderLock) -> None:
    store.close()
    lock.release()


def open_at(data_dir: Path) -> Desk:
    """Open the desk of a data directory, as its settings say."""
    return open_desk(_for_window(lambda: read_settings(data_dir)))


def centre_url_of(data_dir: Path) -> str:
    """Return the centre's address as the settings of a data directory have it."""
    return _for_window(lambda: read_settings(data_dir)).centre_url


def connect_at(data_dir: Path, centre_url: str) -> Desk:
    """Open the desk with another centre, for the window; see `connect`."""
    return _for_window(lambda: connect(data_dir, centre_url))


def _for_window(read: Callable[[], T]) -> T:
    try:
        return read()
    except SettingsFaultyError as faulty:
        raise SettingsRefusedError(faulty.faults) from None


def connect(data_dir: Path, centre_url: str) -> Desk:
    """Open the desk with another centre; its address is kept once the centre has answered there.

    Raises:
        CentreRefusedError: there can be no centre at such an address; nothing was made.
        SettingsFaultyError: something else than the address is wrong in the settings.
    """
    centre_url = centre_url.strip().rstrip("/")
    check_address(centre_url)
    settings = read_settings(data_dir, centre_url=centre_url)
    return open_desk(settings, remember=None if _kept(settings) else lambda: write_settings(settings))


def _kept(settings: Settings) -> bool:
    """Tell whether the file has this address already."""
    try:
        return read_settings(settings.data_dir) == settings
    except SettingsFaultyError:
        return False


def deadlines() -> Deadlines:
    """Read the dated rules of when a bill is due."""
    table = read_toml(resource("legal", "payment_deadline.toml").read_text("utf-8"))
    rules = tuple(DeadlineRule(Period.parse(row["since"]), row["day"], row["source"]) for row in table["rule"])
    off = frozenset(
        date.fromisoformat(f"{year}-{day}") for year in range(2020, 2036) for day in table["days_off"]["every_year"]
    )
    return Deadlines(rules, off)


def database_path(settings: Settings) -> Path:
    """Return where the encrypted file lies."""
    return settings.data_dir / DATABASE


def _caller(store: SqlStore) -> Callable[[], Caller]:
    def caller() -> Caller:
        with store.reading() as books:
            identity = books.desk.identity()
        if identity is None:
            return Caller()
        return Caller(str(identity.grant.desk_id), identity.grant.centre_key)

    return caller


def _warnings(settings: Settings, opened: Opened) -> tuple[str, ...]:
    """Name what the clerk's supervisor should mend; words are found by the presenters."""
    found = []
    if opened.slot == "file":
        found.append("key_in_file")
    if not key_slots(replace(settings, key_slot="file")).has_recovery():
        found.append("no_recovery_code")
    return tuple(found)


def run_command(args: argparse.Namespace) -> int:
    """Run one command of the command line."""
    return run(args, Openers(_open_for, _restore, _recover, _new_recovery_code))


def _open_for(args: argparse.Namespace) -> Desk:
    if args.command == "enrol":
        return connect(args.data_dir, args.centre)
    return open_desk(_known_place(args.data_dir))


def _known_place(data_dir: Path) -> Settings:
    """Return the settings of a workplace that is there; only `enrol` and the window make one.

    Raises:
        WorkplaceAbsentError: neither keys nor data lie in the folder.
    """
    settings = read_settings(data_dir)
    if not KeySlots(data_dir, None, allow_file=False).exist() and not database_path(settings).exists():
        raise WorkplaceAbsentError(str(data_dir))
    return settings


def _restore(data_dir: Path, copy: Path, *, leave_unsent: bool) -> Restored:
    settings = _known_place(data_dir)
    lock = FolderLock.alone(data_dir)
    try:
        key = key_slots(settings).open().secrets.file_key
        now = SystemClock().now()
        return put_back(copy, database_path(settings), key, now, leave_unsent=leave_unsent)
    finally:
        lock.release()


def _recover(data_dir: Path, code: str) -> str:
    return key_slots(_known_place(data_dir)).recover(code).slot


def _new_recovery_code(data_dir: Path) -> str:
    slots = key_slots(_known_place(data_dir))
    return slots.make_recovery_code(slots.open().secrets)
