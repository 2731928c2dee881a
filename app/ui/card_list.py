"""The cards of a sale of several: each its row, one amount for all or an amount of its own."""

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.core.money import Money
from app.ui.controls import button, icon_button, label
from app.ui.icons import Picture
from app.ui.sale_form import CardEntry, Checked
from app.ui.sell_model import SellModel
from app.ui.sell_words import ended, entry_sign
from app.ui.theme import Theme, Tone, set_mark
from app.ui.translation import translate


class CardRow(QPushButton):
    """One card with its amount. A press types this card's own amount from then on."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("kind", "row")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.picture = Picture(theme, size=16)
        self.name = label("", "strong")
        self.amount = label("", "strong")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 0, 14, 0)
        layout.addWidget(self.picture)
        layout.addWidget(self.name, 1)
        layout.addWidget(self.amount)
        for part in (self.picture, self.name, self.amount):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_row(self, name: str, amount: str, *, is_own: bool) -> None:
        """Shows a card's end and its amount; an own amount stands out."""
        self.name.setText(name)
        self.amount.setText(amount)
        set_mark(self.amount, "tone", "plain" if is_own else "muted")
        self.setAccessibleName(f"{name}, {amount}" if amount else name)


class CardList(QWidget):
    """Rows of the cards on the form, the newest in sight."""

    chosen = Signal(object)
    removed = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._rows: dict[CardEntry, QWidget] = {}
        self.all_row = button(translate("Sell", "Same for all"), "row", clicked=partial(self.chosen.emit, None))
        self.all_row.setCheckable(True)
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(6)
        self._list.addStretch(1)
        inside = QWidget()
        inside.setProperty("role", "scrolled")
        inside.setLayout(self._list)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.all_row)
        layout.addWidget(self._scroll, 1)
        self._scroll.verticalScrollBar().rangeChanged.connect(self._show_newest)

    def show_model(self, model: SellModel, checked: Checked) -> None:
        """Shows the cards as the model has them."""
        form = model.form
        for entry in [entry for entry in self._rows if entry not in form.entries]:
            gone = self._rows.pop(entry)
            self._list.removeWidget(gone)
            gone.deleteLater()
        self.all_row.setChecked(form.chosen is None)
        same, others = translate("Sell", "Same for all"), translate("Sell", "All the others")
        self.all_row.setText(others if form.has_own_amounts else same)
        self.all_row.setAccessibleName(self.all_row.text())
        for entry, money in zip(form.entries, checked.moneys, strict=False):
            if entry not in self._rows:
                self._rows[entry] = self._made(entry)
                self._list.insertWidget(self._list.count() - 1, self._rows[entry])
            self._show_entry(model, entry, money)

    @Slot(int, int)
    def _show_newest(self, _low: int, high: int) -> None:
        self._scroll.verticalScrollBar().setValue(high)

    def row_of(self, entry: CardEntry) -> CardRow:
        """The row of a card on the form."""
        found = self._rows[entry].findChild(CardRow)
        if not isinstance(found, CardRow):
            raise TypeError("every line has its row")
        return found

    def _show_entry(self, model: SellModel, entry: CardEntry, money: Money | None) -> None:
        shown = self.row_of(entry)
        sign = entry_sign(entry)
        shown.picture.show_drawing(sign.icon, sign.tone)
        amount = model.counter.shop.number_form.amount(money) if money else "–"
        shown.show_row(ended(entry.card), amount, is_own=entry.own_amount is not None)
        shown.setChecked(model.form.chosen is entry)
        remove = self._rows[entry].findChild(QPushButton, "remove")
        if isinstance(remove, QPushButton):
            text = translate("Sell", "Take card {card} off the list").replace("{card}", ended(entry.card))
            remove.setAccessibleName(text)
            remove.setToolTip(text)

    def _made(self, entry: CardEntry) -> QWidget:
        line = QWidget()
        shown = CardRow(self._theme)
        shown.clicked.connect(lambda: self.chosen.emit(entry))
        remove = icon_button(
            self._theme,
            "trash",
            translate("Sell", "Take this card off the list"),
            tone=Tone.MUTED,
            clicked=partial(self.removed.emit, entry),
        )
        remove.setObjectName("remove")
        layout = QHBoxLayout(line)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(shown, 1)
        layout.addWidget(remove)
        return line


def result_row(theme: Theme, icon: str, tone: Tone, parts: tuple[str, str, str]) -> QFrame:
    """A card of a finished sale: its sign, its end, its amount and its state in a word."""
    line = QFrame()
    line.setProperty("kind", "result")
    layout = QHBoxLayout(line)
    layout.setContentsMargins(14, 8, 14, 8)
    layout.setSpacing(12)
    layout.addWidget(Picture(theme, icon, tone, size=20))
    words: list[QLabel] = [label(part, "strong") for part in parts]
    words[2].setProperty("tone", tone.value)
    layout.addWidget(words[0])
    layout.addWidget(words[1], 1)
    layout.addWidget(words[2])
    return line
