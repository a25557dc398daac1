"""Where the demonstration day is played, and what it leaves behind: pictures and papers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from desk_app.application.desk import Desk
from desk_app.demo.centre import DemoCentre, Service
from desk_app.demo.line import Line
from desk_app.ui.acting import Acting
from desk_app.ui.front import Front
from desk_app.ui.main_window import SMALLEST
from desk_app.ui.preview import PreviewScreen
from desk_app.ui.session import Session
from desk_app.ui.theme import Appearance, Look

CLERK = "Соколова Е. В."
_LARGEST_LETTERS = 130


@dataclass(frozen=True, slots=True)
class Stage:
    """The window and everything around it; `show` paints another window."""

    acting: Acting
    session: Session
    look: Look
    centre: DemoCentre
    service: Service
    line: Line
    out: Path
    show: Callable[[Front], None]
    papers: dict[str, bytes] = field(default_factory=dict)

    @property
    def desk(self) -> Desk:
        """The desk behind the window."""
        assert self.session.desk is not None
        return self.session.desk

    def picture(self, name: str, *, large: bool = False) -> None:
        """Keep the screen in light and in dark, each once more in the smallest window.

        `large` adds that smallest window with the largest letters, where places are scarce.
        """
        now = "dark" if self.look.appearance.scheme == "dark" else "light"
        for scheme in (now, "dark" if now == "light" else "light"):
            # Restyling costs half a second: the day goes on in the scheme that was pictured last.
            self.look.choose(Appearance(scheme))
            self._photographs(f"{name}_{scheme}")
            with self._in_the_smallest():
                self._photographs(f"{name}_{scheme}_1280x720")
        if large:
            scheme = self.look.appearance.scheme
            with self._in_the_smallest():
                self.look.choose(Appearance(scheme, _LARGEST_LETTERS))
                self._photographs(f"{name}_{scheme}_1280x720_{_LARGEST_LETTERS}")
                self.look.choose(Appearance(scheme))

    @contextmanager
    def _in_the_smallest(self) -> Iterator[None]:
        usual = self.acting.window.size()
        self.acting.window.resize(SMALLEST)
        yield
        self.acting.window.resize(usual)

    def _photographs(self, name: str) -> None:
        # The pages of a paper are drawn by a thread of their own.
        still = 8 if self.session.window.page == "preview" else 2
        self.acting.photographs(self.out / "pictures" / f"{name}.png", still)

    def on_page(self, name: str) -> None:
        """Wait until a page is in front."""
        self.acting.until(lambda: self.session.window.page == name, f"the page {name}")

    def find(self, typed: str, *seen: str) -> None:
        """Type into the search box and wait for what has to be read then."""
        self.acting.presses("F3")
        self.acting.presses("Ctrl+A")
        self.acting.types(typed)
        self.acting.sees(*seen)

    def keep_paper(self, name: str) -> None:
        """Save the paper that the preview shows, as «Сохранить PDF» does."""
        preview = self.session.window.screen_of("preview")
        assert isinstance(preview, PreviewScreen)
        path = self.out / "papers" / f"{name}.pdf"
        path.parent.mkdir(parents=True, exist_ok=True)
        preview.write_to(str(path))
        self.acting.until(path.exists, f"the file {path.name}")
        self.papers[name] = path.read_bytes()
        # The day does not wait six seconds for the message to go by itself.
        toast = self.session.window.toast_box
        self.acting.until(lambda: path.name in toast.text.text(), "the word that the paper was saved")
        toast.hide()
