"""Where everything on half a sheet of A4 stands; the rectangles that tests hold against the envelope's window."""

from desk_app.documents.fonts import Face
from desk_app.documents.sheet import Rect, Size
from desk_app.documents.typesetting import Ink, Style

HALF = Size(210, 148.5)
"""One receipt; two stand on a sheet."""

# A C5 envelope is larger than the half sheet, so the paper slides behind the window by so much at most.
SLIDE_ACROSS = 19.0
SLIDE_DOWN = 13.5

WINDOW = Rect(110, 5, 95, 40)
"""What a window envelope shows when the sheet lies straight: the address and nothing else."""

STUB = Rect(8, 8, 46, 134.5)
TEAR_X = 60.0
BODY = Rect(67, 8, 136, 134.5)
HEAD = Rect(67, 8, 40, 42.4)
PANEL = Rect(67, 51.4, 136, 23)
CODE = Rect(71, 58.6, 42, 6.4)
"""The six digits: so low that even a slid sheet does not bring them under the window."""

ACCOUNT = Rect(117, 58.6, 82, 6.4)
TAGS_Y = 46.3
TABLE = Rect(67, 76.8, 96, 48.8)
BOTTOM = 143.4
QR_X = 168.0
QR_Y = 82.8
QR_SIDE = 35.0
PENALTY_QR_Y = 121.2
PENALTY_QR_SIDE = 22.0
STUB_QR_SIDE = 22.0

TITLE = Style(Face.BOLD, 15)
STRONG = Style(Face.BOLD, 9.5)
BODY_TEXT = Style(Face.SANS, 9.5)
LABEL = Style(Face.SANS, 7.5, Ink.MUTED)
SMALL = Style(Face.SANS, 7.5, Ink.MUTED)
SMALL_STRONG = Style(Face.BOLD, 7.5)
GAP = Style(Face.SANS, 4)
FINE = Style(Face.SANS, 6.5, Ink.MUTED)
ADDRESSEE = Style(Face.BOLD, 11.5)
ADDRESS = Style(Face.SANS, 11)
ACCOUNT_DIGITS = Style(Face.MONO, 15)
CODE_DIGITS = Style(Face.MONO, 19)
TOTAL = Style(Face.BOLD, 11)
TOTAL_SUM = Style(Face.BOLD, 15)
STUB_SUM = Style(Face.BOLD, 18)
TAG = Style(Face.BOLD, 7.5)
