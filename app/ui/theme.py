"""How the till looks: colours, type scale, spacing, and the style sheet made of them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum, unique
from pathlib import Path
from string import Template
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.style import SHEET


@unique
class Tone(StrEnum):
    """What a colour says. Never alone: an icon and a word stand beside it. Only ACTIVE is green."""

    PLAIN = "plain"
    MUTED = "muted"
    ACTIVE = "active"
    WAIT = "wait"
    ASK = "ask"
    BAD = "bad"
    ON_ACCENT = "on_accent"


@dataclass(frozen=True, slots=True)
class Tokens:
    """The colours of one theme. Every text pair has a contrast of at least 5.4 : 1."""

    background: str
    surface: str
    key: str
    pressed: str
    ink: str
    muted: str
    line: str
    accent: str
    accent_pressed: str
    on_accent: str
    accent_tint: str
    wait: str
    wait_tint: str
    ask: str
    ask_tint: str
    bad: str
    bad_tint: str
    focus: str
    paper: str
    paper_ink: str
    paper_shade: str

    def tone(self, tone: Tone) -> str:
        """The colour of words and icons in a tone."""
        match tone:
            case Tone.PLAIN:
                return self.ink
            case Tone.ACTIVE:
                return self.accent
            case _:
                return str(getattr(self, tone.value))

    def tint(self, tone: Tone) -> str:
        """The colour behind words in a tone."""
        tints = {
            Tone.ACTIVE: self.accent_tint,
            Tone.WAIT: self.wait_tint,
            Tone.ASK: self.ask_tint,
            Tone.BAD: self.bad_tint,
        }
        return tints.get(tone, self.surface)


LIGHT: Final = Tokens(
    background="#F3F4F0",
    surface="#FFFFFF",
    key="#FAFBF8",
    pressed="#E6EAE4",
    ink="#14201B",
    muted="#52605A",
    line="#D3D9D4",
    accent="#0A6650",
    accent_pressed="#085341",
    on_accent="#FFFFFF",
    accent_tint="#DCEFE7",
    wait="#744600",
    wait_tint="#FFEFCB",
    ask="#3346A0",
    ask_tint="#E3E8FB",
    bad="#98201C",
    bad_tint="#FCE2DF",
    focus="#1C5AD0",
    paper="#FFFEFA",
    paper_ink="#1B1B1B",
    paper_shade="#D9DDD5",
)
DARK: Final = Tokens(
    background="#101614",
    surface="#19211E",
    key="#212B27",
    pressed="#2C3933",
    ink="#E9F1ED",
    muted="#A5B4AD",
    line="#33413B",
    accent="#4CCBA3",
    accent_pressed="#3DB791",
    on_accent="#04231A",
    accent_tint="#173A30",
    wait="#FFC861",
    wait_tint="#3A2C0C",
    ask="#AEBBFF",
    ask_tint="#232B52",
    bad="#FF9B93",
    bad_tint="#43201E",
    focus="#7DAAFF",
    paper="#EDEBE3",
    paper_ink="#1B1B1B",
    paper_shade="#070A09",
)

SANS: Final = ("Inter", "Inter Variable")
MONO: Final = ("JetBrains Mono", "JetBrains Mono NL")
WIDE_FAMILIES: Final = ("DejaVu Sans", "Verdana", "Bitstream Vera Sans")
"""Families whose letters are a seventh wider than Inter's: they are set a little smaller, to the same width."""
WIDE_FACTOR: Final = 0.92

CAPTION: Final = 9.0
SMALL: Final = 11.0
BODY: Final = 13.0
KEY: Final = 15.0
ACTION: Final = 17.0
HEADING: Final = 22.0
AMOUNT: Final = 40.0
"""The one type scale, in points on a small screen."""

SMALLEST: Final = (1024, 768)
LARGE: Final = (1920, 1080)
LARGE_FACTOR: Final = 1.3


