"""The command `settlement-centre`: what an operator of the centre can do from a terminal."""

import argparse
import json
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from desk_app.settlement import commands, control_commands, sample_commands, serving
from desk_app.settlement.loading import TableKind, headings
from desk_app.settlement.loading.sample_months import MONTHS
from desk_app.settlement.logs import log_to
from desk_app.settlement.openapi import describe
from desk_app.settlement.wording import Parser, month, whole

_ABOUT = """Центр расчётов «Системы Город»: принимает операции касс и раздаёт им изменения.

Первый запуск: поставщики, услуги, затем реестры или таблицы остатков, затем приборы. sample --out
ничего не загружает, а кладёт в папку образцы файлов; замените их своими (колонки: load --help).
  settlement-centre init --operator "ООО Система Город" --operator-address "г. Барнаул, пр. Ленина, 1" \\
      --database centre.db --data-dir keys
  settlement-centre sample --out примеры --accounts 60 --month 2026-10
  settlement-centre load примеры/providers.csv --database centre.db --data-dir keys
  settlement-centre load примеры/services.csv --database centre.db --data-dir keys
  settlement-centre load "примеры/saldo_5258 2026-10-15.txt" --database centre.db --data-dir keys
  settlement-centre load "примеры/balances_tsg52 2026-10-15.csv" --database centre.db --data-dir keys
  settlement-centre load примеры/meters.csv --database centre.db --data-dir keys
  settlement-centre enrol-desk --organisation "ООО УК Уют" --inn 2225012344 --title "Касса 1" \\
      --address "г. Барнаул, ул. Гагарина, 50" --all-houses --database centre.db --data-dir keys
  settlement-centre serve --port 8080 --database centre.db --data-dir keys

Когда касса введёт код, сверьте по телефону отпечаток её ключа и подтвердите:
  settlement-centre confirm-desk 1 --fingerprint "4F2A 91C0 …" --database centre.db --data-dir keys"""

_SAMPLE = """Первые 240 счетов — дома для показа: реестры и таблицы за два месяца. Остальное — Алтайский край: города
и сёла, дома, жильцы, поставщики с верными ИНН, БИК и счетами, услуги с пеней, приборы, двенадцать
месяцев начислений и оплат. Загрузка края, прерванная на полпути, завершится той же командой."""

_TABLES = {
    TableKind.PROVIDERS: "поставщики (providers.csv)",
    TableKind.SERVICES: "услуги (services.csv)",
    TableKind.BALANCES: "остатки (balances.csv)",
    TableKind.METERS: "приборы (meters.csv)",
}
_MOST_WORKERS = 64
_MOST_ACCOUNTS = 2_000_000
_LAST_PORT = 65535

_WITHDRAWN = """Отзываются все услуги квитанции. Суммы станут такими, какими были до этого месяца;
деньги, принятые с тех пор, остаются учтены. Счета, которых до этого месяца не было, окажутся
без долга. ФИО и адреса из ошибочного файла поправит верный файл: загрузите его следом.
Отзыв записывается в журнал центра."""

_NOTES = """База: путь к файлу (встроенная, один процесс) или postgresql://пользователь@сервер/база
(много касс; сервис не хранит состояния, процессов может быть сколько угодно).
Ключи лежат в --data-dir и никогда в базе: копируйте эту папку отдельно и закройте её от чтения.

Коды выхода: 0 готово, 1 отказ или найдены нарушения, 2 неверные параметры."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code."""
    log_to(sys.stderr)
    words = sys.argv[1:] if arguments is None else arguments
    parser = _parser(as_json="--json" in words)
    options = parser.parse_args(words)
    if not (options.database and options.data_dir) and not (options.out or options.alone):
        parser.error("the following arguments are required: --database, --data-dir")
    try:
        report: commands.Report = options.run(options)
    except commands.RefusedError as refused:
        return _refuse(options, refused.reason)
    except SQLAlchemyError as error:
        return _refuse(options, f"База данных не отвечает или повреждена ({type(error).__name__}).")
    except OSError as error:
        return _refuse(options, f"Система отказала: {error.strerror or type(error).__name__}.")
    _say(options, report)
    return report.code


