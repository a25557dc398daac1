"""Addresses as residents say them: settlement, street, house, flat."""

import re
import unicodedata
from dataclasses import dataclass

from desk_app.domain.ids import HouseKey, PremiseKey

# Control characters and halves of surrogate pairs never reach a stored text: neither can be typed on purpose.
_DROP = re.compile(r"[.,;:\"«»()№\x00-\x1f\x7f\ud800-\udfff]+")
_SPACE = re.compile(r"\s+")
# «набережная» is missing on purpose: «Набережная ул» has no other word to be found by.
_KINDS = frozenset(
    "г гор город ул улица пр пр-т пр-кт просп проспект пер переулок пос поселок п пгт рп с село д дер деревня "
    "ст станция б-р бульвар бул ш шоссе наб проезд пр-д пл площадь мкр мкр-н "
    "микрорайон кв-л квартал тракт туп тупик снт днт тер территория км х хутор рзд разъезд".split()
)  # fmt: skip
# Latin letters that look Cyrillic come from keyboards and from other programs: «52A», «75DA533315».
_LOOK_ALIKES = str.maketrans("abcehkmoptxy", "авсенкмортху")
_LEADING_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")


def fold(text: str) -> str:
    """Lower-case, ё→е, punctuation to spaces: how every stored text is compared.

    SQLite folds neither Cyrillic case nor ё, so stored texts are folded here.
    A decomposed «й» (и and a breve, as other programs paste it) becomes one letter.
    """
    composed = text if text.isascii() else unicodedata.normalize("NFC", text)
    return _SPACE.sub(" ", _DROP.sub(" ", composed.casefold().replace("ё", "е"))).strip()


def is_kind(word: str) -> bool:
    """Tell whether a folded word only names the kind of a place: «ул», «пр-т», «пос»."""
    return word in _KINDS


def without_kind(name: str) -> str:
    """Drop «ул», «пос», «пр-т» from a folded place name, wherever they stand."""
    words = fold(name).split()
    kept = [word for word in words if word not in _KINDS]
    return " ".join(kept or words)


# A lane and a street of one name are two places; only «ул» says nothing, since providers leave it out.
_STREET_KINDS = {
    "пр": "пр-т", "пр-кт": "пр-т", "просп": "пр-т", "проспект": "пр-т", "пр-т": "пр-т",
    "пер": "пер", "переулок": "пер", "б-р": "б-р", "бул": "б-р", "бульвар": "б-р",
    "ш": "ш", "шоссе": "ш", "наб": "наб", "набережная": "наб", "проезд": "пр-д", "пр-д": "пр-д",
    "пл": "пл", "площадь": "пл", "мкр": "мкр", "мкр-н": "мкр", "микрорайон": "мкр", "кв-л": "кв-л", "квартал": "кв-л",
    "тракт": "тракт", "туп": "туп", "тупик": "туп",
}  # fmt: skip


def street_key(name: str) -> str:
    """Name a street however it was spelled: «Ленина пр-кт» and «проспект Ленина» are «ленина пр-т»."""
    words = fold(name).split()
    named = [word for word in words if word not in _KINDS and word not in _STREET_KINDS]
    kinds = sorted({_STREET_KINDS[word] for word in words if word in _STREET_KINDS})
    if named:
        return " ".join([*named, *kinds])
    # «Набережная ул», «ул. Набережная», «Набережная»: the kind is the name.
    return " ".join(sorted(set(words) - {"ул", "улица"}) or words)


def with_cyrillic_letters(text: str) -> str:
    """Turn Latin letters that look Cyrillic into Cyrillic ones, in a folded text."""
    return text.translate(_LOOK_ALIKES)


def fold_house(text: str) -> str:
    """Bring «52 А», «52а», «052A», «12 к. 2», «12 корп 2», «10 / 1» to one form."""
    folded = with_cyrillic_letters(fold(text))
    folded = re.sub(r"(?<![а-я])(?:д|дом|влд|двлд)\s*(?=[0-9])", "", folded)
    folded = re.sub(r"\s*(?:корпус|корп|к)\s*(?=[0-9])", "к", folded)
    folded = re.sub(r"\s*(?:строение|стр)\s*(?=[0-9])", "с", folded)
    folded = re.sub(r"\s*(?:литера|литер|лит)\s*", "", folded)
    folded = re.sub(r"\s*([/-])\s*", r"\1", folded)
    folded = re.sub(r"(?<=[0-9])\s+(?=[а-я]\b)", "", folded).replace(" ", "")
    return _LEADING_ZEROS.sub("", folded)


def fold_flat(text: str) -> str:
    """Bring «кв. 7», «7», «007», «7 А» to one form."""
    folded = with_cyrillic_letters(fold(text))
    folded = re.sub(r"(?<![а-я])(?:кв|квартира|пом|помещение|оф|офис)\s*(?=[0-9])", "", folded)
    return _LEADING_ZEROS.sub("", re.sub(r"(?<=[0-9])\s+(?=[а-я]\b)", "", folded).replace(" ", ""))


_DIGITS = re.compile(r"([0-9]+)")


def natural_key(text: str) -> str:
    """Make «2» sort before «10»: every run of digits is padded to six places."""
    return _DIGITS.sub(lambda run: run[0].zfill(6), text)


@dataclass(frozen=True, slots=True)
class Address:
    """Where an account lives, in the provider's own spelling."""

    settlement: str
    street: str
    house: str
    flat: str = ""

    @property
    def house_key(self) -> HouseKey:
        """The house, however its name was spelled."""
        place = (without_kind(self.settlement), street_key(self.street), fold_house(self.house))
        return HouseKey("|".join(place))

    @property
    def premise_key(self) -> PremiseKey:
        """The flat, however its name was spelled."""
        return PremiseKey(f"{self.house_key}|{fold_flat(self.flat)}")

    def line(self) -> str:
        """Write «Барнаул, Гагарина, 52, кв. 7»."""
        parts = [part for part in (self.settlement, self.street, self.house) if part]
        if self.flat:
            parts.append(f"кв. {self.flat}")
        return ", ".join(parts)
