"""A quiet word about what happened behind the cashier's back. It takes no focus and no click, and goes by itself."""

from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.core.activation import Activation, State
from app.core.money import Currency, Money, NumberForm
from app.ui.controls import announce, label
from app.ui.icons import Picture
from app.ui.theme import Theme, Tone, set_mark
from app.ui.translation import translate

SHOWN_MS: Final = 8_000
TOLD_MS: Final = 1_500
"""Cards that became active within so long are told in one sentence."""
FOLLOWS_MS: Final = 200
"""The sentence on screen follows so closely: when hundreds are caught up with, nobody could read more of them."""


@dataclass(slots=True)
class Tally:
    """Cards that became active: how many, their sums, and the code of the first. Only ACTIVE is ever counted so."""

    count: int = 0
    first: str = ""
    sums: dict[Currency, Money] = field(default_factory=dict[Currency, Money])

    def add(self, activation: Activation) -> None:
        """One more, if it is active."""
        if activation.state is not State.ACTIVE:
            return
        money = activation.order.money
        self.first = self.first or activation.order.card.last
        self.sums[money.currency] = self.sums[money.currency] + money if money.currency in self.sums else money
        self.count += 1

    def words(self, form: NumberForm) -> str:
        """`Card …4711 is active now: 500,00 kr`, or how many and their sum."""
        if not self.count:
            return ""
        sums = " + ".join(form.amount(total) for total in self.sums.values())
        if self.count == 1:
            told = translate("News", "Card …{card} is active now: {sum}")
            return told.replace("{card}", self.first).replace("{sum}", sums)
        many = translate("News", "{count} cards are active now: {sum}")
        return many.replace("{count}", str(self.count)).replace("{sum}", sums)


class News(QFrame):
    """A line above the lower right corner of `room`, for a few seconds."""

    def __init__(self, theme: Theme, form: NumberForm, room: QWidget) -> None:
        super().__init__(room)
        self._form = form
        self._room = room
        self._active = Tally()
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
        self.following = QTimer(self, singleShot=True, interval=FOLLOWS_MS)
        self.following.timeout.connect(self._follow)
        self.leaving = QTimer(self, singleShot=True, interval=SHOWN_MS)
        self.leaving.timeout.connect(self._leave)
        room.installEventFilter(self)
        self.hide()

    def tell(self, activation: Activation) -> None:
        """A card became active: shown at once, and said aloud with those that follow it closely."""
        if activation.state is not State.ACTIVE:
            return
        self._active.add(activation)
        self.leaving.start()
        if self.isHidden():
            self._follow()
        elif not self.following.isActive():
            self.following.start()
        if not self.telling.isActive():
            self.telling.start()

    @Slot()
    def _follow(self) -> None:
        """As things stand now."""
        self.words.setText(self._active.words(self._form))
        self.show()
        self._place()

    @Slot()
    def _tell(self) -> None:
        self._follow()
        announce(self._room, self.words.text())

    @Slot()
    def _leave(self) -> None:
        self._active = Tally()
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