def _say(options: argparse.Namespace, report: commands.Report) -> None:
    if options.json:
        print(json.dumps(report.facts, ensure_ascii=False))  # noqa: T201 - the command's answer
    elif report.text:
        print(report.text)  # noqa: T201 - the command's answer


def _refuse(options: argparse.Namespace, reason: str) -> int:
    if options.json:
        print(json.dumps({"error": reason}, ensure_ascii=False))  # noqa: T201 - the command's answer
    else:
        print(f"Отказ: {reason}", file=sys.stderr)  # noqa: T201 - the command's answer
    return 1


def _parser(*, as_json: bool = False) -> Parser:
    parser = Parser(prog="settlement-centre", description=_ABOUT, epilog=_NOTES)
    sub = parser.add_subparsers(title="команды", metavar="КОМАНДА", required=True)
    _add_register_commands(sub)
    _add_desk_commands(sub)
    _add_service_commands(sub)
    for one in (parser, *sub.choices.values()):
        one.json = as_json
    return parser


def _add_register_commands(sub: "argparse._SubParsersAction[Parser]") -> None:
    init = _command(sub, "init", "создать или обновить базу и ключи центра", commands.init)
    init.add_argument(
        "--operator",
        metavar="НАЗВАНИЕ",
        default="",
        help="кто содержит центр, с правовой формой: его называет согласие на обработку данных",
    )
    init.add_argument("--operator-address", metavar="АДРЕС", default="", help="адрес того, кто содержит центр")
    load = _command(sub, "load", "загрузить файл поставщика; повторная загрузка ничего не меняет", commands.load)
    load.epilog = _tables()
    load.add_argument("file", metavar="ФАЙЛ", type=Path, help="реестр начислений, лицевых счетов или закрытий")
    load.add_argument("--period", type=month, metavar="ГГГГ-ММ", help="месяц, если файл его не называет")
    load.add_argument("--accept-moves", action="store_true", help="загрузить, даже если у многих счетов сменился адрес")
    back = _command(sub, "withdraw-month", "отозвать месяц начислений, загруженный по ошибке", commands.withdraw)
    back.epilog = _WITHDRAWN
    back.add_argument("--receipt-type", metavar="КОД", required=True, help="код квитанции, например tko")
    back.add_argument("--month", type=month, metavar="ГГГГ-ММ", required=True, help="месяц, загруженный по ошибке")
    sample = _command(
        sub, "sample", "загрузить выдуманный город или целый край для показа и проверок", sample_commands.sample
    )
    sample.add_argument("--out", metavar="ПАПКА", type=Path, help="ничего не загружать, а положить файлы города сюда")
    sample.add_argument(
        "--accounts",
        type=whole(1, _MOST_ACCOUNTS),
        metavar="СКОЛЬКО",
        default=240,
        help="сколько лицевых счетов: 240 — показ, 1000000 — край с 1500 поставщиками (по умолчанию 240)",
    )
    sample.add_argument("--seed", type=int, metavar="ЧИСЛО", default=1, help="одно число даёт один и тот же город")
    sample.add_argument("--month", metavar="ГГГГ-ММ", type=month, help="месяц начислений; по умолчанию прошлый")
    sample.add_argument(
        "--months",
        type=whole(1, MONTHS),
        metavar="СКОЛЬКО",
        default=MONTHS,
        help="за сколько последних месяцев писать таблицы с --out (по умолчанию 12)",
    )
    sample.epilog = _SAMPLE


def _tables() -> str:
    said = (f"  {_TABLES[kind]}: {', '.join(headings(kind))}" for kind in TableKind)
    wrapped = (textwrap.fill(one, 100, subsequent_indent="    ") for one in said)
    return "\n".join(("Колонки таблиц CSV (* обязательны; порядок любой):", *wrapped))


