"""The amount in large figures: a field as wide as its figures, with the currency's sign right behind them."""

from typing import Final

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy

from app.core.money import NumberForm
from app.ui.theme import Theme
from app.ui.translation import translate

MOST_SIGNS: Final = 12
"""`1 000 000,00`: more than this no card holds, and no screen has room for."""


class AmountEdit(QLineEdit):
    """Typed with keys or by the number pad. Getting the focus selects all, so that a new figure replaces the old."""

    left = Signal()

    def __init__(self, theme: Theme, form: NumberForm, most_signs: int = MOST_SIGNS) -> None:
        super().__init__()
        self._form = form
        self.setProperty("role", "amount")
        self.setAccessibleName(translate("Sell", "Amount"))
        self.setPlaceholderText(f"0{form.decimal_sign}00")
        self.setMaxLength(most_signs)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(self.hug)
        theme.changed.connect(self.hug)
        self.hug()

    def show_text(self, text: str) -> None:
        """Shows a text that did not come from this field."""
        if self.text() != text:
            self.setText(text)

    def write(self, sign: str) -> None:
        """One key of the number pad. What is selected is replaced; a second decimal sign is not written."""
        if sign == self._form.decimal_sign and sign in self.text() and self.selectedText() != self.text():
            return
        self.insert(sign)

    def erase(self) -> None:
        """One sign back, or all that is selected."""
        self.backspace()

    def hug(self) -> None:
        """As wide as the figures."""
        self.ensurePolished()
        shown = self.text() or self.placeholderText()
        self.setFixedWidth(self.fontMetrics().horizontalAdvance(shown) + 26)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """All selected, however the focus came, but for a window that came back."""
        super().focusInEvent(event)
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tells that typing ended."""
        super().focusOutEvent(event)
        self.left.emit()

    def changeEvent(self, event: QEvent) -> None:
        """A new font needs a new width."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self.hug()
