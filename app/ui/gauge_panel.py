"""The limits of selling offline beside each other: each as words and as a bar that fills."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from app.core.limits import Gauge
from app.core.money import NumberForm
from app.ui.controls import CardFrame, label
from app.ui.gauge_words import gauge_title, gauge_tone, gauge_words
from app.ui.theme import Theme, Tone, set_mark
from app.ui.translation import translate

ACROSS: Final = 5
BAR: Final = 6


class GaugeBar(QWidget):
    """How full a limit is. For the eye only: the words stand above it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._fraction = 0.0
        self._tone = Tone.PLAIN
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_fraction(self, fraction: float, tone: Tone) -> None:
        """From 0 to 1, in a tone."""
        self._fraction, self._tone = fraction, tone
        self.update()

    def sizeHint(self) -> QSize:
        """A thin line, grown with the type."""
        return QSize(self._theme.pixels(60), self._theme.pixels(BAR))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The whole way in the colour of lines, and the share that is used in its tone."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        tokens = self._theme.tokens
        round_by = self.height() / 2
        painter.setBrush(QColor(tokens.line))
        painter.drawRoundedRect(QRectF(self.rect()), round_by, round_by)
        if self._fraction > 0:
            colour = tokens.muted if self._tone is Tone.PLAIN else tokens.tone(self._tone)
            painter.setBrush(QColor(colour))
            filled = max(float(self.height()), self.width() * self._fraction)
            painter.drawRoundedRect(QRectF(0.0, 0.0, filled, float(self.height())), round_by, round_by)
        painter.end()


class GaugeCell(QWidget):
    """One limit: its name, how much of it is used, and the bar."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.title = label("", "caption")
        self.words = label("", "strong", wraps=True)
        self.bar = GaugeBar(theme)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addWidget(self.title)
        layout.addWidget(self.words, 1)
        layout.addSpacing(2)
        layout.addWidget(self.bar)

    def show_gauge(self, gauge: Gauge, form: NumberForm) -> None:
        """Shows one limit as it stands."""
        tone = gauge_tone(gauge)
        self.title.setText(gauge_title(gauge).upper())
        words = gauge_words(gauge, form)
        self.words.setText(words)
        set_mark(self.words, "tone", tone.value)
        self.bar.show_fraction(gauge.fraction if gauge.most else 1.0, tone)
        reached = translate("Limits", "reached") if tone is Tone.BAD else ""
        self.setAccessibleName(", ".join(part for part in (gauge_title(gauge), words, reached) if part))


class GaugePanel(CardFrame):
    """All limits in one card. It hides itself where the till has none."""

    def __init__(self, theme: Theme, form: NumberForm) -> None:
        super().__init__(margins=(18, 12, 18, 14))
        self._theme = theme
        self._form = form
        self.cells: list[GaugeCell] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(10)
        self.body.addLayout(self._grid)
        self.setAccessibleName(translate("Limits", "What may be sold while the line is down"))
        self.hide()

    def show_gauges(self, gauges: Sequence[Gauge]) -> None:
        """Shows these limits and no others."""
        while len(self.cells) < len(gauges):
            place = len(self.cells)
            self.cells.append(GaugeCell(self._theme))
            self._grid.addWidget(self.cells[-1], place // ACROSS, place % ACROSS)
            self._grid.setColumnStretch(place % ACROSS, 1)
        for cell, gauge in zip(self.cells, gauges, strict=False):
            cell.show_gauge(gauge, self._form)
        for place, cell in enumerate(self.cells):
            cell.setVisible(place < len(gauges))
        self.setVisible(bool(gauges))
