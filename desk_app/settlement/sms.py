"""Short messages to residents: written with the effect that causes them, sent afterwards, then erased."""

import json
import logging
import secrets
import threading
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Protocol, TextIO
from uuid import UUID, uuid4

import requests
from sqlalchemy import insert, select, update

from desk_app.protocol.strict_json import dumps
from desk_app.settlement.centre import Centre
from desk_app.settlement.clock import stamp
from desk_app.settlement.effects import Effect
from desk_app.settlement.resident_tables import one_time_password, sms_outbox

_log = logging.getLogger("settlement")
_PURPOSE = "sms"
_PASSWORD_MINUTES = 10
_PASSWORD_TRIES = 5
_MOST_TRIES = 8
_CLAIM = timedelta(minutes=1)
_TIMEOUT_S = (5, 30)
_LONGEST_PAUSE_S = 300  # a database that is down for a night must not fill the log
_MOST_DOUBLINGS = 16


class SmsNotSentError(Exception):
    """The operator did not take a message; it will be tried again."""


class SmsSender(Protocol):
    """Hands one message to whoever delivers it."""

    def send(self, phone: str, text: str) -> None:
        """Send one message.

        Raises:
            SmsNotSentError: it was not taken.
        """
        ...


@dataclass(frozen=True, slots=True)
class FileSms:
    """Appends messages to a file of JSON lines: for demonstrations and tests."""

    path: Path

    def send(self, phone: str, text: str) -> None:
        """Write one line.

        Raises:
            SmsNotSentError: the file cannot be written.
        """
        try:
            with self.path.open("ab") as file:
                file.write(dumps({"phone": phone, "text": text}) + b"\n")
        except OSError:
            raise SmsNotSentError from None


@dataclass(frozen=True, slots=True)
class ConsoleSms:
    """Shows messages on a screen: for demonstrations only."""

    stream: TextIO

    def send(self, phone: str, text: str) -> None:
        """Write one line."""
        self.stream.write(f"SMS {phone}: {text}\n")
        self.stream.flush()


@dataclass(frozen=True, slots=True)
class HttpSms:
    """Posts messages as JSON {"phone", "text"} to an operator's gateway with a bearer token."""

    url: str
    token: str

    def send(self, phone: str, text: str) -> None:
        """Post one message.

        Raises:
            SmsNotSentError: no link, or an answer other than 2xx.
        """
        headers = {"Authorization": f"Bearer {self.token}"}
        body = {"phone": phone, "text": text}
        try:
            answer = requests.post(self.url, json=body, headers=headers, timeout=_TIMEOUT_S, allow_redirects=False)
        except requests.RequestException:
            raise SmsNotSentError from None
        if not 200 <= answer.status_code < 300:
            raise SmsNotSentError


def send_password(effect: Effect, phone: str) -> None:
    """Queue the first password of a cabinet, in the words that residents know (six digits, ten minutes)."""
    password = f"{secrets.randbelow(1_000_000):06d}"
    op_id, clock = effect.frame.op_id, effect.centre.clock
    effect.connection.execute(
        insert(one_time_password).values(
            op_id=op_id,
            mac=effect.centre.keys.mac("otp", f"{op_id}|{password}"),
            expires_at=stamp(clock.now() + timedelta(minutes=_PASSWORD_MINUTES)),
            tries_left=_PASSWORD_TRIES,
        )
    )
    message = dumps({"phone": phone, "text": f"пароль для доступа в Личный кабинет: {password}"})
    sealed = effect.centre.keys.seal(_PURPOSE, message)
    values = {"id": uuid4(), "sealed": sealed, "created_at": effect.now, "not_before": effect.now}
    effect.connection.execute(insert(sms_outbox).values(values))


def deliver_waiting(centre: Centre, sender: SmsSender) -> int:
    """Send what is due; return how many messages were taken. A claimed message is left to its claimer."""
    sent = 0
    while (claimed := _claim(centre)) is not None:
        message_id, sealed, tries = claimed
        message = json.loads(centre.keys.unseal(_PURPOSE, sealed))
        try:
            sender.send(message["phone"], message["text"])
        except SmsNotSentError:
            _put_off(centre, message_id, tries)
        else:
            _erase(centre, message_id)
            sent += 1
    return sent


def _claim(centre: Centre) -> tuple[UUID, bytes, int] | None:
    now = centre.clock.now()
    with centre.database.write() as connection:
        due = select(sms_outbox).where(sms_outbox.c.sealed.is_not(None), sms_outbox.c.not_before <= stamp(now))
        row = connection.execute(
            due.order_by(sms_outbox.c.not_before).limit(1).with_for_update(skip_locked=True)
        ).first()
        if row is None:
            return None
        values = {"not_before": stamp(now + _CLAIM), "tries": row.tries + 1}
        connection.execute(update(sms_outbox).where(sms_outbox.c.id == row.id).values(values))
        return row.id, row.sealed, row.tries + 1


def _put_off(centre: Centre, message_id: UUID, tries: int) -> None:
    """Try later, ever less often; give up (and erase) after a day's worth of tries."""
    later = stamp(centre.clock.now() + timedelta(minutes=2**tries))
    values = {"not_before": later} if tries < _MOST_TRIES else {"sealed": None, "failed": True}
    with centre.database.write() as connection:
        connection.execute(update(sms_outbox).where(sms_outbox.c.id == message_id).values(values))
    _log.warning("sms_not_sent", extra={"count": tries})


def _erase(centre: Centre, message_id: UUID) -> None:
    with centre.database.write() as connection:
        values = {"sealed": None, "sent_at": centre.now()}
        connection.execute(update(sms_outbox).where(sms_outbox.c.id == message_id).values(values))


@dataclass(slots=True)
class SmsPost:
    """A thread that delivers while the service runs."""

    centre: Centre
    sender: SmsSender
    every_s: float
    _stop: threading.Event
    _thread: threading.Thread

    @classmethod
    def start(cls, centre: Centre, sender: SmsSender, every_s: float = 2.0) -> "SmsPost":
        """Begin delivering."""
        post = cls(centre, sender, every_s, threading.Event(), threading.Thread())
        post._thread = threading.Thread(target=post._run, name="sms", daemon=True)
        post._thread.start()
        return post

    def stop(self) -> None:
        """Finish the message in hand and end."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        failed = 0
        while not self._stop.wait(min(self.every_s * 2**failed, _LONGEST_PAUSE_S)):
            try:
                deliver_waiting(self.centre, self.sender)
                failed = 0
            except Exception as error:  # noqa: BLE001 - one bad round must not end delivery for good
                failed = min(failed + 1, _MOST_DOUBLINGS)
                _log.error("sms_round_failed", extra={"code": type(error).__name__})
