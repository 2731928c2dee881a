"""Cards out of which some are picked: each with a box, for the space bar and for fingers."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.office.book import FateTold
from app.ui.batch_words import counted, fate_words
from app.ui.controls import label, show_words
from app.ui.translation import translate

LINES: Final = 5
"""So many cards are in sight at most."""


class _Boxes(QListWidget):
    """The first card is the current one as soon as the keyboard comes here."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Something can be ticked at once."""
        super().focusInEvent(event)
        if self.currentRow() < 0:
            self.setCurrentRow(0)


class CardPicks(QWidget):
    """`changed` tells that a card was picked, or is picked no longer."""

    changed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self._shown: tuple[str, ...] = ()
        self.list = _Boxes()
        self.list.setAccessibleName(name)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTabKeyNavigation(False)
        self.more = label("", "small", wraps=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.list)
        layout.addWidget(self.more)
        self.list.itemChanged.connect(self.changed)

    def show_cards(self, cards: Sequence[FateTold], most: int) -> None:
        """These cards, of so many; picks of those that stay are kept."""
        text = translate("Batches", "{count} more: “giftcard-till batch rekey --card” takes them by their ids.")
        more = most - len(cards)
        show_words(self.more, text.replace("{count}", counted(more)) if more > 0 else "")
        ids = tuple(told.card_id for told in cards)
        if ids == self._shown:
            return
        picked, self._shown = set(self.picked), ids
        self.list.clear()
        for told in cards:
            item = QListWidgetItem(f" {told.card_id}   {fate_words(told.fate)}")
            item.setData(Qt.ItemDataRole.UserRole, told.card_id)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if told.card_id in picked else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        line = self.list.sizeHintForRow(0)
        self.list.setFixedHeight(line * min(LINES, len(ids)) + 2 * self.list.frameWidth() + 8 if ids else 0)

    @property
    def picked(self) -> tuple[str, ...]:
        """The ids of the picked cards, in their order."""
        items = (self.list.item(place) for place in range(self.list.count()))
        return tuple(
            str(item.data(Qt.ItemDataRole.UserRole)) for item in items if item.checkState() is Qt.CheckState.Checked
        )
