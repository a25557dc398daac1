"""Settings of one workplace, read once from TOML; every fault is listed at once."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

KEY_SLOTS = ("auto", "vault", "file")
SLIP_FORMS = ("roll80", "a6")
_KNOWN = ("centre_url", "ca_file", "zone", "key_slot", "slip_form", "backup_folder")


class SettingsFaultyError(Exception):
    """The settings file cannot be used; `faults` are (name, what is wrong) pairs."""

    def __init__(self, faults: tuple[tuple[str, str], ...]) -> None:
        """Keep every fault."""
        super().__init__("; ".join(f"{name}: {what}" for name, what in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Settings:
    """What a workplace may choose; secrets are not here.

    `key_slot` is auto (the OS vault, else a file with a warning), vault or file.
    """

    data_dir: Path
    centre_url: str = ""
    ca_file: str = ""
    zone: str = "Asia/Barnaul"
    key_slot: str = "auto"
    slip_form: str = "roll80"
    backup_folder: str = ""

    @property
    def backups(self) -> Path:
        """Return where copies go."""
        return Path(self.backup_folder) if self.backup_folder else self.data_dir / "backups"


def read_settings(data_dir: Path) -> Settings:
    """Read `settings.toml` of a data directory; an absent file means defaults.

    Raises:
        SettingsFaultyError: with everything that is wrong.
    """
    path = data_dir / "settings.toml"
    if not path.exists():
        return Settings(data_dir)
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise SettingsFaultyError((("settings.toml", "unreadable"),)) from None
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
    faults = [(name, "unknown") for name in found if name not in _KNOWN]
    faults += [(name, "not a text") for name in _KNOWN if name in found and not isinstance(found[name], str)]
    if faults:
        return faults
    url = urlsplit(str(found.get("centre_url", "https://x")))
    if url.scheme not in ("http", "https") or not url.hostname:
        faults.append(("centre_url", "not an address"))
    if found.get("key_slot", "auto") not in KEY_SLOTS:
        faults.append(("key_slot", "auto, vault or file"))
    if found.get("slip_form", "roll80") not in SLIP_FORMS:
        faults.append(("slip_form", "roll80 or a6"))
    return faults
