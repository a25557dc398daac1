"""Why a file was refused, in words its sender can act on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

# A sender repairs twenty lines at a time; a longer list is not read.
MOST_FAULTS = 20
_LONGEST_SHOWN = 60
_MOST_RUNS = 8
# The one fact that is ours and not a stranger's: it is shown whole.
_OWN_WORDS = "known_columns"

Fact = str | int

_SENTENCES: Mapping[str, str] = {
    # the file as a whole
    "file_empty": "файл пуст",
    "file_too_large": "файл больше допустимого: {size} байт при пределе {limit}",
    "rows_too_many": "строк больше допустимого: предел {limit}",
    "file_unreadable": "файл не открывается",
    "archive": "это архив или книга Excel, а не текст: сохраните её как «CSV (разделители — точка с запятой)»",
    "utf16": "файл в кодировке UTF-16: сохраните его как «CSV UTF-8» или в кодировке Windows-1251",
    "encoding_broken": "байт в начале места «{shown}» не читается в кодировке {encoding}",
    "encoding_unclear": "не понять кодировку: текст не похож на русский ни в Windows-1251, ни в DOS (866), ни в UTF-8",
    "kind_unknown": "не понять, что это за файл: нет ни строк #TYPE и #SERVICE, ни знакомого заголовка таблицы",
    "period_future": "месяц {period} ещё не наступил: сейчас начисляют не позже {latest}",
    "period_unknown": "в файле не назван месяц: укажите его в строках, в имени файла или ключом --period",
    "period_absent": "месяц не назван, а в других строках названы разные: укажите его и здесь",
    "line_ends": "одиночный знак CR вместо конца строки: сохраните файл с концами строк Windows (CR LF)",
    # any line
    "line_too_long": "длиннее {limit} знаков",
    "control_character": "недопустимый знак с кодом {code}",
    "letters_damaged": "буквы испорчены (знак «{shown}»): часть файла в другой кодировке",
    # registry headers
    "header_missing": "нет строки #{header}",
    "header_repeated": "строка #{header} повторена",
    "header_unknown": "незнакомая строка #{header}",
    "header_unreadable": "в строке #{header} значение «{shown}» не читается",
    "type_unknown": "тип реестра {shown} не известен: бывают 7 (сальдо), 9 (закрытие), 17 (сальдо с примечанием)",
    "filesum_differs": "в #FILESUM указано {declared}, а сумма строк равна {counted}",
    "no_rows": "в файле нет ни одной строки со счётом",
    # cells
    "columns_missing": "колонок {found}, а нужно не меньше {needed}",
    "columns_extra": "лишние колонки: «{shown}»",
    "text_too_long": "«{column}» длиннее {limit} знаков",
    "text_missing": "не заполнено «{column}»",
    "number_missing": "лицевой счёт не указан",
    "number_unreadable": "лицевой счёт «{shown}» не читается: буквы, цифры и знаки - / . _, не больше 40",
    "code_unreadable": "код «{shown}» не читается: буквы, цифры и знаки - . _, не больше 32",
    "address_unreadable": "адрес «{shown}» не читается: нужны населённый пункт, улица, дом и квартира через запятую",
    "sum_unreadable": "сумма «{shown}» не читается: нужны рубли и копейки, например 485.67",
    "sum_decimals": "в сумме «{shown}» больше двух знаков после запятой",
    "sum_too_large": "сумма «{shown}» слишком велика",
    "date_unreadable": "дата «{shown}» не читается: нужна дата вида 31.10.2026",
    "month_unreadable": "месяц «{shown}» не читается: нужен месяц вида 10.2026",
    "period_backwards": "период кончается ({ends}) раньше, чем начинается ({begins})",
    "account_repeated": "лицевой счёт {number} уже был в строке {first}",
    "code_repeated": "код {code} уже был в строке {first}",
    "closing_with_saldo": "счёт {number} закрывается, но сальдо {saldo} не равно нулю",
    # tables
    "table_broken": "таблица испорчена: не закрыта кавычка или разорвана ячейка",
    "column_unknown": "незнакомая колонка «{shown}»; в этой таблице бывают (* обязательны): {known_columns}",
    "column_repeated": "колонка «{shown}» повторена",
    "inn_wrong": "ИНН {shown} не проходит проверку контрольной цифры",
    "kpp_wrong": "КПП «{shown}» записан неверно",
    "bic_wrong": "БИК «{shown}» записан неверно: нужны 9 цифр, первые две 04 или 01",
    "bank_account_wrong": "счёт {shown} не проходит проверку ключа с БИК {bic}",
    "corr_account_wrong": "корреспондентский счёт {shown} не подходит к БИК {bic}",
    "figure_unreadable": "показание «{shown}» не читается: нужно число с тремя знаками после запятой или меньше",
    "digits_unreadable": "разрядность «{shown}» не читается: нужно число от 1 до 12",
    "balance_differs": "остаток {due} не равен началу {opening} плюс начислено {charged} минус оплачено {paid}",
    "balance_missing": "нет ни остатка, ни начала с начислением",
    "service_missing": "не назван ни код услуги, ни код типа квитанции",
    # against what the centre already knows
    "service_unknown": "услуга {service} неизвестна: сначала загрузите справочник поставщиков и услуг",
    "sub_service_unknown": "подуслуга {service} неизвестна в квитанции «{receipt_type}»: загрузите справочник услуг",
    "provider_unknown": "поставщик {provider} неизвестен: сначала загрузите справочник поставщиков",
    "receipt_type_unknown": "тип квитанции {receipt_type} неизвестен: сначала загрузите справочник услуг",
    "receipt_type_differs": "услуга {service} относится к квитанции {known}, а в строке указана {receipt_type}",
    "receipt_type_ambiguous": "в квитанции {receipt_type} несколько услуг: укажите код услуги",
    "penalty_unknown": "пеня {code} указана к услуге {service}, которой нет в той же квитанции",
    "account_unknown": "счёт {number} по услуге {service} неизвестен: сначала загрузите реестр сальдо",
    "period_older": "уже загружен более поздний месяц {known}, в файле {period}; если тот месяц "
    "загружен по ошибке, отзовите его (settlement-centre withdraw-month) и загрузите файл снова",
    "moves_too_many": "с этой строки адрес меняется у {moved} строк из {rows}, это больше {percent} %: похоже, что "
    "колонки сдвинуты или файл чужой; если так и надо, загрузите с --accept-moves",
    "receipt_type_split": "тип квитанции {receipt_type} назван иначе в строке {first}: другой поставщик или название",
    "service_moved": "услуга {service} уже стоит в квитанции {known}, в файле {receipt_type}",
    "services_too_many": "в квитанции {receipt_type} получается больше {limit} услуг",
    "meters_too_many": "у счёта {number} получается больше {limit} приборов",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong and every line it spoils; lines count from 1, none of them is the file as a whole."""

    lines: tuple[int, ...]
    reason_code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)

    @property
    def line(self) -> int | None:
        """The first spoilt line."""
        return self.lines[0] if self.lines else None

    def sentence(self) -> str:
        """Write «Строка 5: сумма «12,345» …» or «Строки 5–9, 12: …»."""
        said = _SENTENCES[self.reason_code].format(
            **{name: value if name == _OWN_WORDS else _shown(value) for name, value in self.facts.items()}
        )
        if not self.lines:
            return f"{said[0].upper()}{said[1:]}."
        return f"{'Строка' if len(self.lines) == 1 else 'Строки'} {_listed(self.lines)}: {said}."


