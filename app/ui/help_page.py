"""F1: what can be done on the page that was open, in a few lines, and the keys."""

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.controls import CardFrame, button, label
from app.ui.theme import Theme

translate = QCoreApplication.translate

TEXTS: Final[Mapping[str, Callable[[], tuple[str, ...]]]] = {
    "sell": lambda: (
        translate("Help", "Scan a gift card at any time. It lands on the form, whatever you were doing."),
        translate("Help", "Type the amount or tap one. Press Enter, or the large button: it says what will happen."),
        translate("Help", "For several cards, scan one after another. Tap a card in the list for its own amount."),
        translate("Help", "Green means the money is on the card. Nothing else does. Amber is saved and waits."),
        translate("Help", "Blue means we are asking: keep the card here, and sell no other card for that payment."),
    ),
    "check": lambda: (
        translate("Help", "Scan a card, or type its code, to see its state and what is left on it."),
        translate("Help", "Nothing is sold on this page."),
    ),
    "queue": lambda: (
        translate("Help", "Here is what is saved and not settled, oldest first, and what needs a person."),
        translate("Help", "Try again asks the issuer first. Nothing is ever loaded twice."),
    ),
    "journal": lambda: (
        translate("Help", "Every sale of this till, newest first, with each step it took."),
        translate("Help", "Choose a sale to see its paper and to print it again."),
    ),
    "devices": lambda: (
        translate("Help", "How the line, the printer and the scanner are, and what to do about it."),
        translate("Help", "A sale never waits for the printer: print the paper again when it is ready."),
    ),
}


class HelpPage(QWidget):
    """The page. `closed` is emitted to go back."""

    closed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.title = label("", "title")
        self.lines = label("", "lead", wraps=True)
        self.back = button(translate("Help", "Back"), clicked=self.closed.emit)
        text = CardFrame(margins=(28, 24, 28, 24), spacing=16)
        text.body.addWidget(self.title)
        text.body.addWidget(self.lines)
        text.body.addStretch(1)
        text.body.addWidget(self.back)
        keys = CardFrame(margins=(28, 24, 28, 24), spacing=16)
        keys.body.addWidget(label(translate("Help", "Keys"), "title"))
        keys.body.addLayout(_keys())
        keys.body.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(theme.pixels(16))
        layout.addWidget(text, 3)
        layout.addWidget(keys, 2)

    def show_help(self, page: str) -> None:
        """Shows what is to be said about a page."""
        told = TEXTS.get(page, TEXTS["sell"])()
        self.title.setText(translate("Help", "On this page"))
        self.lines.setText("\n\n".join(told))

    def opened(self) -> None:
        """The focus goes to the way back."""
        self.back.setFocus()


def _keys() -> QVBoxLayout:
    column = QVBoxLayout()
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
            ("Enter", translate("Help", "do what the large button says")),
            ("Esc", translate("Help", "back, or an empty form")),
            ("Tab", translate("Help", "the next field or button")),
        )
    ):
        grid.addWidget(label(key, "mono"), place, 0)
        grid.addWidget(label(words), place, 1)
    grid.setColumnStretch(1, 1)
    column.addLayout(grid)
    return column
