"""A quiet word about what happened behind the cashier's back. It takes no focus and no click, and goes by itself."""

from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.core.activation import Activation, State
from app.core.money import Currency, Money, NumberForm
from app.ui.controls import announce, label
from app.ui.icons import Picture
from app.ui.theme import Theme, Tone, set_mark

translate = QCoreApplication.translate

SHOWN_MS: Final = 8_000
TOLD_MS: Final = 1_500
"""Cards that became active within so long are told in one sentence."""


def news_words(active: list[Activation], form: NumberForm) -> str:
    """`Card …4711 is active now: 500,00 kr`, or how many and their sum. Only ACTIVE is ever called so."""
    proven = [activation for activation in active if activation.state is State.ACTIVE]
    if not proven:
        return ""
    totals: dict[Currency, Money] = {}
    for money in (activation.order.money for activation in proven):
        totals[money.currency] = totals[money.currency] + money if money.currency in totals else money
    sums = " + ".join(form.amount(total) for total in totals.values())
    if len(proven) == 1:
        told = translate("News", "Card …{card} is active now: {sum}")
        return told.replace("{card}", proven[0].order.card.last).replace("{sum}", sums)
    many = translate("News", "{count} cards are active now: {sum}")
    return many.replace("{count}", str(len(proven))).replace("{sum}", sums)


class News(QFrame):
    """A line above the lower right corner of `room`, for a few seconds."""

    def __init__(self, theme: Theme, form: NumberForm, room: QWidget) -> None:
        super().__init__(room)
        self._form = form
        self._room = room
        self._active: list[Activation] = []
        self.setProperty("kind", "news")
        set_mark(self, "tone", Tone.ACTIVE.value)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.words = label("", "strong")
        set_mark(self.words, "tone", Tone.ACTIVE.value)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 10, 18, 10)
        layout.setSpacing(10)
        layout.addWidget(Picture(theme, "active", Tone.ACTIVE, size=20))
        layout.addWidget(self.words)
        self.telling = QTimer(self, singleShot=True, interval=TOLD_MS)
        self.telling.timeout.connect(self._tell)
        self.leaving = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self.leaving.timeout.connect(self._leave)
        room.installEventFilter(self)
        self.hide()

    def tell(self, activation: Activation) -> None:
        """A card became active: shown at once, and said aloud with those that follow it closely."""
        if activation.state is not State.ACTIVE:
            return
        self._active.append(activation)
        self.words.setText(news_words(self._active, self._form))
        self.leaving.start()
        self.show()
        self._place()
        if not self.telling.isActive():
            self.telling.start()

    @Slot()
    def _tell(self) -> None:
        announce(self._room, self.words.text())

    @Slot()
    def _leave(self) -> None:
        self._active.clear()
        self.hide()

    def _place(self) -> None:
        self.adjustSize()
        room = self._room.rect()
        self.move(room.right() - self.width() - 20, room.bottom() - self.height() - 12)
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """It keeps to its corner."""
        if watched is self._room and event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)
