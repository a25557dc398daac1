"""Addresses as providers write them, taken apart into settlement, street, house and flat."""

import re
from dataclasses import dataclass

from desk_app.settlement.loading.cells import one_line, read_text
from desk_app.settlement.loading.reasons import CellRefusedError

_POSTCODE = re.compile(r"\d{6}", re.ASCII)
_REGION = re.compile(
    r"(?:россия|рф|российская федерация|алтайский\s+кр(?:ай)?\.?|кр(?:ай)?\.?\s+алтайский)", re.IGNORECASE
)
_DISTRICT = re.compile(r".*\b(?:р-н|район)\b.*", re.IGNORECASE)
_BUILDING = re.compile(r"(?:корпус|корп|к|строение|стр|литера|литер|лит)\b\.?\s*\S+", re.IGNORECASE)
_HOUSE_WORD = re.compile(r"(?:дом|д)\b\.?\s*(?=\S)", re.IGNORECASE)
_FLAT_WORD = re.compile(r"(?:квартира|кварт|кв)\b\.?\s*(?=\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """An address in the provider's own spelling; all parts are empty where none was sent."""

    settlement: str = ""
    street: str = ""
    house: str = ""
    flat: str = ""

    def written(self) -> str:
        """Write «Барнаул,Гагарина,52,7», or nothing for a missing address."""
        parts = [self.settlement, self.street, self.house, self.flat]
        while parts and not parts[-1]:
            parts.pop()
        return ",".join(parts)


NOWHERE = Place()


def read_place(text: str) -> Place:
    """Read «12 лет Октября пос,Западная ул,1,2» or «656000, Алтайский край, г Барнаул, ул Гагарина, д. 52, кв. 7».

    «пос» and «ул» stay where the sender put them; «д.» and «кв.» go, since
    whoever shows the address writes them again.

    Raises:
        CellRefusedError: not the four parts, or a part too long.
    """
    parts = [one_line(part) for part in text.split(",")]
    while len(parts) > 1 and (_POSTCODE.fullmatch(parts[0]) or _REGION.fullmatch(parts[0])):
        del parts[0]
    while parts and not parts[-1]:
        parts.pop()
    if not parts:
        return NOWHERE
    if len(parts) > 3 and _DISTRICT.fullmatch(parts[0]):
        # Villages of one name lie in several districts: the district stays with the name.
        parts[:2] = [f"{parts[0]} {parts[1]}"]
    if len(parts) > 3 and _BUILDING.fullmatch(parts[3]):
        parts[2:4] = [f"{parts[2]} {parts[3]}"]
    if len(parts) == 2 and parts[1][0].isdigit():
        # A village without street names.
        parts.insert(1, "")
    if not 3 <= len(parts) <= 4 or not parts[0] or not parts[2]:
        raise CellRefusedError("address_unreadable", shown=text)
    return build_place(parts[0], parts[1], parts[2], parts[3] if len(parts) == 4 else "")


def build_place(settlement: str, street: str, house: str, flat: str) -> Place:
    """Check and trim four parts.

    Raises:
        CellRefusedError: a part too long.
    """
    return Place(
        read_text(settlement, "населённый пункт", most=120),
        read_text(street, "улица", most=120),
        read_text(_HOUSE_WORD.sub("", house, count=1) if house[:1].isalpha() else house, "дом", most=20),
        read_text(_FLAT_WORD.sub("", flat, count=1) if flat[:1].isalpha() else flat, "квартира", most=20),
    )
