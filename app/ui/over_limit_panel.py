"""A sale that was not made: it passes a limit of selling offline. Which one, what to do, and a supervisor's way on."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from app.ui.controls import announce, button, label, row
from app.ui.icons import Picture
from app.ui.offline_words import over_words
from app.ui.pin_entry import PinEntry
from app.ui.sell_model import SellModel
from app.ui.sell_words import both
from app.ui.theme import Theme, Tone, set_mark
from app.ui.translation import translate

if TYPE_CHECKING:
    from app.till.offline import OverLimit


class OverLimitPanel(QFrame):
    """Stands in the place of the form. `closed` goes back to it, `entered` carries a PIN."""

    closed = Signal()
    entered = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._shown: OverLimit | None = None
        self._refused = ""
        self.setProperty("kind", "tinted")
        set_mark(self, "tone", Tone.WAIT.value)
        self.title = label(translate("Sell", "Nothing was sold yet"), "title", wraps=True)
        self.words = label("", "body", wraps=True)
        self.ask = label(translate("Sell", "A supervisor may approve this one sale."), "strong", wraps=True)
        self.pin = PinEntry(theme, translate("Sell", "Approve and sell"))
        self.pin.entered.connect(self.entered)
        self.back = button(translate("Sell", "Back to the sale"), clicked=self.closed.emit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        head = row(Picture(theme, "sign-wait", Tone.WAIT, size=48), self.title, spacing=16)
        head.setStretch(1, 1)
        layout.addLayout(head)
        layout.addWidget(self.words)
        layout.addStretch(1)
        layout.addWidget(self.ask)
        layout.addWidget(self.pin)
        layout.addStretch(1)
        layout.addWidget(self.back)

    def show_model(self, model: SellModel) -> None:
        """Shows why the sale was not made, and how the approval stands."""
        offline = model.offline
        over = offline.over
        if over is None:
            self._shown = None
            self.pin.edit.clear()
            return
        self.words.setText(over_words(over.problems, model.counter.shop))
        for part in (self.ask, self.pin):
            part.setVisible(over.may_be_approved)
        self.pin.set_busy(is_busy=offline.is_asking)
        refused = both(offline.refused, model.counter.shop) if offline.refused else ""
        self.pin.show_refused(refused)
        if over is not self._shown:
            self._shown = over
            self._focus_first(may_be_approved=over.may_be_approved)
            announce(self, f"{self.title.text()}. {self.words.text()}", is_urgent=True)
        elif refused and refused != self._refused:
            announce(self, refused, is_urgent=True)
        self._refused = refused

    def focus_first(self) -> None:
        """Where the work goes on."""
        if self._shown is not None:
            self._focus_first(may_be_approved=self._shown.may_be_approved)

    def _focus_first(self, *, may_be_approved: bool) -> None:
        if may_be_approved:
            self.pin.focus()
        else:
            self.back.setFocus(Qt.FocusReason.OtherFocusReason)
