"""Settings of one workplace, read once from TOML; every fault is listed at once."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

KEY_SLOTS = ("auto", "vault", "file")
SLIP_FORMS = ("roll80", "a6")
LINES = ("auto", "slow")
UNREADABLE, UNKNOWN, NOT_TEXT, NOT_ADDRESS, NOT_CHOICE = "unreadable", "unknown", "not_text", "not_address", "choice"
"""What may be wrong with a setting; the words are the presenters'."""

_KNOWN = ("centre_url", "ca_file", "zone", "key_slot", "slip_form", "backup_folder", "line")


class SettingsFaultyError(Exception):
    """The settings file cannot be used; `faults` are (name, what is wrong) pairs, said in words by the presenters."""

    def __init__(self, faults: tuple[tuple[str, str], ...]) -> None:
        """Keep every fault."""
        super().__init__("; ".join(f"{name}: {what}" for name, what in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Settings:
    """What a workplace may choose; secrets are not here.

    `key_slot` is auto (the OS vault, else a file with a warning), vault or file;
    `line` to the centre is auto (measured) or slow.
    """

    data_dir: Path
    centre_url: str = ""
    ca_file: str = ""
    zone: str = "Asia/Barnaul"
    key_slot: str = "auto"
    slip_form: str = "roll80"
    backup_folder: str = ""
    line: str = "auto"

    @property
    def backups(self) -> Path:
        """Return where copies go."""
        return Path(self.backup_folder) if self.backup_folder else self.data_dir / "backups"


def is_address(text: str) -> bool:
    """Tell whether this can be the address of a centre."""
    try:
        url = urlsplit(text)
        return url.scheme in ("http", "https") and bool(url.hostname) and url.port != 0
    except ValueError:  # brackets or a port that no address has
        return False


def read_settings(data_dir: Path, *, centre_url: str | None = None) -> Settings:
    """Read `settings.toml` of a data directory; an absent file means defaults.

    A `centre_url` given here takes the place of the file's before anything is
    judged: whoever connects anew can repair an address that is bad.

    Raises:
        SettingsFaultyError: with everything that is wrong.
    """
    path = data_dir / "settings.toml"
    try:
        found = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise SettingsFaultyError((("settings.toml", UNREADABLE),)) from None
    if centre_url is not None:
        found["centre_url"] = centre_url
    faults = tuple(_faults(found))
    if faults:
        raise SettingsFaultyError(faults)
    return Settings(data_dir, **found)


def write_settings(settings: Settings) -> None:
    """Write what differs from the defaults, whole or not at all."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    default = Settings(settings.data_dir)
    lines = [
        f"{name} = {_quoted(getattr(settings, name))}"
        for name in _KNOWN
        if getattr(settings, name) != getattr(default, name)
    ]
    part = settings.data_dir / "settings.toml.part"
    part.write_text("\n".join(lines) + "\n", "utf-8")
    part.replace(settings.data_dir / "settings.toml")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _faults(found: dict[str, object]) -> list[tuple[str, str]]:
    faults = [(name, UNKNOWN) for name in found if name not in _KNOWN]
    faults += [(name, NOT_TEXT) for name in _KNOWN if name in found and not isinstance(found[name], str)]
    if faults:
        return faults
    if found.get("centre_url") and not is_address(str(found["centre_url"])):
        faults.append(("centre_url", NOT_ADDRESS))
    if found.get("key_slot", "auto") not in KEY_SLOTS:
        faults.append(("key_slot", NOT_CHOICE))
    if found.get("slip_form", "roll80") not in SLIP_FORMS:
        faults.append(("slip_form", NOT_CHOICE))
    if found.get("line", "auto") not in LINES:
        faults.append(("line", NOT_CHOICE))
    return faults
