"""What can be typed after `desk-app`: light to import, so that the window starts at once."""

import argparse
from pathlib import Path

from platformdirs import user_data_path

from desk_app import __version__
from desk_app.cli.russian import Parser
from desk_app.i18n import _

EXIT_DONE = 0
EXIT_REFUSED = 1
EXIT_USAGE = 2


def default_data_dir() -> Path:
    """Return where a workplace keeps its data on this machine."""
    return user_data_path("SistemaGorodDesk", appauthor=False)


def build_parser() -> Parser:
    """Return the parser with every command."""
    parser = Parser(
        prog="desk-app",
        description=_("Касса регистрации «Системы Город». Без команды открывает окно."),
        epilog=_(
            "Коды завершения: 0 — сделано; 1 — отказано, причина по-русски; 2 — неверный вызов. "
            "С --json на стандартный вывод пишется ровно один объект JSON, журнал — на стандартный вывод ошибок."
        ),
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"desk-app {__version__}",
        help=_("показать версию и закончить"),
    )
    _common(parser, top=True)
    commands = parser.add_subparsers(dest="command", metavar=_("КОМАНДА"))
    _demo(commands)
    _enrolment(commands)
    _work(commands)
    _care(commands)
    return parser


Commands = argparse._SubParsersAction  # noqa: SLF001 - argparse gives its type no public name


def _common(parser: argparse.ArgumentParser, *, top: bool = False) -> None:
    absent = default_data_dir() if top else argparse.SUPPRESS
    parser.add_argument(
        "--data-dir", type=Path, default=absent, metavar=_("ПАПКА"), help=_("папка данных рабочего места")
    )
    parser.add_argument(
        "--json", action="store_true", default=False if top else argparse.SUPPRESS, help=_("ответ одним объектом JSON")
    )


def _add(commands: "Commands[Parser]", name: str, words: str, more: str = "") -> Parser:
    parser = commands.add_parser(name, help=words, description=words[0].upper() + words[1:] + ". " + more)
    _common(parser)
    return parser


def _demo(commands: "Commands[Parser]") -> None:
    demo = _add(
        commands,
        "demo",
        _("учебный день: свой центр с учебным городом на этом компьютере"),
        _("Окно открывается в учебных цветах. С --headless день проигрывается сам и оставляет бумаги и картинки."),
    )
    demo.add_argument("--headless", action="store_true", help=_("проиграть день без показа окна"))
    demo.add_argument(
        "--out", metavar=_("ПУТЬ"), type=Path, default=Path("out"), help=_("куда положить PDF, PNG и summary.json")
    )
    demo.add_argument("--seed", metavar=_("ЧИСЛО"), type=int, default=1, help=_("зерно учебного города"))


def _enrolment(commands: "Commands[Parser]") -> None:
    enrol = _add(
        commands,
        "enrol",
        _("подключить рабочее место к центру"),
        _(
            "Код даёт оператор центра. Пока он не сверил отпечаток ключа по телефону, команда отвечает «ждём»; "
            "после подтверждения подключение закончит desk-app sync, команду повторять не нужно."
        ),
    )
    enrol.add_argument(
        "--centre", metavar=_("АДРЕС"), required=True, help=_("адрес центра, например https://centre.example")
    )
    enrol.add_argument("code", metavar=_("КОД"), help=_("одноразовый код подключения"))
    recover = _add(commands, "recover", _("открыть данные кодом восстановления, если хранилище Windows сброшено"))
    recover.add_argument("code", metavar=_("КОД"), help=_("код восстановления с бумаги из сейфа"))
    _add(commands, "recovery-code", _("сделать новый код восстановления и показать его один раз"))


def _work(commands: "Commands[Parser]") -> None:
    search = _add(
        commands,
        "search",
        _("найти жителя по счёту, адресу, телефону, ФИО, карте или скану"),
        _("Если никто не нашёлся, это не отказ: код завершения 0, в JSON список rows пуст."),
    )
    search.add_argument("text", metavar=_("ТЕКСТ"), nargs="+", help=_("например: Барнаул Гагарина 52 7"))
    search.add_argument("--limit", metavar=_("ЧИСЛО"), type=_positive, default=20, help=_("не больше стольких строк"))
    _ask_centre(search)
    shift = _add(commands, "shift", _("открыть или закрыть смену"))
    shift.add_argument("act", choices=("open", "close"))
    shift.add_argument("--clerk", metavar=_("КАССИР"), default="", help=_("кассир"))
    shift.add_argument(
        "--cash", metavar=_("СУММА"), default="0", help=_("наличные в кассе на начало или пересчитанные при закрытии")
    )
    shift.add_argument("--reason", metavar=_("ТЕКСТ"), default="", help=_("причина расхождения при закрытии"))
    shift.add_argument(
        "--date", default="", metavar=_("ГГГГ-ММ-ДД"), help=_("подтвердить дату смены, если часы расходятся с центром")
    )
    _operation(shift)
    _register(commands)
    _pay(commands)
    receipt = _add(commands, "receipt", _("сделать квитанции с лицевым счётом и 6-значным кодом"))
    receipt.add_argument("account", metavar=_("СЧЁТ"), nargs="+", help=_("счета: тип/номер"))
    receipt.add_argument("--out", metavar=_("ПУТЬ"), type=Path, required=True, help=_("файл PDF"))
    receipt.add_argument("--clerk", metavar=_("КАССИР"), default="", help=_("кто печатает"))
    _operation(receipt)


