"""The demonstration's cards: each with a bar code that a real scanner reads, and a button that stands for a scan."""

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future
from functools import partial
from itertools import pairwise
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from app.till.ports import LedgerFault
from app.ui.code_view import BarCodeView
from app.ui.controls import CardFrame, button, label, row
from app.ui.lane import Lane
from app.ui.theme import Theme
from app.ui.translation import translate

COLUMNS: Final = 2


class PracticeCard(CardFrame):
    """One card: its bar code, its code, whether a sale of this till has it, and the button that stands for a scan."""

    def __init__(self, code: str, theme: Theme, scanned: Callable[[str], None]) -> None:
        super().__init__(margins=(16, 10, 10, 10), spacing=4)
        self.code = code
        self.is_sold = False
        self.sold = label(translate("Demonstration", "Used"), "small")
        self.sold.hide()
        self.scan = button(translate("Demonstration", "Scan"), clicked=partial(scanned, code))
        self.body.addWidget(BarCodeView(code, theme))
        self.body.addLayout(row(label(code, "mono"), 1, self.sold, self.scan))
        self.show_sold(is_sold=False)

    def show_sold(self, *, is_sold: bool) -> None:
        """A used card can still be scanned: what the till says then is worth practising, too."""
        self.is_sold = is_sold
        self.sold.setVisible(is_sold)
        said = translate("Demonstration", "Scan {code}")
        self.scan.setAccessibleName((self._sold_words() if is_sold else said).replace("{code}", self.code))

    def _sold_words(self) -> str:
        return translate("Demonstration", "Scan {code}, used already")


class DemonstrationPanel(QWidget):
    """The panel. `scanned` is called with a card's code as if a scanner had read it.

    `sold` reads, on the lane, the codes of the cards that this till sold or is selling; raises LedgerFault.
    """

    def __init__(
        self,
        cards: Sequence[str],
        theme: Theme,
        scanned: Callable[[str], None],
        lane: Lane,
        sold: Callable[[], Collection[str]],
    ) -> None:
        super().__init__()
        self._lane = lane
        self._sold = sold
        self.setProperty("role", "room")
        self.cards = [PracticeCard(code, theme, scanned) for code in cards]
        inside = QWidget()
        inside.setProperty("role", "scrolled")
        self._grid = QGridLayout(inside)
        self._grid.setContentsMargins(0, 0, 6, 0)
        self._grid.setSpacing(10)
        self._grid.setRowStretch((len(cards) + COLUMNS - 1) // COLUMNS, 1)
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)
        self._arrange()
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
        """Ready to press, the cards that wait first."""
        self._go_to_first()
        self.refresh()

    def refresh(self) -> None:
        """Looks which cards were sold meanwhile."""
        if self.cards:
            self._lane.run(self._sold, self._told)

    def _told(self, found: Future[Collection[str]]) -> None:
        """A journal that cannot be read is told where something is sold; here the cards stay as they were."""
        try:
            sold = found.result()
        except LedgerFault:
            return
        is_at_first = self.focusWidget() is self.cards[0].scan
        for card in self.cards:
            card.show_sold(is_sold=card.code in sold)
        self.cards.sort(key=lambda card: card.is_sold)
        self._arrange()
        if is_at_first:
            self._go_to_first()

    def _arrange(self) -> None:
        """Row by row, and with Tab in the same order."""
        for place, card in enumerate(self.cards):
            self._grid.addWidget(card, place // COLUMNS, place % COLUMNS)
        for before, after in pairwise(self.cards):
            self.setTabOrder(before.scan, after.scan)

    def _go_to_first(self) -> None:
        if self.cards:
            self.cards[0].scan.setFocus()
