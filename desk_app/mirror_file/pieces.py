"""How a mirror file travels: runs of plain pages, compressed each for itself."""

from collections.abc import Iterator
from pathlib import Path

import zstandard

from desk_app.mirror_file.pages import PAGE, SALT, PageCipher

PAGES_A_PIECE = 1024
_LEVEL = 9


class PieceDamagedError(Exception):
    """A piece does not hold the pages it is said to hold."""


def cut(sealed: Path, key: bytes, pages: int = PAGES_A_PIECE) -> Iterator[tuple[int, bytes]]:
    """Open a sealed file and give its pieces: how many pages, and their bytes as they travel."""
    compressor = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=False)
    with sealed.open("rb") as file:
        cipher = PageCipher(key, file.read(SALT))
        file.seek(0)
        first = 1
        while run := file.read(pages * PAGE):
            yield len(run) // PAGE, compressor.compress(cipher.open(run, first))
            first += len(run) // PAGE


def expand(piece: bytes, pages: int) -> bytes:
    """Return a piece's plain pages.

    Raises:
        PieceDamagedError: there are more or fewer, or the piece is none.
    """
    if not 0 < pages <= PAGES_A_PIECE:
        raise PieceDamagedError
    try:
        plain = zstandard.ZstdDecompressor().decompress(piece, max_output_size=pages * PAGE)
    except zstandard.ZstdError:
        raise PieceDamagedError from None
    if len(plain) != pages * PAGE:
        raise PieceDamagedError
    return plain