class Theme(QObject):
    """The theme in use. `changed` is emitted when colours or sizes change; the style sheet follows by itself.

    `choice` is `system`, `light` or `dark`. Icons are read from `resources/icons`.
    """

    changed = Signal()

    def __init__(self, choice: str, resources: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.resources = resources
        self.factor = 1.0
        self._choice = choice
        installed = frozenset(QFontDatabase.families())
        self._sans = next((family for family in SANS if family in installed), QGuiApplication.font().family())
        system_mono = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
        self._mono = next((family for family in MONO if family in installed), system_mono)
        self._sans_factor = WIDE_FACTOR if self._real_family() in WIDE_FAMILIES else 1.0
        self.tokens = self._chosen()
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._scheme_changed)

    @property
    def is_dark(self) -> bool:
        """The dark colours are in use."""
        return self.tokens is DARK

    def points(self, size: float) -> float:
        """A size of the scale in points, as this screen needs it."""
        return round(size * self.factor * self._sans_factor * 2) / 2

    def pixels(self, size: int) -> int:
        """A length in device-independent pixels, grown as the type is."""
        return round(size * self.factor)

    def font(self, size: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        """The sans at a size of the scale."""
        font = QFont(self._sans)
        font.setPointSizeF(self.points(size))
        font.setWeight(weight)
        return font

    def mono(self, size: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        """The mono at a size of the scale, for codes and paper."""
        font = QFont(self._mono)
        font.setStyleHint(QFont.StyleHint.Monospace)
        font.setPointSizeF(round(size * self.factor * 2) / 2)
        font.setWeight(weight)
        return font

    def colour(self, tone: Tone) -> QColor:
        """The colour of words and icons in a tone."""
        return QColor(self.tokens.tone(tone))

    def choose(self, choice: str) -> None:
        """Changes to `system`, `light` or `dark`."""
        self._choice = choice
        self._scheme_changed()

    def fit(self, width: int, height: int) -> None:
        """Grows the scale with the window: 1 at 1024x768, 1.3 at 1920x1080, in steps so that a drag restyles seldom."""
        factor = _factor_for(width, height)
        if abs(factor - self.factor) > 0.001:
            self.factor = factor
            self.apply()

    def start(self, width: int, height: int) -> None:
        """The first time, at a size: palette and font. The style sheet comes with `dress`."""
        self.factor = _factor_for(width, height)
        if (application := _application()) is not None:
            application.setPalette(self._palette())
            application.setFont(self.font(BODY))

    def dress(self) -> None:
        """Puts the style sheet on, once the widgets stand in their places.

        Under a style sheet each move of a widget into a layout styles all that is in it again.
        """
        if (application := _application()) is not None:
            application.setStyleSheet(self._sheet())

    def apply(self) -> None:
        """Puts palette, font and style sheet on the application, and tells."""
        if (application := _application()) is None:
            return
        application.setPalette(self._palette())
        application.setFont(self.font(BODY))
        application.setStyleSheet(self._sheet())
        self.changed.emit()

    def _real_family(self) -> str:
        from PySide6.QtGui import QFontInfo

        return QFontInfo(QFont(self._sans)).family()

    def _chosen(self) -> Tokens:
        if self._choice == "system":
            return DARK if QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark else LIGHT
        return DARK if self._choice == "dark" else LIGHT

    @Slot()
    def _scheme_changed(self) -> None:
        tokens = self._chosen()
        if tokens is not self.tokens:
            self.tokens = tokens
            self.apply()

    def _palette(self) -> QPalette:
        roles = QPalette.ColorRole
        palette = QPalette()
        for role, colour in (
            (roles.Window, self.tokens.background),
            (roles.WindowText, self.tokens.ink),
            (roles.Base, self.tokens.surface),
            (roles.AlternateBase, self.tokens.key),
            (roles.Text, self.tokens.ink),
            (roles.PlaceholderText, self.tokens.muted),
            (roles.Button, self.tokens.key),
            (roles.ButtonText, self.tokens.ink),
            (roles.Highlight, self.tokens.accent),
            (roles.HighlightedText, self.tokens.on_accent),
            (roles.Link, self.tokens.accent),
        ):
            palette.setColor(role, QColor(colour))
        return palette

    def _sheet(self) -> str:
        return Template(SHEET).substitute(self._values())

    def _values(self) -> Mapping[str, str]:
        values = {part.name: str(getattr(self.tokens, part.name)) for part in fields(Tokens)}
        sizes = {"caption": CAPTION, "small": SMALL, "body": BODY, "big_key": KEY, "action": ACTION, "heading": HEADING}
        values |= {f"{name}_pt": f"{self.points(size)}pt" for name, size in sizes.items()}
        values |= {
            f"px{size}": f"{self.pixels(size)}px" for size in (4, 6, 8, 10, 12, 14, 16, 20, 26, 33, 36, 44, 48, 58)
        }
        values["amount_pt"] = f"{self.points(AMOUNT)}pt"
        values["amount_large_pt"] = f"{self.points(AMOUNT * 1.25)}pt"
        values["symbol_large_pt"] = f"{self.points(HEADING * 1.25)}pt"
        values["code_pt"] = f"{round(20 * self.factor)}pt"
        values["sans"] = self._sans
        values["mono"] = self._mono
        return values


def _application() -> QApplication | None:
    found = QApplication.instance()
    return found if isinstance(found, QApplication) else None


def _factor_for(width: int, height: int) -> float:
    share = min((width - SMALLEST[0]) / (LARGE[0] - SMALLEST[0]), (height - SMALLEST[1]) / (LARGE[1] - SMALLEST[1]))
    return 1.0 + (LARGE_FACTOR - 1.0) * round(max(0.0, min(share, 2.0)) * 6) / 6


def restyle(widget: QWidget) -> None:
    """Lets the style sheet look again after a property it selects by has changed."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def set_mark(widget: QWidget, name: str, value: str) -> None:
    """Sets a property that the style sheet selects by, and restyles where it changed."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    restyle(widget)
