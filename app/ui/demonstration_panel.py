"""The demonstration's cards: each with a bar code that a real scanner reads, and a button that stands for a scan."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.core.code128 import QUIET_ZONE, widths
from app.ui.controls import CardFrame, button, label, row
from app.ui.theme import Theme

translate = QCoreApplication.translate

COLUMNS: Final = 2
BAR_HEIGHT: Final = 64
WHITE: Final = QColor("#FFFFFF")
BLACK: Final = QColor("#000000")


class BarCodeView(QWidget):
    """A Code 128 bar code on white, in both themes: a scanner needs the contrast. Bars are whole device pixels wide."""

    def __init__(self, data: str, theme: Theme) -> None:
        super().__init__()
        self._widths = widths(data)
        self._theme = theme
        self.setAccessibleName(translate("Demonstration", "Bar code of {code}").replace("{code}", data))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @property
    def modules(self) -> int:
        """The width in modules, with the quiet zones."""
        return sum(self._widths) + 2 * QUIET_ZONE

    def sizeHint(self) -> QSize:
        """Two pixels a module, which a scanner reads from a common screen."""
        return QSize(2 * self.modules, self._theme.pixels(BAR_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """One pixel a module: any less could not be read."""
        return QSize(self.modules, self._theme.pixels(BAR_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Bars as wide as there is room for, in whole pixels of the screen."""
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillRect(self.rect(), WHITE)
        ratio = self.devicePixelRatioF()
        module = max(1, int(self.width() * ratio / self.modules)) / ratio
        left = round((self.width() - sum(self._widths) * module) / 2 * ratio) / ratio
        margin = self.height() / 8
        for place, width in enumerate(self._widths):
            if place % 2 == 0:
                painter.fillRect(QRectF(left, margin, width * module, self.height() - 2 * margin), BLACK)
            left += width * module
        painter.end()


class DemonstrationPanel(QWidget):
    """The panel. `scanned` is called with a card's code as if a scanner had read it."""

    def __init__(self, cards: Sequence[str], theme: Theme, scanned: Callable[[str], None]) -> None:
        super().__init__()
        self._scanned = scanned
        self.setProperty("role", "room")
        self.scan_buttons = [self._scan_button(code) for code in cards]
        inside = QWidget()
        inside.setProperty("role", "scrolled")
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 6, 0)
        grid.setSpacing(12)
        for place, code in enumerate(cards):
            grid.addWidget(self._card(code, theme, place), place // COLUMNS, place % COLUMNS)
        grid.setRowStretch(len(cards) // COLUMNS + 1, 1)
        for column in range(COLUMNS):
            grid.setColumnStretch(column, 1)
        scrolled = QScrollArea()
        scrolled.setWidgetResizable(True)
        scrolled.setFrameShape(QFrame.Shape.NoFrame)
        scrolled.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scrolled.setWidget(inside)
        told = translate("Demonstration", "Nothing here is real. Scan a bar code from the screen, or press its button.")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(6)
        layout.addWidget(label(translate("Demonstration", "Cards to practise with"), "title"))
        layout.addWidget(label(told, "muted", wraps=True))
        layout.addSpacing(6)
        layout.addWidget(scrolled, 1)

    def opened(self) -> None:
        """Ready to press."""
        if self.scan_buttons:
            self.scan_buttons[0].setFocus()

    def refresh(self) -> None:
        """The cards stay the same as long as the demonstration runs."""

    def _card(self, code: str, theme: Theme, place: int) -> CardFrame:
        card = CardFrame(margins=(16, 14, 16, 14), spacing=8)
        card.body.addWidget(BarCodeView(code, theme))
        card.body.addLayout(row(label(code, "mono"), 1, self.scan_buttons[place]))
        return card

    def _scan_button(self, code: str) -> QPushButton:
        said = translate("Demonstration", "Scan {code}").replace("{code}", code)
        return button(translate("Demonstration", "Scan"), name=said, clicked=partial(self._scanned, code))
