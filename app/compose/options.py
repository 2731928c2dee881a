"""What every command and the window can be told."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

EMBEDDED: Final = "embedded"
"""The value of `--sandbox` that starts a sandbox with the program and ends it with the program."""


@dataclass(frozen=True, slots=True)
class Options:
    """Of the command line.

    `home` holds settings, journal and logs (None: GIFTCARD_TILL_HOME or the platform's own folders). `sandbox` is
    empty, EMBEDDED or the address of a running sandbox. `printer` overrides the settings' address when not empty.
    `is_kiosk` and `is_office` are for the window: the whole screen, and head office's batches.
    """

    home: Path | None = None
    sandbox: str = ""
    printer: str = ""
    is_kiosk: bool = False
    is_office: bool = False
