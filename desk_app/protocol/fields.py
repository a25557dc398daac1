"""Takes one JSON object apart field by field, without coercion and without leftovers."""

import re
from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from desk_app.protocol.strict_json import MalformedError, check_text

T = TypeVar("T")
_HEX = re.compile(r"[0-9a-f]*", re.ASCII)


class Fields:
    """One object being read; `done` refuses fields nobody asked for."""

    def __init__(self, value: object) -> None:
        """Begin reading.

        Raises:
            MalformedError: not an object.
        """
        if not isinstance(value, dict):
            raise MalformedError("not_an_object")
        self._left: dict[str, Any] = dict(value)

    def has(self, name: str) -> bool:
        """Tell whether an optional field is there."""
        return name in self._left

    def take(self, name: str) -> Any:  # noqa: ANN401 - any JSON value
        """Take a field of any type."""
        if name not in self._left:
            raise MalformedError(f"missing:{name}")
        return self._left.pop(name)

    def text(self, name: str, *, most: int = 200, least: int = 0, pattern: str | None = None) -> str:
        """Take a text of bounded length, optionally of an ASCII pattern."""
        value = self.take(name)
        if type(value) is not str or not least <= len(value) <= most:
            raise MalformedError(f"text:{name}")
        check_text(value)
        if pattern is not None and re.fullmatch(pattern, value, re.ASCII) is None:
            raise MalformedError(f"pattern:{name}")
        return value

    def number(self, name: str, *, least: int = 0, most: int = 10**15) -> int:
        """Take an integer within bounds; a bool is not an integer here."""
        value = self.take(name)
        if type(value) is not int or not least <= value <= most:
            raise MalformedError(f"number:{name}")
        return value

    def flag(self, name: str) -> bool:
        """Take a true or false."""
        value = self.take(name)
        if type(value) is not bool:
            raise MalformedError(f"flag:{name}")
        return value

    def hexes(self, name: str, size: int | None = None, *, most: int = 1 << 16) -> bytes:
        """Take bytes written as lower-case hex, of an exact size if one is given."""
        value = self.text(name, most=most)
        if _HEX.fullmatch(value) is None or len(value) % 2 or (size is not None and len(value) != 2 * size):
            raise MalformedError(f"hex:{name}")
        return bytes.fromhex(value)

    def uuid(self, name: str) -> UUID:
        """Take a UUID in its canonical lower-case form."""
        value = self.text(name, most=36)
        try:
            found = UUID(value)
        except ValueError:
            raise MalformedError(f"uuid:{name}") from None
        if str(found) != value:
            raise MalformedError(f"uuid:{name}")
        return found

    def each(self, name: str, read: Callable[["Fields"], T], *, most: int = 1000, least: int = 0) -> tuple[T, ...]:
        """Take a list of objects, each read by `read` and then closed."""
        value = self.take(name)
        if type(value) is not list or not least <= len(value) <= most:
            raise MalformedError(f"list:{name}")
        return tuple(whole(item, read) for item in value)

    def texts(self, name: str, *, most: int = 1000, longest: int = 64) -> tuple[str, ...]:
        """Take a list of short texts."""
        value = self.take(name)
        if type(value) is not list or len(value) > most:
            raise MalformedError(f"list:{name}")
        return tuple(Fields({"item": item}).text("item", most=longest) for item in value)

    def inner(self, name: str, read: Callable[["Fields"], T]) -> T:
        """Take one object, read by `read` and then closed."""
        return whole(self.take(name), read)

    def done(self) -> None:
        """Refuse whatever was not taken.

        Raises:
            MalformedError: a field that the protocol does not know.
        """
        if self._left:
            raise MalformedError("unknown_field")


def whole(value: object, read: Callable[[Fields], T]) -> T:
    """Read one object completely.

    Raises:
        MalformedError: a field missing, wrong or unknown.
    """
    fields = Fields(value)
    result = read(fields)
    fields.done()
    return result
