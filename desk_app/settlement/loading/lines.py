"""Takes a stranger's file apart into clean numbered lines, or says which line is not clean."""

import re
from dataclasses import dataclass
from pathlib import Path

from desk_app.settlement.loading.encodings import decode
from desk_app.settlement.loading.reasons import Faults, FileRefusedError

LARGEST_FILE = 64 << 20  # bytes; half a million rows
MOST_ROWS = 500_000
LONGEST_LINE = 2000  # characters
# Controls, and characters that make a text read otherwise than it is written.
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
# What is left of cp866 read as cp1251, of cp1251 read as cp866, or of either lost for good.
_DAMAGE = re.compile("[ЂЃѓЉЊЌЋЏђљњќћџЈј‚†‡€‰‹•™›¤¦©¬®¶±µ√■∙\u2500-\u259f\ufffd]")
_DOS_END = "\x1a"
_RETURN = "\r"


@dataclass(frozen=True, slots=True)
class CleanText:
    """A decoded file: `lines[0]` is line 1."""

    lines: tuple[str, ...]
    encoding: str


def read_bytes(source: Path | bytes) -> bytes:
    """Read a file, but never more than is allowed.

    Raises:
        FileRefusedError: empty, too large or unreadable.
    """
    raw = source if isinstance(source, bytes) else _read_file(source)
    if len(raw) > LARGEST_FILE:
        raise FileRefusedError(None, "file_too_large", size=len(raw), limit=LARGEST_FILE)
    if not raw.strip():
        raise FileRefusedError(None, "file_empty")
    return raw


def clean_text(raw: bytes) -> CleanText:
    """Decode a file and check every character of it.

    Raises:
        FileRefusedError: an unclear encoding, a control character, damaged letters, a line too long.
    """
    text, encoding = decode(read_bytes(raw))
    text = text.rstrip(_DOS_END).replace("\r\n", "\n")
    if _RETURN in text and "\n" not in text:
        raise FileRefusedError(None, "line_ends")
    lines = tuple(text.split("\n"))
    if len(lines) > MOST_ROWS:
        raise FileRefusedError(None, "rows_too_many", limit=MOST_ROWS)
    faults = Faults()
    _check_characters(text, lines, faults)
    for number, line in enumerate(lines, 1):
        if len(line) > LONGEST_LINE:
            faults.add(number, "line_too_long", limit=LONGEST_LINE)
    faults.refuse_if_any()
    return CleanText(lines, encoding)


def _check_characters(text: str, lines: tuple[str, ...], faults: Faults) -> None:
    """Look at single lines only where the text as a whole shows that it is worth while."""
    if _CONTROL.search(text):
        for number, line in enumerate(lines, 1):
            for char in dict.fromkeys(_CONTROL.findall(line)):
                if char == _RETURN:
                    faults.add(number, "line_ends")
                else:
                    faults.add(number, "control_character", code=ord(char))
    if damage := _DAMAGE.search(text):
        for number, line in enumerate(lines, 1):
            if _DAMAGE.search(line):
                faults.add(number, "letters_damaged", shown=damage[0])


def _read_file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except OSError:
        raise FileRefusedError(None, "file_unreadable") from None
