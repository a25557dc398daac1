"""What the audit of the journal promises, and what it found instead, in words."""

from types import MappingProxyType

from desk_app.application.audit_books import Finding
from desk_app.domain.money import Money
from desk_app.i18n import _

PROMISES = MappingProxyType(
    {
        "file": _("Файл базы цел"),
        "mirror": _("Данные жителей те же, что в центре"),
        "I5 end": _("Журнал не стал короче"),
        "I7 chain": _("Операции без пропусков, цепочка верна"),
        "I7 signatures": _("Все операции подписаны этим рабочим местом"),
        "I5 acks": _("Всё принятое центром есть в журнале"),
        "I4 sums": _("Суммы таблиц равны суммам подписанных операций"),
        "I4 ledger": _("Книга центра согласна с журналом"),
        "L1 strays": _("Нет операций вне текущей эпохи"),
        "L2 left behind": _("Неотправленное не оставлено в прежнем файле"),
        "I12 cards": _("Номер карты выдан один раз"),
    }
)

FAULTS = MappingProxyType(
    {
        ("file", "damaged"): _("проверка базы сообщает: {found}"),
        ("mirror", "damaged"): _(
            "файл с данными из центра повреждён; операции и деньги целы, следующий обмен загрузит данные заново"
        ),
        ("mirror", "differs"): _(
            "счета или долги расходятся с центром и после повторной загрузки; операции и деньги целы, "
            "сообщите оператору центра"
        ),
        ("I5 end", "shortened"): _("журнал доходил до операции {before}, теперь кончается на {now}"),
        ("I7 chain", "epoch_not_granted"): _("эпоху {epoch} центр не разрешал"),
        ("I7 chain", "broken"): _("цепочка обрывается на операции {place}"),
        ("I7 signatures", "not_ours"): _("подпись операции {place} не этого рабочего места"),
        ("I5 acks", "forged"): _("подтверждение подписано не центром"),
        ("I5 acks", "absent"): _("операции {place}, подтверждённой центром, в журнале нет или она другая"),
        ("I5 acks", "unproved"): _("считаются подтверждёнными без подтверждения центра: {count}"),
        ("I4 sums", "totals_differ"): _("в таблицах {tables_kop}, в журнале {journal_kop}"),
        ("I4 sums", "lines_differ"): _("строки платежей в таблицах не те, что в журнале"),
        ("I4 ledger", "forged"): _("последний ответ центра подписан не центром"),
        ("I4 ledger", "differs"): _(
            "у центра {centre_kop}, операций {centre_count}; в журнале {journal_kop}, операций {journal_count}"
        ),
        ("L1 strays", "outside"): _("операций вне текущей эпохи: {count}"),
        ("L2 left behind", "left"): _("не отправлено и осталось в {files}: операций {count}, {kop}"),
        ("I12 cards", "given_twice"): _("один номер карты выдан дважды"),
    }
)
"""What contradicts a promise; facts named «…kop» are sums."""


def promise(name: str) -> str:
    """Return the promise behind the short name of a finding."""
    return PROMISES.get(name, name)


def fault_words(finding: Finding) -> str:
    """Say what was found; nothing where the promise holds."""
    if finding.holds:
        return ""
    words = FAULTS.get((finding.name, finding.fault), finding.fault)
    return words.format(**{name: _said(name, value) for name, value in finding.facts.items()})


def _said(name: str, value: str | int) -> str:
    return f"{Money(value).show()} ₽" if name.endswith("kop") and isinstance(value, int) else str(value)
