"""Finds a file under resources/, from source or from the installed application."""

from pathlib import Path

# Installed builds place resources/ beside the package, as the source tree does.
_ROOT = Path(__file__).resolve().parent.parent / "resources"


def resource(*parts: str) -> Path:
    """Return the path of one shipped file.

    Raises:
        FileNotFoundError: the installation is damaged.
    """
    path = _ROOT.joinpath(*parts)
    if not path.exists():
        raise FileNotFoundError(path)
    return path