def _positive(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) > 0):
        raise argparse.ArgumentTypeError(_("нужно целое число больше нуля"))
    return int(text)


def _register(commands: "Commands[Parser]") -> None:
    register = _add(
        commands,
        "register",
        _("зарегистрировать жителя"),
        _("Основание — код из последней квитанции (--code) или предъявленный документ (--document)."),
    )
    register.add_argument(
        "--account", metavar=_("СЧЁТ"), required=True, help=_("счёт: тип/номер, например tko/0012345678")
    )
    register.add_argument("--name", metavar=_("ИМЯ"), default="", help=_("ФИО; по умолчанию из начислений"))
    register.add_argument(
        "--phone", metavar=_("ТЕЛЕФОН"), required=True, help=_("сотовый телефон; один номер — один адрес")
    )
    register.add_argument("--code", metavar=_("КОД"), default="", help=_("6 цифр из квитанции за последний месяц"))
    register.add_argument("--document", metavar=_("ВИД"), default="", help=_("вид документа, если кода нет"))
    register.add_argument("--tail", metavar=_("ЦИФРЫ"), default="", help=_("последние 3 цифры документа"))
    register.add_argument("--email", metavar=_("ПОЧТА"), default="", help=_("почта, необязательно"))
    register.add_argument("--consent", action="store_true", help=_("житель подписал согласие на обработку данных"))
    register.add_argument("--memo", metavar=_("ФАЙЛ"), type=Path, help=_("файл PDF с памяткой жителю"))
    register.add_argument("--clerk", metavar=_("КАССИР"), default="", help=_("кто регистрирует"))
    _operation(register)


def _pay(commands: "Commands[Parser]") -> None:
    pay = _add(
        commands,
        "pay",
        _("принять наличные за одну или несколько услуг"),
        _("Смена должна быть открыта. Без --line оплачивается весь долг по адресу счёта."),
    )
    pay.add_argument("--account", metavar=_("СЧЁТ"), required=True, help=_("счёт: тип/номер"))
    pay.add_argument(
        "--line", action="append", default=[], metavar=_("УСЛУГА=СУММА"), help=_("код услуги и сумма, можно повторять")
    )
    _ask_centre(pay)
    pay.add_argument("--received", metavar=_("СУММА"), default="", help=_("получено от жителя; по умолчанию без сдачи"))
    pay.add_argument("--another-one", action="store_true", help=_("это ещё один такой же платёж, а не повтор"))
    pay.add_argument("--slip", metavar=_("ФАЙЛ"), type=Path, help=_("файл PDF с квитанцией об оплате"))
    _operation(pay)


def _ask_centre(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--ask-centre",
        action="store_true",
        help=_("если такого счёта здесь нет, спросить центр по номеру; показанное не сохраняется"),
    )


def _operation(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--operation",
        metavar="UUID",
        default="",
        help=_("UUID операции: повтор с тем же UUID не создаст второй операции"),
    )


def _care(commands: "Commands[Parser]") -> None:
    sync = _add(commands, "sync", _("один обмен с центром: отправить своё, получить новое"))
    sync.add_argument(
        "--offline-anyway",
        action="store_true",
        help=_("если связи нет, а база возвращена из копии: работать, не дожидаясь центра"),
    )
    _add(commands, "status", _("что сделано, подтверждено, ждёт отправки"))
    _add(commands, "tasks", _("что требует решения человека, и что делать дальше"))
    settle = _add(commands, "settle", _("записать, что задача решена"))
    settle.add_argument("task", metavar=_("ЗАДАЧА"), help=_("задача: как её называет команда tasks"))
    settle.add_argument("--note", metavar=_("ТЕКСТ"), required=True, help=_("что сделано, в нескольких словах"))
    _add(commands, "audit", _("пересчитать журнал: цепочка, подписи, квитанции центра, суммы"))
    backup = _add(commands, "backup", _("сделать проверенную копию зашифрованной базы"))
    backup.add_argument("--name", metavar=_("ИМЯ"), default="", help=_("имя копии; по умолчанию дата и время"))
    restore = _add(
        commands,
        "restore",
        _("вернуть базу из копии"),
        _(
            "Нынешний файл остаётся рядом; неотправленное из него переносится. "
            "Следующий обмен вернёт из центра всё, что было сделано после копии; до него новое не записывается."
        ),
    )
    restore.add_argument(
        "--leave-unsent",
        action="store_true",
        help=_("вернуть копию, даже если неотправленное останется только в прежнем файле; это увидит проверка"),
    )
    restore.add_argument("file", metavar=_("ФАЙЛ"), type=Path, help=_("файл копии"))
    _add(commands, "doctor", _("проверить рабочее место: ключи, базу, шрифты, центр, место на диске"))
