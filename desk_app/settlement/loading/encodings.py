"""Finds out how a Russian text file was encoded, because its sender never says."""

from collections import Counter
from collections.abc import Mapping

from desk_app.settlement.loading.reasons import FileRefusedError

# How often each letter stands in Russian text, in thousandths.
_FREQUENCY: Mapping[str, int] = dict(
    zip(
        "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё",
        (110, 85, 80, 74, 67, 63, 55, 47, 45, 44, 35, 32, 30, 28, 26, 20, 19, 17, 17, 16, 16, 14, 12, 10, 9, 7, 6, 5,
         4, 3, 3, 1, 1),
        strict=True,
    )
)  # fmt: skip
# These say nothing: every encoding has them somewhere.
_NEUTRAL = frozenset("«»№—–…“”„’‘°§\u00a0")
_PENALTY = -60
# Encodings nobody may send, tried so that their files are refused rather than misread.
_DECOYS = ("koi8-r", "iso8859-5")
_KNOWN = ("cp1251", "cp866")
# Russian names and streets score 50-65, a wrong guess below 20, UTF-8 read as cp1251 below 0.
_LEAST_SCORE = 25
_LEAST_LEAD = 10
_SAMPLE = 1 << 18
_LETTERS_ONLY = bytes(byte if byte > 127 else 32 for byte in range(256))
_UTF8_BOM = b"\xef\xbb\xbf"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")
_ARCHIVES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"%PDF", b"Rar!")
_CONTEXT = 12


def find_encoding(raw: bytes) -> str:
    """Return «utf-8-sig», «utf-8», «cp1251» or «cp866».

    Raises:
        FileRefusedError: not text, or text that is not Russian in any of them.
    """
    if raw.startswith(_ARCHIVES):
        raise FileRefusedError(None, "archive")
    if raw.startswith(_UTF16_BOMS):
        raise FileRefusedError(None, "utf16")
    if raw.startswith(_UTF8_BOM):
        return "utf-8-sig"
    words = b" ".join(raw.translate(_LETTERS_ONLY).split())[:_SAMPLE]
    if not words or _is_utf8(raw):
        return "utf-8"
    scores = {name: _score(words, name) for name in (*_KNOWN, *_DECOYS)}
    best, second = sorted(scores, key=scores.__getitem__, reverse=True)[:2]
    if best not in _KNOWN or scores[best] < _LEAST_SCORE or scores[best] - scores[second] < _LEAST_LEAD:
        raise FileRefusedError(None, "encoding_unclear")
    return best


def decode(raw: bytes) -> tuple[str, str]:
    """Return the text and the encoding it was found in.

    Raises:
        FileRefusedError: undecidable, or a byte that does not decode.
    """
    encoding = find_encoding(raw)
    try:
        return raw.decode(encoding), encoding
    except UnicodeDecodeError as error:
        # The codec counts from behind the BOM.
        at = error.start + (len(_UTF8_BOM) if encoding == "utf-8-sig" else 0)
        line = raw.count(b"\n", 0, at) + 1
        around = raw[max(0, at - _CONTEXT) : at + _CONTEXT].decode(encoding, "replace")
        raise FileRefusedError(line, "encoding_broken", encoding=encoding, shown=around) from None


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _score(words: bytes, encoding: str) -> int:
    """Rate words of bytes above 127 as Russian text: the mean frequency of their letters."""
    points = count = 0
    for char, times in Counter(words.decode(encoding, "replace").lower()).items():
        if char != " " and char not in _NEUTRAL:
            points += _FREQUENCY.get(char, _PENALTY) * times
            count += times
    return points // count if count else 0
