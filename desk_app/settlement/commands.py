"""What each command of the centre does; `main` only reads the command line."""

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeAlias, TypeVar
from uuid import UUID

from sqlalchemy import Connection, update

from desk_app.protocol.decisions import TO
from desk_app.protocol.signing import fingerprint
from desk_app.settlement import cases, desks, schema
from desk_app.settlement.audit import audit
from desk_app.settlement.centre import Centre
from desk_app.settlement.clock import SystemClock, stamp
from desk_app.settlement.database import Database, UnsafeDatabaseError, open_database
from desk_app.settlement.figures import FIGURES, count
from desk_app.settlement.held import reapply_held
from desk_app.settlement.keys import CentreKeys, KeysMissingError, open_keys
from desk_app.settlement.loading import FileRefusedError, NoSuchMonthError, load_file, withdraw_month
from desk_app.settlement.loading.legal_forms import names_legal_form
from desk_app.settlement.loading.requisites import inn_is_right
from desk_app.settlement.operation_tables import alarm
from desk_app.settlement.places import house_key
from desk_app.settlement.tables import desk
from desk_app.settlement.words import roubles

T = TypeVar("T")
Command: TypeAlias = Callable[[argparse.Namespace], "Report"]


_REASONS = {
    "account_unknown": "счёт неизвестен",
    "account_closed": "счёт закрыт",
    "service_unknown": "услуга неизвестна",
    "held_error": "платёж не разобран",
    "phone_bound": "телефон уже связан с другим адресом",
    "card": "карта не из диапазона кассы или уже выдана",
    "scope": "дом чужой организации",
    "code": "код квитанции не подошёл",
}
_UNDECIDED = {
    "unknown": "Такого дела нет. Список: settlement-centre cases.",
    "closed": "Это дело уже закрыто.",
    "two_people": "Дело закрывают двое: назовите разных людей в --by и --second.",
    "reason": "Напишите причину в --reason.",
    "account_unknown": "Такого счёта нет: сначала загрузите реестр поставщика.",
    "phone_bound": "Телефон связан с другим адресом: решите --drop, карта останется без телефона.",
}


class RefusedError(Exception):
    """A command that was not done; `reason` is for the operator."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Report:
    """What a command did: a text for people, facts for programs, the exit code."""

    text: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    code: int = 0


def init(options: argparse.Namespace) -> Report:
    """Create or upgrade database and keys."""
    operator = _operator(options)
    fresh = not _has_centre(options.database)
    with _database(options) as database:
        keys = _keys(options, create=fresh)
        schema.upgrade(database, stamp(SystemClock().now()))
        if operator:
            schema.name_operator(database, operator)
    print_ = fingerprint(keys.public)
    return Report(f"База готова. Отпечаток ключа центра: {print_}", {"fingerprint": print_})


def _operator(options: argparse.Namespace) -> str:
    """Return who runs the centre with the address, as papers name it; nothing where it was not said."""
    if bool(options.operator) != bool(options.operator_address):
        raise RefusedError("--operator и --operator-address указывают вместе: согласие называет и имя, и адрес.")
    if not options.operator:
        return ""
    _need_legal_form(options.operator)
    return f"{options.operator}, {options.operator_address}"


def _need_legal_form(title: str) -> None:
    if not names_legal_form(title):
        raise RefusedError(
            f"В названии «{title}» нет правовой формы, ничего не изменено. Его печатают квитанция об оплате и "
            "согласие: назовите полностью, например: ООО «УК «Уют», ТСЖ «Гагарина 52»."
        )


def load(options: argparse.Namespace) -> Report:
    """Load one file of a provider."""
    file: Path = options.file
    with open_centre(options) as centre:
        now = centre.clock.now()
        choices = {"period": options.period, "accept_moves": options.accept_moves}
        work = said_refusals(lambda connection: load_file(connection, file, file.name, now=now, **choices))
        report = centre.database.run(work)
    return Report(report.text(), asdict(report))


def withdraw(options: argparse.Namespace) -> Report:
    """Take back a month that was loaded by mistake."""
    kind, month = options.receipt_type, options.month
    with open_centre(options) as centre:
        try:
            charges = centre.database.run(lambda connection: withdraw_month(connection, kind, month, centre.now()))
        except NoSuchMonthError:
            raise RefusedError(
                f"По квитанции {kind} нет начислений за {month}, ничего не изменено. "
                "Код квитанции — как в справочнике услуг."
            ) from None
    text = (
        f"Месяц {month} по квитанции {kind} отозван, начислений: {charges}. Принятые деньги остались учтены. "
        "Теперь загрузите верный файл; кассы получат всё со следующим обменом."
    )
    return Report(text, {"receipt_type": kind, "month": month, "charges": charges})


def said_refusals(work: Callable[[Connection], T]) -> Callable[[Connection], T]:
    """Make a refused file a refused command, in the file's own words."""

    def do(connection: Connection) -> T:
        try:
            return work(connection)
        except FileRefusedError as error:
            raise RefusedError(error.text()) from None

    return do