class FileRefusedError(Exception):
    """A file that changed nothing, with every reason found in it.

    The exception's own text names only line and code: a log may keep it,
    while `text` quotes the file and is for the sender. Whoever knows the
    file's name sets `file_name`.
    """

    def __init__(self, line: int | None, reason_code: str, **facts: Fact) -> None:
        """Refuse for one reason."""
        super().__init__(f"{reason_code} at line {line}")
        self.faults: tuple[Fault, ...] = (Fault(() if line is None else (line,), reason_code, facts),)
        self.file_name = ""

    @classmethod
    def of(cls, faults: Iterable[Fault]) -> "FileRefusedError":
        """Refuse for several reasons, in the order of lines."""
        ordered = sorted(faults, key=lambda fault: fault.line or 0)
        first = ordered[0]
        error = cls(first.line, first.reason_code, **first.facts)
        error.faults = tuple(ordered)
        return error

    @property
    def line(self) -> int | None:
        """The first faulty line."""
        return self.faults[0].line

    @property
    def reason_code(self) -> str:
        """The first reason."""
        return self.faults[0].reason_code

    @property
    def facts(self) -> Mapping[str, Fact]:
        """The facts of the first reason."""
        return self.faults[0].facts

    def text(self) -> str:
        """Say in Russian what is wrong, where, and that nothing was loaded."""
        file = f"Файл «{_shown(self.file_name)}»" if self.file_name else "Файл"
        more = [f"Показаны первые {MOST_FAULTS} ошибок."] if len(self.faults) >= MOST_FAULTS else []
        said = [fault.sentence() for fault in self.faults]
        return "\n".join([f"{file} не загружен, ничего не изменено.", *said, *more])


class CellRefusedError(Exception):
    """A cell that cannot be right; whoever knows the line turns it into a fault."""

    def __init__(self, reason_code: str, **facts: Fact) -> None:
        """Keep the reason and its facts."""
        super().__init__(reason_code)
        self.reason_code = reason_code
        self.facts = facts


class Faults:
    """The faults of one file as they are found; too many of them end the reading at once.

    What is said twice in the same words is one fault with two lines: a thousand rows
    spoilt by one cause must not hide another cause.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._found: dict[tuple[bool, str, frozenset[tuple[str, Fact]]], list[int]] = {}

    def __bool__(self) -> bool:
        """Tell whether anything is wrong so far."""
        return bool(self._found)

    def add(self, line: int | None, reason_code: str, **facts: Fact) -> None:
        """Note one fault, or one more line of it.

        Raises:
            FileRefusedError: it was one too many to go on.
        """
        lines = self._found.setdefault((line is None, reason_code, frozenset(facts.items())), [])
        if line is not None and line not in lines[-1:]:
            lines.append(line)
        if len(self._found) >= MOST_FAULTS:
            self.refuse_if_any()

    def add_cell(self, line: int, error: CellRefusedError) -> None:
        """Note what a cell's reader said."""
        self.add(line, error.reason_code, **error.facts)

    def refuse_if_any(self) -> None:
        """End the reading if anything was wrong.

        Raises:
            FileRefusedError: with all faults found.
        """
        if self._found:
            raise FileRefusedError.of(
                Fault(tuple(lines), code, dict(facts)) for (_, code, facts), lines in self._found.items()
            )


def _listed(lines: tuple[int, ...]) -> str:
    """Write «2–5, 9», and how many more there are where the list would not be read."""
    runs: list[list[int]] = []
    for line in lines:
        if runs and line == runs[-1][1] + 1:
            runs[-1][1] = line
        else:
            runs.append([line, line])
    said = ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs[:_MOST_RUNS])
    more = sum(last - first + 1 for first, last in runs[_MOST_RUNS:])
    return f"{said} и ещё {more}" if more else said


def _shown(value: Fact) -> str:
    """Make a quoted piece of a stranger's file short and harmless."""
    text = "".join(char if char.isprintable() else "·" for char in str(value))
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
