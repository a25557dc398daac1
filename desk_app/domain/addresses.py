"""Addresses as residents say them: settlement, street, house, flat."""

import re
from dataclasses import dataclass

from desk_app.domain.ids import HouseKey, PremiseKey

_DROP = re.compile(r"[.,;:\"«»()№]+")
_SPACE = re.compile(r"\s+")
_KINDS = frozenset(
    "г гор город ул улица пр пр-т пр-кт просп проспект пер переулок пос посёлок поселок п пгт рп с село д дер деревня "
    "ст станция б-р бульвар бул ш шоссе наб набережная проезд пр-д пл площадь мкр "
    "микрорайон кв-л квартал тракт туп тупик снт днт тер территория км х хутор рзд разъезд".replace("ё", "е").split()
)  # fmt: skip


def fold(text: str) -> str:
    """Lower-case, ё→е, punctuation to spaces: how every stored text is compared.

    SQLite folds neither Cyrillic case nor ё, so stored texts are folded here.
    """
    return _SPACE.sub(" ", _DROP.sub(" ", text.casefold().replace("ё", "е"))).strip()


def without_kind(name: str) -> str:
    """Drop «ул», «пос», «пр-т» from a folded place name, wherever they stand."""
    words = fold(name).split()
    kept = [word for word in words if word not in _KINDS]
    return " ".join(kept or words)


def fold_house(text: str) -> str:
    """Bring «52 А», «52а», «12 к. 2», «12 корп 2», «10 / 1» to one form."""
    folded = fold(text)
    folded = re.sub(r"\b(?:д|дом)\s*(?=\d)", "", folded)
    folded = re.sub(r"\s*(?:корпус|корп|к)\s*(?=\d)", "к", folded)
    folded = re.sub(r"\s*(?:строение|стр)\s*(?=\d)", "с", folded)
    folded = re.sub(r"\s*(?:литера|литер|лит)\s*", "", folded)
    folded = re.sub(r"\s*/\s*", "/", folded)
    return re.sub(r"(?<=\d)\s+(?=[а-я]\b)", "", folded).replace(" ", "")


def fold_flat(text: str) -> str:
    """Bring «кв. 7», «7», «7 А» to one form."""
    folded = re.sub(r"\b(?:кв|квартира|пом|помещение|оф|офис)\s*(?=\d)", "", fold(text))
    return re.sub(r"(?<=\d)\s+(?=[а-я]\b)", "", folded).replace(" ", "")


_DIGITS = re.compile(r"(\d+)")


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
        place = (without_kind(self.settlement), without_kind(self.street), fold_house(self.house))
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