def enrol_desk(options: argparse.Namespace) -> Report:
    """Create a desk and print its one-time code."""
    if not inn_is_right(options.inn):
        raise RefusedError(f"ИНН {options.inn} не проходит проверку: это 10 или 12 цифр, последние — контрольные.")
    _need_legal_form(options.organisation)
    invitation = desks.Invitation(
        options.organisation, options.inn, options.title, None if options.all_houses else _read_houses(options.houses),
        options.training, options.trust_first_key, options.address, options.phone,
    )  # fmt: skip
    with open_centre(options) as centre, centre.database.write() as connection:
        number, code = desks.invite(connection, centre, invitation)
    text = f"Касса № {number}. Одноразовый код на 24 часа: {code}"
    return Report(text, {"number": number, "code": code})


def confirm_desk(options: argparse.Namespace) -> Report:
    """Show the fingerprint of a desk's key, or accept the key once it has been compared."""
    with open_centre(options) as centre, centre.database.write() as connection:
        desk_id = _desk_id(connection, options.number)
        shown = desks.pending_fingerprint(connection, desk_id)
        if shown is None:
            raise RefusedError("Касса ещё не назвала свой код.")
        if not options.fingerprint:
            text = f"Отпечаток ключа кассы: {shown}\nСверьте его по телефону и повторите с --fingerprint."
            return Report(text, {"fingerprint": shown, "confirmed": False})
        try:
            desks.confirm(connection, centre, desk_id, options.fingerprint)
        except desks.NothingToConfirmError:
            raise RefusedError(f"Отпечаток не совпал. У центра: {shown}. Кассу не подключать.") from None
    return Report("Касса подключена.", {"fingerprint": shown, "confirmed": True})


def grant_epoch(options: argparse.Namespace) -> Report:
    """Grant the next epoch and apply what was held while the old one was frozen."""
    with open_centre(options) as centre, centre.database.write() as connection:
        desk_id = _desk_id(connection, options.number)
        if desks.current_grant(connection, desk_id) is None:
            raise RefusedError("Касса ещё не подключена.")
        epoch = desks.grant_epoch(connection, centre, desk_id)
        done = reapply_held(connection, centre)
        closed = update(alarm).where(alarm.c.desk_id == desk_id, alarm.c.closed_at.is_(None))
        connection.execute(closed.values(closed_at=centre.now()))
    text = f"Касса № {options.number}: эпоха {epoch}. Применено отложенных операций: {done}."
    return Report(text, {"epoch": epoch, "applied": done})


def revoke_desk(options: argparse.Namespace) -> Report:
    """Take a desk's key out of use."""
    with open_centre(options) as centre, centre.database.write() as connection:
        desk_id = _desk_id(connection, options.number)
        connection.execute(update(desk).where(desk.c.id == desk_id).values(state="revoked"))
    return Report(f"Ключ кассы № {options.number} отозван.", {"number": options.number})


def reprocess(options: argparse.Namespace) -> Report:
    """Apply operations that were held for a newer program or a new epoch."""
    with open_centre(options) as centre, centre.database.write() as connection:
        done = reapply_held(connection, centre)
    return Report(f"Применено отложенных операций: {done}.", {"applied": done})


def restored(options: argparse.Namespace) -> Report:
    """Prepare a database that was put back from a copy: desks read it from the start and send again what it lost."""
    with open_centre(options) as centre, centre.database.write() as connection:
        schema.begin_log_anew(connection)
    text = "Готово. Кассы заново прочтут базу и сами пришлют всё, что центр успел подтвердить и потерял."
    return Report(f"{text}\nКассе, которая остановится, разрешите новую эпоху: grant-epoch.", {"restored": True})


