"""One of everything that travels between desk and centre."""

from uuid import UUID

from desk_app.protocol import bodies, entities, lookups, messages, snapshots

DESK = UUID("11111111-2222-4333-8444-555555555555")
STAMP = bodies.Stamp(
    wall_utc="2026-11-16T03:00:00.123Z",
    tz="Asia/Barnaul",
    mono_ms=86_400_000,
    boot_id="0190d7f0-0000-7000-8000-0000000000b0",
    clerk="Соколова Е. В.",
    shift_id="0190d7f0-0000-7000-8000-000000000001",
    cursor="0.42",
    app_ver="1.0.0",
)
ACCOUNT = bodies.AccountRef("tko", "00123-А")
LINE = bodies.PaidLine(
    ACCOUNT, "tko", "debt", "2026-10", 48_567, (bodies.Reading("М-1", 312_400, 300_000, "rollover"),)
)
BODIES: dict[str, bodies.Body] = {
    "shift.open": bodies.ShiftOpened(STAMP, 7, "2026-11-16", 100_000),
    "shift.close": bodies.ShiftClosed(STAMP, 2, 60_000, 2, 3, 160_000, 159_900, "Не хватило рубля"),
    "resident.register": bodies.ResidentRegistered(
        STAMP, ACCOUNT, "Иванова Мария Петровна", "+79037672024", "m@example.org",
        bodies.Proof("code", code="482913", period="2026-10"), "9900060000000001", ("tko", "tko-peni"), "2025-09-01/1",
    ),
    "payment.cash": bodies.CashPaid(STAMP, (LINE, LINE), 97_134, 100_000, 2_866),
    "code.print": bodies.CodesPrinted(STAMP, "2026-10", 2, 2, 1, 1, (ACCOUNT,), "ab" * 32),
}  # fmt: skip
HEAD = messages.Head(1, 3, b"h" * 32)
GRANT = messages.Grant(
    DESK, 12, "Касса 12", "УК «Дом»", "2221000001", "Барнаул", "+7 3852 00-00-00", 1,
    9900060000000001, 9900060000000200, "2026-11-16T03:00:00.000Z", b"k" * 32, training=True,
)  # fmt: skip
HELLO_ANSWER = messages.HelloAnswer(
    str(DESK), messages.VERDICT_OK, "2026-11-16T03:00:00.000Z", HEAD, False, "2026-10", 1, 200, 48_567, 3  # noqa: FBT003 - no clone
)  # fmt: skip
RESULT = messages.Result(3, "0190d7f0-0000-7000-8000-000000000001", "accepted_suspense", "unknown", "12-1-3")
ACK = messages.Ack(str(DESK), HEAD, (RESULT,), "", (7, 42), 3, b"r" * 32, "2026-11-16T03:00:00.000Z")
HELLO = messages.Hello(HEAD, "0" * 32, "2026-11-16T03:00:00.000Z", "1.0.0")
ENROL = messages.EnrolRequest("ABCD-2345-WXYZ", b"p" * 32, b"b" * 32, "0" * 32, b"s" * 64)
CHANGE = messages.Change("account", "tko/00123-А", 5, {"number": "00123-А"})
TALLY = messages.Tally("account", 3, 2**62)
PAGE = messages.ChangePage(
    (CHANGE, messages.Change("service", "tko", 2, None)), "c", (7, 42), more=False, tallies=(TALLY,)
)
MANIFEST = snapshots.Manifest("ab-1", "rows", "c", (7, 42), (snapshots.Piece(3, 100, b"c" * 32),), (TALLY,))
LOOKED_UP = lookups.LookedUp("tko", "0203", "И*** П***", "Барнаул", "Гагарина", "2", closed=False, services=("tko",))
PACKET = messages.CodePacket("2026-10", "2026-12-10", "tko/9", 3, b"sealed")
ENTITIES: tuple[entities.Entity, ...] = (
    entities.ProviderEntity("tko", "ТКО", "2221000002", "222101001", "4" * 20, "Банк", "040173604", "3" * 20, "А", ""),
    entities.ReceiptTypeEntity("tko", "ТКО-Сервис", "tko"),
    entities.ServiceEntity("tko-peni", "Пеня", "tko", "tko"),
    entities.AccountEntity(
        "tko", "00123-А", "Иванова М. П.", "Барнаул", "Гагарина", "52а", "7", False,  # noqa: FBT003 - not closed
        entities.CabinetEntity("9900060000000001", "+7 903 ***-**-24", "2024", "active"),
        (entities.ChargeEntity("tko", "2026-10", None, 48_567, 0, -100),),
        (entities.MeterEntity("М-1", "tko", "ГВС", "м³", 300_000, "2026-10-20", 25_000, 5),),
    ),
)  # fmt: skip
