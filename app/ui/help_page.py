"""F1: the help pages of the page that was open, and the keys."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.ui.controls import CardFrame, button, label
from app.ui.help_text import help_text
from app.ui.theme import Theme
from app.ui.translation import translate

HELP_OF: Final[Mapping[str, tuple[str, ...]]] = {
    "sell": ("selling", "scanning"),
    "check": ("checking", "scanning"),
    "queue": ("queue",),
    "cases": ("cases",),
    "slip": ("slip",),
    "journal": ("receipts",),
    "devices": ("scanning", "receipts"),
    "calibration": ("scanning",),
    "cards": ("selling", "scanning"),
    "batches": ("batches",),
    "batch": ("batches",),
    "plan": ("batches",),
    "setup": ("setup",),
}
"""Which files of `resources/help` tell of which page, the first one first."""


class HelpPage(QWidget):
    """The page. `closed` is emitted to go back."""

    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.reader = QScrollArea()
        self.reader.setProperty("kind", "reading")
        self.reader.setWidgetResizable(True)
        self.reader.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.reader.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.back = button(translate("Help", "Back"), clicked=self.closed.emit)
        text = CardFrame(margins=(8, 8, 8, 8))
        text.body.addWidget(self.reader)
        keys = CardFrame(margins=(28, 24, 28, 24), spacing=16)
        keys.body.addWidget(label(translate("Help", "Keys"), "title"))
        keys.body.addLayout(_keys())
        keys.body.addStretch(1)
        keys.body.addWidget(self.back)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(theme.pixels(16))
        layout.addWidget(text, 3)
        layout.addWidget(keys, 2)

    def show_help(self, page: str) -> None:
        """Shows what is to be read about a page."""
        shown = QWidget()
        shown.setProperty("role", "scrolled")
        lines = QVBoxLayout(shown)
        lines.setContentsMargins(20, 16, 20, 16)
        lines.setSpacing(self._theme.pixels(6))
        told = [help_text(self._theme.resources, name) for name in HELP_OF.get(page, HELP_OF["sell"])]
        for text in (text for text in told if text is not None):
            for place, (heading, words) in enumerate(text.whole):
                if lines.count():
                    lines.addSpacing(self._theme.pixels(12 if place else 24))
                lines.addWidget(label(heading, "subtitle" if place else "title", wraps=True))
                if words:
                    lines.addWidget(label(words, "reading", wraps=True))
        lines.addStretch(1)
        self.reader.setWidget(shown)
        self.reader.setAccessibleName(translate("Help", "Help"))
        spoken = [f"{heading}. {words}" for text in told if text is not None for heading, words in text.whole]
        self.reader.setAccessibleDescription("\n".join(spoken))

    def opened(self) -> None:
        """The arrow keys read on at once; Tab goes to the way back."""
        self.reader.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the page that help was asked for."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def _keys() -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(20)
    grid.setVerticalSpacing(12)
    for place, (key, words) in enumerate(
        (
            ("F1", translate("Help", "this help")),
            ("F2", translate("Help", "sell")),
            ("F3", translate("Help", "check a card")),
            ("F4", translate("Help", "the queue")),
            ("F5", translate("Help", "the journal")),
            ("F6", translate("Help", "the cases")),
            ("Enter", translate("Help", "do what the large button says")),
            ("Esc", translate("Help", "back, or an empty form")),
            ("Tab", translate("Help", "the next field or button")),
        )
    ):
        grid.addWidget(label(key, "mono"), place, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(label(words, wraps=True), place, 1)
    grid.setColumnStretch(1, 1)
    return grid
