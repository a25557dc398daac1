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
    faults = Faults()
    for found in _CONTROL.finditer(text):
        faults.add(_line_of(text, found.start()), "control_character", code=ord(found[0]))
    for found in _DAMAGE.finditer(text):
        faults.add(_line_of(text, found.start()), "letters_damaged", shown=found[0])
    lines = tuple(text.split("\n"))
    if len(lines) > MOST_ROWS:
        raise FileRefusedError(None, "rows_too_many", limit=MOST_ROWS)
    for number, line in enumerate(lines, 1):
        if len(line) > LONGEST_LINE:
            faults.add(number, "line_too_long", limit=LONGEST_LINE)
    faults.refuse_if_any()
    return CleanText(lines, encoding)


def _read_file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except OSError:
        raise FileRefusedError(None, "file_unreadable") from None


def _line_of(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