def audit_books(options: argparse.Namespace) -> Report:
    """Check every invariant; the exit code is 1 if one is broken."""
    with open_centre(options) as centre:
        findings = audit(centre.database)
    lines = [f"{'верно    ' if one.holds else 'НАРУШЕНО '}{one.name:8} {one.promise}" for one in findings]
    lines += [f"  {one.name}: {one.faults}, например {', '.join(one.examples)}" for one in findings if not one.holds]
    facts = {one.name: one.faults for one in findings}
    return Report("\n".join(lines), facts, 0 if all(one.holds for one in findings) else 1)


def status(options: argparse.Namespace) -> Report:
    """Count what is there and what waits for people."""
    with open_centre(options) as centre, centre.database.read() as connection:
        counts = count(connection)
    lines = [f"{one.title}: {counts[one.name]}" for one in FIGURES if not one.name.endswith("_kop")]
    lines += [f"Не выяснено: {roubles(counts['suspense_kop'])}", f"В книге: {roubles(counts['ledger_kop'])}"]
    return Report("\n".join(lines), counts)


def list_cases(options: argparse.Namespace) -> Report:
    """List what waits for people: money in suspense, registrations in conflict."""
    with open_centre(options) as centre, centre.database.read() as connection:
        found = list(cases.open_cases(connection, centre))
    lines = [
        f"{one.case:14} {_REASONS.get(one.reason, one.reason)}; "
        + (f"{roubles(one.amount_kop)}; " if one.kind == "money" else "")
        + f"счёт {one.account or 'не назван'}; дней: {one.age_days}"
        for one in found
    ]
    return Report("\n".join(lines) or "Открытых дел нет.", {"cases": [asdict(one) for one in found]})


def resolve_case(options: argparse.Namespace) -> Report:
    """Close one case by the decision of two people."""
    action = options.action or TO
    decision = cases.Decision(action, options.reason, options.by, options.second, options.to or "")
    with open_centre(options) as centre, centre.database.write() as connection:
        try:
            cases.resolve(connection, centre, options.case, decision)
        except cases.NotDecidedError as error:
            raise RefusedError(_UNDECIDED.get(error.code, _REASONS.get(error.code, error.code))) from None
    return Report(f"Дело {options.case} закрыто.", {"case": options.case, "action": action})


@contextmanager
def _database(options: argparse.Namespace) -> Iterator[Database]:
    try:
        database = open_database(options.database)
    except UnsafeDatabaseError as error:
        raise RefusedError(f"Эта сборка базы может терять подтверждённые записи ({error.fact}).") from None
    try:
        yield database
    finally:
        database.close()


@contextmanager
def open_centre(options: argparse.Namespace) -> Iterator[Centre]:
    """Open the centre that a command names.

    Raises:
        RefusedError: there is none, or it is another program's.
    """
    if not _has_centre(options.database):
        raise RefusedError("Такой базы нет. Сначала выполните init.")
    keys = _keys(options, create=False)
    with _database(options) as database:
        try:
            schema.require_current(database)
        except schema.SchemaError as error:
            raise RefusedError(f"База другой версии ({error.found or 'пустая'}). Выполните init.") from None
        yield Centre(database, keys, SystemClock())


def _keys(options: argparse.Namespace, *, create: bool) -> CentreKeys:
    try:
        return open_keys(options.data_dir, create=create)
    except KeysMissingError:
        raise RefusedError("В --data-dir нет ключей этого центра. Верните папку ключей из копии.") from None


def _has_centre(address: str) -> bool:
    """Tell whether there is a database to open; a file is never created by a mistyped path."""
    if not address.startswith("postgres"):
        return Path(address).exists()
    database = open_database(address)
    try:
        return bool(schema.revision(database))
    finally:
        database.close()


def _desk_id(connection: Connection, number: int) -> UUID:
    try:
        return desks.desk_by_number(connection, number)
    except desks.UnknownDeskError:
        raise RefusedError(f"Кассы № {number} нет.") from None


def _read_houses(path: Path) -> tuple[str, ...]:
    try:
        text = path.read_text("utf-8-sig")  # as Windows writes it
    except UnicodeDecodeError:
        raise RefusedError("Файл домов не в UTF-8: сохраните его в UTF-8 и повторите. Касса не заведена.") from None
    keys = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        parts = [part.strip() for part in line.replace(";", ",").split(",")]
        if len(parts) != 3:
            raise RefusedError(f"Файл домов, строка {number}: нужно «населённый пункт,улица,дом».")
        keys.append(house_key(*parts))
    if not keys:
        raise RefusedError("В файле домов нет ни одного дома.")
    return tuple(dict.fromkeys(keys))
