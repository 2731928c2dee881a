"""One row of the queue: a card, how it stands and why, and what can be done about it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.core.activation import QUEUE, Activation, State
from app.core.money import NumberForm
from app.ui.controls import announce, button, label, row, show_words
from app.ui.icons import Picture
from app.ui.state_sign import SIGNS
from app.ui.theme import Theme, Tone, set_mark
from app.ui.translation import translate
from app.ui.words import sentence, state_words

TO_BE_TRIED: Final = frozenset({State.QUEUED, State.UNKNOWN, State.CANCEL_WAIT})


@dataclass(frozen=True, slots=True)
class RowWords:
    """A row's texts apart from its state."""

    card: str
    amount: str
    why: str
    since: str


def row_words(activation: Activation, form: NumberForm, since: str, resend: str = "") -> RowWords:
    """What a row says: the card's last figures, why it stands where it stands with what to do, and how to find it.

    `resend` is when it may be sent again, where that is in doubt.
    """
    told = state_words(activation.state)
    reason = "" if activation.problem is None else sentence(activation.problem, form).what
    return RowWords(
        card=translate("Queue", "Card …{card}").replace("{card}", activation.order.card.last),
        amount=form.amount(activation.order.money),
        why=" ".join(part for part in (reason, told.todo, resend) if part),
        since=translate("Queue", "Since {time} · Reference {reference}")
        .replace("{time}", since)
        .replace("{reference}", activation.short_id),
    )


@dataclass(frozen=True, slots=True)
class RowTimes:
    """What time has to do with a row: since when it waits, when it may be sent again, whether it waits too long."""

    since: Callable[[Activation], str]
    resend: Callable[[Activation], str]
    is_late: Callable[[Activation], bool]


def _asked_words() -> str:
    return translate(
        "Queue",
        "Take the slip back from the customer first: another till could still settle it. Cancel this sale? Nothing was"
        " loaded.",
    )


