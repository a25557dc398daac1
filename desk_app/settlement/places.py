"""Brings addresses to one form, so that «ул. Гагарина, д. 52 А» and «Гагарина 52а» are one house.

The desk folds addresses by the same rules for its search; the centre keeps its
own copy because the service shares nothing with the desk but the protocol.
"""

import re

_DROP = re.compile(r"[.,;:\"«»()№]+")
_SPACE = re.compile(r"\s+")
_KINDS = frozenset(
    "г гор город ул улица пр пр-т пр-кт просп проспект пер переулок пос посёлок поселок п пгт рп с село д дер деревня "
    "ст станция б-р бульвар бул ш шоссе наб набережная проезд пр-д пл площадь мкр "
    "микрорайон кв-л квартал тракт туп тупик снт днт тер территория км х хутор рзд разъезд".replace("ё", "е").split()
)  # fmt: skip


def fold(text: str) -> str:
    """Lower-case, ё→е, punctuation to spaces."""
    return _SPACE.sub(" ", _DROP.sub(" ", text.casefold().replace("ё", "е"))).strip()


# A lane and a street of one name are two places; only «ул» says nothing, since providers leave it out.
_STREET_KINDS = {
    "пр": "пр-т", "пр-кт": "пр-т", "просп": "пр-т", "проспект": "пр-т", "пр-т": "пр-т",
    "пер": "пер", "переулок": "пер", "б-р": "б-р", "бул": "б-р", "бульвар": "б-р",
    "ш": "ш", "шоссе": "ш", "наб": "наб", "набережная": "наб", "проезд": "пр-д", "пр-д": "пр-д",
    "пл": "пл", "площадь": "пл", "мкр": "мкр", "микрорайон": "мкр", "кв-л": "кв-л", "квартал": "кв-л",
    "тракт": "тракт", "туп": "туп", "тупик": "туп",
}  # fmt: skip


def _street_key(name: str) -> str:
    """Name a street however it was spelled: «Ленина пр-кт» and «проспект Ленина» are «ленина пр-т»."""
    words = fold(name).split()
    named = [word for word in words if word not in _KINDS and word not in _STREET_KINDS]
    kinds = sorted({_STREET_KINDS[word] for word in words if word in _STREET_KINDS})
    if named:
        return " ".join([*named, *kinds])
    # «Набережная ул», «ул. Набережная», «Набережная»: the kind is the name.
    return " ".join(sorted(set(words) - {"ул", "улица"}) or words)


def house_key(settlement: str, street: str, house: str) -> str:
    """Name a house however its address was spelled."""
    return "|".join((_without_kind(settlement), _street_key(street), _fold_house(house)))


def fold_flat(text: str) -> str:
    """Bring «кв. 7», «7», «7 А» to one form."""
    folded = re.sub(r"\b(?:кв|квартира|пом|помещение|оф|офис)\s*(?=\d)", "", fold(text))
    return re.sub(r"(?<=\d)\s+(?=[а-я]\b)", "", folded).replace(" ", "")


def _without_kind(name: str) -> str:
    words = fold(name).split()
    return " ".join([word for word in words if word not in _KINDS] or words)


def _fold_house(text: str) -> str:
    folded = re.sub(r"\b(?:д|дом)\s*(?=\d)", "", fold(text))
    folded = re.sub(r"\s*(?:корпус|корп|к)\s*(?=\d)", "к", folded)
    folded = re.sub(r"\s*(?:строение|стр)\s*(?=\d)", "с", folded)
    folded = re.sub(r"\s*(?:литера|литер|лит)\s*", "", folded)
    folded = re.sub(r"\s*/\s*", "/", folded)
    return re.sub(r"(?<=\d)\s+(?=[а-я]\b)", "", folded).replace(" ", "")
