"""Whether a name tells the legal form: slips and consents have to name an organisation in full."""

import re

_SHORT = frozenset(
    "ООО ОАО ЗАО ПАО НАО АО ОДО ИП ТСЖ ТСН ЖСК ЖК ГСК СНТ СПК ПК МУП МКП МП ГУП КГУП ФГУП КГП МКУ МБУ МАУ КГБУ КГКУ "
    "КГАУ ГБУ ГКУ ФГБУ ФГКУ ФКУ НКО АНО НО ДНТ КФХ".split()
)
_STEMS = (
    "общество", "товарищество", "кооператив", "предприятие", "учреждение", "предприниматель", "фонд", "администрация",
    "партнёрство", "партнерство", "ассоциация", "организация", "комитет", "управление",
)  # fmt: skip
_WORD = re.compile("[А-Яа-яЁё]+")


def names_legal_form(title: str) -> bool:
    """Tell whether a name has one: «ООО «УК «Уют»», «Фонд капитального ремонта», but not «УК Уют»."""
    words = _WORD.findall(title)
    return any(word in _SHORT or word.lower() in _STEMS for word in words)
