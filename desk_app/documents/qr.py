"""Draws QR codes that a phone and a desk scanner read from ordinary office paper."""

from dataclasses import dataclass

import zxingcpp
from PIL import Image
from reportlab.lib.utils import ImageReader

from desk_app.documents.sheet import Pen
from desk_app.documents.typesetting import MM

QUIET = 4
"""Modules of white around a symbol, as the standard wants."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """A QR code as a picture of one grey pixel per module, quiet zone included."""

    picture: Image.Image
    modules: int

    def quiet(self, side: float) -> float:
        """Width of the white border, mm, when the dark part is `side` mm wide."""
        return side * QUIET / self.modules


def make_symbol(payload: bytes) -> Symbol:
    """Encode exact bytes at level M.

    Bytes on purpose: given a text, the encoder picks a character set of its own
    and the bank reads something else.
    """
    barcode = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.QRCode, ecLevel="M")
    image = barcode.to_image(scale=1, add_quiet_zones=True)
    pixels = memoryview(image)  # type: ignore[arg-type]  # its stub forgets the buffer protocol
    assert image.shape[0] == image.shape[1], "a QR code is square"
    side = image.shape[0]
    picture = Image.frombytes("L", (side, side), pixels.tobytes())
    return Symbol(picture, modules=side - 2 * QUIET)


def draw_symbol(pen: Pen, symbol: Symbol, x: float, y: float, side: float) -> None:
    """Place a symbol with the top left of its dark part at (x, y) and `side` mm wide.

    A picture, not vector squares: PDF viewers leave hairlines between squares
    and the code cannot be read at 150 dpi.
    """
    quiet = symbol.quiet(side)
    whole = side + 2 * quiet
    left = (pen.left + x - quiet) * MM
    bottom = (pen.page_height - pen.top - y + quiet - whole) * MM
    pen.canvas.drawImage(ImageReader(symbol.picture), left, bottom, whole * MM, whole * MM)
