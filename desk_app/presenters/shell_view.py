"""What the frame around the pages shows, as values: light, because the first picture needs nothing else."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PillView:
    """A state in words, a tone (ok, warn, error, info, plain) and a shape, so that colour is never alone."""

    text: str = ""
    tone: str = "plain"
    shape: str = ""
    tip: str = ""


@dataclass(frozen=True, slots=True)
class BannerView:
    """A lasting state: what it is, what is safe, and which act helps (`act` is a name in the registry)."""

    head: str
    text: str
    tone: str = "warn"
    icon: str = "offline"
    act: str = ""
    act_title: str = ""


@dataclass(frozen=True, slots=True)
class ShellView:
    """The frame around the pages."""

    link: PillView = PillView()
    shift: PillView = PillView()
    cash: PillView = PillView()
    clerk: str = ""
    place: str = ""
    training: bool = False
    banners: tuple[BannerView, ...] = ()
    offers_offline: bool = False
