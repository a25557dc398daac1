"""A signed, durable payment beside the machine's own fdatasync append, in turns."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter

from desk_app.application.desk import Desk
from desk_app.domain.accounts import Service
from desk_app.domain.basket import MODE_DEBT, Basket, BasketLine
from desk_app.domain.ids import AccountKey, ReceiptTypeCode, ServiceCode
from desk_app.domain.money import Money
from desk_app.domain.periods import Period
from tests.benchmarks.figure import Figure, Peer
from tests.helpers.lone_desk import lone_desk

ROUNDS = 1000
_SERVICES = (
    Service(ServiceCode("5258"), "Обращение с ТКО", ReceiptTypeCode("tko")),
    Service(ServiceCode("5259"), "Пеня Обращение с ТКО", ReceiptTypeCode("tko"), ServiceCode("5258")),
)


def measure() -> Iterator[Figure]:
    """Take payments of two lines each and append 4 KiB to a file, one after the other."""
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder, lone_desk(Path(folder)) as desk:
        desk.open_shift(desk.ids.new(), "Соколова Е. В.", Money(0))
        raw = os.open(Path(folder) / "raw", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        appends, payments = [], []
        for number in range(ROUNDS):
            appends.append(_append(raw))
            payments.append(_pay(desk, number))
        os.close(raw)
    peers = (Peer("fdatasync of 4 KiB appended", median(appends) * 1e6),)
    yield Figure("payment p50", median(payments) * 1e6, "µs", peers)
    yield Figure("payment p99", sorted(payments)[int(ROUNDS * 0.99)] * 1e6, "µs")


def _append(raw: int) -> float:
    began = perf_counter()
    os.write(raw, b"x" * 4096)
    os.fdatasync(raw)
    return perf_counter() - began


def _pay(desk: Desk, number: int) -> float:
    account = AccountKey(f"tko/{number:010}")
    period = Period(2026, 10)
    lines = (
        BasketLine(account, _SERVICES[0], period, MODE_DEBT, Money(48567)),
        BasketLine(account, _SERVICES[1], period, MODE_DEBT, Money(2981)),
    )
    basket, op_id = Basket(lines), desk.ids.new()
    began = perf_counter()
    desk.take_payment(basket, basket.total, op_id)
    return perf_counter() - began
