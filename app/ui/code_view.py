"""Bar codes and QR codes for a scanner that reads them from the screen: black on white in both themes."""

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core import qr
from app.core.code128 import QUIET_ZONE, widths
from app.ui.theme import Theme
from app.ui.translation import translate

BAR_HEIGHT: Final = 52
WHITE: Final = QColor("#FFFFFF")
BLACK: Final = QColor("#000000")


class BarCodeView(QWidget):
    """A Code 128 bar code. Bars are whole device pixels wide."""

    def __init__(self, data: str, theme: Theme, *, height: int = BAR_HEIGHT) -> None:
        super().__init__()
        self._widths = widths(data)
        self._theme = theme
        self._height = height
        self.setAccessibleName(translate("Demonstration", "Bar code of {code}").replace("{code}", data))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @property
    def modules(self) -> int:
        """The width in modules, with the quiet zones."""
        return sum(self._widths) + 2 * QUIET_ZONE

    def sizeHint(self) -> QSize:
        """Two pixels a module, which a scanner reads from a common screen."""
        return QSize(2 * self.modules, self._theme.pixels(self._height))

    def minimumSizeHint(self) -> QSize:
        """One pixel a module: any less could not be read."""
        return QSize(self.modules, self._theme.pixels(self._height))

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


class QrCodeView(QWidget):
    """A QR code. Its modules are whole device pixels wide."""

    def __init__(self, data: str, theme: Theme, *, height: int) -> None:
        super().__init__()
        self._rows = qr.modules(data)
        self._theme = theme
        self._height = height
        self.setAccessibleName(translate("Demonstration", "QR code of {code}").replace("{code}", data))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @property
    def modules(self) -> int:
        """The width in modules, with the quiet zones."""
        return len(self._rows) + 2 * qr.QUIET_ZONE

    def sizeHint(self) -> QSize:
        """A square."""
        side = self._theme.pixels(self._height)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Modules as wide as there is room for, in whole pixels of the screen."""
        painter = QPainter(self)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillRect(self.rect(), WHITE)
        ratio = self.devicePixelRatioF()
        side = min(self.width(), self.height())
        module = max(1, int(side * ratio / self.modules)) / ratio
        left = round((self.width() - len(self._rows) * module) / 2 * ratio) / ratio
        top = round((self.height() - len(self._rows) * module) / 2 * ratio) / ratio
        for down, modules in enumerate(self._rows):
            for across, is_dark in enumerate(modules):
                if is_dark:
                    painter.fillRect(QRectF(left + across * module, top + down * module, module, module), BLACK)
        painter.end()
