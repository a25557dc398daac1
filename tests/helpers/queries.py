"""What clerks type, made from the accounts of a city: whole, cut short, mistyped, in the wrong layout."""

from random import Random

from desk_app.domain.addresses import without_kind
from desk_app.domain.keyboard import as_latin
from desk_app.domain.search import SearchRow


def queries_of(rows: list[SearchRow], many: int, seed: int = 7) -> list[tuple[str, str]]:
    """Return (kind, typed text) pairs, all kinds in turn."""
    random = Random(seed)
    makers = list(_MAKERS.items())
    made = []
    for at in range(many):
        kind, maker = makers[at % len(makers)]
        made.append((kind, maker(random, random.choice(rows))))
    return made


def _bare(name: str) -> str:
    return without_kind(name).capitalize()


def _full(_random: Random, row: SearchRow) -> str:
    return " ".join(filter(None, (_bare(row.settlement), _bare(row.street), row.house, row.flat)))


def _cut(random: Random, row: SearchRow) -> str:
    text = _full(random, row)
    return text[: random.randint(2, len(text))]


def _short(random: Random, row: SearchRow) -> str:
    words = f"{_bare(row.settlement)} {_bare(row.street)}".split()
    begun = " ".join(word[: random.randint(3, 6)] for word in words)
    return f"{begun} {row.house} {row.flat}".strip()


def _street(random: Random, row: SearchRow) -> str:
    return f"{_bare(row.street)} {row.house} {random.choice([row.flat, ''])}".strip()


def _surname(_random: Random, row: SearchRow) -> str:
    return row.holder.split()[0]


def _names(random: Random, row: SearchRow) -> str:
    return " ".join(row.holder.split()[: random.choice([2, 3])])


def _initials(random: Random, row: SearchRow) -> str:
    return " ".join(word if at == 0 else word[: random.choice([1, 3])] for at, word in enumerate(row.holder.split()))


def _surname_and_place(random: Random, row: SearchRow) -> str:
    return f"{row.holder.split()[0]} {_bare(random.choice([row.street, row.settlement]))}"


def _surname_and_house(_random: Random, row: SearchRow) -> str:
    return f"{row.holder.split()[0]} {row.house} {row.flat}".strip()


def _letters(random: Random, row: SearchRow) -> str:
    return random.choice([row.holder, row.street, row.settlement]).split()[-1][: random.choice([1, 2, 3])]


def _shuffled(random: Random, row: SearchRow) -> str:
    words = f"{_bare(row.settlement)} {_bare(row.street)}".split()
    random.shuffle(words)
    return f"{words[0]} {row.house} {row.flat} {' '.join(words[1:])}".strip()


def _provider(_random: Random, row: SearchRow) -> str:
    return f"{row.settlement}, {row.street}, д.{row.house}, кв.{row.flat}" if row.flat else f"{row.street}, {row.house}"


def _number(random: Random, row: SearchRow) -> str:
    return random.choice([row.number, row.number.replace("-", ""), row.number[:6], row.number[:3], row.number[-5:]])


def _person_and_number(_random: Random, row: SearchRow) -> str:
    return f"{row.holder.split()[0]} {row.number}"


def _phone(random: Random, row: SearchRow) -> str:
    tail = row.phone_tail or "2024"
    return random.choice(["8 903 767-{}-{}", "+7903767{}{}", "903767{}{}"]).format(tail[:2], tail[2:])


def _card(random: Random, row: SearchRow) -> str:
    card = row.card or "9900060000000000"
    return random.choice([card, f"{card[:4]} {card[4:8]} {card[8:12]} {card[12:]}", card[:13]])


def _slip(random: Random, row: SearchRow) -> str:
    word = max(_bare(random.choice([row.street, row.holder])).lower().split(), key=len)
    at = random.randrange(1, max(2, len(word) - 1))
    wrong = random.choice([word[:at] + word[at + 1 :], word[:at] + "ъ" + word[at:], word[:at] + "ъ" + word[at + 1 :]])
    return f"{wrong} {row.house}"


def _wrong_layout(random: Random, row: SearchRow) -> str:
    return as_latin(random.choice([_full, _surname, _cut])(random, row).replace("/", " "))


def _nobody(random: Random, row: SearchRow) -> str:
    return random.choice([f"{_bare(row.street)} 999", "Абракадабра", f"{row.holder.split()[0]} Нигдейская 5", "%_'\""])


_MAKERS = {
    "full address": _full,
    "address cut short": _cut,
    "words cut short": _short,
    "street and house": _street,
    "surname": _surname,
    "surname and name": _names,
    "surname and initials": _initials,
    "surname and place": _surname_and_place,
    "surname and house": _surname_and_house,
    "a few letters": _letters,
    "any order": _shuffled,
    "provider's spelling": _provider,
    "account number": _number,
    "surname and number": _person_and_number,
    "phone": _phone,
    "card": _card,
    "one slip": _slip,
    "wrong layout": _wrong_layout,
    "nobody": _nobody,
}
