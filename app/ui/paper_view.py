"""The paper as it will come out of the printer, drawn on screen from the same laid lines."""

from functools import lru_cache
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from app.core import qr
from app.core.code128 import widths
from app.core.paper import Align, LaidLine, Paper, columns_of, lay_out
from app.ui.controls import label, show_words
from app.ui.theme import Theme

_LINE_HEIGHT: Final = 1.62
_TOOTH: Final = 11
_BAR_CODE_LINES: Final = 2.8
_QR_MODULE: Final = 0.5
"""As on paper: a module of a QR code is half as wide as a letter, where the sheet is wide enough."""
_WIDEST_SIGN: Final = 11.5
"""A sign is never drawn wider than so many pixels: paper on a large screen stays paper."""


@lru_cache(maxsize=16)
def _qr_image(rows: tuple[tuple[bool, ...], ...], ink: str, paper: str) -> QImage:
    """A QR code with one dot a module, to be drawn larger by whole factors only."""
    image = QImage(len(rows), len(rows), QImage.Format.Format_RGB32)
    image.fill(QColor(paper))
    dark = QColor(ink)
    for top, row in enumerate(rows):
        for left, is_dark in enumerate(row):
            if is_dark:
                image.setPixelColor(left, top, dark)
    return image


class PaperSheet(QWidget):
    """One sheet: it is as long as its content. Empty, it is a short strip that says `note`."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._lines: tuple[LaidLine, ...] = ()
        self._columns = 42
        self._note = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.updateGeometry)

    def show_lines(self, lines: tuple[LaidLine, ...], columns: int, note: str) -> None:
        """Shows laid lines, or the note for none."""
        self._lines, self._columns, self._note = lines, columns, note
        self.setAccessibleDescription("\n".join(line.text.strip() for line in lines if line.text.strip()) or note)
        self.setFixedHeight(self._height_for(self.width()))
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The type follows the width, and the length follows the type."""
        super().resizeEvent(event)
        self.setFixedHeight(self._height_for(event.size().width()))

    def widest(self, columns: int) -> int:
        """The width from which on more would only be margins, in pixels."""
        return round(columns * _WIDEST_SIGN) + 2 * self._padding()

    def sizeHint(self) -> QSize:
        """Wide enough to be read."""
        return QSize(self._theme.pixels(340), self._height_for(self._theme.pixels(340)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paper with a torn edge, and each line where the printer puts it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_sheet(painter)
        painter.setPen(QColor(self._theme.tokens.paper_ink))
        sign = self._sign_width(self.width())
        top = self._padding() * 1.0
        for line in self._lines:
            if line.bar_code is not None:
                self._paint_bars(painter, line.bar_code, top)
            elif line.qr_code is not None:
                self._paint_qr_code(painter, line.qr_code, top, sign)
            elif line.text:
                self._paint_line(painter, line, top, sign)
            top += self._line_height(line, sign)
        if not self._lines:
            self._paint_note(painter)
        painter.end()

    def _paint_sheet(self, painter: QPainter) -> None:
        width, height = float(self.width()), float(self.height() - 4)
        teeth = max(8, round(width / (2 * _TOOTH)))
        step = width / teeth
        edge = [QPointF(0, 0), QPointF(width, 0), QPointF(width, height - _TOOTH / 2)]
        for tooth in range(teeth, 0, -1):
            edge += [QPointF((tooth - 0.5) * step, height + 0.0), QPointF((tooth - 1) * step, height - _TOOTH / 2)]
        outline = QPainterPath()
        outline.addPolygon(QPolygonF(edge))
        outline.closeSubpath()
        painter.fillPath(outline.translated(0, 3), QColor(self._theme.tokens.paper_shade))
        painter.fillPath(outline, QColor(self._theme.tokens.paper))

    def _paint_line(self, painter: QPainter, line: LaidLine, top: float, sign: float) -> None:
        font = self._font(sign * line.size, is_bold=line.bold)
        painter.setFont(font)
        height = self._line_height(line, sign)
        if line.text.strip("-") == "" and line.text:
            middle = round(top + height / 2) + 0.5
            pen = painter.pen()
            painter.setPen(self._dashes())
            painter.drawLine(
                QPointF(self._left(sign), middle), QPointF(self._left(sign) + self._columns * sign, middle)
            )
            painter.setPen(pen)
            return
        indent = (self._columns - columns_of(line.text) * line.size) * sign
        left = self._left(sign) + {Align.LEFT: 0.0, Align.CENTRE: indent / 2, Align.RIGHT: indent}[line.align]
        metrics = QFontMetricsF(font)
        baseline = top + (height + metrics.ascent() - metrics.descent()) / 2
        painter.drawText(QPointF(left, baseline), line.text)

    def _paint_bars(self, painter: QPainter, data: str, top: float) -> None:
        bars = widths(data)
        module = max(1.0, min(2.0 * self._theme.factor, (self.width() - 2 * self._padding()) / sum(bars)))
        left = (self.width() - sum(bars) * module) / 2
        height = self._sign_width(self.width()) / 0.6 * _LINE_HEIGHT * (_BAR_CODE_LINES - 0.3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for place, width in enumerate(bars):
            if place % 2 == 0:
                bar = QRectF(left, top, width * module, height)
                painter.fillRect(bar, QColor(self._theme.tokens.paper_ink))
            left += width * module
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)

    def _paint_qr_code(self, painter: QPainter, data: str, top: float, sign: float) -> None:
        """Each module in whole dots of the screen, so that a reader sees no grey seams between them."""
        rows, ratio = qr.modules(data), self.devicePixelRatioF()
        module = self._module_width(len(rows), sign)
        left = round((self.width() - len(rows) * module) / 2 * ratio) / ratio
        top = round((top + module) * ratio) / ratio
        width = len(rows) * module
        drawn = _qr_image(rows, self._theme.tokens.paper_ink, self._theme.tokens.paper)
        painter.drawImage(QRectF(left, top, width, width), drawn)

    def _module_width(self, size: int, sign: float) -> float:
        """The width of a QR code's module in pixels: a whole number of the screen's own dots."""
        ratio = self.devicePixelRatioF()
        widest = min(sign * _QR_MODULE, self._columns * sign / (size + 2 * qr.QUIET_ZONE))
        return max(1, int(widest * ratio)) / ratio

    def _paint_note(self, painter: QPainter) -> None:
        painter.setFont(self._theme.mono(9.5))
        room = QRectF(self._padding(), 0, self.width() - 2 * self._padding(), self.height() - _TOOTH)
        painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self._note)

    def _dashes(self) -> QColor:
        colour = QColor(self._theme.tokens.paper_ink)
        colour.setAlpha(90)
        return colour

    def _padding(self) -> int:
        return self._theme.pixels(20)

    def _left(self, sign: float) -> float:
        return (self.width() - self._columns * sign) / 2

    def _sign_width(self, width: int) -> float:
        return min((width - 2 * self._padding()) / self._columns, _WIDEST_SIGN)

    def _font(self, sign: float, *, is_bold: bool) -> QFont:
        """The mono whose signs are exactly so wide: what fits the printer's columns fits the picture's."""
        font = self._theme.mono(10, QFont.Weight.Bold if is_bold else QFont.Weight.Normal)
        font.setPixelSize(100)
        share = QFontMetricsF(font).horizontalAdvance("0")
        font.setPixelSize(max(6, int(100 * sign / share)))
        drawn = QFontMetricsF(font).horizontalAdvance("0")
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, sign - drawn)
        return font

    def _line_height(self, line: LaidLine, sign: float) -> float:
        base = sign / 0.6 * _LINE_HEIGHT
        if line.bar_code is not None:
            return base * _BAR_CODE_LINES
        if line.qr_code is not None:
            size = len(qr.modules(line.qr_code))
            return (size + 2) * self._module_width(size, sign)
        if not line.text:
            return base * 0.6
        return base * (1.0 if line.size == 1 else 1.7)

    def _height_for(self, width: int) -> int:
        if not self._lines:
            return self._theme.pixels(132)
        sign = self._sign_width(max(width, 100))
        content = sum(self._line_height(line, sign) for line in self._lines)
        return round(content + 2 * self._padding() + _TOOTH)


class PaperView(QScrollArea):
    """The paper beside the work. It hugs its content and scrolls where it is longer than the screen."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.sheet = PaperSheet(theme)
        room = QWidget()
        room.setProperty("role", "scrolled")
        layout = QVBoxLayout(room)
        layout.setContentsMargins(0, 0, 0, 4)
        layout.setSpacing(theme.pixels(6))
        self.below = label("", "small", wraps=True)
        self.below.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self.sheet)
        layout.addWidget(self.below)
        layout.addStretch(1)
        self.setWidget(room)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        # Always there, and seen only while there is something to scroll: the width, and with it the length, stays put.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_paper(self, paper: Paper | None, columns: int, note: str = "", below: str = "") -> None:
        """Shows a paper laid out for so many columns; for None a strip that says `note`. `below` is no part of it."""
        show_words(self.below, below)
        self.setMaximumWidth(self.sheet.widest(columns) + self.verticalScrollBar().sizeHint().width())
        self.sheet.show_lines(lay_out(paper, columns) if paper else (), columns, note)
