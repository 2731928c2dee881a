"""Where the files lie that travel with the program: icons, words, default settings, help pages."""

from pathlib import Path
from typing import Final

_APP: Final = Path(__file__).resolve().parent.parent
_INSTALLED: Final = _APP / "_resources"
_CHECKOUT: Final = _APP.parent / "resources"

RESOURCES: Final = _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT
"""Inside the installed package, or beside `app` in a checkout; the first wins, for a stranger's `resources` may lie
beside an installed package."""


def resource(*parts: str) -> Path:
    """The path of one file or folder among them: `resource("receipts", "en.toml")`."""
    return RESOURCES.joinpath(*parts)
