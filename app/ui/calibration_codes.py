"""What there is to scan while a scanner is set up: how far it is, and a code in both kinds."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.core.calibration import CODES
from app.ui.code_view import BarCodeView, QrCodeView
from app.ui.controls import StateSign, label
from app.ui.theme import Theme, Tone
from app.ui.translation import translate

HEIGHT: Final = 204
MODULE: Final = 3
"""The width of a bar code's module in pixels at least: a scanner reads it from a common screen with ease."""


class Steps(QWidget):
    """The codes by their numbers: which were read, and which is next."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.signs = [StateSign(theme) for _code in CODES]
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.pixels(28))
        for sign in self.signs:
            layout.addWidget(sign)
        layout.addStretch(1)
        self._fit()
        theme.changed.connect(self._fit)

    @Slot()
    def _fit(self) -> None:
        """A code that was read has a word more: the others stay where they are."""
        for sign in self.signs:
            sign.setMinimumWidth(self._theme.pixels(136))

    def show_read(self, read: Sequence[str]) -> None:
        """Ticks the codes that were read."""
        following = next((code for code in CODES if code not in read), None)
        for place, (code, sign) in enumerate(zip(CODES, self.signs, strict=True), 1):
            if code in read:
                icon, tone, words = "tick", Tone.ACTIVE, translate("Calibration", "Code {number} read")
            else:
                tone = Tone.PLAIN if code == following else Tone.MUTED
                icon, words = "scanner", translate("Calibration", "Code {number}")
            sign.show_state(icon, tone, words.replace("{number}", str(place)))


class CodePair(QWidget):
    """One code as a bar code and as a QR code, each on white with a word on who can read it."""

    def __init__(self, code: str, theme: Theme) -> None:
        super().__init__()
        self.code = code
        bars, squares = BarCodeView(code, theme, height=HEIGHT), QrCodeView(code, theme, height=HEIGHT)
        bars.setMinimumWidth(MODULE * bars.modules)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.pixels(20))
        layout.addWidget(_tile(bars, translate("Calibration", "Bar code: most scanners read it")), 1)
        layout.addWidget(_tile(squares, translate("Calibration", "QR code: for cameras")))


def _tile(view: QWidget, words: str) -> QWidget:
    frame = QFrame()
    frame.setProperty("kind", "code")
    inside = QVBoxLayout(frame)
    inside.setContentsMargins(12, 8, 12, 8)
    inside.addWidget(view)
    tile = QWidget()
    layout = QVBoxLayout(tile)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(6)
    layout.addWidget(frame)
    layout.addWidget(label(words, "small"))
    return tile