class QueueRow(QFrame):
    """A row. `tried`, `printed` and `cancelled` are called with its activation when that is pressed while not busy.

    A cancel is asked back in the row itself, and offered only where nothing can have been sent.
    """

    def __init__(
        self,
        theme: Theme,
        form: NumberForm,
        times: RowTimes,
        tried: Callable[[Activation], None],
        printed: Callable[[Activation], None],
        cancelled: Callable[[Activation], None],
    ) -> None:
        super().__init__()
        self._form = form
        self._times = times
        self._tried = tried
        self._printed = printed
        self._cancelled = cancelled
        self.activation: Activation | None = None
        self.is_busy = False
        self.setProperty("kind", "card")
        self.picture = Picture(theme, size=28)
        self.card = label("", "strong")
        self.state = label("", "strong")
        self.why = label("", "body", wraps=True)
        self.result = label("", "strong", wraps=True)
        self.result.hide()
        self.since = label("", "small", wraps=True)
        self.late = label("", "problem", wraps=True)
        set_mark(self.late, "tone", Tone.WAIT.value)
        self.late.hide()
        self.amount = label("", "title")
        self.try_now = button(translate("Queue", "Try now"), clicked=self._try)
        self.slip = button(translate("Queue", "Print slip"), clicked=self._print)
        self.cancel = button(translate("Queue", "Cancel"), "quiet", clicked=self._ask)
        self.asked = label(_asked_words(), "strong", wraps=True)
        self.yes = button(translate("Queue", "Yes, cancel it"), "danger", clicked=self._cancel)
        self.no = button(translate("Queue", "No"), clicked=self._keep)
        self.question = QWidget()
        self._lay_out()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(3)
        words.addLayout(row(self.card, self.state, 1, spacing=12))
        for part in (self.why, self.late, self.result, self.since):
            words.addWidget(part)
        asking = row(self.asked, self.yes, self.no)
        asking.setContentsMargins(0, 6, 0, 0)
        asking.setStretch(0, 1)
        self.question.setLayout(asking)
        self.question.hide()
        words.addWidget(self.question)
        words.addStretch(1)
        side = QWidget()
        at_side = QVBoxLayout(side)
        at_side.setContentsMargins(0, 0, 0, 0)
        at_side.addWidget(self.amount, 0, Qt.AlignmentFlag.AlignRight)
        at_side.addLayout(row(1, self.try_now, self.slip, self.cancel))
        at_side.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 12, 12, 12)
        layout.setSpacing(16)
        layout.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        layout.addWidget(side, 0)

    def show_activation(self, activation: Activation) -> None:
        """Shows how it stands now."""
        self.activation = activation
        words = row_words(activation, self._form, self._times.since(activation), self._times.resend(activation))
        told, sign = state_words(activation.state), SIGNS[activation.state]
        self.picture.show_drawing(sign.small, sign.tone)
        self.card.setText(words.card)
        self.state.setText(told.label)
        set_mark(self.state, "tone", sign.tone.value)
        self.amount.setText(words.amount)
        self.since.setText(words.since)
        is_late = activation.state in QUEUE and self._times.is_late(activation)
        show_words(
            self.late, translate("Queue", "It has waited for more than a day. Tell your manager.") if is_late else ""
        )
        show_words(self.why, words.why)
        self.try_now.setVisible(activation.state in TO_BE_TRIED)
        is_active = activation.state is State.ACTIVE
        self.slip.setText(translate("Queue", "Print receipt") if is_active else translate("Queue", "Print slip"))
        self._offer_cancel()
        self._name_buttons(words.card)
        self.setAccessibleName(f"{words.card}, {words.amount}, {told.label}. {words.why} {words.since}")

    def show_result(self, words: str, tone: Tone = Tone.PLAIN) -> None:
        """Says in place what came of a press."""
        set_mark(self.result, "tone", tone.value)
        show_words(self.result, words)

    def set_busy(self, *, is_busy: bool) -> None:
        """While busy a press does nothing. The buttons keep the focus, so that nobody who uses keys loses the place."""
        self.is_busy = is_busy
        if self.activation is not None:
            self._offer_cancel()
            self._name_buttons(self.card.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc takes the question back."""
        if event.key() == Qt.Key.Key_Escape and not self.question.isHidden():
            self._keep()
        else:
            super().keyPressEvent(event)

    def _offer_cancel(self) -> None:
        """Never sent means nothing was loaded: only then is a cancel one press and certain."""
        waits = self.activation is not None and self.activation.state is State.QUEUED and not self.activation.sends
        if self.is_busy or not waits:
            self.question.hide()
        self.cancel.setVisible(waits and self.question.isHidden())

    def _name_buttons(self, card: str) -> None:
        told = translate("Queue", "Try now")
        self.try_now.setText(translate("Queue", "Asking …") if self.is_busy else told)
        self.try_now.setAccessibleName(f"{told}, {card}")
        for made in (self.slip, self.cancel, self.yes, self.no):
            made.setAccessibleName(f"{made.text()}, {card}")

    def _try(self) -> None:
        if self.activation is not None and not self.is_busy:
            self._tried(self.activation)

    def _print(self) -> None:
        if self.activation is not None and not self.is_busy:
            self._printed(self.activation)

    def _ask(self) -> None:
        """Asks back where the sale stands; the focus goes to the answer that changes nothing."""
        if self.is_busy:
            return
        self.question.show()
        self.no.setFocus(Qt.FocusReason.OtherFocusReason)
        self.cancel.hide()
        announce(self, f"{self.card.text()}. {self.asked.text()}")

    def _keep(self) -> None:
        self.cancel.show()
        self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        self.question.hide()

    def _cancel(self) -> None:
        if self.activation is not None and not self.is_busy:
            self.slip.setFocus(Qt.FocusReason.OtherFocusReason)
            self._cancelled(self.activation)
