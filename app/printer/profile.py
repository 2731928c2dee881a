"""What one receipt printer can do: the width of its paper, its code page, its commands. Presets for the usual ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, unique
from pathlib import Path
from typing import Final

CODE_PAGES: Final[Mapping[str, tuple[str, int]]] = {
    "CP437": ("cp437", 0),
    "CP850": ("cp850", 2),
    "CP865": ("cp865", 5),
    "CP1252": ("cp1252", 16),
    "CP852": ("cp852", 18),
    "CP858": ("cp858", 19),
    "ISO_8859-15": ("iso8859_15", 40),
}
"""Each code page a printer may be set to: the codec that writes it, and its slot for `ESC t` on Epson's printers."""

COLUMNS: Final = (32, 42, 48)
DOTS: Final = (384, 512, 576)
LETTER_DOTS: Final = 12
"""Font A is 12 dots wide and 24 high on every printer of this kind."""


@unique
class Drawer(StrEnum):
    """To which pin of the printer's drawer socket a cash drawer is wired."""

    NONE = "none"
    PIN_2 = "pin-2"
    PIN_5 = "pin-5"


@dataclass(frozen=True, slots=True)
class PrinterProfile:
    """A printer as the settings describe it. A preset is only a start: every value is a setting.

    `columns` are letters of font A in a line, `dots` the printable width at 203 dots an inch. `code_page` is a key of
    CODE_PAGES; `code_page_slot` is where this printer keeps it, as clones number their pages as they like.
    `logo` is a PNG that stands at the top of each paper.
    """

    columns: int
    dots: int
    code_page: str = "CP858"
    code_page_slot: int = 19
    has_bar_code: bool = True
    has_cutter: bool = True
    has_qr_code: bool = True
    drawer: Drawer = Drawer.NONE
    logo: Path | None = None

    def __post_init__(self) -> None:
        """Raises ValueError, naming the value, for what no printer is or what does not fit together."""
        if self.columns not in COLUMNS:
            raise ValueError(f"columns must be one of {_listed(COLUMNS)}, not {self.columns}")
        if self.dots not in DOTS:
            raise ValueError(f"dots must be one of {_listed(DOTS)}, not {self.dots}")
        if self.columns * LETTER_DOTS > self.dots:
            raise ValueError(f"{self.columns} columns of {LETTER_DOTS} dots do not fit {self.dots} dots")
        if self.code_page not in CODE_PAGES:
            raise ValueError(f"code_page must be one of {_listed(CODE_PAGES)}, not {self.code_page!r}")
        if not 0 <= self.code_page_slot <= 255:
            raise ValueError(f"code_page_slot must be 0 to 255, not {self.code_page_slot}")

    @property
    def codec(self) -> str:
        """The name by which Python encodes the code page."""
        return CODE_PAGES[self.code_page][0]

    @property
    def letter_dots(self) -> int:
        """The width of one column in whole dots."""
        return self.dots // self.columns

    def can_write(self, text: str) -> bool:
        """Whether the code page holds every sign of the text."""
        try:
            text.encode(self.codec)
        except UnicodeEncodeError:
            return False
        return True


PRESETS: Final[Mapping[str, PrinterProfile]] = {
    "80mm": PrinterProfile(columns=48, dots=576),
    "80mm-42": PrinterProfile(columns=42, dots=512),
    "58mm": PrinterProfile(columns=32, dots=384, has_cutter=False, has_qr_code=False),
    "58mm-plain": PrinterProfile(columns=32, dots=384, has_bar_code=False, has_cutter=False, has_qr_code=False),
}
"""The usual printers by name. `80mm-42` is the older Epson, `58mm-plain` the cheapest, without a bar-code command.

Many narrow printers know bar codes and no QR codes, and print the command's text instead: they get a picture.
"""


def profile_named(
    name: str,
    code_page: str | None = None,
    code_page_slot: int | None = None,
    *,
    has_bar_code: bool | None = None,
    has_cutter: bool | None = None,
    has_qr_code: bool | None = None,
) -> PrinterProfile:
    """A preset with some of its values replaced. A code page brings its usual slot along unless one is given.

    Raises ValueError for a name that is no preset, and for whatever PrinterProfile refuses.
    """
    if name not in PRESETS:
        raise ValueError(f"profile must be one of {_listed(PRESETS)}, not {name!r}")
    preset = PRESETS[name]
    page = preset.code_page if code_page is None else code_page.upper()
    usual_slot = CODE_PAGES[page][1] if page in CODE_PAGES else 0
    return PrinterProfile(
        columns=preset.columns,
        dots=preset.dots,
        code_page=page,
        code_page_slot=usual_slot if code_page_slot is None else code_page_slot,
        has_bar_code=preset.has_bar_code if has_bar_code is None else has_bar_code,
        has_cutter=preset.has_cutter if has_cutter is None else has_cutter,
        has_qr_code=preset.has_qr_code if has_qr_code is None else has_qr_code,
    )


def _listed(values: Mapping[str, object] | tuple[int, ...]) -> str:
    return ", ".join(str(value) for value in values)
