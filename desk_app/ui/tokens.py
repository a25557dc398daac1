"""The colours of the window by their meaning; contrast of every text on its ground is at least 4.5 : 1."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tokens:
    """One colour scheme; `x_bg` is the ground for text in colour `x`."""

    name: str
    bg: str
    surface: str
    surface2: str
    rail: str
    line: str
    input: str
    text: str
    muted: str
    faint: str
    accent: str
    accent_hover: str
    accent_bg: str
    on_accent: str
    ok: str
    ok_bg: str
    warn: str
    warn_bg: str
    error: str
    error_bg: str
    selection: str
    hover: str
    mark: str
    scrim: str


LIGHT = Tokens(
    name="light",
    bg="#F4F6F9",
    surface="#FFFFFF",
    surface2="#F9FAFC",
    rail="#FFFFFF",
    line="#E1E6ED",
    input="#8793A5",
    text="#17202E",
    muted="#5A677A",
    faint="#647087",
    accent="#1F5FD6",
    accent_hover="#194FB4",
    accent_bg="#E8F0FE",
    on_accent="#FFFFFF",
    ok="#14784A",
    ok_bg="#E4F5EC",
    warn="#8A5200",
    warn_bg="#FFF3DC",
    error="#B3261E",
    error_bg="#FDECEA",
    selection="#E8F0FE",
    hover="#F0F3F8",
    mark="#C9DBFB",
    scrim="#7017202E",
)

DARK = Tokens(
    name="dark",
    bg="#12161D",
    surface="#1A2029",
    surface2="#1F2631",
    rail="#161B23",
    line="#2A3340",
    input="#78859A",
    text="#E8ECF2",
    muted="#A3AFBF",
    faint="#8E9AAD",
    accent="#6EA0FF",
    accent_hover="#8AB3FF",
    accent_bg="#1E2E4D",
    on_accent="#0B1526",
    ok="#5FD39A",
    ok_bg="#153326",
    warn="#F2BE64",
    warn_bg="#3A2C12",
    error="#FF8A80",
    error_bg="#3D1D1B",
    selection="#22365C",
    hover="#222A36",
    mark="#2F4A80",
    scrim="#A0080B10",
)
