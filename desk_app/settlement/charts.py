"""Small charts as SVG, of whole numbers only: bars over days, bars by age."""

from collections.abc import Sequence

from desk_app.settlement.html import Markup, joined, tag
from desk_app.settlement.words import number, roubles

_WIDTH, _HEIGHT = 860, 240
_LEFT, _TOP, _BOTTOM = 90, 12, 24
_ROW = 44


def bars_by_day(days: Sequence[tuple[str, int]], about: str) -> Markup:
    """Draw (day, kopecks) as upright bars under a scale in roubles."""
    scale = _round_up(max([kopecks for _, kopecks in days], default=0))
    plot, base = _WIDTH - _LEFT, _HEIGHT - _BOTTOM
    marks = [joined(*_mark(scale * part // 2, base - (base - _TOP) * part // 2)) for part in range(3)]
    every = -(-len(days) // 8)
    bars = []
    for n, (day, kopecks) in enumerate(days):
        x, until = _LEFT + plot * n // len(days), _LEFT + plot * (n + 1) // len(days)
        high = (base - _TOP) * kopecks // scale
        bar = tag("rect", x=x + 1, y=base - high, width=max(1, until - x - 2), height=high, class_="bar")
        bars.append(tag("g", tag("title", f"{day}: {roubles(kopecks)}"), bar))
        if n % every == 0:
            bars.append(tag("text", day[:5], x=x, y=_HEIGHT - 6))
    return _svg(_HEIGHT, about, *marks, *bars)


def bars_by_age(ages: Sequence[tuple[str, int, int]], about: str) -> Markup:
    """Draw (age, count, kopecks) as lying bars, each with its figures; the last age is the one that is too old."""
    most = max([kopecks for _, _, kopecks in ages], default=0) or 1
    rows = []
    for n, (name, count, kopecks) in enumerate(ages):
        y = n * _ROW
        rows.append(tag("text", f"{name}: {number(count)} на {roubles(kopecks)}", x=0, y=y + 14))
        wide = (_WIDTH // 2) * kopecks // most
        kind = "old" if n == len(ages) - 1 else "bar"
        rows.append(tag("rect", x=0, y=y + 20, width=wide, height=14, class_=kind))
    return _svg(len(ages) * _ROW, about, *rows, width=_WIDTH // 2)


def _mark(kopecks: int, y: int) -> tuple[Markup, Markup]:
    line = tag("line", x1=_LEFT, x2=_WIDTH, y1=y, y2=y, class_="grid")
    return line, tag("text", number(kopecks // 100), x=_LEFT - 8, y=y + 4, text_anchor="end")


def _svg(height: int, about: str, *content: Markup, width: int = _WIDTH) -> Markup:
    box = f"0 0 {width} {height}"
    return tag("svg", tag("title", about), *content, viewBox=box, role="img", aria_label=about)


def _round_up(kopecks: int) -> int:
    """Return the next of 2, 4, 6, 8, 10, 20… roubles, so that half of it is a round sum too."""
    tens = 100
    while True:
        for scale in range(2 * tens, 10 * tens + 1, 2 * tens):
            if scale >= kopecks:
                return scale
        tens *= 10