def _add_desk_commands(sub: "argparse._SubParsersAction[Parser]") -> None:
    enrol = _command(sub, "enrol-desk", "завести кассу и получить одноразовый код", commands.enrol_desk)
    enrol.add_argument(
        "--organisation", metavar="НАЗВАНИЕ", required=True, help="полное название с правовой формой: ООО, ТСЖ…"
    )
    enrol.add_argument(
        "--inn", metavar="ИНН", required=True, help="ИНН организации, 10 или 12 цифр; по нему она и узнаётся"
    )
    enrol.add_argument("--title", metavar="НАЗВАНИЕ", required=True, help="как называть кассу, например «Касса 1»")
    enrol.add_argument("--address", metavar="АДРЕС", required=True, help="адрес организации для бланков")
    enrol.add_argument("--phone", metavar="ТЕЛЕФОН", default="", help="телефон организации для бланков")
    houses = enrol.add_mutually_exclusive_group(required=True)
    houses.add_argument(
        "--houses", metavar="ФАЙЛ", type=Path, help="файл домов: «населённый пункт,улица,дом» в строке, UTF-8"
    )
    houses.add_argument("--all-houses", action="store_true", help="касса видит все дома")
    enrol.add_argument("--training", action="store_true", help="учебная касса: на бумагах будет «УЧЕБНЫЙ»")
    enrol.add_argument(
        "--trust-first-key",
        action="store_true",
        help="не сверять отпечаток: первый, кто назовёт код, и есть касса (только показ и проверки)",
    )
    confirm = _command(sub, "confirm-desk", "подтвердить ключ кассы после сверки отпечатка", commands.confirm_desk)
    confirm.add_argument("number", metavar="НОМЕР", type=int, help="номер кассы")
    confirm.add_argument(
        "--fingerprint", metavar="ОТПЕЧАТОК", help="отпечаток, который назвала касса; без него команда покажет свой"
    )
    grant = _command(sub, "grant-epoch", "разрешить кассе новую эпоху после сбоя или копии", commands.grant_epoch)
    grant.add_argument("number", metavar="НОМЕР", type=int, help="номер кассы")
    revoke = _command(sub, "revoke-desk", "отозвать ключ кассы (кража, закрытие)", commands.revoke_desk)
    revoke.add_argument("number", metavar="НОМЕР", type=int, help="номер кассы")


def _add_service_commands(sub: "argparse._SubParsersAction[Parser]") -> None:
    serve = _command(sub, "serve", "принимать кассы, пока не остановят (SIGTERM или Ctrl+C)", serving.serve)
    serve.add_argument(
        "--host", metavar="АДРЕС", default="127.0.0.1", help="адрес; наружу сервис открывает nginx с TLS"
    )
    serve.add_argument(
        "--port",
        type=whole(0, _LAST_PORT),
        metavar="ПОРТ",
        default=8080,
        help="порт; 0 возьмёт свободный и напечатает его",
    )
    serve.add_argument(
        "--workers",
        type=whole(1, _MOST_WORKERS),
        metavar="СКОЛЬКО",
        default=1,
        help="сколько процессов на одном порту (больше одного только с PostgreSQL)",
    )
    serve.add_argument(
        "--metrics-port",
        type=whole(0, _LAST_PORT),
        metavar="ПОРТ",
        help="показатели для Prometheus (/metrics) и страница контроля (/control) на своём порту; 0 возьмёт свободный",
    )
    serve.add_argument(
        "--until-stdin-closes",
        action="store_true",
        help="остановиться, когда закроется стандартный ввод: вместе с программой, которая запустила",
    )
    sms = serve.add_mutually_exclusive_group()
    sms.add_argument("--sms-file", metavar="ФАЙЛ", type=Path, help="складывать СМС в файл (показ и проверки)")
    sms.add_argument("--sms-console", action="store_true", help="печатать СМС на экран (показ)")
    sms.add_argument("--sms-url", metavar="АДРЕС", help="шлюз оператора СМС; пароль к нему в SETTLEMENT_SMS_TOKEN")
    _add_case_commands(sub)
    _add_control_commands(sub)
    _command(sub, "reprocess", "применить отложенные операции новой программой или в новой эпохе", commands.reprocess)
    _command(sub, "restored", "после возврата базы из копии, до serve: кассы пришлют потерянное", commands.restored)
    _command(sub, "audit", "пересчитать книги и проверить все обещания", commands.audit_books)
    _command(sub, "status", "показать, что есть в центре", commands.status)
    _add_description(sub)


