"""What the clerk chose for this workplace, as values; an unreadable choice is the default."""

from dataclasses import dataclass

from desk_app.application.keep_draft import Choices
from desk_app.presenters.scan import CARD, GAP_MS, GAPS, PAYMENT, REGISTRATION, ScanSettings

SCHEMES = ("system", "light", "dark")
SCALES = (100, 115, 130)


@dataclass(frozen=True, slots=True)
class WorkplaceChoices:
    """Name of the clerk, look, and scanner."""

    clerk: str
    scheme: str
    scale: int
    scan: ScanSettings


def read_choices(choices: Choices) -> WorkplaceChoices:
    """Read all choices; runs on the store's worker."""
    scheme, opens = choices.get("scheme", SCHEMES[0]), choices.get("scan_opens", CARD)
    return WorkplaceChoices(
        clerk=choices.get("clerk"),
        scheme=scheme if scheme in SCHEMES else SCHEMES[0],
        scale=_number(choices.get("scale"), SCALES, 100),
        scan=ScanSettings(
            gap_ms=_number(choices.get("scan_gap"), GAPS, GAP_MS),
            prefix=choices.get("scan_prefix"),
            opens=opens if opens in (CARD, PAYMENT, REGISTRATION) else CARD,
        ),
    )


def _number(text: str, allowed: tuple[int, ...], default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and int(text) in allowed else default
