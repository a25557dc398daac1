"""How much memory the window takes over a desk with so many accounts: `python -m tests.benchmarks.full_window DIR N`.

The desk is filled by a process of its own. Every page is opened, residents are
searched in every way, papers are laid out and previewed; then one JSON object
says what the process takes now and what it took at most.
"""

import json
import subprocess
import sys
from pathlib import Path
from time import perf_counter

from desk_app.start import start_of
from desk_app.ui.acting import Acting
from desk_app.ui.app import make_app, show_painted
from desk_app.ui.behind import Behind
from desk_app.ui.front import Front
from desk_app.ui.search_screen import SearchScreen
from desk_app.ui.theme import Appearance, Look

_SEARCHES = ("барнаул гагарина 12", ",fhyfek ktybyf", "иванова мария", "2200000", "петровна анна", "барнаул ленина")


def live(data_dir: Path) -> dict[str, float]:
    """Use every part of the window once; return MiB and milliseconds."""
    app = make_app([])
    look = Look(app)
    front = Front(look, start_of(data_dir))
    show_painted(app, front)
    behind, acting = Behind(front), Acting(front.window)
    acting.until(lambda: front.window.page == "search", "the search page")
    search = front.window.screen_of("search")
    assert isinstance(search, SearchScreen)
    for typed in _SEARCHES:
        acting.presses("F3")
        acting.presses("Ctrl+A")
        acting.types(typed)
        acting.until(lambda: not search.presenter.view.busy, "an answer")
    acting.until(lambda: search.presenter.view.card is not None, "a card")
    acting.presses("F9")
    acting.until(lambda: front.window.page == "preview", "the preview")
    for name in ("registration", "payment", "shift", "status", "settings", "preview", "search"):
        front.window.show_page(name)
        acting.settle()
    began = perf_counter()
    look.choose(Appearance("dark"))
    restyled = perf_counter() - began
    acting.settle()
    told = {**_memory(), "restyle_ms": round(restyled * 1000)}
    behind.close()
    return told


def _memory() -> dict[str, float]:
    names = {"VmRSS": "rss_mib", "VmHWM": "peak_mib"}
    lines = (line.split() for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines())
    return {names[line[0][:-1]]: round(int(line[1]) / 1024, 1) for line in lines if line[0][:-1] in names}


if __name__ == "__main__":
    place, accounts = Path(sys.argv[1]), sys.argv[2]
    if not (place / "desk").exists():
        subprocess.run([sys.executable, "-m", "tests.benchmarks.fill_desk", str(place), accounts], check=True)
    print(json.dumps(live(place / "desk")))  # noqa: T201 - the figure is the output