def _add_case_commands(sub: "argparse._SubParsersAction[Parser]") -> None:
    _command(sub, "cases", "показать дела, которые могут закрыть только люди", commands.list_cases)
    settle = _command(sub, "resolve", "закрыть дело решением двух человек", commands.resolve_case)
    settle.add_argument("case", metavar="ДЕЛО", help="номер дела из списка, например 1-1-12/1")
    how = settle.add_mutually_exclusive_group(required=True)
    how.add_argument("--to", metavar="СЧЁТ", help="деньги: зачислить на счёт «квитанция/номер»")
    for name, about in (
        ("refund", "деньги: вернуть плательщику"),
        ("bind", "регистрация: открыть кабинет, личность проверена"),
        ("drop", "регистрация: отказаться; при занятом телефоне карта остаётся без него"),
    ):
        how.add_argument(f"--{name}", dest="action", action="store_const", const=name, help=about)
    settle.add_argument("--reason", metavar="ТЕКСТ", required=True, help="почему так решено")
    settle.add_argument("--by", metavar="КТО", required=True, help="кто решил")
    settle.add_argument("--second", metavar="КТО", required=True, help="кто проверил; другой человек")


def _add_control_commands(sub: "argparse._SubParsersAction[Parser]") -> None:
    watch = _command(sub, "control", "контроль организаций, принимающих платежи", control_commands.watch_organisations)
    watch.add_argument("--organisation", metavar="ИНН", help="только эта организация")
    state = _command(sub, "statement", "выписка поставщика: принято по дням и услугам", control_commands.state_provider)
    state.add_argument("provider", metavar="ПОСТАВЩИК", help="код, под которым поставщик загружен")
    for parser, needed in ((watch, False), (state, True)):
        parser.add_argument("--from", dest="first", metavar="ГГГГ-ММ-ДД", required=needed, help="первый день периода")
        parser.add_argument("--to", dest="last", metavar="ГГГГ-ММ-ДД", required=needed, help="последний день периода")


def _add_description(sub: "argparse._SubParsersAction[Parser]") -> None:
    about = "напечатать описание вызовов сервиса (OpenAPI 3.1); база и ключи не нужны"
    parser = sub.add_parser("openapi", help=about, description=f"{about[0].upper()}{about[1:]}.")
    parser.add_argument("--json", action="store_true", help="ответить одной строкой JSON")
    parser.set_defaults(run=_describe, out=None, database=None, data_dir=None, alone=True)


def _describe(options: argparse.Namespace) -> commands.Report:
    del options
    facts = describe()
    return commands.Report(json.dumps(facts, ensure_ascii=False, indent=2), facts)


def _command(sub: "argparse._SubParsersAction[Parser]", name: str, about: str, run: commands.Command) -> Parser:
    parser = sub.add_parser(name, help=about, description=f"{about[0].upper()}{about[1:]}.")
    alone = name == "sample"  # its files can be written where there is no centre
    parser.add_argument("--database", metavar="БАЗА", required=not alone, help="путь к файлу базы или postgresql://…")
    parser.add_argument("--data-dir", metavar="ПАПКА", required=not alone, type=Path, help="папка с ключами центра")
    parser.add_argument("--json", action="store_true", help="ответить одной строкой JSON")
    parser.set_defaults(run=run, out=None, alone=False)
    return parser


if __name__ == "__main__":
    sys.exit(main())
